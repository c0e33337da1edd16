"""RTF without what is hidden or deleted with tracking on."""

import re
from collections.abc import Iterator
from pathlib import Path

from . import legacy, quality
from .plain import whole
from .result import LEGACY, TEXT, Page

_TOKEN = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-f]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)",
    re.IGNORECASE,
)
_HIDDEN = frozenset(
    (
        "colortbl", "stylesheet", "info", "pict", "object", "fldinst", "themedata",
        "datastore", "generator", "listtable", "listoverridetable", "rsidtbl", "xmlnstbl",
        "latentstyles", "filetbl", "revtbl", "bkmkstart", "bkmkend", "nonshppict", "mmathPr",
        "pgdsctbl",
    )
)  # fmt: skip
_CHARACTERS = {
    "par": "\n", "line": "\n", "sect": "\n", "row": "\n", "page": "\f", "tab": "\t", "cell": "\t",
    "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "bullet": "•",
}  # fmt: skip
_SYMBOLS = {b"~": "\xa0", b"-": "\u00ad", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}"}


def read(path: Path, max_pages: int) -> Iterator[Page | int]:
    out = _RtfText()
    texts = out.of(whole(path)).split("\f")
    yield len(texts)
    for number, text in enumerate(texts[:max_pages], 1):
        yield Page(number, quality.clean(text), LEGACY if out.mapped else TEXT)


class _State:
    """What a group inherits from the group around it."""

    __slots__ = ("deleted", "font", "hidden", "skip", "table")

    def __init__(self, other=None):
        self.hidden = other.hidden if other else False
        self.deleted = other.deleted if other else False
        self.table = other.table if other else False
        self.skip = other.skip if other else 1
        self.font = other.font if other else None

    @property
    def unseen(self) -> bool:
        return self.hidden or self.deleted or self.table


class _RtfText:
    def __init__(self):
        self.states, self.pieces = [_State()], []
        self.codepage, self.default, self.mapped = "cp1252", 0, False
        #: Letters still to come that only repeat the last one for old readers.
        self.pending = 0
        self.fonts: dict[int, str] = {}

    def of(self, data: bytes) -> str:
        for word, number, code, symbol, brace, plain in _TOKEN.findall(data):
            if code or plain:
                self._take(code, plain)
            elif word == b"u" and number:
                self._add(chr(int(number) % 65536))
                self.pending = self.states[-1].skip
            else:
                self.pending = 0
                if brace:
                    self._brace(brace)
                elif word:
                    self._word(word.decode(), number)
                elif symbol == b"*":
                    self.states[-1].hidden = True
                elif symbol:
                    self._add(_SYMBOLS.get(symbol, ""))
        return "".join(self.pieces).encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def _brace(self, brace: bytes) -> None:
        if brace == b"{":
            self.states.append(_State(self.states[-1]))
        elif len(self.states) > 1:
            self.states.pop()

    def _take(self, code: bytes, plain: bytes) -> None:
        state = self.states[-1]
        text = (bytes([int(code, 16)]) if code else plain).decode(self.codepage, "replace")
        if state.table and state.font is not None:
            self.fonts[state.font] = (self.fonts.get(state.font, "") + text)[:100]
        self._add(text[self.pending :])
        self.pending = max(0, self.pending - len(text))

    def _add(self, text: str) -> None:
        state = self.states[-1]
        if state.unseen or not text:
            return
        font = self.default if state.font is None else state.font
        if legacy.is_legacy_font(self.fonts.get(font, "")):
            text, self.mapped = legacy.to_georgian(text), True
        self.pieces.append(text)

    def _word(self, name: str, number: bytes) -> None:
        state, on = self.states[-1], number != b"0"
        if name in _HIDDEN:
            state.hidden = True
        elif name == "fonttbl":
            state.table = True
        elif name == "f" and number:
            state.font = int(number)
        elif name == "plain":
            state.font = None
        elif name == "deff" and number:
            self.default = int(number)
        elif name == "v":
            state.hidden = on
        elif name == "deleted":
            state.deleted = on
        elif name == "uc":
            state.skip = min(int(number or 1), 8)
        elif name == "ansicpg" and number:
            self.codepage = _codepage(number)
        elif name in _CHARACTERS and not state.unseen:
            self.pieces.append(_CHARACTERS[name])


def _codepage(number: bytes) -> str:
    name = f"cp{int(number)}"
    try:
        b"".decode(name)
    except LookupError:
        return "cp1252"
    return name
