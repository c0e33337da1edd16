"""The registers as a table for spreadsheets: open data, nothing personal."""

import csv
from collections.abc import Iterator
from itertools import islice

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Site

from wagtail_civic.core import clock
from wagtail_civic.core.actions import known_languages
from wagtail_civic.core.places import requested_site
from wagtail_civic.core.text import as_cell

from . import lifecycle
from .filtering import Filters
from .models.petition import Petition
from .places import pages_of
from .wording import REGISTER_LABELS

BATCH = 500


class _Echo:
    """For ``csv.writer``: each line comes back, to be streamed."""

    def write(self, value: str) -> str:
        return value


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
    response = StreamingHttpResponse(
        _lines(rows.prefetch_related("topics", "area__names", "topics__names"), lang, site),
        content_type="text/csv; charset=utf-8",
    )
    response["Content-Disposition"] = 'attachment; filename="petitions.csv"'
    response["Access-Control-Allow-Origin"] = "*"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _lines(petitions: QuerySet, language: str, site: Site) -> Iterator[str]:
    writer = csv.writer(_Echo())
    found = petitions.iterator(chunk_size=BATCH)
    with translation.override(language):
        heading = writer.writerow([as_cell(cell) for cell in columns()])
    yield "\ufeff" + heading
    while batch := list(islice(found, BATCH)):
        # The language is that of the thread, which is another one's between two batches.
        with translation.override(language):
            pages = pages_of(batch, language)
            lines = [
                writer.writerow([as_cell(cell) for cell in cells(row, pages[row.key])])
                for row in batch
                if row.key in pages
            ]
        yield from lines


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
