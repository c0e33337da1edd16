"""The search of a site: from what was typed to the hits of one page of results.

The engine ranks at most ``CANDIDATES`` rows. Everything a reader sees (hits, counts, facets) comes
from those of them that are public now, and what is hidden takes no place of another row: so no
number speaks of something private. Where more match, those that a reader narrows the list to are
asked for by themselves, and counts that may be too small say so.
"""

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from django.db.models import BigAutoField, CharField, DateTimeField, Exists, OuterRef, Q, QuerySet
from wagtail.models import Page, Site

from wagtail_civic.core import clock
from wagtail_civic.core.prepared import Filled, ask_together, prepared
from wagtail_civic.core.visibility import private_paths, public_pages

from . import engines, query, terms, vocabulary
from .engines.base import Found, Only
from .facets import NAMES, TOPICS, Facet, facets_of, marks_asked, matches, names_asked, values_of
from .models.entries import IndexEntry
from .sight import Sight

#: A thousand, and the one that tells of more.
CANDIDATES = 1_001
#: How often it is asked where hidden rows stand before others.
MOST_TURNS = 4
#: Rows of the index whose number is the one that was typed come before all others.
SAME_NUMBER = 1_000
RELEVANCE, NEWEST = "relevance", "date"


@dataclass
class Hit:
    """One object that was found: its best row, and how many more of its parts were found."""

    row: Found
    score: float
    more: int = 0


@dataclass
class Results:
    site: Site
    query: query.Query
    sight: Sight
    hits: list[Hit] = field(default_factory=list)
    facets: list[Facet] = field(default_factory=list)
    capped: bool = False
    #: The facets of whose values, but the chosen one, there may be more than were counted.
    minima: Container[str] = ()
    widened: bool = False
    #: What was probably meant, where nothing was found: a query that finds something.
    meant: str = ""

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
        return Results(site, wanted, Sight(site, []))
    newest, selected = order == NEWEST, selected or {}
    results = _find(site, wanted, language, newest, selected)
    if not results.hits and (beginnings := query.by_beginnings(wanted)):
        wider = _find(site, beginnings, language, newest, selected)
        if wider.hits:
            results, wider.widened = wider, True
    if not results.hits:
        results.meant = _meant(site, wanted, language)
    topics = results.sight.told.get(TOPICS, ())
    values = values_of([hit.row for hit in results.hits], clock.today(), topics)
    results.facets = facets_of(
        values, selected, results.sight, results.minima, capped=results.capped
    )
    results.hits = [
        hit for hit, value in zip(results.hits, values, strict=True) if matches(value, selected)
    ]
    if newest:
        results.hits.sort(key=_day, reverse=True)
    return results


def _meant(site: Site, wanted: query.Query, language: str) -> str:
    meant = vocabulary.meant(site, wanted)
    return meant if meant and _find(site, query.parse(meant), language, False, {}).hits else ""


def _find(
    site: Site, wanted: query.Query, language: str, newest: bool, selected: dict[str, str]
) -> Results:
    """All that is found and public, not yet narrowed."""
    ask = partial(
        public_rows,
        *(site, wanted, CANDIDATES, newest),
        more=partial(names_asked, selected=selected, site=site),
    )
    rows, sight = ask()
    capped = len(rows) >= CANDIDATES
    minima: Container[str] = NAMES if capped else ()
    if capped and selected:
        asked = marks_asked(selected, sight.told.get(TOPICS, ()))
        narrowed, sight = ask(marks=asked, beside=rows)
        capped = len(narrowed) >= CANDIDATES
        minima = NAMES if capped else selected
        known = {row.pk for row in narrowed}
        rows = narrowed + [row for row in rows if row.pk not in known and sight.shows(row)]
    hits = grouped(rows, wanted, language)
    return Results(site, wanted, sight, hits, capped=capped, minima=minima)


