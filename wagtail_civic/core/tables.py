"""A table as somebody saved it: CSV or Excel, read as text, nothing lost on the way.

Excel files are opened by `workbook`, which trusts nothing in them.
"""

import csv
import io
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from . import workbook
from .languages import in_every_language
from .text import clean, fold
from .workbook import MEGABYTE, WorkbookError

MAX_TEXT_BYTES = 2 * MEGABYTE
MAX_ROWS = 2_000
MAX_COLUMNS = 60
MAX_CELL = 300
FORMULA = "="
"""What a cell without a value of its own is read as."""

_ARCHIVES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_DELIMITERS = ",;\t"
_GUARD = re.compile(r"^'(?=[=+\-@\d])")


#: As much of a file as tells its letters.
_HEAD = 64 * 1024


def _unreadable() -> str:
    return _("The letters of this file cannot be read. Save it as “CSV UTF-8” or as .xlsx.")


def _no_csv() -> str:
    return _(
        "The file is not a proper CSV file: a quotation mark is not closed, or a cell is far too "
        "long."
    )


class TableError(Exception):
    """The file cannot be read; the message says what to do, in words."""


@dataclass(frozen=True)
class Table:
    """`rows` are pairs of a line number in the file and its cells."""

    headings: list[str]
    rows: list[tuple[int, list[str]]]


def places(
    headings: Iterable[str], called: Mapping[str, Iterable[str | Promise]]
) -> dict[str, int]:
    """Which column is which: its name and where it stands, as far as the headings tell.

    ``called`` has the headings of each column; one that is translated is known in every language,
    for a screen tells it in any.
    """
    known = {
        name: {fold(said) for word in words for said in in_every_language(word)}
        for name, words in called.items()
    }
    found: dict[str, int] = {}
    for place, heading in enumerate(headings):
        said = fold(heading).strip(" .:*")
        for name, words in known.items():
            if name not in found and said in words:
                found[name] = place
                break
    return found


def read(file: IO[bytes]) -> Table:
    """The table in an uploaded file; TableError with a message for the clerk."""
    file.seek(0)
    head = file.read(8)
    lines = list(
        _excel(file, _cell, workbook.MAX_CELL_TEXT) if head.startswith(_ARCHIVES) else _text(file)
    )
    filled = [(number, cells) for number, cells in lines if any(cells)]
    if len(filled) < 2:
        raise TableError(_("The file has no rows below its headings."))
    if len(filled) - 1 > MAX_ROWS:
        raise _too_many(MAX_ROWS)
    headings = filled[0][1]
    width = max(len(cells) for _number, cells in filled)
    if width > MAX_COLUMNS:
        raise TableError(_("The file has more than %(n)s columns.") % {"n": MAX_COLUMNS})
    headings = headings + [""] * (width - len(headings))
    rows = [(number, cells + [""] * (width - len(cells))) for number, cells in filled[1:]]
    return Table(headings, rows)


