"""Plain text, HTML and RTF."""

import re
from collections.abc import Iterator
from pathlib import Path

from . import quality
from .result import NO_LIBRARY, TOO_BIG, UNSUPPORTED, Page, Unreadable

MAX_BYTES = 64 * 1024 * 1024
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def read_text(path: Path, max_pages: int) -> Iterator[Page | int]:
    text = decoded(_bytes(path))
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
    soup = BeautifulSoup(_bytes(path), "html.parser")
    for unseen in soup(["script", "style", "template", "noscript", "head"]):
        unseen.decompose()
    for line in soup(["p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "br"]):
        line.insert_before("\n")
    for cell in soup(["td", "th"]):
        cell.append("\t")
    yield 1
    yield Page(1, quality.clean(soup.get_text()))


def _bytes(path: Path) -> bytes:
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


_RTF = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-f]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)",
    re.IGNORECASE,
)
_RTF_HIDDEN = frozenset(
    (
        "fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "fldinst", "themedata",
        "datastore", "generator", "listtable", "listoverridetable", "rsidtbl", "xmlnstbl",
        "latentstyles", "filetbl", "revtbl", "bkmkstart", "bkmkend", "nonshppict", "mmathPr",
        "pgdsctbl",
    )
)  # fmt: skip
_RTF_CHARACTERS = {
    "par": "\n", "line": "\n", "sect": "\n", "row": "\n", "page": "\f", "tab": "\t", "cell": "\t",
    "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "bullet": "•",
}  # fmt: skip
_RTF_SYMBOLS = {b"~": "\xa0", b"-": "\u00ad", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}"}


def read_rtf(path: Path, max_pages: int) -> Iterator[Page | int]:
    """Text without what is hidden or deleted with tracking on."""
    texts = _rtf_text(_bytes(path)).split("\f")
    yield len(texts)
    for number, text in enumerate(texts[:max_pages], 1):
        yield Page(number, quality.clean(text))


class _RtfState:
    """What a group inherits from the group around it."""

    __slots__ = ("deleted", "hidden", "skip")

    def __init__(self, other=None):
        self.hidden = other.hidden if other else False
        self.deleted = other.deleted if other else False
        self.skip = other.skip if other else 1


def _rtf_text(data: bytes) -> str:
    states, pieces, codepage, pending = [_RtfState()], [], "cp1252", 0
    for word, number, code, symbol, brace, plain in _RTF.findall(data):
        state = states[-1]
        unseen = state.hidden or state.deleted
        if brace == b"{":
            states.append(_RtfState(state))
        elif brace == b"}":
            if len(states) > 1:
                states.pop()
        elif word:
            name = word.decode()
            if name == "ansicpg" and number:
                codepage = _codepage(number)
            elif name == "u" and number:
                if not unseen:
                    pieces.append(chr(int(number) % 65536))
                pending = state.skip
                continue
            else:
                _rtf_word(name, number, state, pieces)
        elif code or plain:
            text = _rtf_bytes(code, plain, codepage)
            pieces.append("" if unseen else text[pending:])
            pending = max(0, pending - len(text))
            continue
        elif symbol == b"*":
            state.hidden = True
        elif symbol and not unseen:
            pieces.append(_RTF_SYMBOLS.get(symbol, ""))
        pending = 0
    return "".join(pieces).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _rtf_word(name: str, number: bytes, state: _RtfState, pieces: list[str]) -> None:
    on = number != b"0"
    if name in _RTF_HIDDEN:
        state.hidden = True
    elif name == "v":
        state.hidden = on
    elif name == "deleted":
        state.deleted = on
    elif name == "uc":
        state.skip = min(int(number or 1), 8)
    elif name in _RTF_CHARACTERS and not (state.hidden or state.deleted):
        pieces.append(_RTF_CHARACTERS[name])


def _rtf_bytes(code: bytes, plain: bytes, codepage: str) -> str:
    raw = bytes([int(code, 16)]) if code else plain
    return raw.decode(codepage, "replace")


def _codepage(number: bytes) -> str:
    name = f"cp{int(number)}"
    try:
        b"".decode(name)
    except LookupError:
        return "cp1252"
    return name
