"""A search backend of the site finds the same: Wagtail's for databases stands for the others."""

import pytest
from django.db import connection

from wagtail_civic.documents import engines, query
from wagtail_civic.documents.engines.backend import BackendEngine, search_query
from wagtail_civic.documents.models import IndexEntry

pytestmark = pytest.mark.skipif(
    connection.vendor != "postgresql",
    reason="Wagtail's backends for SQLite and MySQL do not know fields, or not all queries",
)


@pytest.fixture
def backend(settings):
    settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, "SEARCH_BACKEND": "default"}
    assert isinstance(engines.engine(), BackendEngine)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("გზის", {"გზა", "გზა და ხიდი"}),
        ("gza", {"გზა", "გზა და ხიდი"}),
        ("გზა ხიდი", {"გზა და ხიდი"}),
        ("გზა OR ხიდი", {"გზა", "ხიდი", "გზა და ხიდი"}),
        ("№17-51", {"ხიდი"}),
        ('"', set()),
        ("a\0b", set()),
    ],
)
def test_the_backend_finds_what_the_database_finds(backend, publish, find, asked, found):
    publish("გზა")
    publish("ხიდი", "დადგენილება №17-51")
    publish("გზა და ხიდი")
    assert set(find(asked)) == found


def test_what_changed_is_found_as_it_is_now(backend, publish, find, committed):
    page = publish("გზა")
    page.title = "ხიდი"
    with committed():
        page.save_revision().publish()
    assert (find("გზა"), find("ხიდი")) == ([], ["ხიდი"])
    with committed():
        page.delete()
    assert find("ხიდი") == []


def test_the_newest_come_first_where_asked(backend, publish, find):
    publish("გზა ძველი")
    publish("გზა ახალი")
    IndexEntry.objects.filter(title="გზა ძველი").update(date="2020-01-01")
    IndexEntry.objects.filter(title="გზა ახალი").update(date="2026-01-01")
    assert find("გზა", order="date") == ["გზა ახალი", "გზა ძველი"]


def test_without_a_backend_nothing_is_kept_twice(publish):
    publish("გზა")
    assert not IndexEntry.get_indexed_objects().exists()


def test_with_one_the_command_of_wagtail_gives_it_all_rows(backend, publish):
    publish("გზა")
    assert IndexEntry.get_indexed_objects().count() == IndexEntry.objects.count()


def test_the_query_is_wagtails_own_language():
    asked = search_query(query.parse('გზა "საჯარო განხილვა" -ხიდი'))
    assert "Not" in repr(asked)
    assert "Phrase" in repr(asked)


def test_the_beginning_of_a_word_is_asked_of_the_database(backend, publish, find):
    publish("მუნიციპალიტეტი")
    assert find("მუნიციპ") == ["მუნიციპალიტეტი"]
