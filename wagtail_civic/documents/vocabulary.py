"""The words of public texts, and which of them somebody may have meant."""

from collections import Counter

from django.db import transaction
from django.db.models import Case, Q, Value, When
from wagtail.models import Site

from wagtail_civic.core.text import fold

from . import georgian, query, terms
from .models.entries import IndexEntry
from .models.vocabulary import VocabularyWord
from .sight import Sight

MIN_LENGTH, MAX_LENGTH = 4, 40
MAX_WORDS = 100_000
#: While counting: rare words are dropped where there are more different ones than this.
MAX_COUNTED = 400_000
BATCH = 1_000
MAX_NEAR = 3_000
#: To look for what is near one word may take a third of a second: longer queries are left alone.
MAX_TYPED = 6


def rebuild(site: Site) -> int:
    """Count the words of what is public on a site now; how many are known then."""
    counts = dict(_counted(site).most_common(MAX_WORDS))
    known = dict(VocabularyWord.objects.filter(site=site).values_list("word", "times"))
    gone = sorted(known.keys() - counts.keys())
    new = [
        VocabularyWord(site=site, word=word, length=len(word), times=times)
        for word, times in counts.items()
        if word not in known
    ]
    # A little more or less often makes no other suggestion.
    moved = [word for word in counts.keys() & known.keys() if _differs(counts[word], known[word])]
    for start in range(0, len(gone), BATCH):
        part = gone[start : start + BATCH]
        VocabularyWord.objects.filter(site=site, word__in=part).delete()
    for start in range(0, len(new), BATCH):
        VocabularyWord.objects.bulk_create(new[start : start + BATCH], ignore_conflicts=True)
    for start in range(0, len(moved), BATCH):
        with transaction.atomic():
            for word in moved[start : start + BATCH]:
                VocabularyWord.objects.filter(site=site, word=word).update(times=counts[word])
    return len(counts)


def _differs(now: int, before: int) -> bool:
    return now > before * 1.5 or before > now * 1.5


def _counted(site: Site) -> Counter:
    counts: Counter[str] = Counter()
    last = 0
    names = ("kind", "object_id", "page_id", "document_id", "words")
    while True:
        rows = IndexEntry.objects.filter(site=site, pk__gt=last).order_by("pk").only(*names)
        part = list(rows[:BATCH])
        if not part:
            return counts
        last = part[-1].pk
        sight = Sight(site, part)
        for row in part:
            # A machine that reads pictures makes words that nobody writes.
            if sight.shows(row) and row.document_id not in sight.machine_read:
                counts.update(filter(_is_word, row.words.split()))
        if len(counts) > MAX_COUNTED:
            counts = Counter({word: times for word, times in counts.items() if times > 1})


def _is_word(word: str) -> bool:
    return MIN_LENGTH <= len(word) <= MAX_LENGTH and word.isalpha()


def meant(site: Site, wanted: query.Query) -> str:
    """The query with its unknown words replaced by the nearest known ones; empty if none is.

    Whether anybody may read where they stand is for the caller to see: it searches for it.
    """
    if any(item.phrase for item in wanted.items()) or wanted.excluded:
        return ""
    if len(wanted.words) > MAX_TYPED:
        return ""
    words, changed = [], False
    for word in wanted.words:
        found = nearest(site, word)
        words.append(found or word)
        changed = changed or bool(found)
    return " ".join(words) if changed else ""


def nearest(site: Site, typed: str) -> str:
    """The known word that differs least, the most common of several; empty for a known one."""
    word = terms.folded(fold(typed))
    if not _is_word(word):
        return ""
    known = VocabularyWord.objects.filter(site=site)
    spellings = [word, *georgian.from_latin(word)[:2]] if word.isascii() else [word]
    best: tuple[int, int, str] | None = None
    for spelling in spellings:
        for near, times in _near(known, spelling):
            if near == word:
                return ""
            far = distance(spelling, near, _most(spelling))
            if far is not None and (best is None or (far, -times, near) < best):
                best = (far, -times, near)
    return best[2] if best else ""


def _most(word: str) -> int:
    return 1 if len(word) < 7 else 2


def _near(known, word: str):
    """Words that share their first or their last half with this one: one slip leaves one whole.

    The word itself, if it is known, comes first.
    """
    half = max(2, (len(word) - 1) // 2)
    shares = Q(word__startswith=word[:half]) | Q(word__endswith=word[-half:])
    lengths = (len(word) - _most(word), len(word) + _most(word))
    rows = known.filter(shares, length__range=lengths).order_by(
        Case(When(word=word, then=Value(0)), default=Value(1)), "-times", "word"
    )
    return rows.values_list("word", "times")[:MAX_NEAR]


def distance(one: str, other: str, most: int) -> int | None:
    """How many letters were left out, added, changed or swapped; None for more than ``most``."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        above, before, row = before, row, [i]
        for j, against in enumerate(other, 1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return None
    return row[-1] if row[-1] <= most else None
