"""The registrar's list of acts: filters and columns whose cost does not grow with the list."""

import django_filters
from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn
from wagtail.models import Revision

from wagtail_civic.core import formats
from wagtail_civic.core.models import Body, Topic

from .models.acts import Act
from .models.types import ActType
from .permissions import ACTIONS, act_policy


def states():
    return [
        ("live", _("published")),
        ("draft", _("not published yet")),
        ("changed", _("published, with a newer draft")),
        ("scheduled", _("scheduled")),
        ("failed", _("not published on time")),
        ("guessed", _("read from a file, to confirm")),
    ]


def of_sites(model):
    """Filter choices from the municipalities that the editor works for."""

    def queryset(request):
        sites = act_policy().sites(request.user, ACTIONS) if request else set()
        return model.objects.filter(site__in=sites).prefetch_related("names")

    return queryset


class ActFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=states, method="in_state", empty_label=_("All")
    )
    act_type = django_filters.ModelChoiceFilter(label=_("Type"), queryset=of_sites(ActType))
    body = django_filters.ModelChoiceFilter(label=_("Body"), queryset=of_sites(Body))
    year = django_filters.NumberFilter(label=_("Year"))
    topics = django_filters.ModelChoiceFilter(label=_("Topic"), queryset=of_sites(Topic))
    adopted = django_filters.DateFromToRangeFilter(label=_("Adopted"), widget=DateRangePickerWidget)

    class Meta:
        model = Act
        fields: list[str] = []

    def in_state(self, acts, name, value):
        conditions = {
            "live": {"live": True},
            "draft": {"live": False, "first_published_at__isnull": True},
            "changed": {"live": True, "has_unpublished_changes": True},
            "scheduled": {"is_scheduled": True},
            "failed": {"live": False, "schedule_failed_at__isnull": False},
            "guessed": {"live": False, "guessed_at__isnull": False},
        }
        return acts.filter(**conditions[value])


def with_state(acts):
    """Annotates ``is_scheduled`` and ``changed_at``, so that no row asks for its revisions."""
    scheduled = Revision.objects.filter(
        base_content_type=Act.get_base_content_type(),
        object_id=Cast(OuterRef("pk"), CharField(max_length=255)),
        approved_go_live_at__isnull=False,
    )
    changed_at = Coalesce("latest_revision__created_at", "modified_at")
    return acts.annotate(is_scheduled=Exists(scheduled), changed_at=changed_at)


def state_of(act) -> str:
    if act.schedule_failed_at and not act.live:
        return _("not published on time")
    if getattr(act, "is_scheduled", False):
        return _("published, scheduled") if act.live else _("scheduled")
    if act.guessed_at and not act.live:
        return _("read from a file, to confirm")
    if act.live:
        return _("published, with draft") if act.has_unpublished_changes else _("published")
    return (
        pgettext_lazy("act", "withdrawn")
        if act.first_published_at
        else pgettext_lazy("act", "draft")
    )


def columns() -> list:
    return [
        "title",
        Column("number", label=_("Number"), sort_key="number_key"),
        Column("act_type", label=_("Type")),
        Column("body", label=_("Body")),
        Column(
            "adopted",
            label=_("Adopted"),
            sort_key="adopted",
            accessor=lambda act: formats.date(act.adopted) if act.adopted else "",
        ),
        StatusTagColumn("state", label=_("State"), accessor=state_of, primary=lambda act: act.live),
        # Wagtail's own knows revisions only, which acts from lists and files have none of.
        DateColumn("changed_at", label=_("Updated"), sort_key="changed_at"),
    ]
