"""Georgian words: which forms belong to one word, and what a word typed in Latin letters may be.

A form is taken apart into readings (root, class of stem, whether the root may have lost a vowel).
Rules are those of the school grammar of Georgian: seven cases, plural in -ებ and the old plural in
-ნი/-თა, postpositions, particles; truncation of a final ა/ე; syncope of ა, ე, ო before ლ, რ, ნ, მ.
"""

from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product
from typing import NamedTuple

from wagtail_civic.core.text import mkhedruli

MIN_ROOT = 2
MIN_SYNCOPATED = 3
MAX_LENGTH = 40
MAX_SPELLINGS = 96

VOWELS = frozenset("აეიოუ")
CONSONANT, ALPHA, EPSILON, ROUND, UNKNOWN = "i", "a", "e", "v", "q"
SYNCOPATED = "y"
_STEM_VOWELS = {"ა": ALPHA, "ე": EPSILON}

#: Roots that keep their vowel although their ending is one that usually loses it.
KEEPS_VOWEL = frozenset({"სახელ", "თვალ", "ჟურნალ", "კვარტალ", "მასალ", "ორიგინალ"})
#: Roots whose lost vowel no rule foresees: short ones, and one before ვ.
OWN_SYNCOPE = {"წელ": "წლ", "ნაგავ": "ნაგვ"}
#: Nouns whose root is one letter; all others of that shape are little words like და and მე.
ONE_LETTER = frozenset({"ხ"})

_DATIVE = ("სთანავე", "სთან", "თან", "სავით", "ში", "ზე", "სა", "ს")
_GENITIVE = (
    "ისთანავე", "ისათვის", "ისამებრ", "ისთვის", "ისაგან", "ისაკენ", "ისადმი", "ითურთ", "ისებრ",
    "ისგან", "ისკენ", "ისავე", "იდან", "ისას", "ისა", "ითა", "ის", "ით",
)  # fmt: skip
_ADVERBIAL = ("ამდე", "ადა", "ად")
#: After a vowel that stays: ო and უ always, ა and ე in names and in the adverbial case.
_AFTER_VOWEL = (
    "სთანავე", "სათვის", "სამებრ", "სთვის", "საგან", "საკენ", "სადმი", "სებრ", "სგან", "სკენ",
    "სას", "დან", "მდე", "თი", "დ",
)  # fmt: skip
_OLD_PLURAL = ("თათვის", "თაგან", "თადმი", "თა", "ნი")
_BEFORE_COPULA = ("ში", "ზე", "თან", "დან", "თვის", "გან", "კენ", "მდე")
#: Nouns in -ია beside which a noun in -ი exists: ეკოლოგი and ეკოლოგია are two words.
_OWN_WORD_IN_IA = ("ოგ", "აფ", "კრატ", "ომ", "რქ", "ერ")


class Reading(NamedTuple):
    """One way to take a form apart. ``weak``: the root stands where syncope happens."""

    root: str
    stem: str
    weak: bool


def is_georgian(word: str) -> bool:
    return bool(word) and all("ა" <= letter <= "ჺ" for letter in word)


def stems(word: str) -> tuple[str, ...]:
    """What the forms of this word begin with: its root, and its root without the lost vowel.

    >>> stems("სოფელი")
    ('სოფელ', 'სოფლ')
    """
    found: dict[str, None] = {}
    for reading in readings(mkhedruli(word)):
        found[reading.root] = None
        if not reading.weak:
            found.update(dict.fromkeys(syncopated(reading.root)))
    return tuple(found)


def matches(query: str, word: str) -> bool:
    """Whether a search for ``query`` finds ``word``: this is the rule the index applies."""
    return not query_terms(query).isdisjoint(index_terms(word))


@lru_cache(maxsize=50_000)
def index_terms(word: str) -> frozenset[str]:
    """What is stored for a Georgian word of a text."""
    terms = set()
    for root, stem, weak in readings(mkhedruli(word)):
        terms.add(root + stem)
        if not weak:
            terms.update(short + SYNCOPATED for short in syncopated(root))
    return frozenset(terms)


