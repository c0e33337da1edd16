"""Addresses that outlast pages and files: each leads to where an act, its text or a file is now."""

from datetime import date

from django.apps import apps
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.encoding import iri_to_uri
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from wagtail.models import Site

from wagtail_civic.core.languages import content_languages

from . import addresses, api, registry
from .presentation import public_files


@require_safe
def eli(
    request: HttpRequest, body, act_type, year, month, day, number, version="", language=""
) -> HttpResponseRedirect:
    """A work's ELI leads to its page in the reader's language or the one it names; with a version,
    to the text of that day.

    The day of adoption identifies nothing that year and number do not: it may be corrected, and
    what was quoted with the former one still leads here. It has to be a day.
    """
    _require_day(year, month, day)
    if language and language not in dict(content_languages()):
        raise Http404
    page = registry.registry_page(Site.find_for_request(request), language or get_language())
    if page is None:
        raise Http404
    wanted = addresses.Identity(body, act_type, int(year), addresses.number_key(number))
    below = addresses.path(wanted) + (f"{version}/" if version else "")
    return HttpResponseRedirect(iri_to_uri(page.get_url(request) + below))


def _require_day(year: str, month: str, day: str) -> None:
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        raise Http404 from None


@require_safe
def file(request: HttpRequest, key, role: str, nth: int = 1) -> HttpResponseRedirect:
    """A file of a published act, by its role and its place among those: whatever document holds it
    now, and whatever that is called."""
    return HttpResponseRedirect(_public_file(request, key, role, nth).document.url)


@require_safe
def file_text(request: HttpRequest, key, role: str, nth: int) -> HttpResponseBase:
    """What was read in that file, as plain text with a form feed between its pages; not found
    where nothing was, or personal data keep it from the search."""
    pages = _pages(_public_file(request, key, role, nth))
    if not pages:
        raise Http404
    last = max(pages)
    text = "\f".join(pages.get(number, "") for number in range(1, last + 1))
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    # Search engines keep the act and its file.
    response["X-Robots-Tag"] = "noindex"
    return api.for_everybody(response)


def _public_file(request: HttpRequest, key, role: str, nth: int):
    _site, page = api.registry_of(request)
    act = page.get_acts().filter(key=key).first() if page else None
    if act is None:
        raise Http404
    of_role = [each for each in act.files.select_related("document") if each.role == role]
    wanted = of_role[nth - 1 : nth] if nth else []
    shown = {each.pk for each in public_files(act)}
    if not wanted or wanted[0].pk not in shown:
        raise Http404
    return wanted[0]


def _pages(file) -> dict[int, str]:
    if not apps.is_installed("wagtail_civic.documents"):
        return {}
    from wagtail_civic.documents import indexing

    text = indexing.public_text(file.document_id)
    return dict(indexing.public_pages(text)) if text else {}
