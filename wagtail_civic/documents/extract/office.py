"""PowerPoint and Excel."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

from . import legacy
from .archive import Archive, pages
from .result import BROKEN, LEGACY, NO_LIBRARY, TEXT, Page, Unreadable

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
    old = _has_legacy_fonts(Archive(path))
    try:
        import openpyxl
    except ImportError as error:
        raise Unreadable(NO_LIBRARY) from error
    try:
        book = openpyxl.load_workbook(
            io.BytesIO(path.read_bytes()), read_only=True, data_only=True, keep_links=False
        )
        sheets = book.worksheets
        texts = [_sheet_text(sheet, old) for sheet in sheets[:max_pages]]
    except (MemoryError, Unreadable):
        raise
    except Exception as error:  # openpyxl raises whatever the XML below it raises
        raise Unreadable(BROKEN) from error
    yield from pages(texts, max_pages, LEGACY if old else TEXT, count=len(sheets))


def _has_legacy_fonts(archive: Archive) -> bool:
    """Asked first, because the fonts of single cells cost time."""
    if "xl/styles.xml" not in archive.names:
        return False
    names = archive.root("xl/styles.xml").iter(f"{_S}name")
    return any(legacy.is_legacy_font(name.get("val", "")) for name in names)


def _sheet_text(sheet, old: bool) -> str:
    lines = [sheet.title]
    for row in sheet.iter_rows(values_only=not old):
        values = map(_in_its_font, row) if old else row
        cells = [str(value) for value in values if value is not None and value != ""]
        if cells:
            lines.append("\t".join(cells))
    return "\n".join(lines)


_LETTERS = re.compile("[A-Za-z]")


def _in_its_font(cell):
    value = cell.value
    if isinstance(value, str) and _LETTERS.search(value) and legacy.is_legacy_font(cell.font.name):
        return legacy.to_georgian(value)
    return value
