"""Numbers and registration codes of acts, as people write them and as the registry compares them.

A number is text (``17-51``, ``2288-IXმს-Xმპ``): it is kept as printed on the act and compared by
its key, which is also the last part of the act's address.
"""

import re
import unicodedata

from wagtail_civic.core.text import fold

LONGEST = 100

_INVISIBLE = re.compile(
    r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0e\ufe0f\ufeff\x00-\x1f]"
)
_SIGN = re.compile(r"^(?:[№#]|n[oº°]?(?=[\s.:№]*\d)|ნომერი|ნომ(?=[\s.]*\d))[\s.:]*", re.IGNORECASE)
_SEPARATOR = re.compile(r"[^\w.]+|_")
_SUPERSCRIPT = re.compile(r"[⁰¹²³⁴-⁹]+")
_EDGE = " .,;:-\"'„“”()[]"
_LOOKALIKES = str.maketrans("аекмнорстухі", "aekmhopctyxi")
_CODE = re.compile(r"[\s.\-/‐‑–—]+")


def normalise(number: str) -> str:
    """The key of a number: what two spellings of the same number have in common.

    Drops the number sign (``№``, ``N``, ``No``, ``#``), folds case, width and Georgian capitals,
    joins the parts with one hyphen: letters, digits, dots and hyphens are left. Empty where
    nothing is. At most 100 characters.
    """
    text = _INVISIBLE.sub(" ", number[: LONGEST * 4]).replace("№", " ")
    text = _SUPERSCRIPT.sub(lambda digits: f"-{digits[0]}", text)
    text = fold(unicodedata.normalize("NFC", text)).strip(_EDGE)
    text = text.translate(_LOOKALIKES)
    text = _SEPARATOR.sub("-", _without_sign(text))
    return re.sub("-{2,}", "-", text).strip(_EDGE)[:LONGEST].strip(_EDGE)


def bare(number: str) -> str:
    """The number as printed, without the sign before it: every place that shows it adds its own."""
    return _without_sign(_INVISIBLE.sub("", number)).strip(" .,;:")


def _without_sign(text: str) -> str:
    text = text.strip()
    while sign := _SIGN.match(text):
        text = text[sign.end() :]
    return text


def code_key(code: str) -> str:
    """The key of a state registration code: its digits, without dots and spaces.

    Empty where the text is no code (letters in it, or fewer than six digits), so that a caller
    can ask whether what somebody typed is a code or the leading part of one.
    """
    text = _CODE.sub("", unicodedata.normalize("NFKC", code[: LONGEST * 4]).strip())
    return text if text.isdecimal() and text.isascii() and len(text) >= 6 else ""
