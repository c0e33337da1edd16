"""Signing a petition and withdrawing the signature."""

from datetime import timedelta

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Site

from wagtail_civic.core import abuse, verification
from wagtail_civic.core.actions import civic_action
from wagtail_civic.core.places import requested_site

from .. import display, entry, identity, signing, suspicion, ways
from ..forms import ConfirmWithdrawalForm
from ..models.settings import PetitionSettings
from ..models.signatures import WITHDRAWN, Signature
from ..sign_forms import IdentifiedForm, SignForm
from .finding import public_petition

LIMITS = abuse.Limits(
    address=(abuse.Rule(6, timedelta(hours=1)),),
    network=(abuse.Rule(30, timedelta(minutes=5)), abuse.Rule(400, timedelta(days=1))),
    site=(abuse.Rule(20000, timedelta(hours=1)),),
)


@civic_action
def sign(request, lang, year, serial):
    """The form of the petition's page, stamped: what is missing is asked for here."""
    now, data = timezone.now(), request.POST if request.method == "POST" else None
    site = requested_site(request)
    found = entry.find(site, year, serial, SignForm.typed(data), lang, now)
    if found is None:
        raise Http404
    petition, settings = found.petition, found.settings
    if not signing.takes_signatures(petition, settings, now):
        return closed(request, petition)
    form = SignForm.of_entry(data, found, now)
    return ask_to_sign(request, lang, form, petition, settings, "sign", closed, found)


def ask_to_sign(request, lang, form, petition, settings, template, refuse, found=None, **context):
    """Show the form, or take what was sent; ``refuse(request, petition)`` answers where signing
    has ended in between. ``found`` is what was read with the petition."""
    if not form.is_valid():
        return show(request, template, petition, form=form, texts=settings.text(), **context)
    contact, now = form.cleaned_data["address"], form.now
    message = verification.message_limit(contact)
    allowed, notify = abuse.allow_then(
        request, "petitions.sign", petition.site, LIMITS, contact, now, message
    )
    if not allowed:
        return too_often(request, petition)
    trace = suspicion.trace(request, petition, contact)
    try:
        attempt = signing.begin(
            petition,
            contact=contact,
            signer=_signer(form, trace, found.wording if found else None),
            area=form.cleaned_data.get("area"),
            shows_name=form.cleaned_data["shows_name"],
            language=lang,
            now=now,
            notify=notify,
            priors=found.priors if found else None,
        )
    except signing.NotCollecting:
        return refuse(request, petition)
    return redirect(verification.entry_url(attempt))


def _signer(form: SignForm, trace: dict[str, str], wording: int | None) -> signing.Signer:
    data = form.cleaned_data
    return signing.Signer(
        name=data["name"],
        follows=data["wants_notices"],
        trace=trace,
        personal_number=data.get("personal_number", ""),
        declaration=str(form.fields["eligible"].label),
        wording=wording,
    )


@civic_action(csrf=True)
def sign_identified(request, lang, year, serial):
    """With the host's own log-in: it rides along, so Django's CSRF check stays."""
    now, host = timezone.now(), identity.provider()
    if host is None:
        raise Http404
    petition = public_petition(request, year, serial)
    settings = PetitionSettings.for_site(petition.site)
    if not signing.takes_signatures(petition, settings, now):
        return closed(request, petition)
    person = host.identify(request)
    if person is None:
        return redirect(host.login_url(request, request.get_full_path()))
    data = request.POST if request.method == "POST" else None
    form = IdentifiedForm(data, site=petition.site, texts=settings.text(), now=now)
    if form.is_valid():
        try:
            result = signing.sign_identified(
                petition,
                person,
                area=form.cleaned_data.get("area"),
                shows_name=form.cleaned_data["shows_name"],
                declaration=str(form.fields["eligible"].label),
                language=lang,
                now=now,
            )
        except signing.NotCollecting:
            return closed(request, petition)
        return redirect(ways.result_address(result, petition, lang))
    texts = settings.text()
    return show(request, "sign_identified", petition, form=form, texts=texts, person=person)


@civic_action
def withdraw_link(request, lang, signature, proof):
    """By the link of the confirmation message: looking withdraws nothing."""
    site = Site.find_for_request(request)
    rows = Signature.objects.select_related("petition__site").filter(petition__site=site)
    found = rows.filter(uuid=signature).first()
    if found is None or not signing.is_proof(found, proof):
        raise Http404
    petition = found.petition
    form = ConfirmWithdrawalForm(request.POST if request.method == "POST" else None)
    if found.ended_as != WITHDRAWN and form.is_valid():
        signing.withdraw(found, timezone.now())
        return redirect(ways.result_address("withdrawn", petition, lang))
    return show(
        request, "withdraw_link", petition, form=form, withdrawn=found.ended_as == WITHDRAWN
    )


def closed(request, petition):
    return show(
        request,
        "notice",
        petition,
        heading=_("This petition takes no signatures now"),
        text=_("Collecting has ended or is paused. The petition's page says what comes next."),
    )


def too_often(request, petition):
    return show(
        request,
        "notice",
        petition,
        status=429,
        heading=_("Too many attempts"),
        text=_("There were too many attempts from here. Please try again in an hour."),
    )


def show(request, template, petition, status=200, **context):
    page = petition.public_page(request.LANGUAGE_CODE)
    page = page and page.specific
    return render(
        request,
        f"wagtail_civic/petitions/{template}.html",
        {
            "petition": petition,
            "petition_page": page,
            "petition_url": page.get_url() if page else ways.index_address(petition),
            "standing": petition.standing if petition.opened_at else None,
            "tags": display.tags_of(petition, page) if page else [],
            **context,
        },
        status=status,
    )
