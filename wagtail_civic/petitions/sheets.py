"""Entering the lines of paper sheets: read as a whole or not at all, twins found across paper and
online signatures."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail_civic.core import contacts, history, tables
from wagtail_civic.core.models import Area, named
from wagtail_civic.core.tables import FORMULA, Table
from wagtail_civic.core.text import fold

from . import rolls, threshold, uniqueness
from .forms import PersonalNumberField
from .models.paper import PaperCheck
from .models.sheets import PaperLine
from .models.uniqueness import SignerMark
from .transitions import NotPossible

CALLED = {
    "number": ("line", "no", "n", "№", "nr", "ხაზი", "სტრიქონი", "რიგითი ნომერი", "ნომერი"),
    "name": ("name", "full name", "სახელი და გვარი", "სახელი, გვარი", "სახელი"),
    "person": rolls.CALLED,
    "phone": ("phone", "mobile", "telephone", "ტელეფონი", "მობილური", "ტელეფონის ნომერი"),
    "area": ("area", "village", "სოფელი", "ტერიტორია", "დასახლება"),
}
LABELS = {
    "number": gettext_lazy("line"),
    "name": gettext_lazy("name and surname"),
    "person": rolls.LABEL,
    "phone": gettext_lazy("phone"),
    "area": gettext_lazy("area"),
}


@dataclass
class Entry:
    """One line of a list, read."""

    row: int
    number: int = 0
    name: str = ""
    phone: str = ""
    marks: list[tuple[str, list[str]]] = field(default_factory=list)
    area: Area | None = None
    faults: list[str] = field(default_factory=list)


def columns(headings: Iterable[str]) -> dict[str, int]:
    """Which column is which, by the names that people give them."""
    called = {name: (LABELS[name], *names) for name, names in CALLED.items()}
    return tables.places(headings, called)


def read(delivery: PaperCheck, table: Table) -> list[Entry]:
    """Every line with its faults; NotPossible where the headings do not say what is what."""
    places = columns(table.headings)
    if "number" not in places or not {"person", "phone", "name"} & places.keys():
        raise NotPossible(
            _(
                "The first row has to name the columns: “line”, and at least one of “name and "
                "surname”, “personal number”, “phone”."
            )
        )
    return judge(
        delivery,
        (
            (row, {name: cells[place] for name, place in places.items() if place < len(cells)})
            for row, cells in table.rows
        ),
    )


def judge(delivery: PaperCheck, rows: Iterable[tuple[int, dict[str, str]]]) -> list[Entry]:
    """Numbered rows of texts by the names of ``CALLED``, each read with its faults."""
    areas = {fold(row.label()): row for row in named(Area.objects.for_site(delivery.petition.site))}
    areas |= {fold(row.code): row for row in areas.values()}
    known = set(delivery.entries.values_list("number", flat=True))
    entries = []
    for row, texts in rows:
        entry = _read_one(delivery, row, texts, areas)
        if entry.number in known:
            entry.faults.append(_("Line %(line)s is there already.") % {"line": entry.number})
        known.add(entry.number)
        entries.append(entry)
    return entries


def _read_one(delivery: PaperCheck, row: int, texts: dict, areas: dict) -> Entry:
    entry, faults = Entry(row), []
    if FORMULA in texts.values():
        faults.append(_("A cell holds a formula. Replace it by its value."))
    number = texts.get("number", "").rstrip(".")
    if number.isascii() and number.isdigit() and 1 <= int(number[:9]) <= delivery.submitted:
        entry.number = int(number[:9])
    else:
        faults.append(
            _("“line” has to be a number from 1 to %(last)s.") % {"last": delivery.submitted}
        )
    entry.name = texts.get("name", "")[:160]
    if person := texts.get("person", ""):
        try:
            digits = PersonalNumberField().clean(person)
            entry.marks.append(_mark(uniqueness.PERSONAL, digits))
        except ValidationError as error:
            faults.append(" ".join(error.messages))
    if phone := texts.get("phone", ""):
        try:
            contact = contacts.parse("phone", phone)
            entry.phone = contact.lookup()
            entry.marks.append(_mark(uniqueness.PHONE, contact.value))
        except ValidationError as error:
            faults.append(" ".join(error.messages))
    if place := texts.get("area", ""):
        entry.area = areas.get(fold(place))
        if entry.area is None:
            faults.append(_("“%(place)s” is not a place of the municipality.") % {"place": place})
    entry.faults = faults
    return entry


def free_numbers(delivery: PaperCheck) -> Iterator[int]:
    """The numbers of lines that are not entered yet, in order."""
    known = set(delivery.entries.values_list("number", flat=True))
    return (number for number in range(1, delivery.submitted + 1) if number not in known)


@transaction.atomic
def enter(delivery: PaperCheck, entries: list[Entry], *, user, now: datetime) -> int:
    """Keep the lines and mark those who signed before; how many were. All or none."""
    if delivery.checked_at:
        raise NotPossible(_("This delivery has been checked already."))
    if any(entry.faults for entry in entries):
        raise NotPossible(_("Correct the lines with faults first; nothing was entered."))
    rows = [
        PaperLine(
            delivery=delivery,
            petition=delivery.petition,
            number=entry.number,
            name=entry.name,
            phone=entry.phone,
            area=entry.area,
            personal=dict(entry.marks).get(uniqueness.PERSONAL, []),
            duplicate=_signed_before(delivery, entry),
        )
        for entry in sorted(entries, key=lambda each: each.number)
    ]
    try:
        with transaction.atomic():
            PaperLine.objects.bulk_create(rows)
    except IntegrityError:
        raise NotPossible(
            _("A colleague has just entered one of these lines. Look which, and try again.")
        ) from None
    data = {"lines": len(rows), "delivery": delivery.pk}
    history.log(delivery.petition, "civic_petitions.lines_entered", user=user, data=data)
    return sum(bool(row.duplicate) for row in rows)


def _signed_before(delivery: PaperCheck, entry: Entry) -> str:
    """Where the person of a line has signed already; what is new is claimed for this line."""
    found = ""
    for kind, known in entry.marks:
        if uniqueness.claim(delivery.petition, kind, known):
            continue
        rows = SignerMark.objects.filter(petition=delivery.petition, kind=kind, digest__in=known)
        on_paper = rows.filter(signature__isnull=True).exists()
        found = PaperLine.ON_PAPER if on_paper or found == PaperLine.ON_PAPER else PaperLine.ONLINE
    return found


def _mark(kind: str, value: str) -> tuple[str, list[str]]:
    return kind, uniqueness.digests(kind, value)


def deducted(combining: str, duplicates: Iterable[str]) -> int:
    """How many twins are taken off the paper signatures."""
    off = twins_taken_off(combining)
    return sum(kind in off for kind in duplicates)


def twins_taken_off(combining: str) -> set[str]:
    """Twice on paper is once. Who signed online too is taken off only where both kinds are added
    up."""
    if combining in (threshold.HIGHER, threshold.LOWER):
        return {PaperLine.ON_PAPER, PaperLine.ONLINE}
    return {PaperLine.ON_PAPER}
