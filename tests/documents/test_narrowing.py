"""Where more matches than is ranked, a list that is narrowed still has all that belongs to it."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from wagtail_civic.documents import engines, facets, searching
from wagtail_civic.documents.engines.base import Only
from wagtail_civic.documents.engines.plain import PlainEngine
from wagtail_civic.documents.models import IndexEntry
from wagtail_civic.documents.query import parse

pytestmark = pytest.mark.django_db

WORD = "გზა"
NOW = timezone.now()
THIS_YEAR, LONG_AGO = str(NOW.year), str(NOW.year - 5)


@pytest.fixture
def pages(publish, monkeypatch):
    """Two pages of long ago that tell of the word, behind five of this year that are named so."""
    monkeypatch.setattr(searching, "CANDIDATES", 3)
    old = timezone.make_aware(timezone.datetime(NOW.year - 5, 6, 1))
    for number in range(2):
        publish(f"ძველი {number}", WORD, first_published_at=old, last_published_at=old)
    for number in range(5):
        publish(f"{WORD} {WORD} {number}", last_published_at=NOW)


def facet(results, name):
    return next(each for each in results.facets if each.name == name)


def minima(results, name):
    return {value.value for value in facet(results, name).values if value.is_minimum}


def counts(results, name):
    return {value.value: value.count for value in facet(results, name).values}


@pytest.mark.parametrize("order", [searching.RELEVANCE, searching.NEWEST])
def test_what_is_ranked_behind_others_is_found_by_its_year(pages, site, order):
    results = searching.search(site, WORD, {"year": LONG_AGO}, order=order)
    assert {hit.row.title for hit in results.hits} == {"ძველი 0", "ძველი 1"}
    assert not results.capped


def test_a_count_that_may_be_too_small_says_so(pages, site):
    results = searching.search(site, WORD)
    assert results.capped
    assert all(
        minima(results, each.name) == {*counts(results, each.name)} for each in results.facets
    )
    assert counts(results, "year") == {THIS_YEAR: 3}
    results = searching.search(site, WORD, {"year": LONG_AGO})
    assert counts(results, "year") == {THIS_YEAR: 3, LONG_AGO: 2}
    assert minima(results, "year") == {THIS_YEAR}
    assert not minima(results, "kind")
    assert counts(results, "kind") == {"page": 2}
    results = searching.search(site, WORD, {"year": THIS_YEAR})
    assert results.capped
    assert minima(results, "kind") == {"page"}
    assert THIS_YEAR in minima(results, "year")
    assert counts(results, "kind")["page"] == results.total >= 3


def test_counts_of_everything_are_not_called_too_small(publish, site):
    publish(WORD)
    results = searching.search(site, WORD, {"kind": "page"})
    assert [hit.row.title for hit in results.hits] == [WORD]
    assert not any(minima(results, each.name) for each in results.facets)


def test_nothing_private_is_found_by_narrowing(pages, site, publish):
    from wagtail.models import PageViewRestriction

    hidden = publish("ძველი დამალული", WORD)
    IndexEntry.objects.filter(title=hidden.title).update(
        date=date(NOW.year - 5, 6, 1), marks=facets.marks("page", {}, date(NOW.year - 5, 6, 1))
    )
    assert searching.search(site, WORD, {"year": LONG_AGO}).total == 3
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    results = searching.search(site, WORD, {"year": LONG_AGO})
    assert results.total == counts(results, "year")[LONG_AGO] == 2


@pytest.mark.parametrize("value", ["%", "' OR 1", '"', "\\", "*", "²", "ა" * 120, "kind:page", " "])
@pytest.mark.parametrize("name", facets.NAMES)
def test_any_words_narrow_to_nothing(pages, site, name, value):
    assert searching.search(site, WORD, {name: value}).total == 0


def test_a_file_is_found_by_the_year_of_its_record_when_that_changes(pages, site, upload):
    file = upload("a.txt", WORD, title="ფაილი")
    row = IndexEntry.objects.get(document_id=str(file.pk))
    file.__class__.objects.filter(pk=file.pk).update(created_at=NOW - timedelta(days=5 * 366))
    from wagtail_civic.documents import indexing

    file.refresh_from_db()
    indexing._place(file)
    row.refresh_from_db()
    assert row.marks == facets.marks("document", {}, row.date)
    year = str(row.date.year)
    results = searching.search(site, WORD, {"year": year, "kind": "document"})
    assert [hit.row.title for hit in results.hits] == ["ფაილი"]


def test_the_engines_narrow_alike(pages, site):
    only = Only(marks=[{"kindpage"}, {f"year{LONG_AGO}", "year1900"}])
    found = {
        row.pk
        for engine in (engines.engine(), PlainEngine(connection))
        for row in engine.candidates(parse(WORD), site.pk, 100, only=only)
    }
    rows = IndexEntry.objects.filter(title__startswith="ძველი")
    assert found == set(rows.values_list("pk", flat=True))
    nothing = Only(marks=[{"kinddocument"}])
    for engine in (engines.engine(), PlainEngine(connection)):
        assert engine.candidates(parse(WORD), site.pk, 100, only=nothing) == []
