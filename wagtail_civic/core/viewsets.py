"""Admin viewsets that know which municipality an editor works for."""

from collections import Counter
from functools import cache

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import ProtectedError, RestrictedError
from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.views import generic
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.models import Site

from . import formats
from .choosing import limit_choosers
from .compat import register_permission_policy
from .permissions import SitePermissionPolicy, site_id_of, site_lookup_of

MENU_HOOK = "register_civic_menu_item"


#: What a view without a demand of its own asks for.
ANY_ACTION = ("view", "add", "change", "delete")


class LabelledPaginator(WagtailPaginator):
    """“Mailings: 7”: in Georgian no plural follows a number."""

    @cached_property
    def items_count_label(self):
        return f"{self.verbose_name_plural}: {formats.number(self.count)}"


class SiteScopedView:
    """Mixed into each view of a viewset: rows of municipalities on which the user may not do what
    this view is for do not exist here."""

    table_classname = "listing civic-listing"
    paginator_class = LabelledPaginator

    @property
    def actions(self) -> tuple[str, ...]:
        if self.permission_required:
            return (self.permission_required,)
        return tuple(self.any_permission_required or ANY_ACTION)

    @cached_property
    def _sites(self) -> set[int]:
        return self.permission_policy.sites(self.request.user, self.actions)

    def allowed_sites(self) -> set[int]:
        return self._sites

    def get_base_queryset(self):
        rows = super().get_base_queryset()
        if not issubclass(rows.model, self.model):  # a history lists log entries of one object
            return rows
        return rows.filter(**{f"{site_lookup_of(self.model)}__in": self.allowed_sites()})

    def get_object(self, *args, **kwargs):
        obj = super().get_object(*args, **kwargs)
        if site_id_of(obj) not in self.allowed_sites():
            raise Http404
        if not self._may(obj):
            raise PermissionDenied
        return obj

    def _may(self, row) -> bool:
        """Whether this view is for the user also where the policy asks more of a row."""
        policy = self.permission_policy
        return not isinstance(row, self.model) or policy.user_has_any_permission_for_instance(
            self.request.user, self.actions, row
        )

    def user_has_permission(self, permission):
        """On the screen of one row, buttons are for what may be done with that row."""
        row = getattr(self, "object", None)
        if isinstance(row, self.model) and row.pk:
            return self.user_has_permission_for_instance(permission, row)
        return super().user_has_permission(permission)

    def get_form(self, *args, **kwargs):
        form = super().get_form(*args, **kwargs)
        limit_to_sites(form, self.allowed_sites())
        return form

    @cached_property
    def filters(self):
        filters = super().filters
        if filters:
            limit_to_sites(filters.form, self.allowed_sites())
        return filters


def limit_to_sites(form, site_ids: set[int]) -> None:
    """Offer only rows of these sites, and files that the user may choose; with one site on the
    install, do not ask for it."""
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
    limit_choosers(form)


@cache
def scoped(view_class: type) -> type:
    return type(view_class.__name__, (SiteScopedView, view_class), {})


class CivicDeleteView(generic.DeleteView):
    """What others still need stays: Wagtail's index of references does not know all of them."""

    def form_valid(self, form):
        try:
            with transaction.atomic():
                return super().form_valid(form)
        except ProtectedError as error:
            return self.refuse(form, error.protected_objects)
        except RestrictedError as error:
            return self.refuse(form, error.restricted_objects)

    def refuse(self, form, needing):
        """Tells kinds and how many: rows themselves may not be for this editor's eyes."""
        kinds = Counter(str(row._meta.verbose_name) for row in needing)
        users = ", ".join(f"{kind}: {count}" for kind, count in sorted(kinds.items()))
        words = _("“%(row)s” was not deleted: other records refer to it (%(users)s).")
        messages.error(self.request, words % {"row": self.object, "users": users})
        return self.render_to_response(self.get_context_data(form=form))


class CivicModelViewSet(ModelViewSet):
    """A ``ModelViewSet`` scoped by site."""

    delete_view_class = CivicDeleteView
    search_backend_name = None
    copy_view_enabled = False
    list_per_page = 50

    @property
    def permission_policy(self):
        return SitePermissionPolicy(self.model)

    @cached_property
    def url_finder_class(self):
        """Where reports of Wagtail lead: the screen of the row, whichever it has."""
        names = {pattern.name for pattern in self.get_urlpatterns()}
        finder = super().url_finder_class
        if "edit" not in names:
            finder.edit_url_name = self.get_url_name("inspect")
        return finder

    def register_permissions(self):
        register_permission_policy(self.model, self.permission_policy)
        super().register_permissions()

    def construct_view(self, view_class, **kwargs):
        return super().construct_view(scoped(view_class), **kwargs)


class CivicViewSetGroup(ViewSetGroup):
    """A capability's one entry in the "Civic" menu."""

    menu_hook = MENU_HOOK
