"""What the office fills in about the search."""

from django.db.models import Q
from wagtail.documents import get_document_model

from wagtail_civic.core.admin_forms import CivicSettingForm
from wagtail_civic.core.compat import file_policy


class SearchSettingsForm(CivicSettingForm):
    """Offers the collections whose documents the editor works with, not those of others."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.for_user is None:
            return
        field = self.fields["collections"]
        own = file_policy(get_document_model()).collections_user_has_any_permission_for(
            self.for_user, ["add", "change", "choose"]
        )
        chosen = self.instance.collections.all() if self.instance.pk else field.queryset.none()
        field.queryset = field.queryset.filter(
            Q(pk__in=own.values("pk")) | Q(pk__in=chosen.values("pk"))
        )
