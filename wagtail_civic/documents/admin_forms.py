"""What the office fills in about the search."""

from django.db.models import Q
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.documents import get_document_model
from wagtail.documents.models import Document
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy


def document_policy() -> CollectionOwnershipPermissionPolicy:
    """Wagtail's own rule of who may do what with documents, for a host's own model too."""
    return CollectionOwnershipPermissionPolicy(
        get_document_model(), auth_model=Document, owner_field_name="uploaded_by_user"
    )


class SearchSettingsForm(WagtailAdminModelForm):
    """Offers the collections whose documents the editor works with, not those of others."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.for_user is None:
            return
        field = self.fields["collections"]
        own = document_policy().collections_user_has_any_permission_for(
            self.for_user, ["add", "change", "choose"]
        )
        chosen = self.instance.collections.all() if self.instance.pk else field.queryset.none()
        field.queryset = field.queryset.filter(
            Q(pk__in=own.values("pk")) | Q(pk__in=chosen.values("pk"))
        )
