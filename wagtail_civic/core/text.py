"""Text as machines need it: romanised, as a slug, folded for comparison, without traps."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping

from anyascii import anyascii
from django.utils.functional import keep_lazy_text
from django.utils.text import slugify

# National system of romanisation (State Department of Geodesy and Cartography and Institute of
# Linguistics, 2002); letters out of use since 1879 follow their usual sound.
_ROMAN = {
    "ა": "a", "ბ": "b", "გ": "g", "დ": "d", "ე": "e", "ვ": "v", "ზ": "z", "თ": "t", "ი": "i",
    "კ": "k'", "ლ": "l", "მ": "m", "ნ": "n", "ო": "o", "პ": "p'", "ჟ": "zh", "რ": "r",
    "ს": "s", "ტ": "t'", "უ": "u", "ფ": "p", "ქ": "k", "ღ": "gh", "ყ": "q'", "შ": "sh",
    "ჩ": "ch", "ც": "ts", "ძ": "dz", "წ": "ts'", "ჭ": "ch'", "ხ": "kh", "ჯ": "j", "ჰ": "h",
    "ჱ": "ey", "ჲ": "y", "ჳ": "w", "ჴ": "q'", "ჵ": "o", "ჶ": "f",
}  # fmt: skip
_WITH_APOSTROPHES = str.maketrans(_ROMAN)
_WITHOUT_APOSTROPHES = str.maketrans({k: v.replace("'", "") for k, v in _ROMAN.items()})

# Mtavruli, Asomtavruli and Nuskhuri are other shapes of the same letters as Mkhedruli.
_MKHEDRULI = {
    **{0x1C90 + i: 0x10D0 + i for i in (*range(43), 45, 46, 47)},
    **{0x10A0 + i: 0x10D0 + i for i in (*range(38), 39, 45)},
    **{0x2D00 + i: 0x10D0 + i for i in (*range(38), 39, 45)},
}
DASHES = "‐‑‒–—―−﹣－"
_VARIANTS = {
    **dict.fromkeys(map(ord, "’‘‛ʼʻ`´ʹ′＇"), "'"),
    **dict.fromkeys(map(ord, "“”„‟«»″＂"), '"'),
    **dict.fromkeys(map(ord, DASHES), "-"),
}
_SCRIPTS = ("GEORGIAN", "LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "ARABIC", "HEBREW")
_FORMULA = tuple("=+-@＝＋－＠")
_SPACE = re.compile(r"\s+")
BRACES = re.compile(r"\{([^{}]*)\}")

LONGEST_SLUG = 60


def mkhedruli(text: str) -> str:
    """The text with every Georgian letter in its everyday shape."""
    return text.translate(_MKHEDRULI)


def romanize(text: str, apostrophes: bool = True) -> str:
    """The text in ASCII: Georgian by the national system of 2002, other scripts by ``anyascii``.

    >>> romanize("წყალტუბო")
    "ts'q'alt'ubo"
    """
    table = _WITH_APOSTROPHES if apostrophes else _WITHOUT_APOSTROPHES
    return anyascii(mkhedruli(unicodedata.normalize("NFKC", text)).translate(table))


def slug(text: str, max_length: int = LONGEST_SLUG) -> str:
    """A short ASCII slug, cut between words; the same text always gives the same slug.

    A text without a letter or digit gives one made of its hash, so a slug is never empty.
    """
    # ``№`` would become "No" with no space of its own: "№17" reads better as "17".
    words = slugify(romanize(text.replace("№", " "), apostrophes=False).replace("_", " "))
    words = words.strip("-")
    if len(words) > max_length:
        kept, boundary, _rest = words[: max_length + 1].rpartition("-")
        words = kept if boundary else words[:max_length]
    return words or "n" + hashlib.sha256(text.encode()).hexdigest()[: min(10, max_length - 1)]


@keep_lazy_text
def capitalized(text: str) -> str:
    """With a capital first letter, as a heading begins. A Georgian word has none: what Unicode has
    for its letters is for words of capitals only."""
    return text[:1].title() + text[1:]


def clean(text: str) -> str:
    """Composed, without control and invisible characters or the marks that turn a line.

    Line breaks stay, as ``\\n``, and tabs.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    hidden = ("Cc", "Cf", "Cs", "Co")
    kept = [char for char in text if char in "\n\t" or unicodedata.category(char) not in hidden]
    return "".join(kept).strip()


def mixes_scripts(text: str) -> bool:
    """Whether a word has letters of scripts that can be mistaken for each other: "Giоrgi"."""
    return any(len(_scripts_of(word)) > 1 for word in text.split())


def _scripts_of(word: str) -> set[str]:
    names = (unicodedata.name(char, "") for char in word if char.isalpha())
    return {script for name in names for script in _SCRIPTS if name.startswith(script)}


def as_cell(value: object) -> str:
    """For a cell that no spreadsheet takes for a formula.

    White space and invisible characters before the sign make no difference; a tab or a carriage
    return there is dangerous by itself.
    """
    text = str(value)
    start = next((i for i, char in enumerate(text) if not _is_blank(char)), len(text))
    begins = set(text[:start])
    return f"'{text}" if begins & {"\t", "\r"} or text.startswith(_FORMULA, start) else text


def _is_blank(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) in ("Cf", "Cc")


def put_in(text: str, words: Mapping[str, object]) -> str:
    """Each ``{name}`` that ``words`` knows replaced by its word, once.

    Names are looked up and nothing is formatted: no text reaches an attribute, and braces in a
    word stay what they are. What is not known stays as it is written.
    """
    return BRACES.sub(lambda found: str(words.get(found[1], found[0])), text)


def fold(text: str) -> str:
    """The text reduced to what a reader would call the same: for comparing, never for showing.

    Case and Georgian letter shapes, full-width forms, kinds of apostrophe, quotation mark and
    dash, runs of white space, and invisible characters make no difference.
    """
    # Before NFKC too: it would take a lone acute accent apart into a space and a combining mark.
    text = unicodedata.normalize("NFKC", text.translate(_VARIANTS)).casefold()
    text = mkhedruli(unicodedata.normalize("NFKC", text)).translate(_VARIANTS)
    visible = "".join(c for c in text if unicodedata.category(c) != "Cf")
    spaced = _SPACE.sub(" ", visible)
    return "".join(c for c in spaced if unicodedata.category(c) != "Cc").strip()
