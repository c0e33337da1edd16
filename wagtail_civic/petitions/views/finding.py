"""From a number in an address to a petition that the public may see here."""

from django.http import Http404, HttpRequest
from wagtail.models import Site

from ..models.petition import Petition


def public_petition(request: HttpRequest, year: int, serial: int) -> Petition:
    """The petition of this municipality with that number; 404 unless it is public."""
    petition = known_petition(request, year, serial)
    if petition.public_page(request.LANGUAGE_CODE) is None:
        raise Http404
    return petition


def known_petition(request: HttpRequest, year: int, serial: int) -> Petition:
    site = Site.find_for_request(request)
    rows = Petition.objects.select_related("site").filter(site=site, year=year, serial=serial)
    petition = rows.first()
    if petition is None:
        raise Http404
    return petition
