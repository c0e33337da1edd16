"""May the public see this municipality's budget, and on which page?"""

from django.http import HttpRequest
from wagtail.models import Page, Site

from wagtail_civic.core import places


def public_page(site: Site | None, language: str | None = None) -> Page | None:
    """The public budget page in the wanted language, else in another; None if there is none.

    Figures are as public as the page that shows them: chart, API and blocks ask here first.
    """
    return places.index_page(site, "budget", language)


def public_site(request: HttpRequest) -> Site | None:
    """The request's site if its budget is public."""
    site = Site.find_for_request(request)
    return site if public_page(site) else None
