"""``/civic/search/``: the short address of the search, and its JSON."""

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from wagtail_civic.core.visibility import public_pages

from . import presentation
from .models.pages import SearchPageMixin
from .visibility import site_pages


@require_safe
def search(request: HttpRequest, lang: str = "") -> HttpResponse:
    """Into the site's search page, keeping the query; ``format=json`` is answered here."""
    language = lang or _language(request)
    with translation.override(language):
        if request.GET.get("format") == "json":
            return presentation.answer(None, request)
        page = search_page(Site.find_for_request(request), language)
        if page is None:
            return presentation.answer(None, request)
        address = page.get_url(request)
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(f"{address}?{query}" if query else address)


def search_page(site: Site | None, language: str) -> Page | None:
    """The public search page of the site in this language, else in the site's own."""
    if site is None:
        return None
    types = [model for model in apps.get_models() if issubclass(model, SearchPageMixin)]
    pages = public_pages(site_pages(site)).type(*types).select_related("locale").order_by("path")
    pages = list(pages)
    own = [page for page in pages if page.locale.language_code == language]
    return next(iter(own or pages), None)


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("lang", "")
    known = dict(settings.LANGUAGES)
    return asked if asked in known else (translation.get_language() or settings.LANGUAGE_CODE)
