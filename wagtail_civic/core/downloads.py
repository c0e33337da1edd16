"""Tables to take along: CSV that spreadsheets open in the right script and compute nothing of."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from importlib.util import find_spec
from typing import TypeVar

from django.http import HttpResponse, StreamingHttpResponse
from django.utils import translation

from .text import as_cell

TYPE = "text/csv; charset=utf-8"
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BLANK_ROWS = 300
Row = Sequence[object]
T = TypeVar("T")


class _Echo:
    """For ``csv.writer``: each line comes back, to be streamed."""

    def write(self, value: str) -> str:
        return value


def csv_lines(rows: Iterable[Row]) -> Iterator[str]:
    """The lines of a CSV file: the mark of UTF-8 before the first, text never a formula.

    Numbers stay numbers, also negative ones.
    """
    writer = csv.writer(_Echo())
    mark = "\ufeff"
    for row in rows:
        yield mark + writer.writerow([_cell(value) for value in row])
        mark = ""


def csv_download(
    rows: Iterable[Row], name: str, *, is_public: bool = False
) -> StreamingHttpResponse:
    """``name.csv``, sent while ``rows`` are made; nobody keeps a copy unless it ``is_public``.

    The rows speak the language of the caller, though they are made when its request is over.
    """
    lines = csv_lines(_spoken(iter(rows), translation.get_language()))
    response = StreamingHttpResponse(lines, content_type=TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    if not is_public:
        response["Cache-Control"] = "no-store"
    return response


def page_download(parts: Iterable[str]) -> StreamingHttpResponse:
    """A page sent while its ``parts`` are made, in the language of the caller; nobody keeps it."""
    spoken = _spoken(iter(parts), translation.get_language())
    response = StreamingHttpResponse(spoken, content_type="text/html; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response


def list_download(rows: Sequence[Row], name: str) -> HttpResponse | StreamingHttpResponse:
    """``name.xlsx`` to fill in; ``name.csv`` where no workbook can be written."""
    if find_spec("openpyxl") is None:
        return csv_download(rows, name)
    response = HttpResponse(_to_fill_in(rows), content_type=WORKBOOK_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def _to_fill_in(rows: Sequence[Row]) -> bytes:
    """These rows and room for more below.

    Every cell is text, so that Excel shortens no number and takes no number of an act for a day.
    """
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    width = max(len(row) for row in rows)
    blank = [[""] * width] * max(0, BLANK_ROWS - len(rows))
    for row_number, row in enumerate([*rows, *blank], 1):
        for place, text in enumerate(row, 1):
            cell = sheet.cell(row_number, place, text or None)
            cell.number_format = "@"
            if text:
                cell.data_type = "s"
    for column in sheet.columns:
        sheet.column_dimensions[column[0].column_letter].width = 22
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _spoken(rows: Iterator[T], language: str | None) -> Iterator[T]:
    while True:
        # The language is that of the thread, which is another one's between two rows.
        with translation.override(language):
            row = next(rows, None)
        if row is None:
            return
        yield row


def _cell(value: object) -> object:
    return value if isinstance(value, int | float | Decimal) else as_cell(value)
