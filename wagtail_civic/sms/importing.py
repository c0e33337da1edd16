"""A list of paper forms: kept encrypted while it is checked, judged line by line, taken over."""

import json
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Site

from wagtail_civic.core import history
from wagtail_civic.core.contacts import Contact
from wagtail_civic.core.downloads import csv_lines
from wagtail_civic.core.tables import Table

from . import entering, headings, paper_fields
from .entering import FAULTS, TAKEN, Known, PaperForm, Verdict
from .headings import BY_NAME, COLUMNS, OF_OLDER_LISTS, REQUIRED
from .lines import Fault, Line
from .models.paper import ListKind, PaperList
from .paper_fields import Vocabulary

KEPT = timedelta(days=7)
"""How long a list that nobody finishes is kept."""
PATIENCE = 15.0
"""Seconds for taking over: well below the time that a web server gives a request."""


@dataclass
class Judged:
    """One line of a list: what entering it would do, or why it cannot be entered."""

    number: int
    cells: list[str]
    form: PaperForm | None = None
    verdict: Verdict | None = None
    faults: list[Fault] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return self.verdict in TAKEN

    @property
    def is_bad(self) -> bool:
        return bool(self.faults)


@dataclass(frozen=True)
class Report:
    """The dry run of a list."""

    lines: list[Judged]
    missing: list[str]

    @property
    def good(self) -> list[Judged]:
        return [line for line in self.lines if line.is_good]

    @property
    def bad(self) -> list[Judged]:
        return [line for line in self.lines if line.is_bad]

    @property
    def verdicts(self) -> list[tuple[str, int]]:
        """How many lines of each kind, without those that have faults."""
        counts: dict[Verdict, int] = {}
        for line in self.lines:
            if line.verdict and not line.is_bad:
                counts[line.verdict] = counts.get(line.verdict, 0) + 1
        return [(str(verdict.value), counts[verdict]) for verdict in Verdict if verdict in counts]


@transaction.atomic
def store(site: Site, kind: str, filename: str, table: Table, user, now: datetime) -> PaperList:
    """Keep the table, encrypted, and what its headings seem to mean."""
    row = PaperList.objects.create(
        site=site,
        kind=kind,
        filename=filename[:200],
        rows=len(table.rows),
        mapping=headings.guess(table.headings),
        content=_packed(table),
        uploaded_by=user,
        uploaded_at=now,
    )
    history.log(row, "civic_sms.upload_list", user=user, data={"rows": row.rows, "kind": kind})
    return row


def columns_of(paper_list: PaperList) -> list[headings.Column]:
    """The columns that matter for such a list."""
    if paper_list.kind == ListKind.INHERITED:
        return [BY_NAME[name] for name in OF_OLDER_LISTS]
    return list(COLUMNS)


def table_of(paper_list: PaperList) -> Table:
    data = json.loads(paper_list.content)
    return Table(data["headings"], [(number, cells) for number, cells in data["rows"]])


def _packed(table: Table) -> str:
    return json.dumps({"headings": table.headings, "rows": table.rows}, ensure_ascii=False)


def check(paper_list: PaperList, now: datetime) -> Report:
    """Judge every line; nothing is written."""
    table, mapping = table_of(paper_list), paper_list.mapping
    inherited = paper_list.kind == ListKind.INHERITED
    vocabulary = Vocabulary(paper_list.site)
    always = {"default_language": paper_list.site.root_page.locale.language_code}
    lines = []
    for number, cells in table.rows:
        texts = {name: cells[place] for name, place in mapping.items() if place < len(cells)}
        read = Line({**always, **texts}, vocabulary, now, inherited)
        lines.append(Judged(number, cells, read.form, faults=read.faults))
    _judge(paper_list.site, lines)
    wanted = ("number",) if inherited else REQUIRED
    batched = bool(vocabulary.batches)
    missing = [
        str(BY_NAME[name].label)
        for name in wanted
        if name not in mapping and not (batched and name in ("collector", "wording"))
    ]
    return Report(lines, missing)


