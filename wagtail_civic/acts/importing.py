"""Acts from a list, with their files from an archive: checked first, taken in once.

A line is judged by itself. What is there already is left as it is, so that a list can be sent
again after its faulty lines were corrected. Lines are read, judged and stored in portions: a list
of any length costs the memory of one portion.
"""

import posixpath
import shutil
import tempfile
from collections import ChainMap
from collections.abc import Iterable, Iterator, MutableMapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db.models import Model
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Site

from wagtail_civic.core import clock, history
from wagtail_civic.core.archives import BROKEN, Archive, ArchiveError
from wagtail_civic.core.digests import sha256_of
from wagtail_civic.core.languages import in_every_language
from wagtail_civic.core.models import Body, Topic
from wagtail_civic.core.models.bodies import body_kinds
from wagtail_civic.core.tables import FORMULA, TableError
from wagtail_civic.core.text import fold

from . import checking, columns, guessing, numbering, uploading
from .files import holders
from .models.acts import Act
from .models.children import ActFile
from .models.types import ActType
from .numbers import bare, normalise

IMPORTED = "civic_acts.import"
PORTION = 200
MOST_FAULTS = 200
#: Of what could be chosen, in a fault: there may be hundreds of topics.
MOST_NAMED = 20
#: Of a cell: a column may hold the whole text of an act.
LONGEST_CELL = 200_000

#: Chosen from what there is, or made here.
NOT_JUDGED = ["text", "topics", "areas", "key", "site", "body", "act_type", "latest_revision"]


@dataclass
class Line:
    """One line of the list, read; ``personal`` names the personal data in its act."""

    row: int
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    personal: str = ""

    @property
    def identity(self) -> tuple:
        values = self.values
        key = normalise(values["number"])
        return (values["body"].pk, values["type"].pk, values["adopted"].year, key)


@dataclass
class Report:
    """What the list holds; the first faults and notes in words, all of them in numbers.

    ``passed_over`` are the headings of columns that nobody here knows.
    """

    made: int = 0
    there: int = 0
    faulty: int = 0
    passed_over: list[str] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)
    notes: list[tuple[int, str]] = field(default_factory=list)

    def fault(self, row: int, words: str) -> None:
        self.faulty += 1
        if len(self.faults) < MOST_FAULTS:
            self.faults.append((row, words))

    def note(self, row: int, words: str) -> None:
        if len(self.notes) < MOST_FAULTS:
            self.notes.append((row, words))


#: The documents made of files of the archive, with their digests, by their places in it.
Files = MutableMapping[str, tuple[Model, str]]


@dataclass(frozen=True)
class Order:
    """How a list is to be taken in: ``is_live`` publishes at once, telling nobody."""

    site: Site
    user: Any = None
    archive: Archive | None = None
    collection: Any = None
    is_live: bool = False
    is_check: bool = True


def run(order: Order, lines: Iterable[tuple[int, list[str]]]) -> Report:
    """Read a list whose first line names its columns; TableError where that cannot be."""
    lines = ((row, cells) for row, cells in lines if any(cells))
    first = next(lines, None)
    if first is None:
        raise TableError(_("The file is empty."))
    places = columns.places(first[1])
    reader = Reader(order.site, places, order.archive)
    named = [heading for place, heading in enumerate(first[1]) if place not in places.values()]
    report, seen = Report(passed_over=[heading for heading in named if heading.strip()]), set()
    files: Files = {}
    while portion := list(islice(lines, PORTION)):
        read = [reader.read(row, cells) for row, cells in portion]
        _take_in(order, report, read, seen, files)
    return report


