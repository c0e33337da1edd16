"""What a citizen typed, as groups of terms: words, "a phrase", -without, one OR another.

Any text is a query. No character of it reaches an engine as an operator: the engines are given
terms made of letters and digits, and quote even those.
"""

import re
from dataclasses import dataclass, field
from functools import cache, cached_property

from wagtail_civic.core.text import DASHES, fold

from . import terms

MAX_LENGTH = 300
MAX_ITEMS = 12
MIN_BEGINNING = 3

_ITEM = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))', re.DOTALL)
_SPACED_SIGN = re.compile(r"(?:№|\bN[oº]?\.?|#)\s+(?=\d)", re.IGNORECASE)
_ASCII = re.compile(r"[a-z']+$")
_OR = frozenset({"or", "|", "ან"})


@dataclass(frozen=True)
class Item:
    """One thing to look for. It is found where any of ``terms`` stands, or a term that begins
    with one of ``beginnings``, or the words of ``phrase`` one after the other."""

    terms: frozenset[str] = frozenset()
    beginnings: frozenset[str] = frozenset()
    phrase: tuple[str, ...] = ()


@dataclass(frozen=True)
class Query:
    """Every group is required, any item of a group will do, no excluded item may stand there."""

    text: str = ""
    groups: tuple[tuple[Item, ...], ...] = ()
    excluded: tuple[Item, ...] = ()
    words: tuple[str, ...] = field(default=())

    def __bool__(self) -> bool:
        return bool(self.groups)

    def items(self):
        return (item for group in self.groups for item in group)

    @cached_property
    def sought(self) -> Item:
        """The terms and beginnings of all items."""
        items = list(self.items())
        return Item(
            frozenset().union(*(item.terms for item in items)),
            frozenset().union(*(item.beginnings for item in items)),
        )

    @cached_property
    def phrases(self) -> tuple[tuple[str, ...], ...]:
        return tuple(item.phrase for item in self.items() if item.phrase)


def parse(text: str) -> Query:
    """The query in a text of any length and content; empty when nothing in it can be found."""
    text = clean(text)
    groups: list[list[Item]] = []
    excluded: list[Item] = []
    words: list[str] = []
    joined = False
    for match in list(_ITEM.finditer(_unified(text)))[: MAX_ITEMS * 2]:
        word = match["word"]
        if word is not None and word.casefold() in _OR:
            joined = bool(groups)
            continue
        found = _items(word) if word is not None else _phrase(match["phrase"])
        if match["minus"]:
            excluded.extend(found)
        elif found:
            if joined:
                groups[-1].extend(found)
            else:
                groups.extend([item] for item in found)
            words.extend([word] if word is not None else match["phrase"].split())
            joined = False
    return Query(
        text,
        _meaningful(groups)[:MAX_ITEMS],
        tuple(excluded[:MAX_ITEMS]),
        tuple(words[:MAX_ITEMS]),
    )


def clean(text: str) -> str:
    """The text as shown again in the form: one line, no control characters, not too long."""
    printable = "".join(c if c.isprintable() else " " for c in text[: MAX_LENGTH * 4])
    return " ".join(printable.split())[:MAX_LENGTH]


def by_beginnings(query: Query) -> Query | None:
    """The same query with its plain words taken as beginnings, for when nothing else is found."""
    widened, changed = [], False
    for group in query.groups:
        items = []
        for item in group:
            beginnings = item.beginnings | _beginnings(item)
            changed = changed or beginnings != item.beginnings
            items.append(Item(item.terms, beginnings, item.phrase))
        widened.append(tuple(items))
    return Query(query.text, tuple(widened), query.excluded, query.words) if changed else None


def _beginnings(item: Item) -> frozenset[str]:
    if item.phrase or item.beginnings:
        return frozenset()
    # A Georgian term is a root and one letter for its class of stem; others begin with a letter.
    bare = (t if t[0] == "z" else t[:-1] for t in item.terms if t[0] != "n")
    return frozenset(word for word in bare if len(word) >= MIN_BEGINNING)


def _unified(text: str) -> str:
    """Every kind of quotation mark and dash is one; the rest stays, numbers need their signs."""
    text = re.sub("[“”„‟«»″＂]", '"', re.sub(f"[{DASHES}]", "-", text))
    return _SPACED_SIGN.sub("№", text)


def _items(word: str) -> list[Item]:
    found = []
    for token in terms.tokens(word):
        if token.number:
            return [_number(token.text)]
        item = _word(token.text)
        if item:
            found.append(item)
    return found


def _number(text: str) -> Item:
    term = terms.number_term(text)
    code = term[1:].isdigit() and len(term) > terms.MIN_CODE
    return Item(frozenset({term}), frozenset({term}) if code else frozenset())


def _word(text: str) -> Item | None:
    word = terms.folded(text)
    if not word:
        return None
    found = terms.query_terms(word)
    typed = fold(text)
    if _ASCII.match(typed):
        found |= terms.latin_terms(typed)
    code = word.isdigit() and len(word) >= terms.MIN_CODE
    return Item(found, frozenset({"n" + word}) if code else frozenset())


def _phrase(text: str) -> list[Item]:
    words = tuple(terms.plain_words(text).split())
    if len(words) == 1:
        return _items(text)
    return [Item(phrase=words)] if words else []


def _meaningful(groups: list[list[Item]]) -> tuple[tuple[Item, ...], ...]:
    kept = [tuple(group) for group in groups if not all(_is_stop_word(item) for item in group)]
    return tuple(kept or [tuple(group) for group in groups])


def _is_stop_word(item: Item) -> bool:
    return not item.phrase and item.terms in _stop_terms()


@cache
def _stop_terms() -> frozenset[frozenset[str]]:
    return frozenset(item.terms for word in terms.STOP_WORDS if (item := _word(word)))
