"""How many SMS parts a text costs (3GPP TS 23.038, TS 23.040)."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

GSM7 = "GSM-7"
UCS2 = "UCS-2"

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ"
    " !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("\f^{}\\[~]|€")

SIZES = {GSM7: (160, 153), UCS2: (70, 67)}
"""Units in a message of one part, and in each part of a longer one, less its header."""


@dataclass(frozen=True)
class Measure:
    """What a text costs: `units` are septets (GSM-7) or 16-bit units (UCS-2)."""

    encoding: str
    units: int
    segments: int


def measure(text: str) -> Measure:
    """The encoding, units and parts of `text` exactly as given; empty text has 0 segments."""
    if all(char in BASIC or char in EXTENSION for char in text):
        encoding, widths = GSM7, [2 if char in EXTENSION else 1 for char in text]
    else:
        encoding, widths = UCS2, [2 if ord(char) > 0xFFFF else 1 for char in text]
    single, part = SIZES[encoding]
    units = sum(widths)
    if units <= single:
        return Measure(encoding, units, 1 if units else 0)
    return Measure(encoding, units, _packed(widths, part))


def dear(text: str) -> list[str]:
    """The characters, each once, for which `text` is not GSM-7."""
    return [char for char in dict.fromkeys(text) if char not in BASIC and char not in EXTENSION]


def normalise(text: str) -> str:
    """`text` in NFC with `\\n` line ends: same characters, fewer units where that is possible."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _packed(widths: Iterable[int], size: int) -> int:
    """Parts needed when a pair (escape or surrogate) may not be split between two parts."""
    parts, filled = 1, 0
    for width in widths:
        if filled + width > size:
            parts, filled = parts + 1, 0
        filled += width
    return parts
