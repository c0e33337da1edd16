"""What somebody may be about to type: titles of what is public, by the beginning of a word."""

from wagtail.models import Site

from . import georgian, query, terms
from .searching import Hit, grouped, public_rows

MIN_TYPED = 3
CANDIDATES = 60
MOST = 8


def completions(site: Site, typed: str, language: str = "") -> list[Hit]:
    """The public things in whose titles the words that were typed begin words, best first."""
    words = query.clean(typed).split()
    wanted = beginning(words)
    if wanted is None:
        return []
    found, _sight = public_rows(site, wanted, CANDIDATES)
    beginnings = _spellings(words[-1])
    rows = [row for row in found if _begins(row.title, beginnings)]
    titles: dict[str, Hit] = {}
    for hit in grouped(rows, wanted, language):
        titles.setdefault(hit.row.title, hit)
    return list(titles.values())[:MOST]


def beginning(words: list[str]) -> query.Query | None:
    """The query in which the last word goes on; None where too little was typed."""
    if not words:
        return None
    found = _spellings(words[-1])
    if not found:
        return None
    last = query.Item(beginnings=frozenset(spelling[:20] for spelling in found))
    before = query.parse(" ".join(words[:-1]))
    return query.Query(" ".join(words), (*before.groups, (last,)), before.excluded, before.words)


def _spellings(typed: str) -> tuple[str, ...]:
    """How the index spells what begins so: Georgian too, where Latin letters were typed."""
    word = terms.folded(typed)
    if len(word) < MIN_TYPED or typed.startswith("-"):
        return ()
    if georgian.is_georgian(word):
        return (word,)
    latin = georgian.from_latin(word)[:6] if word.isascii() and word.isalpha() else ()
    return ("z" + word, *latin)


def _begins(title: str, spellings: tuple[str, ...]) -> bool:
    bare = tuple(spelling.removeprefix("z") for spelling in spellings)
    return any(word.startswith(bare) for word in terms.plain_words(title).split())


def as_data(hits: list[Hit]) -> dict:
    return {"completions": [hit.row.title for hit in hits]}
