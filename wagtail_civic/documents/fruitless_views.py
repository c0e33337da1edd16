"""The report "searches that found nothing"."""

from urllib.parse import urlencode

import django_filters
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.permission_policies.base import ModelPermissionPolicy

from wagtail_civic.core.permissions import sites_for
from wagtail_civic.core.reports import CivicReportView

from .models.vocabulary import REPORTED_DAYS, REPORTED_TIMES, FruitlessSearch

VIEW = "civic_documents.view_fruitlesssearch"


def search_url(row: FruitlessSearch) -> str:
    address = reverse("civic_documents:search_in_language", args=[get_language()])
    return f"{row.site.root_url}{address}?{urlencode({'q': row.words})}"


class FruitlessFilterSet(WagtailFilterSet):
    words = django_filters.CharFilter(lookup_expr="icontains", label=_("Searched for"))

    class Meta:
        model = FruitlessSearch
        fields = ["words"]


class FruitlessReport(CivicReportView):
    page_title = _("Searches that found nothing")
    header_icon = "search"
    index_url_name = "civic_documents_fruitless"
    index_results_url_name = "civic_documents_fruitless_results"
    filterset_class = FruitlessFilterSet
    model = FruitlessSearch
    default_ordering = "-times"
    permission_policy = ModelPermissionPolicy(FruitlessSearch)
    any_permission_required = ["view"]
    list_export = ["words", "times", "days", "last_day"]
    export_headings = {
        "words": _("Searched for"),
        "times": _("How often"),
        "days": _("On how many days"),
        "last_day": _("Last"),
    }
    columns = [
        TitleColumn("words", label=_("Searched for"), get_url=search_url, sort_key="words"),
        Column("times", label=_("How often"), sort_key="times"),
        Column("days", label=_("On how many days"), sort_key="days"),
        DateColumn("last_day", label=_("Last"), sort_key="last_day"),
    ]

    def get_filename(self):
        return "searches"

    @cached_property
    def no_results_message(self):
        """Empty is not idle: what hardly anybody asked is there and not shown."""
        if self.is_searching or self.is_filtering:
            return super().no_results_message
        return _(
            "Nothing to show yet. So that a search leads to no person, words are listed only once "
            "they were searched for in vain at least %(times)s times, on %(days)s different days."
        ) % {"times": REPORTED_TIMES, "days": REPORTED_DAYS}

    def get_base_queryset(self):
        sites = sites_for(self.request.user, VIEW)
        return FruitlessSearch.objects.reportable().filter(site__in=sites).select_related("site")
