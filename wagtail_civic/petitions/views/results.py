"""The page after a confirmation: what happened, and what comes next."""

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Site

from wagtail_civic.core.actions import civic_action

from .. import display
from ..places import index_page
from .finding import known_petition

RESULTS = {
    "signed": (
        gettext_lazy("You have signed"),
        gettext_lazy(
            "Your signature is confirmed and counts within a minute. "
            "Under “My signatures” you can withdraw it and change your notices."
        ),
        "ok",
    ),
    "supported": (
        gettext_lazy("You have signed"),
        gettext_lazy(
            "Your signature is confirmed. It is one of the petition's first: an officer looks at "
            "the petition once enough people have signed, and then it opens for everybody. "
            "Under “My signatures” you can withdraw it and change your notices."
        ),
        "ok",
    ),
    "submitted": (
        gettext_lazy("Your petition has been submitted"),
        gettext_lazy(
            "An officer of the municipality looks at it next. We write to you when it is "
            "published, or if something has to change."
        ),
        "ok",
    ),
    "withdrawn": (
        gettext_lazy("Your signature has been withdrawn"),
        gettext_lazy("It no longer counts, and your data have been deleted."),
        "ok",
    ),
    "taken": (
        gettext_lazy("This person has signed already"),
        gettext_lazy(
            "A signature with the same personal number or telephone counts already, online or on "
            "paper, so this one was deleted. If it was not you, write to the municipality."
        ),
        "warn",
    ),
    "following": (
        gettext_lazy("You follow the petition"),
        gettext_lazy(
            "We write to you when it reaches the required number, when the council hears it and "
            "when there is a decision. Each notice has a link that ends them."
        ),
        "ok",
    ),
    "unfollowed": (
        gettext_lazy("You get no more notices"),
        gettext_lazy("Your address has been deleted from the notices about this petition."),
        "ok",
    ),
    "late": (
        gettext_lazy("This came too late"),
        gettext_lazy(
            "Collecting had ended when the confirmation came, so the signature does not count."
        ),
        "warn",
    ),
}


@civic_action(methods=("GET", "HEAD"))
def result(request, lang, result, year=None, serial=None):
    if result not in RESULTS:
        raise Http404
    heading, text, kind = RESULTS[result]
    petition = known_petition(request, year, serial) if year else None
    page = petition.public_page(lang) if petition else None
    index = index_page(Site.find_for_request(request), lang)
    return render(
        request,
        "wagtail_civic/petitions/notice.html",
        {
            "heading": heading,
            "text": text,
            "kind": kind,
            "number": _("Its number is %(number)s.") % {"number": petition.number}
            if petition and result == "submitted"
            else "",
            "petition_page": page,
            "petition_url": page.get_url() if page else "",
            "index": index,
            "share_url": display.action_url(petition, "share")
            if page and result == "signed"
            else "",
        },
    )
