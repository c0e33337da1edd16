"""Lists for the office: petitions without anybody's data, signatures with them. Both are logged."""

import csv
from collections.abc import Iterable, Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from wagtail_civic.core import formats
from wagtail_civic.core.text import as_cell

from .models.online import OnlineCheck
from .models.petition import Petition
from .places import pages_of
from .wording import ASSURANCE_LABELS, REGISTER_LABELS

CHUNK = 500


class Echo:
    """For ``csv.writer``: each line comes back, to be streamed."""

    def write(self, value: str) -> str:
        return value


def as_csv(rows: Iterable[list]) -> Iterator[str]:
    """UTF-8 with a mark for spreadsheets; what one would compute is written as text."""
    writer = csv.writer(Echo())
    yield "\ufeff"
    for row in rows:
        yield writer.writerow([as_cell(cell) for cell in row])


def petition_rows(petitions: QuerySet, language: str) -> Iterator[list]:
    """Facts only: no initiator, no note."""
    yield [
        _("number"), _("title"), _("state"), _("outcome"), _("register"), _("submitted"),
        _("opened"), _("deadline"), _("closed"), _("decided"), _("answered"),
        _("electronic signatures"), _("paper signatures"), _("required"),
    ]  # fmt: skip
    rows = petitions.select_related("site").order_by("year", "serial", "pk")
    batch: list[Petition] = []
    for petition in rows.iterator(chunk_size=CHUNK):
        batch.append(petition)
        if len(batch) == CHUNK:
            yield from _petitions(batch, language)
            batch = []
    yield from _petitions(batch, language)


def _petitions(batch: list[Petition], language: str) -> Iterator[list]:
    pages = pages_of(batch, language)
    for petition in batch:
        page = pages.get(petition.key)
        standing = petition.standing if petition.opened_at else None
        moments = ("submitted_at", "opened_at", "deadline", "closed_at", "decided_at")
        yield [
            petition.number,
            page.title if page else "",
            str(petition.get_state_display()),
            str(petition.get_outcome_display()),
            str(REGISTER_LABELS.get(petition.register, "")),
            *(_day(getattr(petition, name)) for name in (*moments, "answered_at")),
            petition.electronic if standing else "",
            petition.signatures_paper if standing else "",
            standing.required if standing else "",
        ]


def _day(moment) -> str:
    return formats.date(moment) if moment else ""


def drawn_rows(check: OnlineCheck) -> Iterator[list]:
    """Those drawn for a check, by the number of their line."""
    yield [_("line"), _("name and surname"), _("address"), _("area")]
    rows = check.drawn.filter(signature__contact__isnull=False)
    rows = rows.select_related("signature__contact", "signature__area")
    for row in rows.order_by("number"):
        signed = row.signature
        area = signed.area.label() if signed.area else ""
        yield [row.number, signed.contact.name, signed.contact.address, area]


def signature_rows(petition: Petition) -> Iterator[list]:
    """Who signs today, with the data by which the council may check it."""
    yield [_("name and surname"), _("address"), _("verified"), _("area"), _("confirmed")]
    found = petition.signatures.counting().filter(contact__isnull=False)
    rows = found.select_related("contact", "area").prefetch_related("area__names").order_by("pk")
    for row in rows.iterator(chunk_size=CHUNK):
        yield [
            row.contact.name,
            row.contact.address,
            str(ASSURANCE_LABELS.get(row.assurance, row.assurance)),
            row.area.label() if row.area else "",
            formats.datetime(row.confirmed_at),
        ]
