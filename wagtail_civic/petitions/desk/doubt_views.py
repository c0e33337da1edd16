"""Screens about doubtful signatures: what stands out, counting first, two officers."""

from django.contrib import messages
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wagtail_civic.core import formats, history
from wagtail_civic.core.models import Area
from wagtail_civic.core.permissions import may

from .. import suspicion, voiding
from ..doubt_words import STANDING_LABELS, SUSPICION_LABELS, VOID_LABELS
from ..models.doubts import Voiding
from ..models.petition import Petition
from ..models.signatures import SUSPECTED, VOIDED, Signature, SignatureContact
from ..transitions import NotPossible
from ..wording import ASSURANCE_LABELS, signatures
from .case_views import CASE, CONTACTS, VOID, case_of, require
from .doubt_forms import CriteriaForm, ObjectionForm, ProposalForm

SHORT = 8
DOUBTS = "civic_petitions_queue:doubts"
VERBS = {
    "approve": voiding.approve,
    "cancel": voiding.cancel,
    "reverse": voiding.reverse,
}


def doubts(request, pk):
    """What is doubted, where it comes from, and what is being done about it."""
    petition = case_of(request, pk)
    require(request, VOID, petition)
    asked = bool(request.GET)
    form = CriteriaForm(request.GET if asked else None, petition=petition)
    found = proposal = None
    if asked and form.is_valid():
        found = voiding.how_many(petition, form.criteria(), timezone.now())
        proposal = ProposalForm(initial=request.GET.dict(), petition=petition)
    return _page(request, petition, form, found=found, proposal=proposal)


@require_POST
def propose(request, pk):
    petition = case_of(request, pk)
    require(request, VOID, petition)
    form = ProposalForm(request.POST, petition=petition)
    if not form.is_valid():
        return _page(request, petition, CriteriaForm(request.POST, petition=petition), None, form)
    data = form.cleaned_data
    try:
        voiding.propose(
            petition,
            form.criteria(),
            reason=data["reason"],
            explanation=data["explanation"],
            user=request.user,
            now=timezone.now(),
        )
    except NotPossible as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Proposed. A second officer has to approve it."))
    return redirect(DOUBTS, pk)


@require_POST
def clear(request, pk):
    """Count doubted signatures of one kind after all."""
    petition = case_of(request, pk)
    require(request, VOID, petition)
    rows = suspicion.suspected(petition)
    rows = rows.filter(
        contact__suspicion=request.POST.get("suspicion", "")[:12],
        contact__network=request.POST.get("network", "")[:64],
        contact__domain=request.POST.get("domain", "")[:100],
    )
    try:
        cleared = suspicion.clear(petition, rows, user=request.user, now=timezone.now())
    except NotPossible as error:
        messages.error(request, str(error))
    else:
        if cleared:
            messages.success(request, _("Counted: %(count)s.") % {"count": signatures(cleared)})
        else:
            messages.warning(request, _("A colleague was faster: look at how it stands now."))
    return redirect(DOUBTS, pk)


@require_POST
def objection(request, pk):
    """A signer objects: find what was signed with the address, and what has become of it."""
    petition = case_of(request, pk)
    require(request, VOID, petition)
    require(request, CONTACTS, petition)
    form = ObjectionForm(request.POST)
    found = None
    if form.is_valid():
        history.log(petition, "civic_petitions.see_contacts", user=request.user)
        lookups = form.cleaned_data["address"].lookups()
        rows = petition.signatures.filter(contact__lookup__in=lookups, confirmed_at__isnull=False)
        found = [_signed(row) for row in rows.select_related("voided__voiding")]
    response = _page(request, petition, CriteriaForm(petition=petition), objection=(form, found))
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def spare(request, pk, signature):
    petition = case_of(request, pk)
    require(request, VOID, petition)
    row = get_object_or_404(Signature, uuid=signature, petition=petition)
    try:
        changed = voiding.spare(row, user=request.user, now=timezone.now())
    except NotPossible as error:
        messages.error(request, str(error))
    else:
        if changed:
            messages.success(request, _("The signature counts."))
    return redirect(DOUBTS, pk)


