"""Reading an uploaded workbook without trusting it: what it is, how large, then its cells."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from django.utils.translation import gettext as _

from . import archives
from .archives import MEGABYTE

MAX_FILE_BYTES = 10 * MEGABYTE
MAX_UNPACKED_BYTES = 48 * MEGABYTE
MAX_PARTS = 400
MAX_SHEETS = 20
MAX_ROWS = 20_000
LAST_ROW = 100_000
MAX_COLUMNS = 60
MAX_CELL_TEXT = 1_000

_OLE = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"
_FORMULA = re.compile(rb"<f[ />]")
_DOCTYPE = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)


class WorkbookError(Exception):
    """A file that cannot be read as a workbook; the message says what to do, in words."""


@dataclass
class Sheet:
    name: str
    rows: list[tuple[int, list[object]]] = field(default_factory=list)
    without_result: set[str] = field(default_factory=set)


def read(file: IO[bytes], longest: int = MAX_CELL_TEXT) -> list[Sheet]:
    """The visible sheets of an .xlsx file, each row with its line number in the file; of a cell
    with words, no more than the ``longest``.

    Raises WorkbookError with a message for the officer.
    """
    parts = inspect(file)
    try:
        sheets = list(_sheets(file, parts, longest))
    except WorkbookError:
        raise
    except ImportError as error:
        raise WorkbookError(
            _("Excel files cannot be read on this server: openpyxl is not installed.")
        ) from error
    except Exception as error:
        raise WorkbookError(
            _("The file is damaged. Open it in Excel or LibreOffice, save it again as .xlsx.")
        ) from error
    if not any(sheet.rows for sheet in sheets):
        raise WorkbookError(_("The workbook is empty."))
    return sheets


def inspect(file: IO[bytes]) -> dict[str, int]:
    """The parts of the package with their sizes, once it is known to be a harmless workbook."""
    file.seek(0, 2)
    size = file.tell()
    if size > MAX_FILE_BYTES:
        raise WorkbookError(
            _("The file is larger than %(size)s MB.") % {"size": MAX_FILE_BYTES // MEGABYTE}
        )
    file.seek(0)
    _refuse_other_kinds(file.read(4096))
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as package:
            parts = _measure(package)
            _refuse_entities(package, parts)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise WorkbookError(
            _("The file is damaged. Open it in Excel or LibreOffice, save it again as .xlsx.")
        ) from error
    file.seek(0)
    return parts


def _refuse_other_kinds(head: bytes) -> None:
    if not head:
        raise WorkbookError(_("The file is empty."))
    if head.startswith(_OLE):
        raise WorkbookError(
            _(
                "The file is protected by a password or saved by an old Excel (.xls). "
                "Save it without a password as .xlsx."
            )
        )
    if not head.startswith(_ZIP):
        text = head.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
        if text.startswith((b"<!doctype", b"<html", b"<table", b"<?xml", b"<meta")):
            raise WorkbookError(
                _("This is a web page that was named .xlsx. Save it in Excel as a real workbook.")
            )
        raise WorkbookError(_("This is not an Excel workbook (.xlsx)."))


def _measure(package: zipfile.ZipFile) -> dict[str, int]:
    try:
        parts = archives.measure(package, MAX_PARTS, MAX_UNPACKED_BYTES)
    except archives.ArchiveError as error:
        raise WorkbookError(str(error)) from error
    if "xl/workbook.xml" not in parts or "[Content_Types].xml" not in parts:
        raise WorkbookError(_("This is not an Excel workbook (.xlsx)."))
    if any(name.lower().endswith("vbaproject.bin") for name in parts):
        raise WorkbookError(_("The workbook holds macros. Save it as .xlsx without macros."))
    return parts


def _refuse_entities(package: zipfile.ZipFile, parts: dict[str, int]) -> None:
    for name in parts:
        if name.endswith((".xml", ".rels")):
            with package.open(name) as part:
                head = part.read(2048)
            if _DOCTYPE.search(head.replace(b"\x00", b"")):
                raise WorkbookError(_("The file holds XML entities; it was not opened."))


def _sheets(file: IO[bytes], parts: dict[str, int], longest: int) -> Iterator[Sheet]:
    import warnings

    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        file.seek(0)
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        visible = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        if len(visible) > MAX_SHEETS:
            raise WorkbookError(_("The workbook has more than %(n)s sheets.") % {"n": MAX_SHEETS})
        sheets = [Sheet(sheet.title, list(_rows(sheet, longest))) for sheet in visible]
        book.close()
        if _has_formulas(file, parts):
            _mark_formulas(file, sheets)
    yield from sheets


def _rows(sheet, longest: int) -> Iterator[tuple[int, list[object]]]:
    filled = 0
    lines = sheet.iter_rows(values_only=True, max_col=MAX_COLUMNS, max_row=LAST_ROW)
    for number, cells in enumerate(lines, 1):
        row = [_clean(cell, longest) for cell in cells]
        while row and row[-1] is None:
            row.pop()
        if not row:
            continue
        filled += 1
        if filled > MAX_ROWS:
            raise WorkbookError(
                _("Sheet “%(sheet)s” has more than %(n)s rows.")
                % {"sheet": sheet.title, "n": MAX_ROWS}
            )
        yield number, row


def _clean(cell: object, longest: int) -> object:
    if isinstance(cell, str):
        cell = cell[:longest].replace("\xa0", " ").strip()
        return cell or None
    return cell


def _has_formulas(file: IO[bytes], parts: dict[str, int]) -> bool:
    file.seek(0)
    with zipfile.ZipFile(file) as package:
        for name in parts:
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                with package.open(name) as part:
                    tail = b""
                    while block := part.read(MEGABYTE):
                        if _FORMULA.search(tail + block):
                            return True
                        tail = block[-4:]
    return False


def _mark_formulas(file: IO[bytes], sheets: list[Sheet]) -> None:
    from openpyxl import load_workbook

    file.seek(0)
    book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
    for sheet in sheets:
        known = dict(sheet.rows)
        cells = book[sheet.name].iter_rows(max_col=MAX_COLUMNS, max_row=LAST_ROW)
        for row in cells:
            for cell in row:
                if getattr(cell, "data_type", "") != "f":
                    continue
                values = known.get(cell.row, [])
                if cell.column > len(values) or values[cell.column - 1] is None:
                    sheet.without_result.add(f"{cell.column_letter}{cell.row}")
    book.close()
