"""The text layer of a page made clean, and the gate that says whether it can be read at all."""

import re
import unicodedata

#: Below this share of readable characters a page counts as having no text layer.
ENOUGH = 0.7

_HYPHENATED = re.compile("[\x02\ufffe\u00ad]\\s*\n?\\s*")
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\u200b\u2060\ud800-\udfff]")
_BLANKS = re.compile(r"[ \t\xa0]+")
_EDGES = re.compile(r" ?\n ?")
_LINES = re.compile(r"\n\s*\n\s*\n+")
_UNMAPPED = re.compile(r"\(cid:\d+\)")


def clean(text: str) -> str:
    """The text without control characters, with words joined that a line end had divided."""
    text = _HYPHENATED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _EDGES.sub("\n", _BLANKS.sub(" ", _UNWANTED.sub("", text)))
    return _LINES.sub("\n\n", text).strip()


def readable_share(text: str) -> float:
    """The share of characters that a reader of Georgian, Latin or Cyrillic letters can read.

    Control characters, private-use characters and ``(cid:7)`` come from fonts without a map.
    """
    text = "".join(text.split())
    if not text:
        return 0.0
    bad = sum(len(match[0]) for match in _UNMAPPED.finditer(text))
    bad += sum(unicodedata.category(c) in ("Cc", "Co", "Cn", "Cs") or c == "�" for c in text)
    return max(0.0, 1 - bad / len(text))


def is_readable(text: str) -> bool:
    """Whether the text layer of a page is good enough to be searched."""
    return readable_share(text) >= ENOUGH
