"""Where things live in a site's page tree, and which page a reader of one language is shown.

Several parts of one page ask for the home pages and the indexes of a site; they are found once a
request, and the indexes of all capabilities together.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    AutoField,
    CharField,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    UUIDField,
)
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page, Site, get_page_models

from .languages import language_order
from .once import is_answered, once_a_request
from .partial import partly
from .prepared import prepared
from .visibility import private, private_paths, public_in_statement, unexpired

PageType = TypeVar("PageType", bound=Page)

#: What of an index page comes with it: enough to link to it, to look below it, and for the head of
#: a page that is shown under its name.
COLUMNS = (
    *("id", "path", "depth", "numchild", "title", "slug", "url_path", "seo_title"),
    *("search_description", "live", "locale_id", "translation_key", "content_type_id"),
    "alias_of_id",
)


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


def translations(page: Page) -> tuple[Page, ...]:
    """The page in every language, itself and drafts too, as plain pages with their locales."""
    return _family(page.translation_key)


@once_a_request
def _family(translation_key: UUID) -> tuple[Page, ...]:
    return tuple(_with_key(key=translation_key))


@prepared(key=UUIDField())
def _with_key(key) -> QuerySet:
    return Page.objects.filter(translation_key=key).select_related("locale").order_by("path")


def language_of(page: Page, site: Site | None = None) -> str:
    """The language the page is written in; of a page of ``site``, its home pages tell."""
    if not Page._meta.get_field("locale").is_cached(page):
        known = _locales(site) if site else (other.locale for other in translations(page))
        own = next((locale for locale in known if locale.pk == page.locale_id), None)
        page.locale = own or page.locale
    return page.locale.language_code


def _locales(site: Site) -> Iterable[Locale]:
    """Those of the home pages."""
    if is_answered(_tree, site):
        return (home.locale() for home in _tree(site)[0])
    return (home.locale for home in homes(site))


@once_a_request
def homes(site: Site) -> tuple[Page, ...]:
    """The site's home page in every language, drafts too."""
    if is_answered(_tree, site):
        return tuple(home.page() for home in _tree(site)[0])
    if Site._meta.get_field("root_page").is_cached(site):
        return translations(site.root_page)
    pages = Page.objects.filter(_speaks_of(None, site.root_page_id)).select_related("locale")
    return tuple(pages.order_by("path"))


def _speaks_of(key, root) -> Q:
    """The home pages: with a translation key, or that of a root."""
    if key:
        return Q(translation_key=key)
    return Q(translation_key__in=Page.objects.filter(pk=root).values("translation_key"))


def below(site: Site) -> Q:
    """The pages of a site's trees, in all its languages, its roots included."""
    found = Q(pk__in=[])
    for path in _home_paths(site):
        found |= Q(path__startswith=path)
    return found


def ground(site: Site) -> tuple:
    """What ``below`` and ``private`` say of a site, to tell a prepared question of it apart."""
    return _home_paths(site), private_paths()


def _home_paths(site: Site) -> tuple[str, ...]:
    if is_answered(_tree, site):
        return tuple(home.values["path"] for home in _tree(site)[0])
    return tuple(home.path for home in homes(site))


@once_a_request
def _root_paths() -> list:
    return Site.get_site_root_paths()


def address(page: Page) -> str:
    """``get_url()`` of one of many pages: Wagtail asks the cache twice for each where sites are."""
    page._wagtail_cached_site_root_paths = _root_paths()
    return page.get_url() or ""


def pages_above(page: Page) -> list[Page]:
    """The live pages above ``page``, the home page first.

    A page that Wagtail has routed to knows its parents; for others they are asked for.
    """
    above: list[Page] = []
    while page.depth > 2 and "_cached_parent_obj" in vars(page):
        page = page.get_parent()
        above.insert(0, page)
    if page.depth > 2:
        above[:0] = page.get_ancestors().filter(depth__gt=1).specific(defer=True)
    return [parent for parent in above if parent.live]


def crumbs_of(page: Page) -> list[tuple[str, str]]:
    """(title, url) of the live pages above ``page``, the home page first and named „Home“."""
    crumbs = [(parent.title, address(parent)) for parent in pages_above(page)]
    crumbs = [(title, url) for title, url in crumbs if url]
    return [(_("Home"), crumbs[0][1]), *crumbs[1:]] if crumbs else []