def stream(file: IO[bytes], *, most_rows: int, longest: int) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of a long table, headings first; a CSV file is read as it goes on, an Excel
    file at once. Line breaks in cells stay. TableError where it cannot be read, also on the way."""
    file.seek(0)
    head = file.read(_HEAD)
    file.seek(0)
    if head.startswith(_ARCHIVES):
        rows = _excel(file, lambda text: _long_cell(text, longest), longest)
        yield from _counted(rows, most_rows)
        return
    if not head.strip():
        raise TableError(_("The file is empty."))
    encoding = next((name for mark, name in _MARKS.items() if head.startswith(mark)), None)
    text = io.TextIOWrapper(file, encoding=encoding or _unmarked(head), newline="")
    try:
        yield from _counted(_streamed(text, longest), most_rows)
    except UnicodeDecodeError as error:
        raise TableError(_unreadable()) from error
    except csv.Error as error:
        raise TableError(_no_csv()) from error
    finally:
        # A reader who gave up may have closed the file first.
        if not text.closed:
            text.detach()


def _counted(rows: Iterator[tuple[int, list[str]]], most: int) -> Iterator[tuple[int, list[str]]]:
    for count, row in enumerate(rows):
        if count > most:
            raise _too_many(most)
        yield row


def _too_many(most: int) -> TableError:
    words = _("The file has more than %(n)s rows. Divide it into several files.")
    return TableError(words % {"n": most})


def _streamed(text: IO[str], longest: int) -> Iterator[tuple[int, list[str]]]:
    first = text.readline()
    delimiter = max(_DELIMITERS, key=lambda char: _width(first, char))
    csv.field_size_limit(max(csv.field_size_limit(), longest * 4))
    reader = csv.reader(itertools.chain([first], text), delimiter=delimiter, strict=True)
    begins = 1
    for cells in reader:
        yield begins, [_long_cell(cell, longest) for cell in cells]
        begins = reader.line_num + 1


def _long_cell(text: str, longest: int) -> str:
    text = clean(text[: longest * 2])
    return FORMULA if text.startswith("=") else _GUARD.sub("", text)[:longest]


def _excel(
    file: IO[bytes], cell: Callable[[str], str], longest: int
) -> Iterator[tuple[int, list[str]]]:
    try:
        sheets = [sheet for sheet in workbook.read(file, longest) if sheet.rows]
    except WorkbookError as error:
        raise TableError(str(error)) from error
    if len(sheets) > 1:
        raise TableError(_("The workbook has several sheets with rows. Leave only one."))
    sheet = sheets[0]
    for number, values in sheet.rows:
        cells = [cell(_written(value)) for value in values]
        for place in range(MAX_COLUMNS):
            if f"{letters(place)}{number}" in sheet.without_result:
                cells += [""] * (place + 1 - len(cells))
                cells[place] = FORMULA
        yield number, cells


def _written(value: object) -> str:
    """The cell as a person would write it; what Excel rounded stays recognisable as such."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def letters(place: int) -> str:
    first, second = divmod(place, 26)
    return (chr(64 + first) if first else "") + chr(65 + second)


def _text(file: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
    file.seek(0)
    data = file.read(MAX_TEXT_BYTES + 1)
    if len(data) > MAX_TEXT_BYTES:
        raise TableError(
            _("The file is larger than %(size)s MB. Divide it into several files.")
            % {"size": MAX_TEXT_BYTES // MEGABYTE}
        )
    text = _decoded(data)
    skipped = 0
    if text.startswith("sep="):  # Excel's own note on the delimiter
        _note, _break, text = text.partition("\n")
        skipped = 1
    try:
        yield from _lines(text, skipped)
    except csv.Error as error:
        raise TableError(_no_csv()) from error


def _decoded(data: bytes) -> str:
    if not data.strip():
        raise TableError(_("The file is empty."))
    encoding = next((name for mark, name in _MARKS.items() if data.startswith(mark)), None)
    encoding = encoding or _unmarked(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise TableError(_unreadable()) from error
    if "\x00" in text or any(char < " " and char not in "\t\r\n\x0b\x0c" for char in text):
        raise TableError(_("This is neither a CSV file nor an Excel workbook (.xlsx)."))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _unmarked(data: bytes) -> str:
    """UTF-16 without its mark shows in the empty halves of digits and delimiters."""
    even, odd = data[::2].count(0), data[1::2].count(0)
    if even == odd:
        return "utf-8"
    return "utf-16-le" if odd > even else "utf-16-be"


def _lines(text: str, skipped: int) -> Iterator[tuple[int, list[str]]]:
    first = next((line for line in text.split("\n") if line.strip()), "")
    delimiter = max(_DELIMITERS, key=lambda char: _width(first, char))
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    begins = 1
    for count, cells in enumerate(reader):
        if count > MAX_ROWS + 1 and any(cells):
            raise _too_many(MAX_ROWS)
        yield begins + skipped, [_cell(cell) for cell in cells]
        begins = reader.line_num + 1


def _width(line: str, delimiter: str) -> int:
    return len(next(csv.reader([line], delimiter=delimiter), []))


def _cell(text: str) -> str:
    """Composed, on one line, without the apostrophe that keeps a spreadsheet from reckoning."""
    text = " ".join(clean(text[: MAX_CELL * 4]).split())
    if text.startswith("="):
        return FORMULA
    return _GUARD.sub("", text)[:MAX_CELL]
