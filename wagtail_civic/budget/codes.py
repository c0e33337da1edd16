"""Codes of budget classifications: always text, one spelling for every way a file writes them."""

import re
import unicodedata
from decimal import Decimal

TOTAL = "00"
HEADCOUNT = "N"

_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_SEPARATORS = re.compile(r"[\s._/\-–—]+")
_DIGITS = re.compile(r"[0-9]+")
MAX_DIGITS = 24


def normalise(value: object) -> str:
    """The canonical spelling of a code, or "" if the value is no code.

    Two-digit groups are joined (`02 01 03` → `020103`), other groups are dotted
    (`2 1 1` → `2.1.1`). Numbers that a spreadsheet made of a code are read as written.
    """
    if isinstance(value, bool):
        return ""
    if isinstance(value, float | Decimal) and value % 1 == 0:
        value = int(value)
    text = "" if value is None else unicodedata.normalize("NFKC", str(value))
    text = _INVISIBLE.sub("", text)
    groups = [group for group in _SEPARATORS.split(text.strip()) if group]
    if not groups or not all(_DIGITS.fullmatch(group) for group in groups):
        return ""
    if sum(map(len, groups)) > MAX_DIGITS:
        return ""
    if all(len(group) == 2 for group in groups) or len(groups) == 1:
        return "".join(groups)
    return ".".join(groups)


def programme(value: object) -> str:
    """The path of a programme code: two digits a level, `00` for the whole budget.

    `01 00` and `1` are `01`; a trailing `00` only fills the column (`02 01 00` is `0201`).
    """
    code = normalise(value).replace(".", "")
    if not code:
        return ""
    if len(code) % 2:
        code = "0" + code
    while len(code) > 2 and code.endswith("00"):
        code = code[:-2]
    return code


def is_programme(value: object) -> bool:
    """Whether the cell is written as a programme code: pairs of digits, at least two of them."""
    code = normalise(value)
    return len(code) >= 4 and len(code) % 2 == 0 and "." not in code


def depth(code: str) -> int:
    """0 for the whole budget, 1 for `01`, 2 for `0101`."""
    return 0 if code == TOTAL else len(code) // 2


def parent(code: str) -> str | None:
    """The code one level up, `00` above the first level, None above the whole budget."""
    if code == TOTAL:
        return None
    return code[:-2] or TOTAL


def display(code: str) -> str:
    """A programme code as people write it: `020103` → `02 01 03`, `02` → `02 00`."""
    if not code.isdigit() or len(code) % 2:
        return code
    pairs = [code[i : i + 2] for i in range(0, len(code), 2)]
    return " ".join(pairs if len(pairs) > 1 else [*pairs, "00"])


def receipt(value: object) -> str:
    """The path of a receipts code: `113`, `1.1.3` and `1 1 3` are `1.1.3`; `31` stays `31`."""
    code = normalise(value)
    if code.startswith("1") and code.isdigit():
        return ".".join(code)
    return code


def dotted_parent(code: str) -> str | None:
    """The code one level up in a dotted classification: `2.1` → `2`, `31` → `00`."""
    if code == TOTAL:
        return None
    return code.rpartition(".")[0] or TOTAL
