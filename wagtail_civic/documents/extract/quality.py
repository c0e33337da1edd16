"""The text layer of a page made clean, and the gate that says whether it can be read at all."""

import re
import unicodedata
from collections.abc import Iterable

#: Below this share of readable characters a page counts as having no text layer.
ENOUGH = 0.7
#: Below this share of letters and digits a text is what glyph numbers look like, not writing.
MIN_LETTERS = 0.5
#: No language has more accented letters than plain ones; a font without its map, or one of the
#: years before Unicode that drew Georgian on them, has nothing else.
MAX_ACCENTED = 0.5

_HYPHENATED = re.compile("[\x02\ufffe\u00ad]\\s*\n?\\s*")
_DIVIDING = "\x02\ufffe\u00ad"
_GEORGIAN_LINE_END = re.compile("(?<=[ა-ჰ])[-‐] ?\n(?=[ა-ჰ])")
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\u200b\u2060\ud800-\udfff]")
_BLANKS = re.compile(r"[ \t\xa0]+")
_EDGES = re.compile(r" ?\n ?")
_LINES = re.compile(r"\n\s*\n\s*\n+")
_UNMAPPED = re.compile(r"\(cid:\d+\)")
#: Leaders of a table of contents, lines to fill in, borders: neither letters nor rubbish.
_RULES = frozenset("-._·…–—|/•") | {chr(code) for code in range(0x2500, 0x2580)}
_ACCENTED = re.compile("[À-ÖØ-öø-ÿ]")
_LATIN = re.compile("[A-Za-zÀ-ÖØ-öø-ÿ]")


def clean(text: str) -> str:
    """The text without control characters, with words joined that a line end had divided."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if any(mark in text for mark in _DIVIDING):
        text = _HYPHENATED.sub("", text)
    text = _EDGES.sub("\n", _BLANKS.sub(" ", _UNWANTED.sub("", text)))
    return _LINES.sub("\n\n", _GEORGIAN_LINE_END.sub("", text)).strip()


def readable_share(text: str) -> float:
    """The share of characters that a reader of Georgian, Latin or Cyrillic letters can read.

    Control characters, private-use characters and ``(cid:7)`` come from fonts without a map; so
    do texts that are hardly letters at all, or Latin ones with accents on most of them.
    """
    text = "".join(text.split())
    if not text:
        return 0.0
    # Thousands of characters, but few different ones: those are looked at, and counted if bad.
    letters = set(text)
    bad = sum(len(match[0]) for match in _UNMAPPED.finditer(text)) if "(cid:" in text else 0
    bad += _times(text, filter(_is_bad, letters))
    share = max(0.0, 1 - bad / len(text))
    return 0.0 if _is_rubbish(text, letters) else share


def _is_bad(letter: str) -> bool:
    return letter == "�" or unicodedata.category(letter) in ("Cc", "Co", "Cn", "Cs")


def _times(text: str, letters: Iterable[str]) -> int:
    return sum(map(text.count, letters))


def _is_rubbish(text: str, letters: set[str]) -> bool:
    size = len(text) - _times(text, letters & _RULES)
    if size < 20:
        return False
    signs = _times(text, (each for each in letters - _RULES if not each.isalnum()))
    if 1 - signs / size < MIN_LETTERS:
        return True
    accented = _times(text, filter(_ACCENTED.match, letters))
    if not accented:
        return False
    latin = _times(text, filter(_LATIN.match, letters))
    return latin > size / 2 and accented / latin > MAX_ACCENTED


def is_readable(text: str) -> bool:
    """Whether the text layer of a page is good enough to be searched."""
    return readable_share(text) >= ENOUGH


def letters(text: str) -> int:
    """How many letters a text has."""
    return sum(map(str.isalpha, text))
