"""Share, embed, print: pages beside a petition's own, so that its own stays light."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from wagtail_civic.core.actions import civic_action, known_languages

from .. import display, sharing, threshold
from .finding import public_petition
from .signing import show

WIDGET_AGE = 60
ON_PAPER = (threshold.PAPER, threshold.HIGHER, threshold.LOWER)
WIDGET_POLICY = (
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"
)


@civic_action(methods=("GET", "HEAD"))
def share(request, lang, year, serial):
    petition = public_petition(request, year, serial)
    page = petition.public_page(lang)
    return show(
        request,
        "share",
        petition,
        links=sharing.links(page.title, page.get_full_url() or ""),
        widget=sharing.widget_code(petition, page, lang) if petition.opened_at else "",
        widget_url=display.action_url(petition, "widget") if petition.opened_at else "",
        sheet_url=display.action_url(petition, "sheet") if takes_paper(petition) else "",
        address=page.get_full_url(),
    )


def collects(petition) -> bool:
    return bool(petition.deadline) and petition.collects(timezone.now())


def takes_paper(petition) -> bool:
    """Whether somebody who collects on paper now collects what counts."""
    return petition.combining in ON_PAPER and collects(petition)


@civic_action(methods=("GET", "HEAD"))
def sheet(request, lang, year, serial):
    """A page of A4 to collect on paper, while the petition collects."""
    petition = public_petition(request, year, serial)
    if not takes_paper(petition):
        raise Http404
    page = petition.public_page(lang).specific
    context = sharing.sheet(petition, page, lang)
    return render(request, "wagtail_civic/petitions/sheet.html", context)


@require_safe
@xframe_options_exempt
def widget(request, lang, year, serial):
    """The state of a petition for a frame of any other site: no form, no cookie, no script."""
    if lang not in known_languages():
        raise Http404
    with translation.override(lang):
        request.LANGUAGE_CODE = lang
        petition = public_petition(request, year, serial)
        if not petition.opened_at:
            raise Http404
        page = petition.public_page(lang)
        response = render(
            request,
            "wagtail_civic/petitions/widget.html",
            {
                "petition": petition,
                "title": page.title,
                "address": page.get_full_url(),
                "language": lang,
                "standing": petition.standing,
                "time_left": display.time_left(petition, timezone.now()),
                "collects": collects(petition),
            },
        )
    response["Content-Security-Policy"] = WIDGET_POLICY
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "same-origin"
    patch_cache_control(response, public=True, max_age=WIDGET_AGE)
    return response
