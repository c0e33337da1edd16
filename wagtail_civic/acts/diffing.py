"""What became of a text, paragraph by paragraph and word by word."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

SAME, ADDED, REMOVED, CHANGED, SKIPPED = "same", "added", "removed", "changed", "skipped"

#: Longer texts are not compared on a page: the time grows with the square of their length.
MOST_LINES = 4_000
MOST_WORDS = 1_500
#: How many unchanged paragraphs are shown on each side of a change.
AROUND = 1
_ALIKE = 0.4
#: In a place where several paragraphs changed, so many pairs are looked at for counterparts.
_MOST_PAIRS = 400
#: So many pairs of words in all: it is anybody's page, and this is half a second of it.
_MOST_WORK = 40_000_000


class TooLong(Exception):
    """The texts are too long to compare while somebody waits."""


class Piece(NamedTuple):
    kind: str
    words: str


class Change(NamedTuple):
    """``pieces`` are the words in their order; of SKIPPED, ``count`` paragraphs are left out."""

    kind: str
    pieces: tuple[Piece, ...] = ()
    count: int = 0


def compare(old: list[str], new: list[str]) -> list[Change]:
    """The way from the old text to the new one; unchanged paragraphs far from changes are counted.

    >>> compare(["ა", "სამი ლარი"], ["ა", "ოთხი ლარი"])[1].pieces[:2]
    (Piece(kind='removed', words='სამი'), Piece(kind='added', words='ოთხი'))
    """
    if max(len(old), len(new)) > MOST_LINES:
        raise TooLong
    changes: list[Change] = []
    left = _MOST_WORK
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            changes += [_whole(SAME, line) for line in old[start:end]]
        else:
            before, after = old[start:end], new[new_start:new_end]
            work = _count(before) * _count(after)
            is_paired = len(before) * len(after) <= _MOST_PAIRS and work <= left
            left -= work if is_paired else 0
            changes += _replaced(before, after, is_paired)
    return list(_shortened(changes))


def _whole(kind: str, line: str) -> Change:
    return Change(kind, (Piece(kind, line),))


def _count(lines: list[str]) -> int:
    return sum(len(line.split()) for line in lines)


def _replaced(old: list[str], new: list[str], is_paired: bool) -> Iterator[Change]:
    """Each old paragraph beside the new one it became; what has no counterpart stands alone."""
    waiting = 0
    for line in old:
        match = _counterpart(line, new[waiting:]) if is_paired else None
        if match is None:
            yield _whole(REMOVED, line)
            continue
        yield from (_whole(ADDED, each) for each in new[waiting : waiting + match])
        yield Change(CHANGED, tuple(_words(line, new[waiting + match])))
        waiting += match + 1
    yield from (_whole(ADDED, each) for each in new[waiting:])


def _counterpart(line: str, candidates: list[str]) -> int | None:
    words = line.split()
    if len(words) > MOST_WORDS:
        return None
    for place, candidate in enumerate(candidates):
        other = candidate.split()
        if len(other) > MOST_WORDS:
            continue
        matcher = SequenceMatcher(None, words, other, autojunk=False)
        if matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE:
            return place
    return None


def _words(old: str, new: str) -> Iterator[Piece]:
    before, after = old.split(), new.split()
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            yield Piece(SAME, " ".join(before[start:end]))
            continue
        if start < end:
            yield Piece(REMOVED, " ".join(before[start:end]))
        if new_start < new_end:
            yield Piece(ADDED, " ".join(after[new_start:new_end]))


def _shortened(changes: list[Change]) -> Iterator[Change]:
    near = set()
    for place, change in enumerate(changes):
        if change.kind != SAME:
            near.update(range(place - AROUND, place + AROUND + 1))
    skipped = 0
    for place, change in enumerate(changes):
        if place not in near:
            skipped += 1
            continue
        if skipped:
            yield Change(SKIPPED, count=skipped)
            skipped = 0
        yield change
    if skipped:
        yield Change(SKIPPED, count=skipped)
