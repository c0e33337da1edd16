"""From text to the terms that the index stores, and back from a query to the terms it looks up.

A Georgian word gives its readings, any other word its English stem, an act number or registration
code one term of its own; all begin with a letter and hold letters and digits only, so that no
engine ever sees an operator.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from wagtail_civic.core.text import DASHES, fold, mkhedruli

from . import georgian

MAX_WORD = 60
MIN_TERM = 3
#: A leading part of this many digits finds a registration code.
MIN_CODE = 6

_WORD = r"[^\W_]+(?:['’ʼ`][^\W_]+)*'?"
_DIVIDED = rf"(?:[-{DASHES}/.][^\W_]+)"
_NUMBER = rf"(?:№|\bN[oº]?\.?|#)\s*\d[^\W_]*{_DIVIDED}*|\b\d[^\W_]*{_DIVIDED}+"
_TOKEN = re.compile(f"(?P<number>{_NUMBER})|{_WORD}", re.IGNORECASE)
_PART = re.compile(_WORD)
_SIGN = re.compile(r"^(?:№|n[oº]?\.?|#)\s*(?=\d)", re.IGNORECASE)
_SEPARATOR = re.compile(rf"[-{DASHES}/.\s]+")
_SINGLE = re.compile(r"\d+$")

#: Words that say nothing by themselves: ignored in a query unless it has no others.
STOP_WORDS = frozenset(
    "და ან თუ რომ რომლის რომელიც ეს ის ამ იმ the a an of and or in to for on by is".split()  # noqa: SIM905
)


@cache
def _english() -> Callable[[str], str]:
    """What brings the forms of an English word together; without the extra, plurals alone."""
    try:
        from snowballstemmer import stemmer
    except ImportError:
        return lambda word: word[:-1] if len(word) > 3 and word.endswith("s") else word
    return stemmer("english").stemWord


class Token(NamedTuple):
    """A word or number of a text and where it stands."""

    text: str
    start: int
    end: int
    number: bool


def tokens(text: str) -> Iterator[Token]:
    """The words of a text; a number like 17-51 comes whole, and then in its parts."""
    for match in _TOKEN.finditer(text):
        if match.lastgroup is None:
            yield Token(match[0], *match.span(), False)
            continue
        yield Token(match[0], *match.span(), True)
        for word, start, end in _parts(match):
            yield Token(word, start, end, False)


def _parts(number: re.Match) -> Iterator[tuple[str, int, int]]:
    signed = _SIGN.match(number[0])
    for part in _PART.finditer(number[0], signed.end() if signed else 0):
        yield part[0], number.start() + part.start(), number.start() + part.end()


def placed(text: str) -> Iterator[tuple[tuple[int, int], frozenset[str]]]:
    """Where each word and number of a text stands, and what the index stores for it."""
    for match in _TOKEN.finditer(text):
        if match.lastgroup is None:
            yield match.span(), word_terms(folded(match[0]))
            continue
        yield match.span(), frozenset({number_term(match[0])})
        for word, start, end in _parts(match):
            yield (start, end), word_terms(folded(word))


@lru_cache(maxsize=50_000)
def folded(word: str) -> str:
    """The word as compared: Mkhedruli, lower case, letters and digits only."""
    if georgian.is_georgian(word):
        return word[:MAX_WORD]
    return "".join(letter for letter in fold(word) if letter.isalnum())[:MAX_WORD]


def number_key(text: str) -> str:
    """An act number or registration code without its sign, spaces and the dots of a code.

    >>> number_key("№ 17-51"), number_key("230.000.000.05.001"), number_key("N17–51")
    ('17-51', '23000000005001', '17-51')
    """
    bare = _SIGN.sub("", mkhedruli(text).strip()).casefold()
    parts = [part for part in _SEPARATOR.split(bare) if part]
    if "." in bare and all(part.isdigit() for part in parts):
        return "".join(parts)[:MAX_WORD]
    return "-".join(re.sub(r"[\W_]", "", part) for part in parts).strip("-")[:MAX_WORD]


def number_term(text: str) -> str:
    return _number_term(number_key(text))


def _number_term(key: str) -> str:
    """InnoDB leaves out what has fewer than three letters."""
    return f"n{key.replace('-', 'o')}".rjust(MIN_TERM, "n")


@lru_cache(maxsize=50_000)
def word_terms(word: str) -> frozenset[str]:
    """What the index stores for one folded word."""
    if georgian.is_georgian(word):
        return georgian.index_terms(word)
    return frozenset({"z" + _english()(word)})


def index_terms(text: str) -> str:
    """The terms of a text as one line for the engine."""
    found: list[str] = []
    for token in tokens(text):
        if token.number:
            found.append(number_term(token.text))
        elif word := folded(token.text):
            found.extend(sorted(word_terms(word)))
    return " ".join(found)


def plain_words(text: str) -> str:
    """The folded words of a text as one line, for phrases and beginnings of words."""
    words = (folded(token.text) for token in tokens(text) if not token.number)
    return " ".join(word for word in words if word)


def query_terms(word: str) -> frozenset[str]:
    """What is looked up for one folded word: any of these is a match."""
    if georgian.is_georgian(word):
        return georgian.query_terms(word)
    terms = {"z" + _english()(word)}
    if _SINGLE.match(word):
        terms.add(_number_term(word))
    return frozenset(terms)


def latin_terms(typed: str) -> frozenset[str]:
    """What a word in Latin letters finds as Georgian: ``biujeti`` is ბიუჯეტი."""
    found: set[str] = set()
    for spelling in georgian.from_latin(fold(typed)):
        found |= georgian.query_terms(spelling)
    return frozenset(found)
