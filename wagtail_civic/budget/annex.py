"""From the cells of a sheet to a table of amounts: rows by programme and economic code.

Reads the annex of a budget act (programmes with uncoded economic rows under each), treasury form
E1 (the same rows, coded) and a table of receipts.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _

from wagtail_civic.core.workbook import Sheet

from . import codes, economics, headings
from .headings import Measure

EXPENDITURE, RECEIPTS = "expenditure", "receipts"
_HEADER_DEPTH = 60
_LARGEST = Decimal(10) ** 13


@dataclass(frozen=True)
class Problem:
    """Something on a line that the officer has to know; `cell` is like `F12`."""

    sheet: str
    line: int
    cell: str
    message: str


@dataclass
class Row:
    """One line of figures. `economic` is `00` for the line's total."""

    line: int
    code: str
    economic: str
    name: str
    additive: bool
    values: dict[int, Decimal]


@dataclass
class Group:
    """The columns of one year and stage: a total and the kinds of money it is made of."""

    key: str
    heading: str
    year: int | None
    stage: str | None
    months: int
    columns: dict[str, int]


@dataclass
class Table:
    sheet: str
    direction: str
    title: str = ""
    year: int | None = None
    unit: int | None = None
    is_treasury: bool = False
    groups: list[Group] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    errors: list[Problem] = field(default_factory=list)
    unknown: list[Problem] = field(default_factory=list)

    def values(self, group: Group) -> Iterator[tuple[Row, str, Decimal]]:
        """Each figure of one group: the row, the kind of money, the number as written."""
        for row in self.rows:
            for fund, column in group.columns.items():
                if column in row.values:
                    yield row, fund, row.values[column]


@dataclass
class _Layout:
    name: int
    code: int | None
    first: int
    measures: list[Measure]


def amount(cell: object) -> Decimal | None:
    """The number a cell holds, None for an empty cell; ValueError for anything else.

    Numbers typed as text are read in both spellings: `1 234,5` and `1,234.5`.
    """
    if cell is None or cell == "" or (isinstance(cell, str) and cell.strip() in {"-", "–", "—"}):
        return None
    if isinstance(cell, bool) or not isinstance(cell, int | float | Decimal | str):
        raise ValueError(cell)
    text = repr(cell) if isinstance(cell, float) else str(cell)
    text = "".join(text.split()).replace("\u2212", "-")
    if text.startswith("(") and text.endswith(")"):
        text = "-" + text[1:-1]
    comma, point = text.rfind(","), text.rfind(".")
    if comma > point:
        text = text.replace(".", "").replace(",", "." if text.count(",") == 1 else "")
    else:
        text = text.replace(",", "")
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(cell) from error
    if not value.is_finite() or abs(value) >= _LARGEST:
        raise ValueError(cell)
    return value


