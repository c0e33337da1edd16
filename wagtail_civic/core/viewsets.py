"""Admin viewsets that know which municipality an editor works for."""

from functools import cache

from django.http import Http404
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.models import Site

from .compat import register_permission_policy
from .permissions import SitePermissionPolicy

MENU_HOOK = "register_civic_menu_item"


class SiteScopedView:
    """Mixed into each view of a viewset: rows of other municipalities do not exist here."""

    site_lookup = "site"
    any_action = ("view", "add", "change", "delete")
    table_classname = "listing civic-listing"

    def allowed_sites(self) -> set[int]:
        policy = self.permission_policy
        return policy.sites(self.request.user, self.any_action)

    def get_base_queryset(self):
        rows = super().get_base_queryset()
        if not issubclass(rows.model, self.model):  # a history lists log entries of one object
            return rows
        return rows.filter(**{f"{self.site_lookup}__in": self.allowed_sites()})

    def get_object(self, *args, **kwargs):
        obj = super().get_object(*args, **kwargs)
        if self.permission_policy.site_id_of(obj) not in self.allowed_sites():
            raise Http404
        return obj

    def get_form(self, *args, **kwargs):
        form = super().get_form(*args, **kwargs)
        limit_to_sites(form, self.allowed_sites())
        return form


def limit_to_sites(form, site_ids: set[int]) -> None:
    """Offer only rows of these sites; with one site on the install, do not ask for it."""
    for name, field in form.fields.items():
        queryset = getattr(field, "queryset", None)
        if queryset is None:
            continue
        if queryset.model is Site:
            field.queryset = queryset.filter(pk__in=site_ids)
            if name == "site" and len(site_ids) == 1:
                field.initial = next(iter(site_ids))
                field.empty_label = None
                if Site.objects.count() == 1:
                    field.widget = field.hidden_widget()
        elif any(f.name == "site" for f in queryset.model._meta.get_fields()):
            field.queryset = queryset.filter(site__in=site_ids)


@cache
def scoped(view_class: type, site_lookup: str) -> type:
    bases = (SiteScopedView, view_class)
    return type(view_class.__name__, bases, {"site_lookup": site_lookup})


class CivicModelViewSet(ModelViewSet):
    """A ``ModelViewSet`` scoped by site; ``site_lookup`` leads from a row to its site."""

    site_lookup = "site"
    search_backend_name = None
    copy_view_enabled = False
    list_per_page = 50

    @property
    def permission_policy(self):
        return SitePermissionPolicy(self.model, self.site_lookup)

    def register_permissions(self):
        register_permission_policy(self.model, self.permission_policy)
        super().register_permissions()

    def construct_view(self, view_class, **kwargs):
        return super().construct_view(scoped(view_class, self.site_lookup), **kwargs)


class CivicViewSetGroup(ViewSetGroup):
    """A capability's one entry in the "Civic" menu."""

    menu_hook = MENU_HOOK
