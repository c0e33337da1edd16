"""Notes, tags, the lock of a case, and one step for many petitions at once."""

from django.contrib import messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from wagtail_civic.core import formats, history
from wagtail_civic.core.permissions import required_sites
from wagtail_civic.core.reporting import hush

from . import locking, moderation, terms
from .admin_views import CASE, case_of, require
from .desk_forms import BulkForm, NoteForm, TagsForm
from .lifecycle import MODERATE, MoveRefused
from .models.desk import CaseTag
from .models.petition import Petition

MOST = 200


@require_POST
def add_note(request, pk):
    petition = case_of(request, pk)
    require(request, MODERATE, petition)
    form = NoteForm(request.POST)
    if form.is_valid():
        form.instance.petition, form.instance.user = petition, request.user
        form.save()
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
        wanted = form.cleaned_data["tags"]
        petition.tags.exclude(name__in=wanted).delete()
        CaseTag.objects.bulk_create(
            (CaseTag(petition=petition, name=name) for name in wanted), ignore_conflicts=True
        )
        history.log(petition, "civic_petitions.tags", user=request.user)
        messages.success(request, _("The tags have been saved."))
    return redirect(CASE, pk)


@require_POST
def take_over(request, pk):
    """Work on a case that a colleague has open; it is noted."""
    petition = case_of(request, pk)
    require(request, MODERATE, petition)
    locking.take_over(petition, request.user, timezone.now())
    history.log(petition, "civic_petitions.take_over", user=request.user)
    return redirect(CASE, pk)


def bulk(request):
    """One step for many petitions of the queue; each is checked and logged by itself."""
    hush(request)
    sites = required_sites(request.user, MODERATE)
    petitions = Petition.objects.filter(terms.WAITING["moderation"], site__in=sites)
    petitions = petitions.select_related("site").order_by("submitted_at")
    form = BulkForm(request.POST if request.method == "POST" else None, petitions=petitions)
    if request.method == "POST" and form.is_valid():
        done, left = _carry_out(request, form.cleaned_data)
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


def _carry_out(request, data) -> tuple[int, int]:
    done = left = 0
    for petition in data["petitions"]:
        try:
            _one(request.user, petition, data["action"], data["words"].strip())
        except MoveRefused:
            left += 1
        else:
            done += 1
    return done, left


def _one(user, petition: Petition, action: str, words: str) -> None:
    now = timezone.now()
    if locking.held_by_other(petition, user, now):
        raise MoveRefused(action, petition.state)
    if action == "take_up":
        moderation.take_up(petition, now=now, user=user)
    elif action == "flag":
        moderation.flag(petition, now=now, user=user, reason=words)
    elif action == "tag":
        CaseTag.objects.get_or_create(petition=petition, name=words[:40])
    else:
        petition.tags.filter(name=words[:40]).delete()


def _report(request, done: int, left: int) -> None:
    if done:
        words = ngettext("Done: %(n)s petition.", "Done: %(n)s petitions.", done)
        messages.success(request, words % {"n": formats.number(done)})
    if left:
        words = ngettext(
            "%(n)s petition was left out: it has moved on, or a colleague works on it.",
            "%(n)s petitions were left out: they have moved on, or a colleague works on them.",
            left,
        )
        messages.warning(request, words % {"n": formats.number(left)})
