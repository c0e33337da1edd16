"""The lasting addresses of all acts, for search engines: an index, and parts of it."""

from xml.sax.saxutils import escape

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.encoding import iri_to_uri
from django.views.decorators.http import require_safe
from wagtail.models import Site

from wagtail_civic.core import clock

from . import addresses, registry

PER_PART = 10_000
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """``?part=2``; without it, the list of parts."""
    page = registry.registry_page(Site.find_for_request(request))
    if page is None:
        raise Http404
    acts = page.get_acts().order_by("pk")
    part = request.GET.get("part", "")
    if not part:
        return _parts(request, acts)
    if not (part.isascii() and part.isdigit() and len(part) < 6 and int(part)):
        raise Http404
    start = (int(part) - 1) * PER_PART
    return _xml("urlset", "url", _addresses(page, acts[start : start + PER_PART]))


def _parts(request: HttpRequest, acts) -> HttpResponse:
    own = request.build_absolute_uri(reverse("civic_acts:sitemap"))
    count = max(1, -(-acts.count() // PER_PART))
    return _xml("sitemapindex", "sitemap", [(f"{own}?part={n + 1}", None) for n in range(count)])


def _addresses(page, acts):
    base = page.get_full_url()
    columns = ("body__code", "act_type__code", "year", "number_key", "modified_at")
    for *identity, modified in acts.values_list(*columns).iterator():
        address = addresses.path(addresses.Identity(*identity))
        yield iri_to_uri(base + address), clock.day_of(modified)


def _xml(root: str, row: str, found) -> HttpResponse:
    response = HttpResponse(content_type="application/xml; charset=utf-8")
    response.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_NAMESPACE}">\n')
    for url, day in found:
        when = f"<lastmod>{day}</lastmod>" if day else ""
        response.write(f"<{row}><loc>{escape(url)}</loc>{when}</{row}>\n")
    response.write(f"</{root}>\n")
    return response
