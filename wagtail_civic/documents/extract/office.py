"""Word, OpenDocument, PowerPoint and Excel. Deleted text that is only tracked is not text."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from . import legacy, quality
from .result import BROKEN, LEGACY, LOCKED, NO_LIBRARY, TEXT, TOO_BIG, Page, Unreadable

MAX_PART = 64 * 1024 * 1024
MAX_TOTAL = 256 * 1024 * 1024

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"

_DELETED = {f"{_W}del", f"{_W}moveFrom", f"{_MC}Fallback", f"{_W}instrText"}
_ODF_SKIPPED = {f"{_TEXT}tracked-changes", f"{_TEXT}sequence-decls"}


class Archive:
    """A zip that is not read further than its limits, whatever its headers say."""

    def __init__(self, path: Path):
        try:
            self.zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise Unreadable(BROKEN) from error
        infos = self.zip.infolist()
        if sum(info.file_size for info in infos) > MAX_TOTAL:
            raise Unreadable(TOO_BIG)
        if any(info.flag_bits & 1 for info in infos):
            raise Unreadable(LOCKED)
        self.names = [info.filename for info in infos]

    def parts(self, start: str, end: str = ".xml") -> list[str]:
        """Names like slide1.xml, slide2.xml, slide10.xml in the order of their number."""
        found = [n for n in self.names if n.startswith(start) and n.endswith(end)]
        return sorted(found, key=lambda name: (len(name), name))

    def root(self, name: str):
        from defusedxml import ElementTree
        from defusedxml.common import DefusedXmlException

        try:
            with self.zip.open(name) as part:
                data = part.read(MAX_PART + 1)
        except (KeyError, zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError) as error:
            raise Unreadable(BROKEN) from error
        if len(data) > MAX_PART:
            raise Unreadable(TOO_BIG)
        try:
            return ElementTree.fromstring(data)
        except (ElementTree.ParseError, DefusedXmlException, ValueError) as error:
            raise Unreadable(BROKEN) from error


def read_docx(path: Path, max_pages: int) -> Iterator[Page | int]:
    """Body with tables and insertions, then headers, footers and notes with the last page.

    A new page begins where the file says that one began when it was last saved.
    """
    archive = Archive(path)
    default = _default_font(archive)
    out = _WordText(legacy.is_legacy_font(default))
    out.walk(archive.root("word/document.xml"))
    for kind in ("header", "footer", "footnotes", "endnotes"):
        for name in archive.parts(f"word/{kind}"):
            out.pieces.append("\n")
            out.walk(archive.root(name))
    texts = "".join(out.pieces).split("\f")
    yield from _pages(texts, max_pages, LEGACY if out.mapped else TEXT)


class _WordText:
    def __init__(self, legacy_default: bool):
        self.legacy_default, self.mapped = legacy_default, False
        self.pieces: list[str] = []

    def walk(self, node, old: bool = False) -> None:
        tag = node.tag
        if tag in _DELETED:
            return
        if tag == f"{_W}r":
            old = self._is_legacy(node)
        elif tag == f"{_W}t" and node.text:
            self.mapped = self.mapped or old
            self.pieces.append(legacy.to_georgian(node.text) if old else node.text)
        elif tag == f"{_W}tab":
            self.pieces.append("\t")
        elif tag == f"{_W}lastRenderedPageBreak" or (
            tag == f"{_W}br" and node.get(f"{_W}type") == "page"
        ):
            self._new_page()
        elif tag in (f"{_W}br", f"{_W}cr"):
            self.pieces.append("\n")
        for child in node:
            self.walk(child, old)
        if tag == f"{_W}p":
            self.pieces.append("\n")
        elif tag == f"{_W}tc":
            self._end_cell()

    def _new_page(self) -> None:
        # Word writes both a break and, after it, the mark that it was rendered.
        if not any(piece == "\f" for piece in self.pieces[-3:]) and self.pieces:
            self.pieces.append("\f")

    def _end_cell(self) -> None:
        if self.pieces and self.pieces[-1] == "\n":
            self.pieces[-1] = "\t"

    def _is_legacy(self, run) -> bool:
        fonts = run.find(f"{_W}rPr/{_W}rFonts")
        name = fonts.get(f"{_W}ascii") if fonts is not None else None
        return legacy.is_legacy_font(name) if name else self.legacy_default


def _default_font(archive: Archive) -> str:
    if "word/styles.xml" not in archive.names:
        return ""
    styles = archive.root("word/styles.xml")
    for style in styles.iter(f"{_W}style"):
        if style.get(f"{_W}default") == "1" and style.get(f"{_W}type") == "paragraph":
            fonts = style.find(f"{_W}rPr/{_W}rFonts")
            if fonts is not None and fonts.get(f"{_W}ascii"):
                return fonts.get(f"{_W}ascii")
    fonts = styles.find(f"{_W}docDefaults/{_W}rPrDefault/{_W}rPr/{_W}rFonts")
    return (fonts.get(f"{_W}ascii") or "") if fonts is not None else ""


def read_odf(path: Path, max_pages: int) -> Iterator[Page | int]:
    """Text, spreadsheet or presentation; a sheet or slide is a page."""
    archive = Archive(path)
    texts = [""]
    for node in archive.root("content.xml"):
        if node.tag.endswith("}body"):
            texts = _odf_text(node).split("\f")
    if "styles.xml" in archive.names:
        masters = archive.root("styles.xml").iter()
        edges = [n for n in masters if n.tag in (f"{_STYLE}header", f"{_STYLE}footer")]
        texts[-1] += "\n".join(["", *map(_odf_text, edges)])
    yield from _pages(texts, max_pages)


def _odf_text(node) -> str:
    if node.tag in _ODF_SKIPPED:
        return ""
    before, after = "", ""
    if node.tag in (f"{_TEXT}p", f"{_TEXT}h", f"{_TABLE}table-row"):
        after = "\n"
    elif node.tag == f"{_TABLE}table-cell":
        after = "\t"
    elif node.tag in (f"{_TEXT}tab", f"{_TEXT}s"):
        before = " "
    elif node.tag == f"{_TEXT}line-break":
        before = "\n"
    elif node.tag in (f"{_TEXT}soft-page-break", f"{_DRAW}page"):
        before = "\f"
    inner = [node.text or ""]
    for child in node:
        inner.append(_odf_text(child))
        inner.append(child.tail or "")
    text = "".join(inner)
    if node.tag == f"{_TABLE}table-cell":
        text = text.replace("\n", " ")
    return before + text + after


def read_pptx(path: Path, max_pages: int) -> Iterator[Page | int]:
    archive = Archive(path)
    slides = archive.parts("ppt/slides/slide")
    notes = {n.rsplit("notesSlide", 1)[1]: n for n in archive.parts("ppt/notesSlides/notesSlide")}
    texts = []
    for name in slides[:max_pages]:
        roots = [archive.root(name)]
        if note := notes.get(name.rsplit("slide", 1)[1]):
            roots.append(archive.root(note))
        texts.append("\n".join(_drawn_text(root) for root in roots))
    yield from _pages(texts, max_pages, count=len(slides))


def _drawn_text(root) -> str:
    lines = ("".join(t.text or "" for t in p.iter(f"{_A}t")) for p in root.iter(f"{_A}p"))
    return "\n".join(line for line in lines if line)


def read_xlsx(path: Path, max_pages: int) -> Iterator[Page | int]:
    """Each sheet is a page; a formula is its last computed value."""
    Archive(path)
    try:
        import openpyxl
    except ImportError as error:
        raise Unreadable(NO_LIBRARY) from error
    try:
        book = openpyxl.load_workbook(
            io.BytesIO(path.read_bytes()), read_only=True, data_only=True, keep_links=False
        )
        sheets = book.worksheets
        texts = [_sheet_text(sheet) for sheet in sheets[:max_pages]]
    except (MemoryError, Unreadable):
        raise
    except Exception as error:  # openpyxl raises whatever the XML below it raises
        raise Unreadable(BROKEN) from error
    yield from _pages(texts, max_pages, count=len(sheets))


def _sheet_text(sheet) -> str:
    lines = [sheet.title]
    for row in sheet.iter_rows(values_only=True):
        cells = [str(value) for value in row if value is not None and value != ""]
        if cells:
            lines.append("\t".join(cells))
    return "\n".join(lines)


def _pages(
    texts: list[str], max_pages: int, method: str = TEXT, count: int = 0
) -> Iterator[Page | int]:
    yield count or len(texts)
    for number, text in enumerate(texts[:max_pages], 1):
        yield Page(number, quality.clean(text), method)
