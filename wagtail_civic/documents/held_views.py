"""The queue of documents with personal data, and letting one through."""

import django_filters
from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.documents import get_document_model
from wagtail.permission_policies.base import ModelPermissionPolicy

from wagtail_civic.core.reports import CivicReportView

from . import holding, indexing
from .access import visible_files
from .admin_views import edit_url
from .models.texts import DocumentFile
from .personal import named


def kinds_of(file: DocumentFile) -> str:
    return named(f"{file.personal_in_name} {file.text.personal if file.text else ''}".split())


def held_url(file: DocumentFile) -> str:
    return reverse("civic_documents_held_file", args=[file.pk])


class HeldFilterSet(WagtailFilterSet):
    title = django_filters.CharFilter(lookup_expr="icontains", label=_("Title"))

    class Meta:
        model = DocumentFile
        fields = ["title"]


class HeldReport(CivicReportView):
    page_title = _("Documents with personal data")
    header_icon = "lock"
    index_url_name = "civic_documents_held"
    index_results_url_name = "civic_documents_held_results"
    filterset_class = HeldFilterSet
    model = DocumentFile
    default_ordering = "noted_at"
    permission_policy = ModelPermissionPolicy(DocumentFile)
    any_permission_required = ["clear"]
    columns = [
        TitleColumn("title", label=_("Title"), get_url=held_url, sort_key="title"),
        Column("kinds", label=_("Personal data"), accessor=kinds_of),
        DateColumn("noted_at", label=_("Uploaded"), sort_key="noted_at"),
    ]

    def get_base_queryset(self):
        return visible_files(self.request.user).held().select_related("text")


class ClearForm(forms.Form):
    reason = forms.CharField(
        label=_("Why the public may read it"),
        max_length=300,
        help_text=_("Kept in the history. For example: the number is a company's code."),
    )


def held_file(request: HttpRequest, pk: int) -> HttpResponse:
    """One document: where the data stand, replacing the file, or letting it through."""
    if not request.user.has_perm(holding.CLEAR):
        raise PermissionDenied
    file = get_object_or_404(visible_files(request.user).select_related("text"), pk=pk)
    document = get_object_or_404(get_document_model(), pk=file.document_id)
    may_see, may_clear = holding.rights(request.user, document)
    if not may_see or (request.method == "POST" and not may_clear):
        raise PermissionDenied
    form = ClearForm(request.POST or None)
    if form.is_valid() and holding.clear(file, request.user, form.cleaned_data["reason"]):
        messages.success(
            request, gettext("The public finds “%(title)s” now.") % {"title": file.title}
        )
        return redirect("civic_documents_held")
    places = [(place, named(place.kinds)) for place in holding.places(file)]
    context = {
        "file": file,
        "form": form,
        "places": places,
        "is_held": indexing.is_held(file),
        "may_clear": may_clear,
        "is_decidable": DocumentFile.objects.decidable().filter(pk=file.pk).exists(),
        "edit_url": edit_url(file),
        "page_title": file.title,
        "header_title": file.title,
        "header_icon": "lock",
    }
    return render(request, "wagtail_civic/documents/admin/held.html", context)