def _signed(row: Signature) -> dict:
    words = _("it counts")
    if row.ended_as == SUSPECTED:
        words = _("doubted")
    elif row.ended_as == VOIDED:
        words = _("voided: %(reason)s") % {"reason": VOID_LABELS[row.voided.voiding.reason]}
    elif row.ended_as:
        words = _("withdrawn")
    return {
        "uuid": row.uuid,
        "when": formats.datetime(row.confirmed_at),
        "standing": words,
        "can_be_spared": row.ended_as in (SUSPECTED, VOIDED),
    }


def voiding_verb(request, pk, voiding_pk, verb):
    petition = case_of(request, pk)
    require(request, VOID, petition)
    row = get_object_or_404(
        Voiding.objects.select_related("petition__site"), pk=voiding_pk, petition=petition
    )
    rule = VERBS.get(verb)
    if rule is None:
        raise Http404
    if request.method != "POST":
        return redirect(DOUBTS, pk)
    try:
        rule(row, user=request.user, now=timezone.now())
    except NotPossible as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Done. The count follows within some minutes."))
    return redirect(DOUBTS, pk)


def _page(request, petition: Petition, form, found=None, proposal=None, objection=None):
    asked, signed = objection or (ObjectionForm(), None)
    return TemplateResponse(
        request,
        "wagtail_civic/petitions/admin/doubts.html",
        {
            "petition": petition,
            "header_title": _("Doubtful signatures"),
            "page_title": _("Doubtful signatures"),
            "header_icon": "warning",
            "case_url": reverse(CASE, args=[petition.pk]),
            "form": form,
            "found": found,
            "objection_form": asked if may(request.user, CONTACTS, petition.site) else None,
            "signed": signed,
            "proposal": proposal,
            "groups": groups(petition),
            "voidings": voidings(petition, request.user),
            "concentrations": [_concentration(row) for row in petition.concentrations.all()[:50]],
        },
    )


def groups(petition: Petition) -> list[dict]:
    """Doubted signatures by why and from where, the most first."""
    rows = SignatureContact.objects.filter(
        petition=petition, signature__in=suspicion.suspected(petition)
    )
    counted = rows.values_list("suspicion", "network", "domain").annotate(n=Count("pk"))
    return [
        {
            "suspicion": reason,
            "label": SUSPICION_LABELS.get(reason, reason),
            "network": network,
            "short": network[:SHORT],
            "domain": domain,
            "count": count,
        }
        for reason, network, domain, count in counted.order_by("-n", "suspicion")[:100]
    ]


def voidings(petition: Petition, user) -> list[dict]:
    rows = petition.voidings.select_related("proposed_by", "approved_by")
    return [
        {
            "row": row,
            "reason": VOID_LABELS.get(row.reason, row.reason),
            "standing": STANDING_LABELS[row.standing],
            "criteria": criteria_in_words(row.criteria),
            "verbs": _verbs(row),
        }
        for row in rows
    ]


def _verbs(row: Voiding) -> list[tuple[str, str]]:
    offered = {
        "proposed": [("approve", _("Approve as second officer")), ("cancel", _("Cancel"))],
        "running": [("cancel", _("Stop"))],
        "done": [("reverse", _("Count them again"))],
        "cancelled": [("reverse", _("Count them again"))] if row.approved_at else [],
    }
    return offered.get(row.standing, [])


def criteria_in_words(criteria: dict) -> str:
    found = voiding.criteria_of(criteria)
    words = []
    if found.network:
        words.append(_("network %(code)s") % {"code": found.network[:SHORT]})
    if found.domain:
        words.append(_("domain %(domain)s") % {"domain": found.domain})
    for text, moment in (
        (_("from %(moment)s"), found.begun_from),
        (_("until %(moment)s"), found.begun_until),
    ):
        if moment:
            words.append(text % {"moment": formats.datetime(voiding.parse_datetime(moment))})
    if found.assurance:
        words.append(str(ASSURANCE_LABELS[found.assurance]))
    if found.area:
        words.append(str(Area.objects.filter(pk=found.area).first() or found.area))
    if found.check:
        words.append(_("found void in a random check"))
    if found.not_in:
        words.append(_("not on the electoral roll"))
    if found.suspected:
        words.append(_("only doubted"))
    return ", ".join(words)


def _concentration(row) -> dict:
    is_network = row.axis == row.NETWORK
    return {
        "hour": formats.datetime(row.hour),
        "what": _("network %(code)s") % {"code": row.value[:SHORT]} if is_network else row.value,
        "count": row.count,
        "query": f"{row.axis}={row.value}",
    }
