"""The address that an initiator shares while a petition looks for supporters: nobody finds it."""

from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Site

from wagtail_civic.core.actions import civic_action

from .. import display, gathering, lifecycle, noting, sharing, videos
from ..models.petition import Petition
from ..models.settings import PetitionSettings
from ..sign_forms import SignForm
from .signing import ask_to_sign, show


@civic_action
def support(request, lang, handle):
    """Read the petition and sign it, as one of the first."""
    now, petition = timezone.now(), _find(request, handle)
    settings = PetitionSettings.for_site(petition.site)
    if not (settings.accepts_signatures and gathering.takes(petition, now)):
        return _elsewhere(request, petition)
    form = SignForm(
        request.POST if request.method == "POST" else None,
        site=petition.site,
        declaration=settings.text().eligibility,
        personal_number=settings.personal_number,
        now=now,
    )
    told = _told(petition, lang)
    told |= videos.context(told["words"], request.GET.get("play"), petition.site, lang)
    return ask_to_sign(request, lang, form, petition, settings, "support", _elsewhere, **told)


@civic_action(methods=("GET", "HEAD"))
def support_share(request, lang, handle):
    """For the initiator: the address to send on, and how far it is."""
    petition = _find(request, handle)
    if not gathering.takes(petition, timezone.now()):
        return _elsewhere(request, petition)
    told = _told(petition, lang)
    address = petition.site.root_url + gathering.address(petition, lang)
    return show(
        request,
        "support_share",
        petition,
        address=address,
        links=sharing.links(told["words"].title, address),
        **told,
    )


def _find(request, handle) -> Petition:
    rows = Petition.objects.select_related("site", "gathering", "initiator")
    petition = rows.filter(site=Site.find_for_request(request), gathering__key=handle).first()
    if petition is None:
        raise Http404
    return petition


def _told(petition: Petition, lang: str) -> dict:
    page = noting.original(petition)
    if page is None:
        raise Http404
    return {
        "words": page,
        "notes": display.timeline(petition, noting.notes(petition)),
        "asked": petition.gathering,
        "supporters": gathering.supporters(petition),
        "address_here": gathering.address(petition, lang),
    }


def _elsewhere(request, petition: Petition):
    """Where who holds the address finds the petition now; nothing is told of one that ended."""
    page = petition.public_page(request.LANGUAGE_CODE)
    if page:
        return redirect(page.get_url())
    if petition.state in lifecycle.QUEUE:
        heading = _("Enough people have signed")
        text = _(
            "The municipality is checking the petition now. Once it opens, it stands among the "
            "current petitions, and everybody can sign it."
        )
    else:
        heading = _("This petition looks for no supporters now")
        text = _("The search has ended or is interrupted. Other petitions stand in the registers.")
    return show(request, "notice", petition, heading=heading, text=text)
