"""Georgian PDF and DOCX files made from paragraphs, for the demonstration and for tests.

`pdf()` draws with pypdfium2 (the `documents` extra) and a DejaVu subset that ships with the
package; `docx()` needs the standard library only.
"""

import ctypes
import io
import zipfile
from collections.abc import Iterable
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from xml.sax.saxutils import escape

FONT = Path(__file__).parent / "fonts" / "DejaVuSans-subset.ttf"
PAGE_BREAK = "\f"
WIDTH, HEIGHT, MARGIN, SIZE, LEADING = 595, 842, 64, 11, 17

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STAMP = (2026, 1, 1, 0, 0, 0)


def can_make_pdf() -> bool:
    """True when the library that draws PDF (the `documents` extra) is installed."""
    return find_spec("pypdfium2") is not None


def docx(paragraphs: Iterable[str], title: str = "") -> bytes:
    """A Word file of these paragraphs under a title; the same input gives the same bytes."""
    body = "".join(_paragraph(text) for text in paragraphs)
    heading = _paragraph(title, bold=True) if title else ""
    parts = {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Override PartName="/word/document.xml" ContentType="application/vnd.openxml'
            'formats-officedocument.wordprocessingml.document.main+xml"/></Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
        ),
        "word/document.xml": (
            f'<w:document xmlns:w="{_WORD}"><w:body>{heading}{body}</w:body></w:document>'
        ),
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in parts.items():
            data = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + xml
            archive.writestr(zipfile.ZipInfo(name, _STAMP), data.encode())
    return target.getvalue()


def _paragraph(text: str, bold: bool = False) -> str:
    if text == PAGE_BREAK:
        return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
    style = "<w:rPr><w:b/><w:sz w:val='28'/></w:rPr>" if bold else ""
    return f'<w:p><w:r>{style}<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def pdf(paragraphs: Iterable[str], title: str = "") -> bytes:
    """An A4 file of these paragraphs under a title; `PAGE_BREAK` begins a new page."""
    import pypdfium2

    document = pypdfium2.PdfDocument.new()
    sheet = _Sheet(document)
    try:
        if title:
            sheet.write(title, size=15)
        for text in paragraphs:
            if text == PAGE_BREAK:
                sheet.turn()
            else:
                sheet.write(text)
        target = io.BytesIO()
        sheet.finish()
        document.save(target)
    finally:
        document.close()
    return target.getvalue()


@lru_cache(maxsize=1)
def _font_bytes() -> bytes:
    return FONT.read_bytes()


class _Sheet:
    """Lines of text set one under the other on as many pages as they need."""

    def __init__(self, document):
        import pypdfium2.raw as pdfium

        self.pdfium, self.document = pdfium, document
        data = _font_bytes()
        self.buffer = (ctypes.c_uint8 * len(data)).from_buffer_copy(data)
        self.font = pdfium.FPDFText_LoadFont(
            document.raw, self.buffer, len(data), pdfium.FPDF_FONT_TRUETYPE, 1
        )
        self.widths: dict[str, float] = {}
        self.page = None
        self.turn()

    def turn(self) -> None:
        self.finish()
        self.page, self.top = self.document.new_page(WIDTH, HEIGHT), HEIGHT - MARGIN

    def finish(self) -> None:
        if self.page is not None:
            self.page.gen_content()

    def write(self, text: str, size: int = SIZE) -> None:
        for line in self._wrapped(text, size):
            if self.top < MARGIN:
                self.turn()
            item = self._text_object(line, size)
            self.pdfium.FPDFPageObj_Transform(item, 1, 0, 0, 1, MARGIN, self.top)
            self.pdfium.FPDFPage_InsertObject(self.page.raw, item)
            self.top -= LEADING * size / SIZE
        self.top -= LEADING / 2

    def _wrapped(self, text: str, size: int) -> Iterable[str]:
        line, used, space = [], 0.0, self._width("ი ი") - 2 * self._width("ი")
        room = (WIDTH - 2 * MARGIN) * SIZE / size
        for word in text.split():
            width = self._width(word)
            if line and used + space + width > room:
                yield " ".join(line)
                line, used = [], 0.0
            used += width + (space if line else 0)
            line.append(word)
        yield " ".join(line)

    def _width(self, word: str) -> float:
        if word not in self.widths:
            item = self._text_object(word, SIZE)
            left, bottom, right, top = (ctypes.c_float() for _ in range(4))
            self.pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top)
            self.pdfium.FPDFPageObj_Destroy(item)
            self.widths[word] = right.value - left.value
        return self.widths[word]

    def _text_object(self, text: str, size: int):
        item = self.pdfium.FPDFPageObj_CreateTextObj(self.document.raw, self.font, size)
        encoded = ctypes.create_string_buffer(text.encode("utf-16-le") + b"\0\0")
        self.pdfium.FPDFText_SetText(
            item, ctypes.cast(encoded, ctypes.POINTER(self.pdfium.FPDF_WCHAR))
        )
        return item
