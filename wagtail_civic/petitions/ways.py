"""Where a citizen goes next."""

from django.urls import reverse

from wagtail_civic.core.models import Verification

from .models.petition import Petition
from .places import index_page


def petition_url(petition: Petition | None, verification: Verification) -> str:
    """The petition's page in the citizen's language, else the registers, else the home page."""
    page = petition.public_page(verification.language) if petition else None
    if page:
        return page.get_url() or "/"
    index = index_page(verification.site, verification.language)
    return (index and index.get_url()) or "/"


def index_address(petition: Petition, language: str = "") -> str:
    index = index_page(petition.site, language or petition.language)
    return (index and index.get_url()) or "/"


def result_url(result: str, petition: Petition | None, verification: Verification) -> str:
    return result_address(result, petition, verification.language)


def result_address(result: str, petition: Petition | None, language: str) -> str:
    """The page that says what happened: ``signed``, ``submitted``, ``withdrawn`` or ``late``."""
    arguments = {"lang": language, "result": result}
    if petition is not None and petition.serial:
        arguments |= {"year": petition.year, "serial": petition.serial}
        return reverse("civic_petitions:petition_result", kwargs=arguments)
    return reverse("civic_petitions:result", kwargs=arguments)
