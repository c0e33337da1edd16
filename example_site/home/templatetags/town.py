from uuid import UUID

from django import template
from django.conf import settings
from django.db.models import Q
from django.utils import translation
from wagtail.models import Page, Site

from home.models import ContentPage
from wagtail_civic.core.models import MunicipalitySettings
from wagtail_civic.core.once import once_a_request
from wagtail_civic.core.visibility import public_pages

register = template.Library()


@register.simple_tag(takes_context=True)
def menus(context) -> dict:
    """The home page in the reader's language, its services, and its pages about the municipality.

    A menu item is (page, "page", "true" or ""): where the reader is, for `aria-current`.
    """
    site = Site.find_for_request(context["request"])
    if site is None:
        return {"home": None, "services": [], "about": []}
    language = translation.get_language()
    page = _page_of(context)
    found = _pages(site, language, page and page.translation_key)
    home = _homes(site, found).get(language) or site.root_page
    children = (p for p in found if p.depth == home.depth + 1 and p.path.startswith(home.path))
    items = [(child, _current(child, page)) for child in children if child.is_menu_item]
    return {
        "home": home,
        "services": [item for item in items if item[0].specific_class is not ContentPage],
        "about": [item for item in items if item[0].specific_class is ContentPage],
    }


def _page_of(context) -> Page | None:
    page = context.get("page")
    return page if isinstance(page, Page) else None


@once_a_request
def _pages(site: Site, language: str, key: UUID | None) -> tuple[Page, ...]:
    """What the menus of a language may show, and the home pages and the page with this key in every
    language: in one statement."""
    root = site.root_page
    spoken = Q(locale=root.locale_id) | Q(locale__language_code=language)
    items = Page.objects.filter(spoken, depth=root.depth + 1).in_menu()
    counterparts = Page.objects.filter(translation_key__in={root.translation_key, key} - {None})
    public = public_pages(items).values("pk")
    found = Page.objects.filter(Q(pk__in=public) | Q(pk__in=counterparts.values("pk")))
    found = found.annotate(is_menu_item=Q(pk__in=public))
    return tuple(found.select_related("locale").order_by("path"))


def _homes(site: Site, found: tuple[Page, ...]) -> dict[str, Page]:
    key = site.root_page.translation_key
    return _by_language(page for page in found if page.translation_key == key)


def _current(item: Page, page: Page | None) -> str:
    if page is None or not page.path.startswith(item.path):
        return ""
    return "page" if page.pk == item.pk else "true"


@register.simple_tag(takes_context=True)
def municipality(context) -> dict | None:
    if Site.find_for_request(context["request"]) is None:
        return None
    given = MunicipalitySettings.for_request(context["request"])
    return {"settings": given, "text": given.text(translation.get_language())}


@register.simple_tag(takes_context=True)
def other_languages(context) -> list[dict]:
    """This page, or the home page if it is not translated, in each other language."""
    site = Site.find_for_request(context["request"])
    if site is None:
        return []
    current, page = translation.get_language(), _page_of(context)
    known = _pages(site, current, page and page.translation_key)
    homes, pages = _homes(site, known), {}
    if page and page.pk and page.depth > 2:
        own = (other for other in known if other.translation_key == page.translation_key)
        pages = _by_language(own)
    found = []
    for code, name in settings.LANGUAGES:
        target = pages.get(code) or homes.get(code)
        if code != current and target:
            found.append({"code": code, "name": name, "url": target.get_url()})
    return found


def _by_language(pages) -> dict[str, Page]:
    return {page.locale.language_code: page for page in pages if page.live}