class Reader:
    """Reads lines against what the municipality has: types, bodies, topics, files."""

    def __init__(self, site, places: dict[str, int], archive: Archive | None) -> None:
        self.site, self.places, self.archive, self.today = site, places, archive, clock.today()
        self.rows = {
            "type": _by_name(ActType.objects.for_site(site)),
            "body": _of_one_kind(Body.objects.for_site(site))
            | _by_name(Body.objects.for_site(site)),
            "topics": _by_name(Topic.objects.for_site(site)),
        }

    def read(self, row: int, cells: list[str]) -> Line:
        line = Line(row)
        for name, place in self.places.items():
            text = cells[place].strip() if place < len(cells) else ""
            if name not in ("text", "files"):
                text = " ".join(text.split())
            if text == FORMULA:
                line.faults.append(self._words(name, _("The cell holds a formula.")))
            elif text:
                try:
                    line.values[name] = self._value(name, text)
                except KeyError:
                    words = _("“%(text)s” is not known here; there are: %(names)s.")
                    given = {"text": text[:60], "names": self._choices(name)}
                    line.faults.append(self._words(name, words % given))
                except ValueError:
                    words = _("“%(text)s” cannot be read here.") % {"text": text[:60]}
                    line.faults.append(self._words(name, words))
            elif name in columns.REQUIRED:
                line.faults.append(self._words(name, _("This is missing.")))
        if not line.faults:
            line.faults += self._judged(line)
        return line

    def _choices(self, name: str) -> str:
        names = list({row.pk: str(row) for row in self.rows[name].values()}.values())
        return ", ".join([*names[:MOST_NAMED], *(["…"] if names[MOST_NAMED:] else [])])

    def _words(self, name: str, words: str) -> str:
        return f"{columns.COLUMNS[name][0]}: {words}"

    def _value(self, name: str, text: str):
        if name in ("type", "body"):
            return self.rows[name][fold(text)]
        if name == "topics":
            return [self.rows["topics"][fold(each)] for each in self._names_of_topics(text)]
        if name in columns.DATES:
            return _day(text)
        if name == "files":
            return _several(text)
        if name != "text" and len(text) > columns.LENGTHS[name]:
            raise ValueError(name)
        return bare(text) if name == "number" else text

    def _names_of_topics(self, text: str) -> Iterator[str]:
        """Separated as files are; by commas too, where no topic has such a name."""
        for each in _several(text):
            whole = fold(each) in self.rows["topics"]
            yield from [each] if whole else _several(each, ",")

    def _judged(self, line: Line) -> Iterator[str]:
        for name in line.values.get("files", ()):
            if self.archive is None or name not in self.archive:
                words = _("“%(name)s” is not in the archive.") % {"name": name[:100]}
                yield self._words("files", words)
            elif self.archive.has_twice(name):
                words = _("“%(name)s” is in the archive twice.") % {"name": name[:100]}
                yield self._words("files", words)
            elif words := uploading.refusal(name):
                yield self._words("files", f"“{name[:100]}”: {words}")
        act = Act(site=self.site, live=False)
        _fill(act, line)
        act.set_keys()
        line.personal = "; ".join(map(str, checking.places(act)))
        errors = numbering.faults(act)
        try:
            act.clean_fields(exclude=NOT_JUDGED)
        except ValidationError as error:
            errors |= {name: " ".join(words) for name, words in error.message_dict.items()}
        for name, words in errors.items():
            yield self._words("type" if name == "act_type" else name, words)


def _by_name(rows) -> dict:
    found = {}
    for row in rows.prefetch_related("names"):
        for word in (row.code, *(name.name for name in row.names.all())):
            found[fold(word)] = row
    return found


def _of_one_kind(bodies) -> dict:
    """The bodies that a list may call by their kind: “council”, where there is but one."""
    by_kind: dict[str, list] = {}
    for row in bodies.prefetch_related("names"):
        by_kind.setdefault(row.kind, []).append(row)
    kinds = dict(body_kinds())
    return {
        fold(word): rows[0]
        for kind, rows in by_kind.items()
        for word in in_every_language(kinds.get(kind, kind))
        if len(rows) == 1
    }


def _several(text: str, separator: str = ";") -> list[str]:
    return [each.strip() for each in text.split(separator) if each.strip()]


def _day(text: str) -> date:
    """``2026-11-19``, ``19.11.2026`` or ``19/11/2026``; ValueError for anything else."""
    if (found := parse_date(text)) is not None:
        return found
    day, month, year = text.replace("/", ".").split(".")
    return date(int(year), int(month), int(day))


def _fill(act: Act, line: Line) -> None:
    values = line.values
    act.act_type, act.body = values["type"], values["body"]
    plain = set(values) - {"type", "body", "topics", "text", "files"}
    for name in plain:
        setattr(act, name, values[name])
    if values.get("text"):
        act.text = guessing.structure(guessing.lines_of(values["text"]))


