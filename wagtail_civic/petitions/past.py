"""Petitions of former years, taken in from a list with what became of them.

A line is read as a whole; a list with one faulty line takes in nothing. What is taken in passes
through no move and announces nothing, but stands in the right register at once. What is there
already stays as it is, so that a list can be sent again: only documents that it lacks are added.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Site

from wagtail_civic.core import clock, history, search, tables
from wagtail_civic.core.models import Area, CivicLogEntry, named
from wagtail_civic.core.records import record_for
from wagtail_civic.core.tables import FORMULA, Table
from wagtail_civic.core.text import fold

from . import lifecycle, threshold
from .models.petition import Petition, PetitionEvent
from .models.reasons import RejectionReason
from .past_documents import Documents, Named
from .places import parent_for, petition_page_model
from .transitions import NotPossible
from .wording import ASK_LENGTH, TITLE_LENGTH

COLUMNS = {
    "number": (gettext_lazy("number"), ("number", "№", "ნომერი")),
    "title": (gettext_lazy("title"), ("title", "სათაური", "დასახელება")),
    "ask": (gettext_lazy("what is asked"), ("what is asked", "text", "მოთხოვნა", "ტექსტი")),
    "outcome": (gettext_lazy("outcome"), ("outcome", "result", "შედეგი")),
    "opened": (gettext_lazy("opened"), ("opened", "from", "გახსნა", "გაიხსნა")),
    "closed": (gettext_lazy("closed"), ("closed", "until", "დახურვა", "დაიხურა", "დასრულდა")),
    "decided": (gettext_lazy("decided"), ("decided", "decision", "გადაწყვეტილება", "თარიღი")),
    "electronic": (
        gettext_lazy("electronic signatures"),
        ("electronic signatures", "electronic", "ელექტრონული ხელმოწერები", "ელექტრონული"),
    ),
    "paper": (
        gettext_lazy("paper signatures"),
        ("paper signatures", "paper", "ქაღალდზე შეგროვებული ხელმოწერები", "ქაღალდზე"),
    ),
    "required": (gettext_lazy("required"), ("required", "საჭირო რაოდენობა", "საჭირო")),
    "voters": (
        gettext_lazy("registered voters"),
        ("registered voters", "voters", "ამომრჩეველთა რაოდენობა", "ამომრჩეველი"),
    ),
    "reason": (
        gettext_lazy("reason for rejection"),
        ("reason for rejection", "reason", "უარყოფის მიზეზი", "მიზეზი"),
    ),
    "area": (gettext_lazy("area"), ("area", "village", "ტერიტორია", "სოფელი")),
    "documents": (gettext_lazy("documents"), ("documents", "files", "დოკუმენტები", "ფაილები")),
}
REQUIRED = ("number", "title", "outcome", "opened", "closed")
#: What an outcome is called in a list, and the state and outcome it means.
OUTCOMES = {
    "fulfilled": (lifecycle.DECIDED, lifecycle.FULFILLED),
    "შესრულებული": (lifecycle.DECIDED, lifecycle.FULFILLED),
    "partly fulfilled": (lifecycle.DECIDED, lifecycle.PARTLY),
    "ნაწილობრივ შესრულებული": (lifecycle.DECIDED, lifecycle.PARTLY),
    "rejected by the council": (lifecycle.DECIDED, lifecycle.REFUSED),
    "საკრებულომ უარყო": (lifecycle.DECIDED, lifecycle.REFUSED),
    "answered": (lifecycle.DECIDED, lifecycle.ANSWERED),
    "პასუხი გაეცა": (lifecycle.DECIDED, lifecycle.ANSWERED),
    "finished": (lifecycle.CLOSED, ""),
    "დასრულებული": (lifecycle.CLOSED, ""),
    "rejected": (lifecycle.REJECTED, ""),
    "უარყოფილი": (lifecycle.REJECTED, ""),
    "withdrawn": (lifecycle.WITHDRAWN, ""),
    "უკან გამოთხოვილი": (lifecycle.WITHDRAWN, ""),
}
TAKEN_IN = "civic_petitions.taken_in"
LARGEST = 1_000_000
SETTLED = timedelta(days=3)
"""So long a count may still move by itself."""


@dataclass
class Past:
    """One line of the list, read."""

    row: int
    values: dict[str, Any] = field(default_factory=dict)
    documents: list[Named] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    known: Petition | None = None

    @property
    def number(self) -> str:
        year, serial = self.values["number"]
        return f"{year}-{serial:02}"


@dataclass
class Taken:
    """How many petitions were made, how many were there, how many documents those lacked."""

    made: int = 0
    known: int = 0
    added: int = 0


def columns(headings: list[str]) -> dict[str, int]:
    called = {name: (label, *names) for name, (label, names) in COLUMNS.items()}
    return tables.places(headings, called)


def read(site: Site, table: Table, documents: Documents, now: datetime) -> list[Past]:
    """Every line with its faults; NotPossible where a needed column is missing."""
    places = columns(table.headings)
    missing = [str(COLUMNS[name][0]) for name in REQUIRED if name not in places]
    if missing:
        raise NotPossible(
            _("These columns are missing: %(names)s.") % {"names": ", ".join(missing)}
        )
    reader = _Reader(site, documents, now)
    found = []
    for row, cells in table.rows:
        texts = {name: cells[place] for name, place in places.items() if place < len(cells)}
        found.append(reader.read(row, texts))
    return found


class _Reader:
    """Reads lines against what the municipality has: numbers, areas, reasons, documents."""

    def __init__(self, site: Site, documents: Documents, now: datetime):
        self.today = clock.day_of(now)
        self.documents = documents
        areas = named(Area.objects.for_site(site))
        self.areas = {fold(row.label()): row for row in areas} | {row.code: row for row in areas}
        reasons = RejectionReason.objects.for_site(site).prefetch_related("names")
        self.reasons = {fold(key): row for row in reasons for key in (row.code, row.label())}
        numbered = Petition.objects.filter(site=site, serial__isnull=False)
        self.there = {(row.year, row.serial): row for row in numbered}
        self.numbers: set[tuple[int, int]] = set()

    def read(self, row: int, texts: dict[str, str]) -> Past:
        self.past = Past(row)
        if FORMULA in texts.values():
            self.past.faults.append(_("A cell holds a formula. Replace it by its value."))
        for name, (reader, needed) in self._readers().items():
            text = texts.get(name, "").strip()
            if text:
                self._keep(name, reader, text)
            elif needed:
                self._fault(name, _("This is missing."))
        if not self.past.faults:
            self._fits_together()
        return self.past

    def _readers(self) -> dict[str, tuple[Callable, bool]]:
        return {
            "number": (self._number, True),
            "title": (lambda text: text[:TITLE_LENGTH], True),
            "ask": (lambda text: text[:ASK_LENGTH], False),
            "outcome": (lambda text: OUTCOMES[fold(text)], True),
            "opened": (self._day, True),
            "closed": (self._day, True),
            "decided": (self._day, False),
            "electronic": (_count, False),
            "paper": (_count, False),
            "required": (_count, False),
            "voters": (_count, False),
            "reason": (lambda text: self.reasons[fold(text)], False),
            "area": (lambda text: self.areas[fold(text)], False),
            "documents": (self._documents, False),
        }

    def _keep(self, name: str, reader: Callable, text: str) -> None:
        try:
            self.past.values[name] = reader(text)
        except (ValueError, KeyError):
            self._fault(name, _("“%(text)s” cannot be read here.") % {"text": text[:60]})

    def _fault(self, name: str, words: str) -> None:
        self.past.faults.append(f"{COLUMNS[name][0]}: {words}")

    def _number(self, text: str) -> tuple[int, int]:
        year, _dash, serial = text.lstrip("№ ").partition("-")
        number = (_count(year), _count(serial))
        if not (1990 <= number[0] <= self.today.year and 1 <= number[1] <= 99_999):
            raise ValueError("no number of a petition")
        if number in self.numbers:
            raise ValueError("taken")
        self.numbers.add(number)
        return number

    def _day(self, text: str) -> date:
        day, _dot, rest = text.partition(".")
        written = "-".join(reversed(text.split("."))) if rest else day
        found = parse_date(written)
        if found is None or found > self.today:
            raise ValueError("no day, or one to come")
        return found

    def _documents(self, text: str) -> list:
        """Files of the archive, or those that the officer may choose in the admin."""
        names = filter(None, (part.strip() for part in text.split(";")))
        found, faults = self.documents.find(names)
        for words in faults:
            self._fault("documents", words)
        self.past.documents = found
        return found

    def _is_known(self, number: tuple[int, int], title: str) -> None:
        """Whether the line has been taken in before; another petition keeps its number."""
        there = self.there.get(number)
        if there is None:
            return
        titles = [fold(page.title) for page in there.pages()]
        if fold(title) in titles and _was_taken_in(there):
            self.past.known = there
        else:
            self._fault("number", _("Another petition has it: %(title)s.") % {"title": there})

    def _fits_together(self) -> None:
        values = self.past.values
        self._is_known(values["number"], values["title"])
        state, _outcome = values["outcome"]
        if values["closed"] > self.today - SETTLED:
            self._fault("closed", _("It has to lie some days back."))
        if values["opened"] > values["closed"]:
            self._fault("closed", _("It cannot close before it opens."))
        if state == lifecycle.DECIDED and "decided" not in values:
            self._fault("decided", _("This is missing."))
        if (
            state == lifecycle.DECIDED
            and values.get("decided", values["closed"]) < values["closed"]
        ):
            self._fault("decided", _("It cannot be decided before it closes."))
        if state == lifecycle.REJECTED and "reason" not in values:
            self._fault("reason", _("This is missing."))


def _count(text: str) -> int:
    digits = text.replace(" ", "").replace("\xa0", "")
    if not (digits.isascii() and digits.isdigit()) or int(digits[:9]) > LARGEST or len(digits) > 9:
        raise ValueError("no number")
    return int(digits)


def _was_taken_in(petition: Petition) -> bool:
    entries = CivicLogEntry.objects.for_instance(petition)
    return entries.filter(action=TAKEN_IN).exists()


def take_in(
    site: Site, rows: list[Past], documents: Documents, *, language: str, user, now: datetime
) -> Taken:
    """Make the pages and their records; all lines or none."""
    if any(row.faults for row in rows):
        raise NotPossible(_("Correct the lines with faults first; nothing was taken in."))
    taken = Taken()
    try:
        with transaction.atomic():
            for row in rows:
                files = [documents.store(named) for named in row.documents]
                if row.known:
                    taken.known += 1
                    taken.added += _add(row.known, files, user)
                else:
                    _make(site, row, files, language, user, now)
                    taken.made += 1
    except Exception:
        documents.undo()
        raise
    return taken


def _add(petition: Petition, files: list, user) -> int:
    """Put documents that came later on the page of a petition; how many it lacked."""
    page = petition.page(petition.language or None)
    if page is None:
        return 0
    page = page.specific
    shown = {
        block.value["document"].pk
        for block in page.answer
        if block.block_type == "document" and block.value["document"]
    }
    lacking = [file for file in files if file.pk not in shown]
    for file in lacking:
        page.answer.append(("document", {"document": file}))
    if lacking:
        revision = page.save_revision(user=user)
        if petition.register:
            revision.publish(user=user, skip_permission_checks=True)
        history.log(petition, TAKEN_IN, user=user, data={"documents": len(lacking)})
    return len(lacking)


def _make(site: Site, row: Past, files: list, language: str, user, now: datetime) -> None:
    values = row.values
    page = _page(site, row, files, language)
    petition = record_for(page)
    Petition.objects.filter(pk=petition.pk).update(**_facts(petition, values, language))
    petition.refresh_from_db()
    for kind, day, data in _story(values, petition):
        PetitionEvent.objects.create(petition=petition, kind=kind, at=day, data=data)
    history.log(petition, TAKEN_IN, user=user)
    with translation.override(language):
        revision = page.save_revision(user=user)
        if petition.register:
            revision.publish(user=user, skip_permission_checks=True)
    moment = _noon(values["opened"])
    type(page).objects.filter(pk=page.pk).update(first_published_at=moment)
    search.changed("petition", petition.pk)


def _page(site: Site, row: Past, files: list, language: str):
    parent = parent_for(site, language)
    values = row.values
    page = petition_page_model(parent)(
        title=values["title"],
        kind="request",
        ask=values.get("ask") or values["title"],
        answer=[("document", {"document": document}) for document in files],
        live=False,
        locale=parent.locale,
    )
    with translation.override(language):
        parent.add_child(instance=page)
    return page


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)), clock.zone())


def _facts(petition: Petition, values: dict, language: str) -> dict:
    state, outcome = values["outcome"]
    opened, closed = _noon(values["opened"]), _noon(values["closed"])
    decided = _noon(values["decided"]) if state == lifecycle.DECIDED else None
    electronic, paper = values.get("electronic", 0), values.get("paper", 0)
    required = values.get("required", 0)
    reached = bool(required) and max(electronic, paper) >= required
    rejected = state == lifecycle.REJECTED
    return {
        "year": values["number"][0],
        "serial": values["number"][1],
        "language": language,
        "state": state,
        "state_since": decided or closed,
        "outcome": outcome,
        "area": values.get("area"),
        "submitted_at": opened,
        "opened_at": None if rejected else opened,
        "deadline": None if rejected else closed,
        "closed_at": closed,
        "decided_at": decided,
        "answered_at": decided,
        "combining": threshold.PAPER if paper > electronic else threshold.ELECTRONIC,
        "roll_voters": values.get("voters"),
        "required_electronic": required or None,
        "required_paper": required or None,
        "signatures_electronic": 0 if rejected else electronic,
        "signatures_paper": 0 if rejected else paper,
        "reached_at": closed if reached and not rejected else None,
        "rejection_reason": values.get("reason") if rejected else None,
        "anonymised_at": decided or closed,
    }


def _story(values: dict, petition: Petition):
    """The events that the list knows of, told without figures that it does not give."""
    yield "submitted", petition.submitted_at, {}
    if petition.state == lifecycle.REJECTED:
        yield "rejected", petition.closed_at, {}
        return
    if petition.state == lifecycle.WITHDRAWN:
        yield "withdrawn", petition.closed_at, {}
        return
    yield "closed", petition.closed_at, {}
    if petition.state == lifecycle.DECIDED:
        yield "decided", petition.decided_at, {"outcome": petition.outcome}
