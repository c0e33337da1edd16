"""``/civic/search/``: the short address of the search, its JSON, any search as a feed, and what may
be about to be typed."""

import html
from datetime import datetime, time

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone, translation
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Site

from wagtail_civic.core import api
from wagtail_civic.core.actions import known_languages
from wagtail_civic.core.feeds import AtomFeed
from wagtail_civic.core.places import front_page, index_page, requested_site

from . import completing, presentation, searching

MOST_IN_FEED = 50


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


@require_safe
def complete(request: HttpRequest, lang: str) -> HttpResponse:
    """Titles that what was typed may begin, as JSON that a cache may keep."""
    if lang not in known_languages():
        raise Http404
    with translation.override(lang):
        site, typed = requested_site(request), request.GET.get("q", "")[:300]
        hits = completing.completions(site, typed, lang)
        return api.respond(request, completing.as_data(hits), max_age=60)


class SearchFeed(AtomFeed):
    """Any search, the newest first: what it finds that is public."""

    def __call__(self, request, *args, **kwargs):
        if kwargs["lang"] not in known_languages():
            raise Http404
        with translation.override(kwargs["lang"]):
            return super().__call__(request, *args, **kwargs)

    def get_object(self, request, lang):
        text, selected, _order = presentation.asked(request)
        site = requested_site(request)
        found = searching.search(site, text, selected, lang, searching.NEWEST)
        del found.hits[MOST_IN_FEED:]
        return request, found

    def title(self, asked):
        _request, found = asked
        return f"{_('Search')}: {found.query.text} – {found.site.site_name or found.site.hostname}"

    def link(self, asked):
        _request, found = asked
        language = translation.get_language()
        page = index_page(found.site, "search", language) or front_page(found.site, language)
        return page.full_url

    def items(self, asked):
        request, found = asked
        shown = presentation.present(request, found.hits, found)
        return [(request, hit.row.group, each) for hit, each in zip(found.hits, shown, strict=True)]

    def item_title(self, item):
        return item[2].plain_title

    def item_description(self, item):
        return html.unescape(strip_tags(item[2].snippet))

    def item_link(self, item):
        request, _group, shown = item
        return request.build_absolute_uri(shown.url)

    def item_guid(self, item):
        request, group, _shown = item
        return f"tag:{requested_site(request).hostname},2026:{group}"

    def item_pubdate(self, item):
        day = item[2].date
        return timezone.make_aware(datetime.combine(day, time(12))) if day else None

    item_updateddate = item_pubdate