def _take_in(order: Order, report: Report, read: list[Line], seen: set[int], files: Files) -> None:
    good = [line for line in read if not line.faults]
    for line in read:
        if line.faults:
            report.fault(line.row, " ".join(line.faults))
    known = _known(order.site, good)
    for line in good:
        identity = line.identity
        title = known.get(identity)
        if title is not None or hash(identity) in seen:
            report.there += 1
            if title is not None and title != line.values["title"]:
                words = _("The act is there already under another title: “%(title)s”.")
                report.note(line.row, words % {"title": title[:200]})
            continue
        seen.add(hash(identity))
        is_live = order.is_live and not line.personal
        if order.is_live and not is_live:
            words = _("There are personal data in it, so it stays a draft: %(places)s.")
            report.note(line.row, words % {"places": line.personal})
        if order.is_check:
            report.made += 1
            continue
        _store(order, report, line, files, is_live=is_live)


def _known(site, lines: list[Line]) -> dict[tuple, str]:
    """The titles of the acts that are there already, by identity; one statement."""
    years = {line.values["adopted"].year for line in lines}
    keys = {line.identity[3] for line in lines}
    rows = Act.objects.for_site(site).filter(year__in=years, number_key__in=keys)
    names = ("body", "act_type", "year", "number_key", "title")
    return {tuple(row[:4]): row[4] for row in rows.values_list(*names)}


def _store(order: Order, report: Report, line: Line, files: Files, *, is_live: bool) -> None:
    new: Files = {}
    try:
        with uploading.storing() as store, numbering.taking():
            act = _make(order, line, is_live=is_live)
            for place, name in enumerate(line.values.get("files", ())):
                found = _document(order, act, name, ChainMap(new, files), store)
                _attach(report, line, act, place, name, *found)
    except ValidationError as error:
        report.fault(line.row, " ".join(error.messages))
    except ArchiveError as error:
        report.fault(line.row, str(error))
    except BROKEN:
        report.fault(line.row, _("A file of the archive is damaged."))
    else:
        files.update(new)
        report.made += 1


def _make(order: Order, line: Line, *, is_live: bool) -> Act:
    act = Act(site=order.site, live=is_live)
    _fill(act, line)
    if is_live:
        # Not today's news: lists and feeds show it where its date belongs.
        at = clock.start_of(line.values["adopted"])
        act.first_published_at = act.last_published_at = min(at, timezone.now())
    act.save()
    if topics := line.values.get("topics"):
        act.topics.set(topics)
        act.save()
    history.log(act, IMPORTED, user=order.user, data={"row": line.row})
    return act


def _document(
    order: Order, act: Act, name: str, files: Files, store: uploading.Store
) -> tuple[Model, str]:
    """The document of a file of the archive, and its digest; stored unless a line before named it.

    So what a list stores is no more than what its archive unpacks to, which is bounded.
    """
    place = order.archive.place(name)
    if place not in files:
        with order.archive.open(name) as opened:
            file = File(_spooled(opened), name=posixpath.basename(name))
        with file:
            digest = sha256_of(file)
            files[place] = store(file, act.title, order.collection, order.user), digest
    return files[place]


def _attach(
    report: Report, line: Line, act: Act, place: int, name: str, document: Model, digest: str
) -> None:
    other = holders(act.site, [digest], but=act.pk).first()
    if other:
        words = _("“%(file)s” is also a file of “%(act)s”.")
        report.note(line.row, words % {"file": name[:100], "act": other})
    # A document that another line has made is called as that line's act.
    title = "" if document.title == act.title[:250] else act.title[:255]
    role = "main" if place == 0 else "annex"
    ActFile.objects.create(act=act, document=document, title=title, role=role, sort_order=place)


def _spooled(opened):
    """The file as something that can be read twice; a large one lies on the disk meanwhile."""
    spool = tempfile.SpooledTemporaryFile(max_size=1 << 20)  # noqa: SIM115
    shutil.copyfileobj(opened, spool)
    spool.seek(0)
    return spool


def register_history() -> None:
    history.register(
        IMPORTED, gettext_lazy("Taken in from a list"), gettext_lazy("Act taken in from a list")
    )
