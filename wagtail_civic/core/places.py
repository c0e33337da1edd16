"""Where things live in a site's page tree, and which page a reader of one language is shown."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from wagtail.models import Page, Site, get_page_models

from .languages import language_order
from .visibility import public_pages

PageType = TypeVar("PageType", bound=Page)


def requested_site(request: HttpRequest) -> Site:
    """The municipality whose host was asked; 404 where there is none."""
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    return site


def by_language(language: str | None = None) -> Callable[[Page], int]:
    """A sort key: the reader's language first, then the next best; one query a page of another
    locale unless the locales were selected."""
    order = {code: place for place, code in enumerate(language_order(language))}
    return lambda page: order.get(page.locale.language_code, len(order))


def best(pages: Iterable[PageType], language: str | None = None) -> PageType | None:
    """The page for a reader of ``language``, of several that say the same; the first of equals."""
    return min(pages, key=by_language(language), default=None)


def best_by_key(pages: Iterable[PageType], language: str | None = None) -> dict:
    """By ``translation_key``, the page for a reader of ``language``."""
    rank, found = by_language(language), {}
    for page in pages:
        known = found.get(page.translation_key)
        if known is None or rank(page) < rank(known):
            found[page.translation_key] = page
    return found


def front_page(site: Site, language: str | None = None) -> Page:
    """Where a reader of ``language`` enters the site.

    Unlike ``site.root_url`` its address knows at which prefix the host serves pages.
    """
    translations = site.root_page.get_translations().live().select_related("locale")
    return best([site.root_page, *translations], language) or site.root_page


def below(site: Site) -> Q:
    """The pages of a site's trees, in all its languages, its roots included."""
    roots = Page.objects.filter(translation_key=site.root_page.translation_key)
    found = Q(pk__in=[])
    for path in roots.values_list("path", flat=True):
        found |= Q(path__startswith=path)
    return found


def index_models(key: str) -> list[type[Page]]:
    """The page types that are the index of a capability: ours, and a host's made of its mixin.

    ``key`` is that of the ``IndexSpec`` and the mixin's ``civic_index``.
    """
    return [model for model in get_page_models() if getattr(model, "civic_index", "") == key]


def index_pages(site: Site, key: str) -> list[Page]:
    """Every index page of a kind on a site, public or not; the highest in the tree first."""
    return [page for rows in _indexes(site, key) for page in rows]


def index_page(site: Site | None, key: str, language: str | None = None) -> Page | None:
    """The public index page for a reader of ``language``, else in the next best; None if none."""
    if site is None:
        return None
    pages = [page for rows in _indexes(site, key) for page in public_pages(rows)]
    return best(pages, language)


def index_url(site: Site | None, key: str, language: str | None = None) -> str:
    """The address of that page; "" where there is none."""
    page = index_page(site, key, language)
    return (page and page.get_url()) or ""


def _indexes(site: Site, key: str) -> Iterable[QuerySet]:
    inside = below(site)
    for model in index_models(key):
        rows = model.objects.filter(inside, alias_of__isnull=True)
        yield rows.select_related("locale").order_by("path")
