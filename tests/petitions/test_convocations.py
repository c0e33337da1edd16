"""The archive by term: registers, JSON and table narrowed to a convocation of the council."""

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from wagtail_civic.core import clock
from wagtail_civic.core.models import Convocation
from wagtail_civic.petitions import convocations
from wagtail_civic.petitions.models import Petition

from .conftest import at

pytestmark = pytest.mark.django_db


def convene(site, number, start, end=None):
    return Convocation.objects.create(site=site, number=number, start=start, end=end)


@pytest.fixture
def two(site):
    """The seventh sat until 30 November 2021, the eighth sits since the day after."""
    seventh = convene(site, 7, date(2017, 11, 12), date(2021, 11, 30))
    return seventh, convene(site, 8, date(2021, 12, 1))


def begun(make_petition, title, opened=None, submitted=None):
    petition = make_petition("open", title)
    stands = {"opened_at": opened and at(opened), "submitted_at": at(submitted or opened)}
    if opened is None:
        stands |= {"state": "rejected", "decided_at": at(submitted)}
    Petition.objects.filter(pk=petition.pk).update(**stands)
    page = petition.page()
    page.live = True
    page.save()
    return petition


@pytest.fixture
def three(make_petition, two):
    return (
        begun(make_petition, "ძველი ხიდი", "2021-11-30T23:59"),
        begun(make_petition, "ახალი ხიდი", "2021-12-01T00:00", submitted="2021-11-20T10:00"),
        begun(make_petition, "ახალი გზა", "2024-05-05T12:00"),
    )


def shown(client, index, register="", **query):
    answer = client.get(f"{index.get_url()}{register}", query)
    assert answer.status_code == 200
    return sorted(row["title"] for row in answer.context["rows"])


def test_a_petition_belongs_to_the_convocation_in_which_it_opened(client, index, three):
    """By the municipality's day: in UTC both of the first two opened in November."""
    assert shown(client, index, convocation="7") == ["ძველი ხიდი"]
    assert shown(client, index, convocation="8") == ["ახალი გზა", "ახალი ხიდი"]
    assert len(shown(client, index)) == 3


def test_what_never_opened_belongs_where_it_was_submitted(client, index, make_petition, two):
    begun(make_petition, "უარყოფილი", submitted="2020-02-02T10:00")
    assert shown(client, index, "rejected/", convocation="7") == ["უარყოფილი"]
    assert shown(client, index, "rejected/", convocation="8") == []


def test_words_and_convocation_narrow_together(client, index, three):
    assert shown(client, index, convocation="8", q="გზა") == ["ახალი გზა"]
    assert shown(client, index, convocation="7", q="გზა") == []


def test_numbers_tabs_and_table_are_those_of_the_convocation(client, index, three):
    answer = client.get(index.get_url(), {"convocation": "8"})
    assert [tab["count"] for tab in answer.context["tabs"]] == [2, 0, 0, 0]
    assert all(tab["url"].endswith("?convocation=8") for tab in answer.context["tabs"])
    assert answer.context["page_obj"].paginator.count == 2
    assert answer.context["counts_in_words"].startswith("მოწვევა №8, 2021–: ")
    assert "convocation=8" in answer.context["csv_url"]
    assert '<option value="8" selected>' in answer.content.decode()


def test_the_next_page_is_of_the_same_convocation(client, index, three, monkeypatch):
    monkeypatch.setattr("wagtail_civic.petitions.registers.PER_PAGE", 1)
    text = client.get(index.get_url(), {"convocation": "8"}).content.decode()
    assert "convocation=8&amp;page=2" in text


def test_the_choice_is_offered_where_there_is_one(client, index, site):
    def offers():
        return 'name="convocation"' in client.get(index.get_url(), {"more": "1"}).content.decode()

    assert not offers()
    convene(site, 8, date(2021, 12, 1))
    assert not offers()
    convene(site, 7, date(2017, 11, 12))
    assert offers()


@pytest.mark.parametrize("code", ["9", "07", "٧", "-7", "7'--", "x" * 5000, "८", "None"])
def test_a_bad_convocation_is_a_normal_page(client, index, three, code):
    assert shown(client, index, convocation=code) == []
    answer = client.get("/civic/api/v1/petitions/", {"convocation": code})
    assert answer.json()["results"] == []
    table = client.get("/civic/ka/petitions/petitions.csv", {"convocation": code})
    assert b"".join(table.streaming_content).count(b"\n") == 1


def test_a_null_byte_is_not_part_of_a_convocation(client, index, three):
    assert shown(client, index, convocation="7\x00") == ["ძველი ხიდი"]
    assert len(shown(client, index, convocation="\x00")) == 3


def test_the_open_data_are_narrowed_by_it_too(client, three):
    results = client.get("/civic/api/v1/petitions/", {"convocation": "7"}).json()["results"]
    assert [row["number"] for row in results] == [three[0].number]
    answer = client.get("/civic/ka/petitions/petitions.csv", {"convocation": "7"})
    body = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert [row[0] for row in csv.reader(io.StringIO(body))][1:] == [three[0].number]


def test_a_convocation_of_another_municipality_narrows_nothing_here(
    client, index, three, other_site
):
    convene(other_site, 3, date(2000, 1, 1))
    assert shown(client, index, convocation="3") == []
    text = client.get(index.get_url(), {"more": "1"}).content.decode()
    assert '<option value="3"' not in text


def test_a_term_without_an_end_ends_as_the_next_begins(site):
    convene(site, 7, date(2017, 11, 12))
    convene(site, 8, date(2021, 12, 1))
    eighth, seventh = convocations.spans_of(site)
    assert seventh.ends == eighth.begins == clock.start_of(date(2021, 12, 1))


def test_impossible_days_are_days_still(client, index, make_petition, site):
    """An officer can type them; every database and every time zone has to bear it."""
    make_petition("open")
    convene(site, 1, date.min, date(1, 1, 2))
    convene(site, 2, date(1917, 1, 1), date.max)
    convene(site, 3, date.max)
    assert [shown(client, index, convocation=code) for code in "123"] == [
        [],
        ["ხიდის აღდგენა სოფელ მთისპირში"],
        [],
    ]


def test_it_costs_one_statement_and_only_once_it_is_offered(client, index, three, site):
    def cost(**query):
        client.get(index.get_url(), query)
        with CaptureQueriesContext(connection) as queries:
            client.get(index.get_url(), query)
        return [row["sql"] for row in queries if "civic_core_convocation" in row["sql"]]

    assert len(cost()) == 0
    assert len(cost(more="1")) == len(cost(convocation="8")) == 1


def test_the_day_of_today_belongs_to_the_convocation_that_sits(make_petition, client, index, two):
    make_petition("open", now=timezone.now())
    assert len(shown(client, index, convocation="8")) == 1
