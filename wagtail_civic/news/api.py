"""Open data of the news: ``/civic/api/v1/news/``, one row per item in all its languages."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from wagtail_civic.core import api
from wagtail_civic.core.models import Area, Topic
from wagtail_civic.core.places import requested_site

from . import listing


@require_safe
def news_list(request: HttpRequest):
    """Newest first; ``topic``, ``area``, ``kind``, ``since`` (a day), ``lang`` filter."""
    site = requested_site(request)
    items = _filtered(listing.for_reader(site, request.GET.get("lang")), request.GET, site)
    rows, pagination = api.page_of(request, items.prefetch_related("topics", "areas"))
    twins = _translations(rows, site)
    data = [_data(request, item, twins[item.translation_key]) for item in rows]
    return api.respond(request, {"pagination": pagination, "news": data})


def _filtered(items: QuerySet, query, site: Site) -> QuerySet:
    for name, model, narrow in (
        ("topic", Topic, listing.about),
        ("area", Area, listing.inside),
    ):
        if code := query.get(name, "").replace("\x00", ""):
            row = model.objects.filter(site=site, code=code).first()
            items = narrow(items, row) if row else items.none()
    if kind := query.get("kind", "").replace("\x00", ""):
        items = items.filter(kind=kind)
    if day := api.day(query.get("since", "")):
        items = items.filter(date__gte=day)
    return items


def _translations(rows: list[Page], site: Site) -> dict[object, list[Page]]:
    keys = [item.translation_key for item in rows]
    found: dict[object, list[Page]] = {key: [] for key in keys}
    pages = listing.public(site).filter(translation_key__in=keys)
    for page in pages.select_related("locale").order_by("locale__language_code"):
        found[page.translation_key].append(page)
    return found


def _data(request: HttpRequest, item: Page, pages: list[Page]) -> dict:
    def by_language(value) -> dict:
        return {page.locale.language_code: value(page) for page in pages}

    return {
        "id": str(item.translation_key),
        "kind": item.kind,
        "date": item.date,
        "title": by_language(lambda page: page.title),
        "lead": by_language(lambda page: page.lead),
        "url": by_language(lambda page: page.get_full_url(request)),
        "topics": [topic.code for topic in item.topics.all()],
        "areas": [area.code for area in item.areas.all()],
        "modified": max(page.last_published_at or page.latest_revision_created_at for page in pages)
        if all(page.last_published_at or page.latest_revision_created_at for page in pages)
        else None,
    }
