"""Plain text and HTML."""

import re
from collections.abc import Iterator
from pathlib import Path

from . import legacy, quality
from .result import LEGACY, NO_LIBRARY, TEXT, TOO_BIG, UNSUPPORTED, Page, Unreadable

MAX_BYTES = 64 * 1024 * 1024
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def read_text(path: Path, max_pages: int) -> Iterator[Page | int]:
    text = decoded(whole(path))
    if not quality.is_readable(text) and text.strip():
        raise Unreadable(UNSUPPORTED)
    texts = text.split("\f")
    yield len(texts)
    for number, part in enumerate(texts[:max_pages], 1):
        yield Page(number, quality.clean(part))


def read_html(path: Path, max_pages: int) -> Iterator[Page | int]:
    try:
        from bs4 import BeautifulSoup
    except ImportError as error:
        raise Unreadable(NO_LIBRARY) from error
    soup = BeautifulSoup(whole(path), "html.parser")
    for unseen in soup(["script", "style", "template", "noscript", "head"]):
        unseen.decompose()
    for line in soup(["p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "br"]):
        line.insert_before("\n")
    for cell in soup(["td", "th"]):
        cell.append("\t")
    mapped = _map_fonts(soup)
    yield 1
    yield Page(1, quality.clean(soup.get_text()), LEGACY if mapped else TEXT)


_FAMILY = re.compile(r"font(?:-family)?\s*:([^;]*)", re.IGNORECASE)


def _map_fonts(soup) -> bool:
    """Turn what stands in an old font by itself, or in an element that names one, into Georgian."""
    mapped = False
    for text in soup.find_all(string=True):
        if legacy.is_legacy_font(_font_of(text)) and text.strip():
            text.replace_with(legacy.to_georgian(text))
            mapped = True
    return mapped


def _font_of(text) -> str:
    for element in text.parents:
        if face := element.get("face"):
            return str(face)
        if family := _FAMILY.search(str(element.get("style", ""))):
            return family[1].strip(" '\"")
    return ""


def whole(path: Path) -> bytes:
    if path.stat().st_size > MAX_BYTES:
        raise Unreadable(TOO_BIG)
    return path.read_bytes()


def decoded(data: bytes) -> str:
    """UTF-8, UTF-16 by its mark, else the old Cyrillic Windows page, which never fails."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1251", "replace")