def index_models(key: str = "") -> list[type[Page]]:
    """The page types that are the index of a capability: ours, and a host's made of its mixin.

    ``key`` is that of the ``IndexSpec`` and the mixin's ``civic_index``; without it, all of them.
    """
    found = [model for model in get_page_models() if getattr(model, "civic_index", "")]
    return [model for model in found if not key or model.civic_index == key]


def index_pages(site: Site, key: str) -> list[Page]:
    """Every index page of a kind on a site, public or not; the highest in the tree first."""
    found: list[Page] = []
    for model in index_models(key):
        rows = model.objects.filter(below(site), alias_of__isnull=True)
        found += rows.select_related("locale").order_by("path")
    return found


def index_page(site: Site | None, key: str, language: str | None = None) -> Page | None:
    """The public index page for a reader of ``language``, else in the next best; None if none.

    It is of its own class; fields beyond ``COLUMNS`` are fetched when they are needed. It knows the
    home page that it lies below, as a page does that Wagtail has routed to.
    """
    if not site or not (found := _index(site, key, language)):
        return None
    page = found.page()
    for home in filter(page.is_child_of, homes(site)):
        page._cached_parent_obj = home
    return page


def index_url(site: Site | None, key: str, language: str | None = None) -> str:
    """The address of that page; "" where there is none."""
    found = _index(site, key, language) if site else None
    return address(found.page()) if found else ""


def _index(site: Site, key: str, language: str | None) -> "Found | None":
    order = {code: place for place, code in enumerate(language_order(language))}
    found = (index for index in _tree(site)[1] if index.model.civic_index == key)
    return min(found, key=lambda index: order.get(index.language, len(order)), default=None)


def has_index(site: Site, key: str, now) -> Exists:
    """That there is such a page, for a statement that asks other things too."""
    types = ContentType.objects.get_for_models(*index_models(key))
    # Asked of the site's row: the statement may be older than what its root is now.
    root = Site.objects.filter(pk=site.pk).values("root_page__translation_key")
    homes = Page.objects.filter(translation_key__in=root)
    inside = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    above = homes.annotate(inside=inside).filter(inside__startswith=F("path"))
    kinds = [content_type.pk for content_type in types.values()]
    indexes = Page.objects.filter(Exists(above), content_type__in=kinds, alias_of__isnull=True)
    return Exists(public_in_statement(indexes, now))


@dataclass(frozen=True)
class Found:
    """A page as it was found: made into one only if somebody wants it."""

    model: type[Page]
    language: str
    values: dict

    def page(self) -> Page:
        page = partly(self.model, self.values)
        page.locale = self.locale()
        return page

    def locale(self) -> Locale:
        return Locale(pk=self.values["locale_id"], language_code=self.language)


@prepared(root=AutoField(), key=UUIDField(), now=DateTimeField())
def _homes_and_indexes(root, key, now, is_known, kinds, private_paths) -> QuerySet:
    is_index = Q(unexpired(now), content_type__in=kinds, live=True)
    is_home = _speaks_of(key if is_known else None, root)
    rows = Page.objects.filter(is_home | (is_index & ~private())).order_by("depth", "path")
    return rows.values_list("locale__language_code", *COLUMNS)


@once_a_request
def _tree(site: Site) -> tuple[tuple[Found, ...], tuple[Found, ...]]:
    """The home pages of the site, and its public indexes: of those of all sites, what lies below.

    One query for all kinds and languages; the highest in the tree comes first. Aliases are left out
    of what was found: to a database without statistics few pages look like none.
    """
    types = ContentType.objects.get_for_models(*index_models())
    kinds = {content_type.pk: model for model, content_type in types.items()}
    is_known = Site._meta.get_field("root_page").is_cached(site)
    asked = {"root": site.root_page_id, "key": site.root_page.translation_key if is_known else None}
    shape = {"is_known": is_known, "kinds": tuple(kinds), "private_paths": private_paths()}
    found = []
    for language, *row in _homes_and_indexes(**asked, now=timezone.now(), **shape):
        values = dict(zip(COLUMNS, row, strict=True))
        found.append(Found(kinds.get(values["content_type_id"], Page), language, values))
    root = [one.values for one in found if one.values["id"] == site.root_page_id]
    key = root[0]["translation_key"] if root else None
    own = tuple(one for one in found if one.values["translation_key"] == key)
    paths = tuple(home.values["path"] for home in own)
    indexes = (one for one in found if one.model is not Page and not one.values["alias_of_id"])
    return own, tuple(one for one in indexes if one.values["path"].startswith(paths))
