"""PDF by pypdfium2, or by pypdf where that is not installed."""

import ctypes
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from . import legacy, quality
from .result import BROKEN, LEGACY, LOCKED, NO_LIBRARY, SCAN, TEXT, Page, Unreadable

if TYPE_CHECKING:
    from PIL.Image import Image

#: A page with fewer letters than this under a picture of half its size is a scan with a stamp.
FEW_LETTERS = 120
DPI = 200
MAX_PIXELS = 12_000_000

_LATIN_WORD = re.compile("[A-Za-z]{2}")


def read(path: Path, max_pages: int) -> Iterator[Page | int]:
    """The number of pages, then each page."""
    try:
        import pypdfium2  # noqa: F401
    except ImportError:
        yield from _read_with_pypdf(path, max_pages)
        return
    document = _opened(path)
    count = len(document)
    yield count
    for number in range(1, min(count, max_pages) + 1):
        yield _page(document, number)


def _opened(path: Path):
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
        len(document)
    except pypdfium2.PdfiumError as error:
        raise Unreadable(LOCKED if "assword" in str(error) else BROKEN) from error
    return document


def _page(document, number: int) -> Page:
    import pypdfium2

    try:
        page = document[number - 1]
        layer = page.get_textpage()
        raw = layer.get_text_bounded()
        method = TEXT
        if _LATIN_WORD.search(raw) and _has_legacy_fonts(page, raw):
            mapped = legacy.mapped(_runs(layer))
            if mapped != _plain(layer):
                raw, method = mapped, LEGACY
        if not raw.strip() and next(page.get_objects(max_depth=1), None) is None:
            return Page(number, "")
        found = judged(number, raw, method)
        short = len(found.text) < 4 * FEW_LETTERS
        if short and quality.letters(found.text) < FEW_LETTERS and _is_picture(page):
            return Page(number, found.text, SCAN, found.quality)
        return found
    except pypdfium2.PdfiumError:
        return Page(number, "", TEXT, 0.0)


def judged(number: int, raw: str, method: str = TEXT) -> Page:
    """The page; without its text, and to be looked at as a picture, when that cannot be read."""
    raw = raw.replace("\x02", "\u00ad").replace("\ufffe", "\u00ad")
    share = quality.readable_share(raw)
    if share < quality.ENOUGH:
        # Nothing at all may be an empty page; what it shows is looked at all the same.
        return Page(number, "", SCAN, round(share, 2))
    return Page(number, quality.clean(raw), method, round(share, 2))


# Fonts of the years before Unicode


def _has_legacy_fonts(page, raw: str) -> bool:
    return legacy.looks_legacy(raw, legacy.MIN_WORDS) or any(
        map(legacy.is_legacy_font, _font_names(page))
    )


def _font_names(page) -> set[str]:
    """The fonts of the page's text, forms within forms included."""
    import pypdfium2.raw as pdfium

    # Its name has changed in PDFium.
    name_of = getattr(pdfium, "FPDFFont_GetBaseFontName", None) or pdfium.FPDFFont_GetFontName
    buffer, names, seen = ctypes.create_string_buffer(200), set(), set()
    for item in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_TEXT,)):
        font = pdfium.FPDFTextObj_GetFont(item.raw)
        address = ctypes.cast(font, ctypes.c_void_p).value
        if font and address not in seen:
            seen.add(address)
            name_of(font, buffer, 200)
            names.add(buffer.value.decode("latin-1"))
    return names


def _runs(layer) -> Iterator[tuple[str, str]]:
    """The text of the page in pieces of one font, (name, text); a blank has none of its own."""
    import pypdfium2.raw as pdfium

    name, flags = ctypes.create_string_buffer(200), ctypes.c_int()
    font, letters = "", []
    for index in range(layer.count_chars()):
        letter = chr(pdfium.FPDFText_GetUnicode(layer.raw, index))
        if not letter.isspace():
            size = pdfium.FPDFText_GetFontInfo(layer.raw, index, name, 200, flags)
            here = name.value.decode("latin-1") if size else ""
            if here != font:
                yield font, "".join(letters)
                font, letters = here, []
        letters.append(letter)
    yield font, "".join(letters)


def _plain(layer) -> str:
    import pypdfium2.raw as pdfium

    indexes = range(layer.count_chars())
    return "".join(chr(pdfium.FPDFText_GetUnicode(layer.raw, index)) for index in indexes)


# Pictures of pages


def _is_picture(page) -> bool:
    """Whether a picture covers at least half of the page."""
    import pypdfium2.raw as pdfium

    width, height = page.get_size()
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    for item in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,)):
        if pdfium.FPDFPageObj_GetBounds(item.raw, left, bottom, right, top):
            size = (right.value - left.value) * (top.value - bottom.value)
            if size >= width * height / 2:
                return True
    return False


def pictures(path: Path, numbers: list[int]) -> Iterator[tuple[int, "Image | None"]]:
    """What these pages show, in grey; None where nothing is drawn on one."""
    try:
        import pypdfium2
    except ImportError as error:
        raise Unreadable(NO_LIBRARY) from error
    document = _opened(path)
    for number in numbers:
        try:
            page = document[number - 1]
            width, height = page.get_size()
            scale = min(DPI / 72, (MAX_PIXELS / max(1.0, width * height)) ** 0.5)
            image = page.render(scale=scale, grayscale=True).to_pil()
        except (pypdfium2.PdfiumError, ValueError):
            yield number, None
            continue
        darkest, lightest = image.getextrema()
        yield number, image if darkest != lightest else None


# Without PDFium


def _read_with_pypdf(path: Path, max_pages: int) -> Iterator[Page | int]:
    try:
        import pypdf
        from pypdf.errors import PyPdfError
    except ImportError as error:
        raise Unreadable(NO_LIBRARY) from error
    try:
        document = pypdf.PdfReader(path)
        if document.is_encrypted and not document.decrypt(""):
            raise Unreadable(LOCKED)
        count = len(document.pages)
    except PyPdfError as error:
        raise Unreadable(BROKEN) from error
    yield count
    for number in range(1, min(count, max_pages) + 1):
        runs: list[tuple[str, str]] = []

        def note(text, _matrix, _text_matrix, font, _size, runs=runs):
            runs.append((str((font or {}).get("/BaseFont", "")).lstrip("/"), text))

        try:
            raw = document.pages[number - 1].extract_text(visitor_text=note)
        except (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError):
            raw, runs = "", []
        whole = "".join(text for _font, text in runs)
        mapped = legacy.mapped(runs)
        old = mapped != whole
        yield judged(number, mapped if old else raw, LEGACY if old else TEXT)
