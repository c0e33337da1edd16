"""Georgian set in fonts of the years before Unicode, which draw it on Latin letters."""

import re
from collections import defaultdict
from collections.abc import Iterable

_KEYS = "abgdevzTiklmnopJrstufqRySCcZwWxjh"
_GEORGIAN = "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ"
_MAP = str.maketrans(_KEYS, _GEORGIAN)
_FONT = re.compile(r"nusx|mtavr|chveulebrivi|avaza|^(?:\w{6}\+)?(?:acad|lit|dumba)", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z]{3,}")
_INNER_CAPITAL = re.compile(r"[a-z][TJRSCZW]|^[TJRSCZW][a-z]*[TJRSCZW]")

#: The share of words with such a capital inside was 27 % in text of these fonts, 0 % in English.
ENOUGH = 0.08
#: Fewer words prove nothing: "Facebook, YouTube, TikTok" has two such capitals.
MIN_WORDS = 20


def is_legacy_font(name: str) -> bool:
    return bool(_FONT.search(name))


def to_georgian(text: str) -> str:
    return text.translate(_MAP)


def looks_legacy(text: str, min_words: int = 3) -> bool:
    """Whether Latin letters of this text are likely to be Georgian in such a font."""
    words = _WORD.findall(text)
    if len(words) < min_words:
        return False
    return sum(bool(_INNER_CAPITAL.search(word)) for word in words) / len(words) >= ENOUGH


def mapped(runs: Iterable[tuple[str, str]]) -> str:
    """A text from its runs of one font each, (name of the font, text).

    What stands in a font of the family is turned into Georgian, and so is what stands in a font
    whose name says nothing but whose whole text on the page cannot be Latin. Real Latin stays.
    """
    runs = list(runs)
    texts: dict[str, list[str]] = defaultdict(list)
    for font, text in runs:
        texts[font].append(text)
    old = {
        font
        for font, found in texts.items()
        if is_legacy_font(font) or looks_legacy("".join(found), MIN_WORDS)
    }
    return "".join(to_georgian(text) if font in old else text for font, text in runs)