@lru_cache(maxsize=5_000)
def query_terms(word: str) -> frozenset[str]:
    """What is looked up for a Georgian word of a query: any of these is a match."""
    terms = set()
    for root, stem, weak in readings(mkhedruli(word)):
        terms.add(root + stem)
        if stem == UNKNOWN:
            terms.update(root + known for known in (CONSONANT, ALPHA, EPSILON, SYNCOPATED))
        elif stem != ROUND:
            terms.add(root + UNKNOWN)
            if not weak:
                terms.update(short + UNKNOWN for short in syncopated(root))
    return frozenset(terms)


def syncopated(root: str) -> tuple[str, ...]:
    """The root as it stands before -ის, -ით, -ად and -ებ, if it may lose its last vowel."""
    if root in OWN_SYNCOPE:
        return (OWN_SYNCOPE[root],)
    if len(root) <= MIN_SYNCOPATED or root in KEEPS_VOWEL:
        return ()
    start, vowel, last = root[:-2], root[-2], root[-1]
    forms = []
    if start[-1] not in VOWELS and (
        (vowel in "აე" and last in "ლრნმ") or (vowel == "ო" and last in "ლრ") or root[-2:] == "ედ"
    ):
        forms.append(start + last)
    if vowel == "ო" and last in "რნ":
        forms.append(start + "ვ" + last)
    return tuple(forms)


def readings(word: str) -> tuple[Reading, ...]:
    """Every way to take a form in Mkhedruli apart; an unknown ending leaves the form as root."""
    word = word[:MAX_LENGTH]
    found = dict.fromkeys(_readings(word))
    return tuple(found) or (Reading(word, ROUND, False),)


def _readings(word: str) -> Iterator[Reading]:
    yield from _cases(word)
    yield from _particles(word)


def _particles(word: str) -> Iterator[Reading]:
    """-ც (too), -ვე (the same), the copula -ა (is), the quotative -ო."""
    bare = word[:-1]
    if len(word) < 4:
        return
    if word[-1] == "ც" and bare[-1] in VOWELS:
        yield from _cases(bare)
        if bare[-1] == "ა":
            yield from _cases(bare[:-1])
    elif word.endswith("ვე") and len(word) > 6:
        yield from _cases(word[:-2])
    elif word[-1] == "ა" and len(word) > 4:
        predicate = bare[-1] == "ი" and len(bare) > 4
        if predicate and bare[:-1].endswith(_OWN_WORD_IN_IA):
            return
        if predicate or bare[-1] in "აეოუ" or bare.endswith(_BEFORE_COPULA):
            yield from _cases(bare)
    elif word.endswith("იო") and len(word) > 4:
        yield from _cases(bare)


def _cases(word: str) -> Iterator[Reading]:
    yield from _nominative(word)
    for ending in _DATIVE:
        if word.endswith(ending):
            yield from _strong(word[: -len(ending)])
    for ending in (*_GENITIVE, *_ADVERBIAL):
        if word.endswith(ending):
            yield from _weak(word[: -len(ending)])
    for ending in _AFTER_VOWEL:
        if word.endswith(ending):
            yield from _vowel_stem(word[: -len(ending)])
    for ending in _OLD_PLURAL:
        if word.endswith(ending):
            yield from _strong(word[: -len(ending)], plural=False)
    if word.endswith("ივით"):
        yield from _nominative(word[:-3])
    yield from _ergative(word)


def _nominative(word: str) -> Iterator[Reading]:
    if word[-1:] == "ი":
        yield from _consonant_stem(word[:-1])
        if word[-2:-1] in VOWELS and len(word) > MIN_ROOT:
            yield Reading(word[:-1], CONSONANT, False)
    elif word[-1:] in VOWELS:
        yield from _vowel_stem(word)
        if word[-1] == "ო" and len(word) > 3 and word[-2] not in VOWELS:
            yield from _consonant_stem(word[:-1])  # the vocative
    elif not (word.endswith("ს") and word[-2:-1] in VOWELS):  # that is a dative or genitive
        yield from _consonant_stem(word)


def _ergative(word: str) -> Iterator[Reading]:
    if word.endswith("მა"):
        yield from _consonant_stem(word[:-2])
    elif word.endswith("მ"):
        bare = word[:-1]
        if bare[-1:] == "ი":
            yield from _nominative(bare)
        else:
            yield from _vowel_stem(bare)


