"""Downloads: the list of petitions for who sees them; signatures by a right of their own, noted in
the history each time."""

from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from wagtail_civic.core import history
from wagtail_civic.core.downloads import csv_download
from wagtail_civic.core.permissions import required_sites

from .. import exporting
from ..models.petition import Petition
from .case_views import EXPORT, VIEW, case_of, require


@require_GET
def petitions(request):
    sites = required_sites(request.user, VIEW)
    rows = Petition.objects.filter(site__in=sites, serial__isnull=False)
    return csv_download(exporting.petition_rows(rows, get_language()), "petitions")


@require_POST
def signatures(request, pk):
    petition = case_of(request, pk)
    require(request, EXPORT, petition)
    count = petition.signatures.counting().count()
    history.log(petition, "civic_petitions.export", user=request.user, data={"count": count})
    return csv_download(exporting.signature_rows(petition), f"signatures-{petition.number}")
