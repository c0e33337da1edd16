"""PDF by pypdfium2, or by pypdf where that is not installed."""

from collections.abc import Iterator
from pathlib import Path

from . import legacy, quality
from .result import BROKEN, LEGACY, LOCKED, NO_LIBRARY, TEXT, Page, Unreadable


def read(path: Path, max_pages: int) -> Iterator[Page | int]:
    """The number of pages, then each page."""
    try:
        import pypdfium2
    except ImportError:
        yield from _read_with_pypdf(path, max_pages)
        return
    try:
        document = pypdfium2.PdfDocument(path)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        raise Unreadable(LOCKED if "assword" in str(error) else BROKEN) from error
    yield count
    for number in range(1, min(count, max_pages) + 1):
        yield _page(document, number)


def _page(document, number: int) -> Page:
    import pypdfium2

    try:
        page = document[number - 1]
        layer = page.get_textpage()
        raw = layer.get_text_bounded()
        method = TEXT
        if legacy.looks_legacy(raw):
            mapped = _mapped_by_font(layer)
            if mapped != raw:
                raw, method = mapped, LEGACY
    except pypdfium2.PdfiumError:
        return Page(number, "", TEXT, 0.0)
    return judged(number, raw, method)


def judged(number: int, raw: str, method: str = TEXT) -> Page:
    """The page, without its text when that cannot be read."""
    raw = raw.replace("\x02", "\u00ad").replace("\ufffe", "\u00ad")
    share = quality.readable_share(raw)
    text = quality.clean(raw) if share >= quality.ENOUGH else ""
    return Page(number, text, method, round(share, 2))


def _mapped_by_font(layer) -> str:
    """The text with what stands in a legacy font turned into Georgian; real Latin stays."""
    import ctypes

    import pypdfium2.raw as pdfium

    name, flags = ctypes.create_string_buffer(200), ctypes.c_int()
    letters, old = [], False
    for index in range(layer.count_chars()):
        letter = chr(pdfium.FPDFText_GetUnicode(layer.raw, index))
        if not letter.isspace():
            size = pdfium.FPDFText_GetFontInfo(layer.raw, index, name, 200, flags)
            old = bool(size) and legacy.is_legacy_font(name.value.decode("latin-1"))
        letters.append(legacy.to_georgian(letter) if old else letter)
    return "".join(letters)


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
        try:
            raw = document.pages[number - 1].extract_text()
        except (PyPdfError, ValueError, KeyError, TypeError, IndexError):
            raw = ""
        yield judged(number, raw)
