"""Downloads: the list of petitions for who sees them; signatures by a right of their own, noted in
the history each time."""

from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from wagtail_civic.core import history
from wagtail_civic.core.downloads import csv_download, page_download
from wagtail_civic.core.permissions import required_sites

from .. import book, exporting
from ..models.petition import Petition
from .case_views import CASE, EXPORT, VIEW, case_of, require


@require_GET
def petitions(request):
    sites = required_sites(request.user, VIEW)
    rows = Petition.objects.filter(site__in=sites, serial__isnull=False)
    return csv_download(exporting.petition_rows(rows, get_language()), "petitions")


def _exported(request, pk, kind: str) -> Petition:
    """The petition, with a note in its history that its signatures leave as ``kind``."""
    petition = case_of(request, pk)
    require(request, EXPORT, petition)
    data = {"count": petition.signatures.counting().count(), "kind": kind}
    history.log(petition, "civic_petitions.export", user=request.user, data=data)
    return petition


@require_POST
def signature_book(request, pk):
    """To print: the browser makes a PDF of it."""
    if case_of(request, pk).opened_at is None:
        return redirect(CASE, pk)
    petition = _exported(request, pk, "book")
    return page_download(book.parts(petition, request.user, timezone.now(), get_language()))


@require_POST
def signatures(request, pk):
    petition = _exported(request, pk, "csv")
    return csv_download(exporting.signature_rows(petition), f"signatures-{petition.number}")
