"""May the public see this municipality's budget, and on which page?"""

from django.db.models import Q
from django.http import HttpRequest
from wagtail.models import Page, Site, get_page_models

from wagtail_civic.core.models.names import language_order
from wagtail_civic.core.visibility import public_pages


def public_page(site: Site | None, language: str | None = None) -> Page | None:
    """The public budget page in the wanted language, else in another; None if there is none.

    Figures are as public as the page that shows them: chart, API and blocks ask here first.
    """
    if site is None:
        return None
    order = language_order(language)
    pages = list(public_pages(_pages_below(site)).select_related("locale"))
    codes = [page.locale.language_code for page in pages]
    ranked = sorted(
        zip(codes, pages, strict=True),
        key=lambda pair: order.index(pair[0]) if pair[0] in order else len(order),
    )
    return ranked[0][1].specific if ranked else None


def public_site(request: HttpRequest) -> Site | None:
    """The request's site if its budget is public."""
    site = Site.find_for_request(request)
    return site if public_page(site) else None


def _pages_below(site: Site):
    kinds = [model for model in get_page_models() if getattr(model, "is_budget", False)]
    roots = Page.objects.filter(translation_key=site.root_page.translation_key)
    below = Q(pk__in=[])
    for path in roots.values_list("path", flat=True):
        below |= Q(path__startswith=path)
    return Page.objects.filter(below).type(*kinds)
