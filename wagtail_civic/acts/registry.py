"""Where the registry of a site is: the public page that shows its acts, in each language."""

from django.utils.encoding import iri_to_uri
from wagtail.models import Page, Site, get_page_models

from wagtail_civic.core.models.names import language_order
from wagtail_civic.core.visibility import public_pages

from . import addresses


def page_models() -> list[type[Page]]:
    """The page types that show a registry: ours, and a host's own made of the same mixin."""
    return [model for model in get_page_models() if getattr(model, "is_act_registry", False)]


def public_registries(site: Site) -> list[Page]:
    """The registry pages of a site that anybody may read, in every language."""
    roots = Page.objects.filter(translation_key=site.root_page.translation_key)
    found: list[Page] = []
    for root in roots:
        for model in page_models():
            pages = model.objects.descendant_of(root, inclusive=True).filter(alias_of__isnull=True)
            found += public_pages(pages).select_related("locale")
    return found


def registry_page(site: Site, language: str | None = None) -> Page | None:
    """The page for a reader of ``language``, else in the next best; None if none is public."""
    pages = public_registries(site)
    order = {code: place for place, code in enumerate(language_order(language))}
    pages.sort(key=lambda page: (order.get(page.locale.language_code, len(order)), page.path))
    return pages[0] if pages else None


def act_url(page: Page | None, act, request=None, full: bool = False) -> str:
    """The address of an act below a registry page; empty where it has none yet."""
    if page is None or act.identity is None:
        return ""
    base = page.get_full_url(request) if full else page.get_url(request)
    return iri_to_uri(f"{base}{addresses.path(act.identity)}") if base else ""
