"""Lists for the office: petitions without anybody's data, signatures with them."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from wagtail_civic.core import formats

from . import rolls
from .models.online import OnlineCheck
from .models.petition import Petition
from .places import pages_of
from .wording import ASSURANCE_LABELS, REGISTER_LABELS

CHUNK = 500


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
    yield [_("line"), _("name and surname"), _("address"), _("area"), _("on the roll")]
    standing = rolls.standing_of(check) or {}
    said = {True: _("yes"), False: _("not found"), None: ""}
    rows = check.drawn.filter(signature__contact__isnull=False)
    rows = rows.select_related("signature__contact", "signature__area")
    rows = rows.prefetch_related("signature__area__names")
    for row in rows.order_by("number"):
        signed = row.signature
        area = signed.area.label() if signed.area else ""
        on_roll = said[standing.get(row.number)]
        yield [row.number, signed.contact.name, signed.contact.address, area, on_roll]


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
