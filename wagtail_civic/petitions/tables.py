"""The registers as a table for spreadsheets: open data, nothing personal."""

from collections.abc import Iterator
from itertools import islice

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wagtail_civic.core import clock
from wagtail_civic.core.actions import known_languages
from wagtail_civic.core.downloads import csv_download
from wagtail_civic.core.places import requested_site

from . import lifecycle
from .filtering import Filters
from .models.petition import Petition
from .places import pages_of
from .wording import REGISTER_LABELS

BATCH = 500


@require_safe
def petitions_csv(request: HttpRequest, lang: str) -> StreamingHttpResponse:
    """The public petitions of a site, filtered as the registers and the API are."""
    if lang not in known_languages():
        raise Http404
    site, filters = requested_site(request), Filters.of(request.GET)
    petitions = filters.apply(Petition.objects.for_site(site).public(), site)
    register = request.GET.get("register", "")
    if register in lifecycle.REGISTERS:
        petitions = petitions.in_register(register)
    rows = petitions.order_by(*filters.order()).select_related("area")
    rows = rows.prefetch_related("topics", "area__names", "topics__names")
    with translation.override(lang):
        response = csv_download(_rows(rows, lang), "petitions", is_public=True)
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _rows(petitions: QuerySet, language: str) -> Iterator[list]:
    yield columns()
    found = petitions.iterator(chunk_size=BATCH)
    while batch := list(islice(found, BATCH)):
        pages = pages_of(batch, language)
        yield from (cells(row, pages[row.key]) for row in batch if row.key in pages)


def columns() -> list[str]:
    return [
        _("number"),
        _("title"),
        _("register"),
        _("state"),
        _("outcome"),
        _("topics"),
        _("area"),
        _("submitted"),
        _("opened"),
        _("deadline"),
        _("closed"),
        _("decided"),
        _("counted"),
        _("required"),
        _("electronic signatures"),
        _("paper signatures"),
        _("address"),
    ]


def cells(petition: Petition, page) -> list:
    standing = petition.standing if petition.opened_at else None
    days = (
        petition.submitted_at,
        petition.opened_at,
        petition.deadline,
        petition.closed_at,
        petition.decided_at,
    )
    return [
        petition.number,
        page.title,
        REGISTER_LABELS[petition.register] if petition.register else "",
        petition.get_state_display(),
        petition.get_outcome_display(),
        ", ".join(topic.label() for topic in petition.topics.all()),
        petition.area.label() if petition.area else "",
        *(clock.day_of(moment).isoformat() if moment else "" for moment in days),
        standing.counted if standing else "",
        standing.required if standing else "",
        petition.electronic if standing else "",
        petition.signatures_paper if standing else "",
        page.get_full_url() or "",
    ]