def public_rows(
    site: Site,
    wanted: query.Query,
    limit: int,
    newest: bool = False,
    more: Callable[[list[Found]], Iterable[Filled]] = lambda found: (),
    marks: Sequence[set[str]] = (),
    beside: Sequence[Found] = (),
) -> tuple[list[Found], Sight]:
    """The best rows that anybody may see, at most ``limit``, as if the hidden ones were not there.

    ``more`` is what to ask about rows together with whether they may be seen, ``marks`` what they
    have (``facets.marks_asked``), and ``beside`` others that shall be looked at too.
    """
    only = Only(marks=marks)
    for _turn in range(MOST_TURNS):
        found = engines.engine().candidates(wanted, site.pk, limit, newest, only)
        rows = [*found, *beside]
        sight = Sight(site, rows, more(rows))
        shown = list(filter(sight.shows, found))
        if len(found) < limit or len(shown) == len(found):
            break
        sight.hide(found, only)
    sight.bare(shown)
    return shown, sight


def grouped(rows: list[Found], wanted: query.Query, language: str) -> list[Hit]:
    """Rows grouped into hits, the best first; a row in the reader's language stands for its group
    where there is one."""
    number = terms.number_key(wanted.text)
    groups: dict[str, Hit] = {}
    scored = sorted(((_score(row, number), row.pk, row) for row in rows), reverse=True)
    for score, _pk, row in scored:
        hit = groups.get(row.group)
        if hit is None:
            groups[row.group] = Hit(row, score)
            continue
        if _is_another_place(row, hit.row):
            hit.more += 1
        if _foreign(hit.row, language) and not _foreign(row, language):
            hit.row = row
    return list(groups.values())


def _day(hit: Hit) -> int:
    return hit.row.date.toordinal() if hit.row.date else 0


def _is_another_place(row: Found, best: Found) -> bool:
    same_object = row.object_id == best.object_id and row.language == best.language
    return same_object and row.part.split("/")[0] != best.part.split("/")[0]


def _score(row: Found, number: str) -> float:
    return row.score + (SAME_NUMBER if number and row.number == number else 0)


def _foreign(row: Found, language: str) -> bool:
    return bool(language and row.language and row.language != language)


class Text(NamedTuple):
    """What a page of results shows of a row of the index."""

    pk: int
    kind: str
    object_id: str
    part: str
    language: str
    title: str
    text: str
    url: str


def load_texts(hits: list[Hit], sight: Sight) -> dict[str, Text]:
    """Fetch what a page of results shows of its hits: their texts and, by document, the public
    record that it is part of."""
    shown = {hit.row.pk: hit.row for hit in hits}
    records = sight.records_with({row.document_id for row in shown.values()} - {""})
    wholes: dict[str, Text] = {}
    if not records.found:
        for pk, text in _texts(shown=shown):
            shown[pk].text = text
        return wholes
    asked = {**records.asked(), "shown": shown, "private_paths": private_paths()}
    for row in map(Text._make, ask_together([_shown_and_wholes.with_values(**asked)])):
        if row.pk in shown:
            shown[row.pk].text = row.text
        if not row.part:
            wholes |= dict.fromkeys(records.documents_of(row.kind, row.object_id), row)
    return wholes


@prepared(shown=[BigAutoField()])
def _texts(shown) -> QuerySet:
    return IndexEntry.objects.filter(pk__in=shown).values_list("pk", "text")


@prepared(
    shown=[BigAutoField()],
    site=BigAutoField(),
    now=DateTimeField(),
    kinds=[CharField()],
    keys=[CharField()],
)
def _shown_and_wholes(shown, site, now, kinds, keys, private_paths) -> QuerySet:
    """Rows to be shown, and those of records themselves as far as their pages are public."""
    pages = public_pages(Page.objects.filter(pk=OuterRef("page_id")), now)
    public = Q(page_id=None) | Exists(pages)
    wholes = public & Q(site=site, part="", kind__in=kinds, object_id__in=keys)
    return IndexEntry.objects.filter(Q(pk__in=shown) | wholes).values_list(*Text._fields)
