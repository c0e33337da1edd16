"""The officers' queue: every petition, how long it waits, and what can be done with several."""

import re

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from wagtail_civic.core import formats

from ..lifecycle import MODERATE
from ..waiting import Clocks
from .case_views import CASE, IMPORT, VIEW


class AgeColumn(Column):
    """How long a petition has waited, against its term."""

    cell_template_name = "wagtail_civic/petitions/admin/age_cell.html"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.clocks = Clocks(timezone.now())

    def get_value(self, instance):
        clock = self.clocks.clock(instance)
        return {"age": self.clocks.age(instance), "clock": clock} if clock else None


class TagsColumn(Column):
    cell_template_name = "wagtail_civic/petitions/admin/tags_cell.html"

    def get_value(self, instance):
        return [tag.name for tag in instance.tags.all()]


class StandingColumn(Column):
    cell_template_name = "wagtail_civic/petitions/admin/standing_cell.html"

    def get_value(self, instance):
        return instance.standing if instance.opened_at else None


class QueueView(generic.IndexView):
    """Every petition of the officer's municipalities; the filter by state makes it a queue."""

    default_ordering = "-submitted_at"

    def get_base_queryset(self):
        titles = Page.objects.filter(translation_key=OuterRef("key"), alias_of__isnull=True)
        rows = super().get_base_queryset().select_related("site", "department")
        rows = rows.prefetch_related("tags", "department__names")
        return rows.annotate(page_title=Subquery(titles.order_by("pk").values("title")[:1]))

    def search_queryset(self, queryset):
        """By words of the title or by number; by ORM, because facts are in no search index."""
        for word in (self.search_query or "").lstrip("№ ").split():
            year, _dash, serial = word.partition("-")
            numbered = (
                Q(year=int(year), serial=int(serial))
                if len(word) < 12 and re.fullmatch(r"[0-9]{4}-[0-9]+", word)
                else Q(pk__in=[])
            )
            queryset = queryset.filter(Q(page_title__icontains=word) | numbered)
        return queryset

    @cached_property
    def header_more_buttons(self):
        buttons = super().header_more_buttons
        for permission, name, icon, label in (
            (MODERATE, "bulk", "list-ul", _("Several at once")),
            (IMPORT, "past", "upload", _("Petitions of former years")),
            (IMPORT, "roll", "list-ul", _("Personal numbers of the roll")),
            (VIEW, "service_kit", "image", _("Poster of the service")),
            (VIEW, "export", "download", _("The list as CSV")),
        ):
            if self.request.user.has_perm(permission):
                url = reverse(f"civic_petitions_queue:{name}")
                buttons.append(Button(label, url=url, icon_name=icon, priority=20))
        return buttons

    def get_add_url(self):
        return None

    def get_edit_url(self, instance):
        return None

    def get_delete_url(self, instance):
        return None

    def get_copy_url(self, instance):
        return None

    @property
    def columns(self):
        return [
            TitleColumn(
                "page_title",
                label=gettext_lazy("Title"),
                get_url=lambda petition: reverse(CASE, args=[petition.pk]),
                get_title_id=lambda petition: f"petition_{petition.pk}",
                width="30%",
            ),
            Column("number", label=gettext_lazy("Number"), sort_key="serial"),
            Column(
                "state",
                label=gettext_lazy("State"),
                accessor=lambda petition: (
                    petition.get_outcome_display() or petition.get_state_display()
                ),
                sort_key="state",
            ),
            AgeColumn("age", label=gettext_lazy("Waiting"), sort_key="submitted_at"),
            StandingColumn("standing", label=gettext_lazy("Signatures")),
            TagsColumn("tags", label=gettext_lazy("Tags")),
            Column("department", label=gettext_lazy("Department")),
            Column(
                "deadline",
                label=gettext_lazy("Deadline"),
                accessor=lambda petition: petition.deadline and formats.date(petition.deadline),
                sort_key="deadline",
            ),
        ]
