"""Which forms are one word. A capability that knows the grammar of a language registers it here."""

import re
from collections.abc import Callable, Iterable

from .registry import Registry
from .text import fold

#: Answers the roots of a word of its language, or nothing for a word of another.
Grammar = Callable[[str], Iterable[str]]

grammars: Registry[Grammar] = Registry("grammars")

_WORD = re.compile(r"[^\W_]+")
SHORTEST = 3
BEGINNING = 5
"""Without a grammar, words that begin with the same letters are taken for forms of one."""


def roots(word: str) -> frozenset[str]:
    """What the forms of this word have in common; two words are one if these meet."""
    for grammar in grammars:
        if found := frozenset(grammar(word)):
            return found
    return frozenset([word[:BEGINNING]])


def roots_of(text: str) -> dict[str, frozenset[str]]:
    """The words of a text, folded, with their roots; very short ones left out."""
    words = dict.fromkeys(_WORD.findall(fold(text)))
    return {word: roots(word) for word in words if len(word) >= SHORTEST}
