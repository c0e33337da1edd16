"""Where a query is found in a text, shown: one routine for every engine.

The text is escaped first, piece by piece, and marked then, so nothing of it becomes markup.
"""

from collections import Counter
from collections.abc import Iterator
from html import escape

from django.utils.safestring import SafeString, mark_safe

from . import terms
from .query import Query

LENGTH = 260
#: A snippet is looked for in this much of a text.
LOOK_AT = 20_000
_BEFORE = 60
_OPENS, _CLOSES = "<mark>", "</mark>"


def marked(text: str, query: Query) -> SafeString:
    """The whole text, escaped, with ``<mark>`` round what the query finds in it."""
    return _marked(text, spans(text, query))


def snippet(text: str, query: Query, length: int = LENGTH) -> SafeString:
    """The part of the text that has most of the query in it, escaped and marked."""
    text = " ".join(text[:LOOK_AT].split())
    found = spans(text, query)
    start, end = _window(text, found, length)
    inside = [(a - start, b - start) for a, b in found if a >= start and b <= end]
    before = "… " if start else ""
    after = " …" if end < len(text) else ""
    return mark_safe(before + _marked(text[start:end], inside) + after)


def spans(text: str, query: Query) -> list[tuple[int, int]]:
    """Start and end of everything in the text that the query finds, in order, without overlap."""
    wanted, beginnings = query.sought.terms, tuple(query.sought.beginnings)
    found = [span for span, stored in terms.placed(text) if not wanted.isdisjoint(stored)]
    if beginnings:
        found += [span for span, stored in terms.placed(text) if _begins(stored, beginnings)]
    if query.phrases:
        tokens = list(terms.tokens(text))
        for phrase in query.phrases:
            found.extend(_phrases(tokens, phrase))
    return _merged(found)


def _begins(stored: frozenset[str], beginnings: tuple[str, ...]) -> bool:
    return any(term.startswith(beginnings) for term in stored)


def _phrases(tokens: list[terms.Token], phrase: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    words = [token for token in tokens if not token.number]
    size = len(phrase)
    folded = [terms.folded(token.text) for token in words]
    for i in range(len(words) - size + 1):
        if tuple(folded[i : i + size]) == phrase:
            yield words[i].start, words[i + size - 1].end


def _merged(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _window(text: str, found: list[tuple[int, int]], length: int) -> tuple[int, int]:
    """The stretch of about ``length`` characters with most hits in it, cut between words."""
    if len(text) <= length:
        return 0, len(text)
    best = _fullest(text, found, length)
    start = text.find(" ", best) + 1 if best else 0
    # A text of one long word has no place to cut: then it is cut where it is.
    if start > best + _BEFORE or (best and not start):
        start = best
    end = len(text) if start + length >= len(text) else text.rfind(" ", start, start + length)
    return start, end if end > start else start + length


def _fullest(text: str, found: list[tuple[int, int]], length: int) -> int:
    """Where the first stretch of this length begins that has most different hits in it."""
    words = [text[start:end] for start, end in found]
    best = most = left = right = 0
    inside: Counter[str] = Counter()
    for start, _end in found:
        from_here = max(0, start - _BEFORE)
        while right < len(found) and found[right][1] <= from_here + length:
            inside[words[right]] += 1
            right += 1
        while left < right and found[left][0] < from_here:
            inside[words[left]] -= 1
            if not inside[words[left]]:
                del inside[words[left]]
            left += 1
        if len(inside) > most:
            best, most = from_here, len(inside)
    return best


def _marked(text: str, found: list[tuple[int, int]]) -> SafeString:
    pieces, position = [], 0
    for start, end in found:
        pieces += [escape(text[position:start]), _OPENS, escape(text[start:end]), _CLOSES]
        position = end
    pieces.append(escape(text[position:]))
    return mark_safe("".join(pieces))