def letter(column: int) -> str:
    """The spreadsheet's name of a column counted from 0: 0 is `A`."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def tables(sheets: list[Sheet]) -> list[Table]:
    """The tables of a workbook, one a sheet; sheets without a heading row are left out."""
    found = [table for sheet in sheets if (table := _table(sheet)) is not None]
    stated = next((table.unit for table in found if table.unit), None)
    for table in found:
        table.unit = table.unit or stated
    return found


def spelling_problem(sheets: list[Sheet]) -> str:
    """Why no table was found, if the letters are the reason: `font`, `encoding` or empty."""
    for sheet in sheets:
        for _line, row in sheet.rows[:_HEADER_DEPTH]:
            for cell in row:
                if problem := headings.legacy_spelling(cell):
                    return problem
    return ""


def _table(sheet: Sheet) -> Table | None:
    layout = _layout(sheet)
    if layout is None:
        return None
    above = [str(cell) for _line, row in sheet.rows[: layout.first] for cell in row if cell]
    table = Table(sheet.name, _direction(sheet, layout))
    table.is_treasury = any(headings.is_treasury_form(text) for text in above)
    table.title = next((text for text in above if headings.year(text)), sheet.name)
    years = [measure.year for measure in layout.measures if measure.year]
    named = next((year for text in above if (year := headings.year(text))), None)
    table.year = max(years, default=None) or named or headings.year(sheet.name)
    table.unit = next((unit for text in above if (unit := headings.unit(text))), None)
    if table.is_treasury:
        table.unit = table.unit or 1
    months = next((count for text in above if (count := headings.months(text))), 12)
    table.groups = _groups(layout.measures, table, months)
    _read_rows(sheet, layout, table)
    return table


def _direction(sheet: Sheet, layout: _Layout) -> str:
    above = [cell for _line, row in sheet.rows[: layout.first] for cell in row if cell]
    body = [row for _line, row in sheet.rows[layout.first : layout.first + 3]]
    first = [_cell(row, layout.name) for row in body]
    names = [sheet.name, *above, *first]
    payments = any("გადასახდელ" in headings.words(text) for text in [sheet.name, *above])
    if payments or any(economics.payment(name) for name in first[:1]):
        return EXPENDITURE
    return RECEIPTS if any(headings.is_receipts(text) for text in names) else EXPENDITURE


def _cell(row: list[object], column: int | None) -> object:
    return row[column] if column is not None and column < len(row) else None


def _layout(sheet: Sheet) -> _Layout | None:
    """Finds the heading block: the row that says "name", with what stands above and below it."""
    for index, (_line, row) in enumerate(sheet.rows[:_HEADER_DEPTH]):
        name = next((i for i, cell in enumerate(row) if headings.is_name_heading(cell)), None)
        if name is None:
            continue
        code = next((i for i, cell in enumerate(row) if headings.is_code_heading(cell)), None)
        first = _first_row_of_figures(sheet, index, name, code)
        start = index
        while start > 0 and start > index - 3 and _is_heading_row(sheet.rows[start - 1][1], name):
            start -= 1
        block = [sheet.rows[i][1] for i in range(start, first)]
        measures = _measures(block, name)
        if measures:
            return _Layout(name, code, first, measures)
    return None


def _first_row_of_figures(sheet: Sheet, index: int, name: int, code: int | None) -> int:
    for position in range(index + 1, min(index + 5, len(sheet.rows))):
        row = sheet.rows[position][1]
        if codes.normalise(_cell(row, code)) or _cell(row, name):
            if _is_numbering(row):
                continue
            return position
        if any(isinstance(cell, int | float) for cell in row[name + 1 :]):
            return position
    return min(index + 1, len(sheet.rows))


def _is_numbering(row: list[object]) -> bool:
    """Whether a row only numbers the columns: 1, 2, 3…"""
    cells = [codes.normalise(cell) for cell in row if cell is not None]
    return len(cells) > 2 and cells == [str(int(cells[0] or 0) + i) for i in range(len(cells))]


def _is_heading_row(row: list[object], name: int) -> bool:
    return any(
        isinstance(cell, str) and headings.year(cell) and column > name
        for column, cell in enumerate(row)
    )


def _measures(block: list[list[object]], name: int) -> list[Measure]:
    width = max(len(row) for row in block)
    found = []
    for column in range(name + 1, width):
        texts = []
        for depth, row in enumerate(block):
            text = _cell(row, column)
            if text is None and any(_cell(below, column) for below in block[depth + 1 :]):
                text = _spanning(row, column, name)
            if isinstance(text, str):
                texts.append(text)
            elif isinstance(text, int) and headings.year(text):
                texts.append(str(text))
        if measure := headings.measure(column, texts):
            found.append(measure)
    return found


def _spanning(row: list[object], column: int, name: int) -> object:
    """The heading that a merged cell spreads to the right over this column."""
    left = (row[i] for i in range(min(column, len(row)) - 1, name, -1) if row[i] is not None)
    text = next(left, None)
    return text if text is not None and headings.year(text) else None


def _groups(measures: list[Measure], table: Table, months: int) -> list[Group]:
    groups: dict[tuple, Group] = {}
    for measure in measures:
        stage = measure.stage
        if stage == headings.APPROVED and table.is_treasury:
            stage = headings.REVISED
        year = measure.year or table.year
        covered = headings.months(measure.heading) or months
        known = groups.get((year, stage, covered)) if stage else None
        if known and measure.fund not in known.columns:
            known.columns[measure.fund] = measure.column
            continue
        key = letter(measure.column)
        groups[(year, stage, covered) if stage and not known else (key,)] = Group(
            key, measure.heading, year, stage, covered, {measure.fund: measure.column}
        )
    return [group for group in groups.values() if headings.TOTAL in group.columns]


def _read_rows(sheet: Sheet, layout: _Layout, table: Table) -> None:
    current = ""
    for line, row in sheet.rows[layout.first :]:
        raw, name = _cell(row, layout.code), str(_cell(row, layout.name) or "").strip()
        values = _figures(sheet, line, row, layout, table)
        if table.direction == RECEIPTS:
            _receipts_row(table, line, raw, name, values)
            continue
        current = _payments_row(table, line, raw, name, values, current)


def _figures(
    sheet: Sheet, line: int, row: list[object], layout: _Layout, table: Table
) -> dict[int, Decimal]:
    values = {}
    for measure in layout.measures:
        cell = _cell(row, measure.column)
        name = f"{letter(measure.column)}{line}"
        if name in sheet.without_result:
            message = _("holds a formula without a result: open the file in Excel and save it")
            table.errors.append(Problem(sheet.name, line, name, message))
            continue
        try:
            value = amount(cell)
        except ValueError:
            message = _("is not a number: “%(text)s”") % {"text": str(cell)[:40]}
            table.errors.append(Problem(sheet.name, line, name, message))
            continue
        if value is not None:
            values[measure.column] = value
    return values


def _payments_row(table, line, raw, name, values, current) -> str:
    """Adds one row of payments; returns the programme that the next rows belong to."""
    item = economics.payment(name)
    if item and item.code == codes.TOTAL and codes.programme(raw) in ("", codes.TOTAL):
        # The whole budget's own row, or form E1's total under each programme.
        if codes.is_programme(raw) or not current or not codes.normalise(raw):
            current = codes.TOTAL
        _add(table, Row(line, current, codes.TOTAL, name, True, values))
    elif item and not codes.is_programme(raw):
        if current:
            _add(table, Row(line, current, item.code, name, item.additive, values))
        elif values:
            table.unknown.append(Problem(table.sheet, line, "", name))
    elif code := codes.programme(raw):
        current = code
        table.names.setdefault(code, name)
        if values:
            _add(table, Row(line, code, codes.TOTAL, name, True, values))
    elif values:
        table.unknown.append(Problem(table.sheet, line, "", f"{raw or ''} {name}".strip()))
    return current


def _receipts_row(table, line, raw, name, values) -> None:
    item = economics.receipt(name)
    code = codes.receipt(raw) or (item.code if item else "")
    if not code:
        if values:
            table.unknown.append(Problem(table.sheet, line, "", f"{raw or ''} {name}".strip()))
        return
    table.names.setdefault(code, name)
    if values:
        _add(table, Row(line, code, codes.TOTAL, name, True, values))


def _add(table: Table, row: Row) -> None:
    if row.values:
        table.rows.append(row)