def _is_root(rest: str) -> bool:
    return len(rest) >= MIN_ROOT or rest in ONE_LETTER


def _strong(rest: str, plural: bool = True) -> Iterator[Reading]:
    """What is left before an ending that never shortens the root."""
    yield from _vowel_stem(rest)
    yield from _consonant_stem(rest, plural)


def _vowel_stem(rest: str) -> Iterator[Reading]:
    if rest[-1:] in _STEM_VOWELS and _is_root(rest[:-1]):
        yield Reading(rest[:-1], _STEM_VOWELS[rest[-1]], False)
    elif rest[-1:] in ("ო", "უ") and len(rest) >= MIN_ROOT:
        yield Reading(rest, ROUND, False)


def _consonant_stem(rest: str, plural: bool = True) -> Iterator[Reading]:
    if len(rest) < MIN_ROOT or rest[-1] in VOWELS:
        return
    in_eb = rest.endswith("ებ") and len(rest) > MIN_ROOT + 1
    if in_eb:
        yield from _plural(rest[:-2])
    if not (in_eb and plural):
        yield Reading(rest, CONSONANT, False)


def _weak(rest: str) -> Iterator[Reading]:
    """What is left before -ის, -ით, -ად: a final ა or ე is gone, a vowel before it may be."""
    if not _is_root(rest):
        return
    if rest[-1] == "ი":
        yield Reading(rest, ALPHA, True)
    elif rest[-1] in VOWELS:
        yield Reading(rest, CONSONANT, True)
    elif rest.endswith("ებ") and len(rest) > MIN_ROOT + 1:
        yield Reading(rest, ALPHA, True)  # a verbal noun in -ება
        yield from _plural(rest[:-2])
    else:
        yield Reading(rest, UNKNOWN, True)


def _plural(rest: str) -> Iterator[Reading]:
    if len(rest) < MIN_ROOT:
        return
    if rest[-1] == "ი":
        yield Reading(rest, ALPHA, True)
        if rest[-2] in VOWELS:
            yield Reading(rest[:-1], CONSONANT, True)
    elif rest[-1] in VOWELS:
        yield from _vowel_stem(rest)
    else:
        yield Reading(rest, UNKNOWN, True)


# By the national system, with and without its apostrophes, and as people type on a Latin keyboard.
# The likeliest letter comes first.
_LETTERS = {
    "tch": "ჭ", "ts'": "წ", "ch'": "ჭ", "t'": "ტ", "k'": "კ", "p'": "პ", "q'": "ყ", "c'": "წ",
    "zh": "ჟ", "gh": "ღ", "sh": "შ", "ch": "ჩჭ", "ts": "ცწ", "dz": "ძ", "kh": "ხ",
    "a": "ა", "b": "ბ", "g": "გ", "d": "დ", "e": "ე", "v": "ვ", "z": "ზ", "t": "ტთ", "i": "ი",
    "k": "კქ", "l": "ლ", "m": "მ", "n": "ნ", "o": "ო", "p": "პფ", "r": "რ", "s": "ს", "u": "უ",
    "f": "ფ", "q": "ყქ", "y": "ყ", "c": "ც", "w": "წვ", "x": "ხ", "j": "ჯჟ", "h": "ჰ",
}  # fmt: skip


def from_latin(word: str) -> tuple[str, ...]:
    """The Georgian spellings that a word in Latin letters may stand for, at most 96.

    >>> from_latin("biujeti")[0]
    'ბიუჯეტი'
    """
    letters, rest = [], word.casefold()[:MAX_LENGTH]
    while rest:
        size = next((n for n in (3, 2, 1) if rest[:n] in _LETTERS and len(rest) >= n), 0)
        if not size:
            return ()
        letters.append(_LETTERS[rest[:size]])
        rest = rest[size:]
    # The last letters vary first, so turn the word round: its beginning tells words apart.
    spellings = ("".join(reversed(s)) for s in product(*reversed(letters)))
    return tuple(islice(spellings, MAX_SPELLINGS))
