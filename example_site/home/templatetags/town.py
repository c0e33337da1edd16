from django import template
from django.conf import settings
from django.utils import translation
from wagtail.models import Page, Site

from home.models import ContentPage
from wagtail_civic.core import places
from wagtail_civic.core.models import MunicipalitySettings
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
    home = site.root_page.localized
    children = public_pages(home.get_children()).in_menu().specific(defer=True)
    items = [(page, _current(page, context.get("page"))) for page in children]
    return {
        "home": home,
        "services": [item for item in items if item[0].specific_class is not ContentPage],
        "about": [item for item in items if item[0].specific_class is ContentPage],
    }


def _current(item: Page, page) -> str:
    if not isinstance(page, Page) or not page.path.startswith(item.path):
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
    current = translation.get_language()
    homes = _by_language(places.homes(site))
    page = context.get("page")
    pages = {}
    if isinstance(page, Page) and page.pk and page.depth > 2:
        pages = _by_language(places.translations(page))
    found = []
    for code, name in settings.LANGUAGES:
        target = pages.get(code) or homes.get(code)
        if code != current and target:
            found.append({"code": code, "name": name, "url": target.get_url()})
    return found


def _by_language(pages) -> dict[str, Page]:
    return {page.locale.language_code: page for page in pages if page.live}
