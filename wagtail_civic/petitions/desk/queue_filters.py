"""What the officers' queue can be narrowed to; the to-do list links here and counts the same."""

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.widgets import AdminDateInput
from wagtail.models import Site

from wagtail_civic.core.permissions import sites_for

from .. import terms, waiting
from ..casework import departments
from ..models.desk import CaseTag
from ..models.petition import Petition
from ..wording import outcome_choices, state_choices
from .case_views import VIEW

WAITING_LABELS = {
    "moderation": _("for moderation"),
    "council": _("for the council"),
    "answer": _("for an answer"),
    "doubts": _("with doubtful signatures"),
}


def own_departments(request) -> QuerySet:
    """Those of one's own municipalities."""
    return departments(sites_for(request.user, VIEW) if request else [])


class QueueFilterSet(WagtailFilterSet):
    waiting = django_filters.ChoiceFilter(
        label=_("Waits"), choices=lambda: list(WAITING_LABELS.items()), method="by_waiting"
    )
    overdue = django_filters.BooleanFilter(label=_("Overdue"), method="by_overdue")
    state = django_filters.MultipleChoiceFilter(label=_("State"), choices=state_choices)
    outcome = django_filters.ChoiceFilter(label=_("Outcome"), choices=outcome_choices)
    tag = django_filters.ChoiceFilter(label=_("Tag"), field_name="tags__name")
    department = django_filters.ModelChoiceFilter(
        label=_("Department"),
        queryset=own_departments,
        null_label=_("none"),
    )
    submitted_at__date__gte = django_filters.DateFilter(
        label=_("Submitted on this day or later"),
        field_name="submitted_at",
        lookup_expr="date__gte",
        widget=AdminDateInput,
    )

    class Meta:
        model = Petition
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["tag"].extra["choices"] = tag_choices(self.request)

    def by_waiting(self, queryset, _name, value):
        return queryset.filter(terms.WAITING[value])

    def by_overdue(self, queryset, _name, value):
        if not value:
            return queryset
        return queryset.filter(waiting.overdue_in(Site.objects.all(), timezone.now()))


def tag_choices(request) -> list[tuple[str, str]]:
    """The tags of one's own municipalities."""
    sites = sites_for(request.user, VIEW) if request else []
    tags = CaseTag.objects.filter(petition__site__in=sites)
    names = tags.order_by("name").values_list("name", flat=True).distinct()
    return [(name, name) for name in names]
