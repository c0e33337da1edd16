"""From an uploaded workbook to stored figures: what it proposes, what the officer chose."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from wagtail_civic.core import workbook

from . import annex, codes, economics, headings, reconcile
from .annex import Group, Table
from .models.amounts import Amount, Budget, Line, Revision
from .models.classification import Classification
from .models.sources import SourceDocument
from .nodes import ensure_items, ensure_nodes

_CENT = Decimal("0.01")
PUBLIC_STAGES = ("proposed", "approved", "revised", "executed")


@dataclass
class Choice:
    """One group of columns and what the officer says of it."""

    table: Table
    group: Group
    key: str
    use: bool
    year: int | None
    stage: str
    months: int
    stated_by: str = ""
    """The title of the source whose published figures this one would replace."""

    @property
    def total(self) -> Decimal | None:
        """The group's total as the file writes it: of the whole budget, else of its top level."""
        column = self.group.columns[headings.TOTAL]
        rows = [row for row in self.table.rows if row.economic == codes.TOTAL]
        stated = [r.values[column] for r in rows if r.code == codes.TOTAL and column in r.values]
        if stated:
            return stated[0]
        up = codes.dotted_parent if self.table.direction == annex.RECEIPTS else codes.parent
        top = [r.values[column] for r in rows if up(r.code) == codes.TOTAL and column in r.values]
        return sum(top, Decimal(0)) if top else None

    @property
    def differences(self) -> list[reconcile.Difference]:
        return reconcile.differences(self.table, self.group)


def parse(file: IO[bytes]) -> list[Table]:
    """The tables of a workbook; WorkbookError with a message for the officer if there are none."""
    sheets = workbook.read(file)
    tables = [table for table in annex.tables(sheets) if table.rows and table.groups]
    if tables:
        return tables
    problem = annex.spelling_problem(sheets)
    if problem == "font":
        raise workbook.WorkbookError(
            _(
                "The Georgian text is typed in an old font (such as AcadNusx), not in Unicode. "
                "Convert it to Unicode and upload the file again."
            )
        )
    if problem == "encoding":
        raise workbook.WorkbookError(
            _("The Georgian letters are broken (wrong encoding). Export the file again as UTF-8.")
        )
    raise workbook.WorkbookError(
        _(
            "No table of a budget was found: a row of headings with “დასახელება” (name) and with "
            "years or stages above the columns of amounts."
        )
    )


def choices(tables: list[Table], document: SourceDocument) -> list[Choice]:
    """For each group of columns what the officer chose, else what the headings say.

    Proposed for use is what has a year and a public stage and what no other source states yet.
    """
    saved = document.choices.get("columns", {})
    stated = _stated(document)
    found: list[Choice] = []
    for index, table in enumerate(tables):
        for group in table.groups:
            key = f"{index}-{group.key}"
            choice = Choice(table, group, key, False, group.year, group.stage or "", group.months)
            slot = (choice.year, table.direction, choice.stage)
            taken = set(stated) | {(c.year, c.table.direction, c.stage) for c in found if c.use}
            choice.use = _is_proposed(table, group) and slot not in taken
            if key in saved:
                for name, value in saved[key].items():
                    setattr(choice, name, value)
            choice.stated_by = stated.get((choice.year, table.direction, choice.stage), "")
            found.append(choice)
    return found


def _stated(document: SourceDocument) -> dict[tuple[int, str, str], str]:
    """By year, direction and stage: which other source is in force."""
    rows = Revision.objects.in_force().filter(budget__site=document.site_id)
    rows = rows.exclude(document=document).order_by("published_at")
    slots = ("budget__fiscal_year", "direction", "stage", "document__title")
    return {
        (year, direction, stage): title
        for year, direction, stage, title in rows.values_list(*slots)
    }


def _is_proposed(table: Table, group: Group) -> bool:
    if group.year is None or group.stage not in PUBLIC_STAGES:
        return False
    # The plan column of form E1 is the plan of those months, not of the year.
    return group.stage == headings.EXECUTED or group.months == 12


def unit_of(tables: list[Table], document: SourceDocument) -> int | None:
    """1 or 1000 lari: as chosen by the officer, else as the file says; None if nobody said."""
    return document.unit or next((table.unit for table in tables if table.unit), None)


def in_lari(value: Decimal, unit: int, economic: str = codes.TOTAL) -> Decimal:
    """A figure as stored: lari with two decimals; a head-count stays a number of persons."""
    factor = 1 if economic == codes.HEADCOUNT else unit
    return (value * factor).quantize(_CENT, rounding=ROUND_HALF_UP)


@transaction.atomic
def store(document: SourceDocument, choices: list[Choice], unit: int, user, now) -> set[int]:
    """Store the chosen groups as published revisions; the ids of the budgets they belong to.

    The programmes are those of the edition that the document's newest column belongs to.
    """
    budgets: set[int] = set()
    edition = str(max(choice.year for choice in choices if choice.year))
    items = ensure_items(document.site, Classification.ECONOMIC, economics.PAYMENTS)
    funds = ensure_items(document.site, Classification.FUNDING, FUNDS)
    for choice in (choice for choice in choices if choice.use):
        budget, _made = Budget.objects.get_or_create(site=document.site, fiscal_year=choice.year)
        direction = choice.table.direction
        kind = Classification.RECEIPTS if direction == annex.RECEIPTS else Classification.PROGRAMME
        nodes = ensure_nodes(document.site, kind, edition, choice.table)
        revision = Revision.objects.create(
            budget=budget,
            document=document,
            direction=direction,
            stage=choice.stage,
            months=choice.months,
            heading=choice.group.heading[:255],
            imported_by=user,
            published_at=now,
        )
        figures = {
            (nodes[row.code].pk, items[row.economic].pk, funds[fund].pk): in_lari(
                value, unit, row.economic
            )
            for row, fund, value in reversed(list(choice.table.values(choice.group)))
        }
        _store_amounts(budget, direction, revision, figures)
        budgets.add(budget.pk)
    return budgets


FUNDS = (
    economics.Item(headings.TOTAL, "სულ", "Total"),
    economics.Item(headings.OWN, "საკუთარი სახსრები", "Own funds", False),
    economics.Item(headings.TRANSFER, "ტრანსფერი", "Transfer", False),
    economics.Item(headings.GRANT, "გრანტი", "Grant", False),
    economics.Item(headings.CREDIT, "კრედიტი", "Credit", False),
)


def _store_amounts(budget, direction, revision, figures: dict[tuple, Decimal]) -> None:
    known = _lines(budget, direction)
    Line.objects.bulk_create(
        [
            Line(
                budget=budget,
                direction=direction,
                programme_id=programme,
                economic_id=economic,
                fund_id=fund,
            )
            for programme, economic, fund in figures
            if (programme, economic, fund) not in known
        ],
        batch_size=500,
    )
    known = _lines(budget, direction)
    Amount.objects.bulk_create(
        [
            Amount(line_id=known[key], revision=revision, value=value)
            for key, value in figures.items()
        ],
        batch_size=500,
    )


def _lines(budget: Budget, direction: str) -> dict[tuple[int, int, int], int]:
    rows = Line.objects.filter(budget=budget, direction=direction)
    return {
        (programme, economic, fund): pk
        for pk, programme, economic, fund in rows.values_list(
            "pk", "programme_id", "economic_id", "fund_id"
        )
    }
