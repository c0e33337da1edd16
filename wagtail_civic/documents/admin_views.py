"""The report "documents and their text", and having one read again."""

import django_filters
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn
from wagtail.permission_policies.base import ModelPermissionPolicy

from wagtail_civic.core import history, jobs
from wagtail_civic.core.reports import CivicReportView

from . import reading
from .access import REREAD, visible_files
from .models.texts import DocumentFile, State
from .reasons import MESSAGES, told


class DocumentsFilterSet(WagtailFilterSet):
    title = django_filters.CharFilter(lookup_expr="icontains", label=_("Title"))
    shown_state = django_filters.ChoiceFilter(choices=State.choices, label=_("State"))
    shown_reason = django_filters.ChoiceFilter(
        choices=lambda: list(MESSAGES.items()), label=_("Reason")
    )

    class Meta:
        model = DocumentFile
        fields = ["title", "shown_state", "shown_reason"]


class RetryColumn(Column):
    cell_template_name = "wagtail_civic/documents/admin/retry_cell.html"


def edit_url(file: DocumentFile) -> str:
    try:
        return reverse("wagtaildocs:edit", args=[file.document_id])
    except NoReverseMatch:
        return ""


def state_label(file: DocumentFile) -> str:
    return str(State(file.shown_state).label)


def page_count(file: DocumentFile) -> int | str:
    return file.text.page_count if file.text else ""


class DocumentsReport(CivicReportView):
    page_title = _("Documents and their text")
    header_icon = "doc-full-inverse"
    index_url_name = "civic_documents_report"
    index_results_url_name = "civic_documents_report_results"
    filterset_class = DocumentsFilterSet
    model = DocumentFile
    default_ordering = "-noted_at"
    permission_policy = ModelPermissionPolicy(DocumentFile)
    any_permission_required = ["view"]
    list_export = ["title", "shown_state", "reason", "method", "page_count", "noted_at"]
    export_headings = {
        "title": _("title"),
        "shown_state": _("state"),
        "reason": _("reason"),
        "method": _("format"),
        "page_count": _("pages"),
        "noted_at": _("uploaded"),
    }

    def get_filename(self):
        return "documents"

    @property
    def columns(self):
        columns = [
            TitleColumn("title", label=_("Title"), get_url=edit_url, sort_key="title"),
            StatusTagColumn(
                "state",
                label=_("State"),
                accessor=state_label,
                primary=lambda file: file.shown_state in (State.OK, State.OCR),
                sort_key="shown_state",
            ),
            Column("reason", label=_("Reason"), accessor=told),
            Column("pages", label=_("Pages"), accessor=page_count),
            DateColumn("noted_at", label=_("Uploaded"), sort_key="noted_at"),
        ]
        if self.request.user.has_perm(REREAD):
            columns.append(RetryColumn("retry", label=""))
        return columns

    def get_base_queryset(self):
        files = visible_files(self.request.user).with_state().with_kept()
        return files.select_related("text")

    def to_row_dict(self, item):
        item.reason = told(item)
        item.shown_state = state_label(item)
        item.method, item.page_count = item.text.method if item.text else "", page_count(item)
        return super().to_row_dict(item)


@require_POST
def reread(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the text of one document read again; the log says who asked."""
    if not request.user.has_perm(REREAD):
        raise PermissionDenied
    file = get_object_or_404(visible_files(request.user), pk=pk)
    reading.retry(file)
    history.log(file, "civic_documents.reread", user=request.user)
    jobs.enqueue("wagtail_civic.documents.jobs.read_document", file.pk)
    messages.success(
        request, gettext("The text of “%(title)s” will be read again.") % {"title": file.title}
    )
    return redirect("civic_documents_report")
