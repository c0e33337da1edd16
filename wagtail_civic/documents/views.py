"""``/civic/search/``: the short address of the search, and its JSON."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.views.decorators.http import require_safe
from wagtail.models import Site

from wagtail_civic.core.places import index_page

from . import presentation


@require_safe
def search(request: HttpRequest, lang: str = "") -> HttpResponse:
    """Into the site's search page, keeping the query; ``format=json`` is answered here."""
    language = lang or _language(request)
    with translation.override(language):
        if request.GET.get("format") == "json":
            return presentation.answer(None, request)
        page = index_page(Site.find_for_request(request), "search", language)
        if page is None:
            return presentation.answer(None, request)
        address = page.get_url(request)
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(f"{address}?{query}" if query else address)


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("lang", "")
    known = dict(settings.LANGUAGES)
    return asked if asked in known else (translation.get_language() or settings.LANGUAGE_CODE)