def _judge(site: Site, lines: list[Judged]) -> None:
    known = Known.of(site, [line.form for line in lines if line.form])
    people: dict[str, Judged] = {}
    forms: dict[str, Judged] = {}
    for line in lines:
        if line.form is None:
            continue
        line.verdict = entering.judge(line.form, known)
        if line.verdict in FAULTS:
            name = "form_number" if line.verdict is Verdict.CLASH else "number"
            line.faults.append(Fault(name, entering.explain(line.verdict, line.form, known)))
            continue
        _name_twins(line, people, line.form.contact.lookup(), "number")
        if line.form.number:
            _name_twins(line, forms, line.form.number, "form_number")


def _name_twins(line: Judged, seen: dict[str, Judged], key: str, name: str) -> None:
    first = seen.setdefault(key, line)
    if first is not line and not line.is_bad:
        words = _("The same stands in line %(line)s. Keep the right one.") % {"line": first.number}
        line.faults.append(Fault(name, words))


def take_over(paper_list: PaperList, user, now: datetime, seconds: float = PATIENCE) -> int:
    """Enter the good lines; those with faults stay to be corrected. How many were entered.

    Each line is a transaction of its own and is judged anew: an interruption loses nothing, and a
    second time enters nothing twice. What `seconds` do not suffice for stays for the next time.
    """
    ends, taken, left = time.monotonic() + seconds, 0, []
    for line in check(paper_list, now).lines:
        if line.is_bad or time.monotonic() > ends:
            left.append((line.number, line.cells))
        else:
            taken += entering.enter(paper_list.site, line.form, user, now) in TAKEN
    with transaction.atomic():
        row = PaperList.objects.select_for_update().get(pk=paper_list.pk)
        headings_row = table_of(paper_list).headings
        row.is_open = row.is_open and bool(left)
        row.content = _packed(Table(headings_row, left)) if row.is_open else ""
        row.taken += taken
        row.save()
        data = {"taken": taken, "left": len(left)}
        history.log(row, "civic_sms.take_over_list", user=user, data=data)
    return taken


@transaction.atomic
def discard(paper_list: PaperList, user) -> None:
    """The table is deleted; that there was one stays in the log."""
    PaperList.objects.filter(pk=paper_list.pk).update(content="", is_open=False)
    history.log(paper_list, "civic_sms.discard_list", user=user)


def forget(now: datetime) -> int:
    """Delete the tables that nobody finished in a week; how many."""
    old = PaperList.objects.filter(uploaded_at__lte=now - KEPT, is_open=True)
    return old.update(content="", is_open=False)


def erase(contact: Contact, site: Site) -> int:
    """Take one person's lines out of the lists that wait; how many."""
    count = 0
    for row in PaperList.objects.filter(site=site, is_open=True):
        table = table_of(row)
        kept = [(number, cells) for number, cells in table.rows if not _names(cells, contact)]
        if len(kept) < len(table.rows):
            count += len(table.rows) - len(kept)
            row.is_open = bool(kept)
            row.content = _packed(Table(table.headings, kept)) if kept else ""
            row.save(update_fields=["is_open", "content"])
    return count


def _names(cells: list[str], contact: Contact) -> bool:
    """Whether a cell, whichever, is this number."""
    for cell in cells:
        try:
            if paper_fields.phone(cell).value == contact.value:
                return True
        except ValidationError:
            continue
    return False


def bad_rows(report: Report, headings_row: list[str]) -> bytes:
    """The lines with faults as CSV, with what to do in a last column; it can be uploaded again."""
    rows = [[*headings_row, _("What to do")]]
    for line in report.bad:
        words = "; ".join(f"{fault.label}: {fault.words}" for fault in line.faults)
        rows.append([*line.cells, words])
    return "".join(csv_lines(rows)).encode()
