"""The check screen's report: what a workbook holds, what does not add up, what was not read."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from wagtail_civic.core import formats

from . import codes, headings, reconcile
from .annex import RECEIPTS, Problem, letter
from .importing import Choice
from .models.amounts import DIRECTION_LABELS, STAGE_LABELS

MOST = 200


@dataclass
class Line:
    line: int
    code: str
    name: str
    message: str


@dataclass
class Column:
    """One group of columns with its form's choice, totals and differences."""

    choice: Choice
    columns: str
    direction: str
    totals: list[tuple[int, str]]
    programmes: int
    differences: list[Line] = field(default_factory=list)
    more_differences: int = 0
    replaces: str = ""


@dataclass
class Top:
    """A programme or receipt of the first level, with its amount in every column for import."""

    code: str
    name: str
    cells: list[str]


@dataclass
class Report:
    columns: list[Column]
    errors: list[Problem]
    unknown: list[Problem]
    top_headings: list[str] = field(default_factory=list)
    top: list["Top"] = field(default_factory=list)

    @property
    def difference_count(self) -> int:
        return sum(len(c.differences) + c.more_differences for c in self.columns)


def report(choices: list[Choice], unit: int | None) -> Report:
    tables = {id(choice.table): choice.table for choice in choices}.values()
    return Report(
        columns=[_column(choice, unit) for choice in choices],
        errors=blocking(choices)[:MOST],
        unknown=[problem for table in tables for problem in table.unknown][:MOST],
        top_headings=[f"{c.year or '?'}, {STAGE_LABELS.get(c.stage, '?')}" for c in _used(choices)],
        top=_top(_used(choices), unit or 1000),
    )


def _used(choices: list[Choice]) -> list[Choice]:
    return [choice for choice in choices if choice.use]


def _top(choices: list[Choice], unit: int) -> list[Top]:
    found: dict[tuple[str, str], Top] = {}
    for position, choice in enumerate(choices):
        table, column = choice.table, choice.group.columns[headings.TOTAL]
        up = codes.dotted_parent if table.direction == RECEIPTS else codes.parent
        for row in table.rows:
            if row.economic != codes.TOTAL or up(row.code) != codes.TOTAL:
                continue
            name = table.names.get(row.code, "")
            code = row.code if table.direction == RECEIPTS else codes.display(row.code)
            top = found.setdefault((table.direction, row.code), Top(code, name, []))
            top.cells += [""] * (position - len(top.cells))
            if column in row.values:
                top.cells.append(formats.money(row.values[column] * unit))
    for top in found.values():
        top.cells += [""] * (len(choices) - len(top.cells))
    return list(found.values())


def blocking(choices: list[Choice]) -> list[Problem]:
    """Cells that cannot be read, in columns that are to be imported."""
    found = []
    for choice in choices:
        if choice.use:
            letters = {letter(column) for column in choice.group.columns.values()}
            found += [e for e in choice.table.errors if e.cell.rstrip("0123456789") in letters]
    return list(dict.fromkeys(found))


def _column(choice: Choice, unit: int | None) -> Column:
    units = [unit] if unit else [1000, 1]
    total = choice.total
    differences = choice.differences if choice.use else []
    names = choice.table.names
    return Column(
        choice=choice,
        columns=", ".join(letter(column) for column in choice.group.columns.values()),
        direction=str(DIRECTION_LABELS[choice.table.direction]),
        totals=[] if total is None else [(u, formats.money(total * u)) for u in units],
        programmes=len({row.code for row in choice.table.rows}),
        differences=[_line(d, names, unit or 1000) for d in differences[:MOST]],
        more_differences=max(0, len(differences) - MOST),
        replaces=choice.stated_by,
    )


def _line(difference: reconcile.Difference, names: dict[str, str], unit: int) -> Line:
    return Line(
        line=difference.line,
        code=codes.display(difference.code),
        name=names.get(difference.code, ""),
        message=_message(difference, unit),
    )


def _message(difference: reconcile.Difference, unit: int) -> str:
    def lari(value: Decimal) -> str:
        return formats.money(value * unit)

    words = {
        "stated": lari(difference.stated),
        "summed": lari(difference.summed),
        "value": lari(difference.value),
        "line": difference.other_line,
    }
    messages = {
        reconcile.CHILDREN: _(
            "The line says %(stated)s, its parts make %(summed)s (difference %(value)s)."
        ),
        reconcile.ECONOMIC: _(
            "The line says %(stated)s, its kinds of payment make %(summed)s (difference %(value)s)."
        ),
        reconcile.FUNDS: _(
            "The line says %(stated)s, its kinds of money make %(summed)s (difference %(value)s)."
        ),
        reconcile.OF_WHICH: _("An “of which” of %(stated)s is more than its whole of %(summed)s."),
        reconcile.DUPLICATE: _("The code is given again; line %(line)s counts, with %(summed)s."),
        reconcile.NO_PARENT: _("The programme above is missing from the file."),
    }
    return messages[difference.kind] % words
