"""PowerPoint and Excel."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

from . import legacy, quality
from .archive import Archive, pages
from .result import BROKEN, HIDDEN, LEGACY, NO_LIBRARY, TEXT, Page, Unreadable

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def read_pptx(path: Path, max_pages: int) -> Iterator[Page | int]:
    archive = Archive(path)
    slides = archive.parts("ppt/slides/slide")
    notes = {n.rsplit("notesSlide", 1)[1]: n for n in archive.parts("ppt/notesSlides/notesSlide")}
    texts, old = [], False
    for name in slides[:max_pages]:
        roots = [archive.root(name)]
        if note := notes.get(name.rsplit("slide", 1)[1]):
            roots.append(archive.root(note))
        drawn = [_drawn_text(root) for root in roots]
        texts.append("\n".join(text for text, _mapped in drawn))
        old = old or any(mapped for _text, mapped in drawn)
    yield from pages(texts, max_pages, LEGACY if old else TEXT, count=len(slides))


def _drawn_text(root) -> tuple[str, bool]:
    """The paragraphs of a slide, and whether a font of the old kind was among them."""
    mapped, lines = False, []
    for paragraph in root.iter(f"{_A}p"):
        pieces = []
        for run in paragraph:
            font = run.find(f"{_A}rPr/{_A}latin")
            old = font is not None and legacy.is_legacy_font(font.get("typeface", ""))
            text = "".join(piece.text or "" for piece in run.iter(f"{_A}t"))
            pieces.append(legacy.to_georgian(text) if old else text)
            mapped = mapped or (old and bool(text))
        if line := "".join(pieces):
            lines.append(line)
    return "\n".join(lines), mapped


def read_xlsx(path: Path, max_pages: int) -> Iterator[Page | int]:
    """Each sheet is a page; a formula is its last computed value."""
    archive = Archive(path)
    old, padded = _has_legacy_fonts(archive), _has_padded_numbers(archive)
    try:
        import openpyxl
    except ImportError as error:
        raise Unreadable(NO_LIBRARY) from error
    try:
        book = openpyxl.load_workbook(
            io.BytesIO(path.read_bytes()), read_only=True, data_only=True, keep_links=False
        )
        sheets = book.worksheets
        texts = [_sheet_text(sheet, old, padded) for sheet in sheets[:max_pages]]
        shown = [sheet.sheet_state == "visible" for sheet in sheets]
    except (MemoryError, Unreadable):
        raise
    except Exception as error:  # openpyxl raises whatever the XML below it raises
        raise Unreadable(BROKEN) from error
    yield len(sheets)
    method = LEGACY if old else TEXT
    for number, (text, is_shown) in enumerate(zip(texts, shown, strict=False), 1):
        yield Page(number, quality.clean(text), method if is_shown else HIDDEN)


def _has_legacy_fonts(archive: Archive) -> bool:
    """Asked first, because the fonts of single cells cost time."""
    names = _styles(archive, "name")
    return any(legacy.is_legacy_font(name.get("val", "")) for name in names)


def _has_padded_numbers(archive: Archive) -> bool:
    """Asked first for the same reason."""
    return any(_width(found.get("formatCode", "")) for found in _styles(archive, "numFmt"))


def _styles(archive: Archive, name: str) -> list:
    if "xl/styles.xml" not in archive.names:
        return []
    return list(archive.root("xl/styles.xml").iter(f"{_S}{name}"))


def _sheet_text(sheet, old: bool, padded: bool) -> str:
    lines, numbers = [sheet.title], set()
    for row in sheet.iter_rows(values_only=not (old or padded)):
        values = [_shown(cell, old) for cell in row] if old or padded else row
        cells = []
        for column, value in enumerate(values):
            if isinstance(value, str) and _PERSONAL.search(value):
                numbers.add(column)
            if value is not None and value != "":
                cells.append(_whole(value) if column in numbers else str(value))
        if cells:
            lines.append("\t".join(cells))
    return "\n".join(lines)


_LETTERS = re.compile("[A-Za-z]")
# What stands over a column of personal numbers. Only there ten digits are one that lost its zero,
# and not a sum, an account or a telephone.
_PERSONAL = re.compile(r"პირად|\bპ\s*[/.]\s*ნ|personal (?:no|number|id)", re.IGNORECASE)
_TEN_DIGITS = 10**9


def _whole(value) -> str:
    lost_zero = _is_whole(value) and _TEN_DIGITS <= value < 10 * _TEN_DIGITS
    return f"0{int(value)}" if lost_zero else str(value)


def _is_whole(value) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value % 1 == 0


def _shown(cell, old: bool):
    value = cell.value
    if not isinstance(value, str):
        width = _width(cell.number_format) if _is_whole(value) else 0
        return str(int(value)).zfill(width) if width else value
    if old and _LETTERS.search(value) and legacy.is_legacy_font(cell.font.name):
        return legacy.to_georgian(value)
    return value


def _width(number_format: str) -> int:
    """How many digits a number format fills up with zeros: 11 for ``00000000000``."""
    digits = re.sub(r'[\\" -]', "", number_format.partition(";")[0])
    return len(digits) if re.fullmatch("00+", digits) else 0
