"""The search of a site: from what was typed to the hits of one page of results.

The engine ranks at most ``CANDIDATES`` rows. Everything a reader sees (hits, counts, facets) comes
from those of them that are public now, so that no number speaks of something private.
"""

from dataclasses import dataclass, field

from wagtail.models import Site

from . import engines, query, terms
from .facets import Facet, facets_of, matches, values_of
from .models.entries import IndexEntry
from .visibility import visible

CANDIDATES = 2_000
#: Rows of the index whose number is the one that was typed come before all others.
SAME_NUMBER = 1_000
RELEVANCE, NEWEST = "relevance", "date"

_LIGHT = ("text", "title_keys", "keys", "words")


@dataclass
class Hit:
    """One object that was found: its best row, and how many more of its parts were found."""

    row: IndexEntry
    score: float
    more: int = 0


@dataclass
class Results:
    site: Site
    query: query.Query
    hits: list[Hit] = field(default_factory=list)
    facets: list[Facet] = field(default_factory=list)
    capped: bool = False
    widened: bool = False

    @property
    def total(self) -> int:
        return len(self.hits)


def search(
    site: Site,
    text: str,
    selected: dict[str, str] | None = None,
    language: str = "",
    order: str = RELEVANCE,
) -> Results:
    """What the public of ``site`` finds for any text at all; an unusable one finds nothing."""
    wanted = query.parse(text)
    if not wanted:
        return Results(site, wanted)
    found = engines.engine().candidates(wanted, site.pk, CANDIDATES)
    hits = _hits(site, found, wanted, language)
    widened = False
    if not hits and (beginnings := query.by_beginnings(wanted)):
        found = engines.engine().candidates(beginnings, site.pk, CANDIDATES)
        hits = _hits(site, found, beginnings, language)
        if hits:
            wanted, widened = beginnings, True
    results = Results(site, wanted, capped=len(found) >= CANDIDATES, widened=widened)
    selected = selected or {}
    values = [values_of(hit.row) for hit in hits]
    results.facets = facets_of(values, selected, site)
    results.hits = [
        hit for hit, value in zip(hits, values, strict=True) if matches(value, selected)
    ]
    if order == NEWEST:
        results.hits.sort(key=_day, reverse=True)
    return results


def _hits(
    site: Site, found: list[engines.Candidate], wanted: query.Query, language: str
) -> list[Hit]:
    """Public rows grouped into hits, the best first; a row in the reader's language stands for
    its group where there is one."""
    scores = dict(found)
    rows = IndexEntry.objects.filter(pk__in=scores).defer(*_LIGHT)
    number = terms.number_key(wanted.text)
    groups: dict[str, Hit] = {}
    ordered = sorted(rows, key=lambda row: (-_score(row, scores, number), -row.pk))
    for row in visible(site, ordered):
        hit = groups.get(row.group)
        if hit is None:
            groups[row.group] = Hit(row, _score(row, scores, number))
            continue
        if _is_another_place(row, hit.row):
            hit.more += 1
        if _foreign(hit.row, language) and not _foreign(row, language):
            hit.row = row
    return list(groups.values())


def _day(hit: Hit) -> int:
    return hit.row.date.toordinal() if hit.row.date else 0


def _is_another_place(row: IndexEntry, best: IndexEntry) -> bool:
    same_object = row.object_id == best.object_id and row.language == best.language
    return same_object and row.part.split("/")[0] != best.part.split("/")[0]


def _score(row: IndexEntry, scores: dict[int, float], number: str) -> float:
    return scores[row.pk] + (SAME_NUMBER if number and row.number == number else 0)


def _foreign(row: IndexEntry, language: str) -> bool:
    return bool(language and row.language and row.language != language)


def load_texts(hits: list[Hit]) -> None:
    """Fetch what a page of results shows of its hits."""
    rows = IndexEntry.objects.filter(pk__in=[hit.row.pk for hit in hits])
    texts = dict(rows.values_list("pk", "text"))
    for hit in hits:
        hit.row.text = texts.get(hit.row.pk, "")
