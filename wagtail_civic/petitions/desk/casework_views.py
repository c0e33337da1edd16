"""The screens of ``casework``: notes, tags, department and lock of a case, one step for many."""

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from wagtail_civic.core import formats
from wagtail_civic.core.permissions import required_sites
from wagtail_civic.core.reporting import hush

from .. import casework, terms
from ..lifecycle import MODERATE
from ..models.petition import Petition
from .case_views import CASE, case_of, require
from .casework_forms import BulkForm, DepartmentForm, NoteForm, TagsForm

MOST = 200


@require_POST
def add_note(request, pk):
    petition = case_of(request, pk)
    require(request, MODERATE, petition)
    form = NoteForm(request.POST)
    if form.is_valid():
        text = form.cleaned_data["text"]
        casework.keep_note(petition, text, user=request.user, now=timezone.now())
        messages.success(request, _("The note has been added."))
    else:
        messages.error(request, _("Write something in the note."))
    return redirect(CASE, pk)


@require_POST
def set_tags(request, pk):
    petition = case_of(request, pk)
    require(request, MODERATE, petition)
    form = TagsForm(request.POST)
    if form.is_valid():
        casework.set_tags(petition, form.cleaned_data["tags"], user=request.user)
        messages.success(request, _("The tags have been saved."))
    return redirect(CASE, pk)


@require_POST
def set_department(request, pk):
    petition = case_of(request, pk)
    require(request, MODERATE, petition)
    form = DepartmentForm(request.POST, petition=petition)
    if form.is_valid():
        casework.assign(petition, form.cleaned_data["department"], user=request.user)
        messages.success(request, _("The department has been saved."))
    else:
        messages.error(request, _("Choose a department of the same municipality."))
    return redirect(CASE, pk)


@require_POST
def take_over(request, pk):
    petition = case_of(request, pk)
    require(request, MODERATE, petition)
    casework.take_over(petition, user=request.user, now=timezone.now())
    return redirect(CASE, pk)


def bulk(request):
    """One step for many petitions of the queue; each is checked and logged by itself."""
    hush(request)
    sites = required_sites(request.user, MODERATE)
    petitions = Petition.objects.filter(terms.WAITING["moderation"], site__in=sites)
    petitions = petitions.select_related("site").order_by("submitted_at")
    sent = request.POST if request.method == "POST" else None
    form = BulkForm(sent, petitions=petitions, sites=sites)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        done, left = casework.step_with_each(
            data["petitions"], data["action"], form.given(), user=request.user, now=timezone.now()
        )
        _report(request, done, left)
        return redirect("civic_petitions_queue:bulk")
    return TemplateResponse(
        request,
        "wagtail_civic/petitions/admin/bulk.html",
        {
            "header_title": _("Several petitions at once"),
            "page_title": _("Several petitions at once"),
            "header_icon": "list-ul",
            "form": form,
            "petitions": petitions[:MOST],
        },
    )


def _report(request, done: int, left: int) -> None:
    if done:
        words = ngettext("Done: %(n)s petition.", "Done: %(n)s petitions.", done)
        messages.success(request, words % {"n": formats.number(done)})
    if left:
        words = ngettext(
            "%(n)s petition was left out: it has moved on, a colleague works on it, or the "
            "department belongs to another municipality.",
            "%(n)s petitions were left out: they have moved on, a colleague works on them, or the "
            "department belongs to another municipality.",
            left,
        )
        messages.warning(request, words % {"n": formats.number(left)})
