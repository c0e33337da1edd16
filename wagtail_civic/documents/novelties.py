"""What is new on a site, for whom, and the one letter that tells it.

A thing is news once: when it is public for the first time and a job sees it. To make the index anew
is therefore no news. What is found for a search is a row before anything is sent, so that a lost or
doubled job loses and doubles nothing.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Site

from wagtail_civic.core import clock, letters

from . import engines, facets, query, saving
from .engines.base import Found, Only
from .models.entries import IndexEntry
from .models.saved import Finding, SavedSearch, SeenObject
from .searching import CANDIDATES, grouped
from .sight import Sight

BATCH = 500
MOST_IN_LETTER = 30


def notice(site: Site, now: datetime) -> int:
    """Find what is public for the first time and remember for whom; how many things.

    On a site whose index was never looked at, nothing is news.
    """
    first = not SeenObject.objects.filter(site=site).exists()
    count = 0
    for rows in _unseen(site):
        groups = {row.group for row in rows}
        with transaction.atomic():
            if not first:
                _remember(site, rows, now)
            SeenObject.objects.bulk_create(
                [SeenObject(site=site, group=group, seen_at=now) for group in sorted(groups)],
                ignore_conflicts=True,
            )
        count += len(groups)
    return count


def _unseen(site: Site) -> Iterator[list[IndexEntry]]:
    """The public rows of what was not seen before, in batches: no other may be news, nor tell by
    being found what stands in it."""
    seen = SeenObject.objects.filter(site=site, group=OuterRef("group"))
    last = 0
    names = ("kind", "object_id", "page_id", "document_id", "group")
    while True:
        rows = IndexEntry.objects.filter(site=site, pk__gt=last).exclude(Exists(seen))
        part = list(rows.order_by("pk").only(*names)[:BATCH])
        if not part:
            return
        last = part[-1].pk
        sight = Sight(site, part)
        public = [row for row in part if sight.shows(row)]
        if public:
            # The rest of what stands at the end of the batch belongs to it.
            groups = {row.group for row in public}
            whole = list(IndexEntry.objects.filter(site=site, group__in=groups).only(*names))
            sight = Sight(site, whole)
            yield [row for row in whole if sight.shows(row)]


def _remember(site: Site, rows: list[IndexEntry], now: datetime) -> None:
    keys = [row.pk for row in rows]
    known: dict[str, set[str]] = {}
    for search in SavedSearch.objects.confirmed().filter(site=site).iterator():
        if search.query_key not in known:
            known[search.query_key] = _matching(site, search, keys)
        Finding.objects.bulk_create(
            [
                Finding(search=search, group=group, found_at=now)
                for group in sorted(known[search.query_key])
            ],
            ignore_conflicts=True,
        )


def _matching(site: Site, search: SavedSearch, keys: list[int]) -> set[str]:
    wanted = query.parse(search.text)
    if not wanted:
        return set()
    found: list[Found] = []
    for start in range(0, len(keys), BATCH):
        part = keys[start : start + BATCH]
        found += engines.engine().candidates(wanted, site.pk, CANDIDATES, only=Only(among=part))
    selected = dict(search.facets)
    if selected:
        Sight(site, found).bare(found)
    topics = facets.topics_asked(site) if facets.TOPIC in selected else ()
    values = facets.values_of(found, clock.today(), topics)
    return {
        row.group for row, own in zip(found, values, strict=True) if facets.matches(own, selected)
    }


# Letters ------------------------------------------------------------------------------------


def send_waiting(now: datetime, most: int = letters.LETTERS) -> int:
    """One letter to each address that something waits for; how many went out."""
    what = "Letters about new search results"
    return letters.send_waiting(Finding, message, now, what, most)


def message(findings: list[Finding]) -> EmailMessage | None:
    """The letter about these; None where nothing of it is public any more. Each thing stands in
    it once, whatever searches found it."""
    first = findings[0].search
    site = first.site
    told: set[str] = set()
    parts, count = [], 0
    with translation.override(first.language):
        for search, groups in _by_search(findings):
            lines = []
            for title, url in _public(site, [g for g in groups if g not in told], search.language):
                count += 1
                if count <= MOST_IN_LETTER:
                    lines.append(f"{title}\n{url}")
            told.update(groups)
            if lines:
                parts.append("\n\n".join([_heading(search), *lines, _ending(search)]))
        if not parts:
            return None
        subject = ngettext(
            "%(count)s new result of your search", "%(count)s new results of your searches", count
        ) % {"count": count}
        if count > MOST_IN_LETTER:
            parts.append(_("There is more: the site's search shows all of it."))
        text = "\n\n".join(parts)
    stop = site.root_url + saving.stop_url(first)
    return letters.message(site, first.language, first.address, subject, text, stop)


def _by_search(findings: Iterable[Finding]) -> Iterator[tuple[SavedSearch, list[str]]]:
    found: dict[int, tuple[SavedSearch, list[str]]] = {}
    for finding in findings:
        found.setdefault(finding.search_id, (finding.search, []))[1].append(finding.group)
    yield from found.values()


def _heading(search: SavedSearch) -> str:
    return _("New for “%(query)s”:") % {"query": search.text}


def _ending(search: SavedSearch) -> str:
    return _("To hear no more of this search: %(url)s") % {
        "url": search.site.root_url + saving.stop_url(search)
    }


def _public(site: Site, groups: list[str], language: str) -> Iterator[tuple[str, str]]:
    """Title and address of what is still public."""
    from .presentation import address_of

    rows = list(IndexEntry.objects.filter(site=site, group__in=groups).order_by("part", "pk"))
    for row in rows:
        row.score = 0.0
    sight = Sight(site, rows)
    for hit in grouped([row for row in rows if sight.shows(row)], query.Query(), language):
        url = address_of(hit.row, sight)
        yield hit.row.title, url if "://" in url else site.root_url + url
