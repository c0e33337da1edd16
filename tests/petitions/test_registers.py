"""What a reader can ask a register for: topic, place, order, table; open data with its schema."""

import csv
import io
from datetime import timedelta

import jsonschema
import pytest
from django.utils import timezone

from wagtail_civic.core.models import Topic, TopicName
from wagtail_civic.petitions import deciding, jobs, moderation, schema
from wagtail_civic.petitions.models import Petition, RejectionReason

from .conftest import add_signatures, make_area

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def titles(client, index, **query):
    response = client.get(index.get_url(), query)
    assert response.status_code == 200
    return [row["title"] for row in response.context["rows"]]


@pytest.fixture
def three(make_petition, site):
    """One old with most signatures, one new and busy, one that ends soon."""
    now = timezone.now()
    many = make_petition("open", "ბევრი ხელმოწერა ადრიდან", now=now - 20 * DAY)
    busy = make_petition("open", "ახალი და სწრაფი პეტიცია", now=now - 2 * DAY)
    soon = make_petition("open", "მალე სრულდება პეტიცია", now=now - 25 * DAY)
    add_signatures(many, 9, confirmed_at=now - 15 * DAY)
    add_signatures(busy, 5, confirmed_at=now - timedelta(hours=3))
    Petition.objects.filter(pk=soon.pk).update(deadline=now + timedelta(hours=5))
    jobs.recount()
    return many, busy, soon


@pytest.mark.parametrize(
    ("sort", "first"),
    [
        ("newest", "ახალი და სწრაფი პეტიცია"),
        ("most", "ბევრი ხელმოწერა ადრიდან"),
        ("ending", "მალე სრულდება პეტიცია"),
        ("trending", "ახალი და სწრაფი პეტიცია"),
        ("", "ახალი და სწრაფი პეტიცია"),
        ("nonsense", "ახალი და სწრაფი პეტიცია"),
    ],
)
def test_a_register_is_sorted_as_asked(client, index, three, sort, first):
    shown = titles(client, index, sort=sort)
    assert shown[0] == first
    assert len(shown) == 3


def make_topic(site, code, parent=None):
    topic = Topic.objects.create(site=site, code=code, parent=parent)
    TopicName.objects.create(row=topic, language="ka", name=f"თემა {code}")
    return topic


def test_a_topic_shows_what_lies_below_it_too(client, index, three, site):
    roads = make_topic(site, "roads")
    bridges = make_topic(site, "bridges", roads)
    three[0].topics.add(roads, bridges)
    three[1].topics.add(bridges)
    assert len(titles(client, index, topic="roads")) == 2
    assert len(titles(client, index, topic="bridges", sort="most")) == 2
    assert titles(client, index, topic="unknown") == []


def test_a_place_shows_its_villages_too(client, index, three, site):
    town = make_area(site, "town", "დაბა")
    village = make_area(site, "village", "სოფელი")
    village.parent = town
    village.save()
    Petition.objects.filter(pk=three[0].pk).update(area=village)
    assert titles(client, index, area="town") == [three[0].page().title]


def test_topics_and_places_are_offered_once_asked_for(client, index, three, site):
    make_topic(site, "roads")
    assert "თემა roads" not in client.get(index.get_url()).content.decode()
    assert "თემა roads" in client.get(index.get_url(), {"more": "1"}).content.decode()


def test_only_the_current_register_is_sorted_by_what_ends_or_trends(client, index, three):
    text = client.get(f"{index.get_url()}finished/").content.decode()
    assert 'value="most"' in text
    assert 'value="ending"' not in text


def test_search_and_place_narrow_together(client, index, three, area):
    Petition.objects.filter(pk=three[0].pk).update(area=area)
    assert titles(client, index, q="ხელმოწერა", area=area.code)
    assert not titles(client, index, q="სწრაფი", area=area.code)


def table(client, **query):
    response = client.get("/civic/ka/petitions/petitions.csv", query)
    assert response.status_code == 200
    body = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(body)))


def test_the_table_holds_what_the_register_shows(client, three):
    heading, *rows = table(client, register="current", sort="most")
    assert len(rows) == 3
    assert rows[0][0] == three[0].number
    assert rows[0][heading.index("დათვლილი")] == "9"
    assert table(client, register="finished")[1:] == []


def test_a_formula_in_a_title_is_none_in_the_table(client, make_petition):
    make_petition("open", "=HYPERLINK(1) და სხვა")
    assert table(client)[1][1].startswith("'=")


def test_the_table_shows_nothing_that_is_not_public(client, make_petition):
    make_petition("submitted")
    assert len(table(client)) == 1


def test_the_api_finds_words_and_sorts(client, three):
    results = client.get("/civic/api/v1/petitions/", {"q": "სწრაფი"}).json()["results"]
    assert [row["number"] for row in results] == [three[1].number]
    results = client.get("/civic/api/v1/petitions/", {"sort": "most"}).json()["results"]
    assert results[0]["number"] == three[0].number


def validate(name, data):
    checker = jsonschema.Draft202012Validator(schema.part(name))
    assert [error.message for error in checker.iter_errors(data)] == []


def test_the_schema_is_published_and_is_one(client):
    published = client.get("/civic/api/v1/petitions/schema/").json()
    jsonschema.Draft202012Validator.check_schema(published)


@pytest.fixture
def of_every_kind(make_petition, officer, site, three):
    now = timezone.now()
    decided = make_petition("open", now=now - 40 * DAY)
    deciding.close(decided, now=now)
    deciding.decide(decided, now=now, user=officer, outcome="fulfilled")
    rejected = make_petition("submitted")
    reason = RejectionReason.objects.create(site=site, code="duplicate")
    moderation.reject(rejected, now=now, user=officer, reason=reason, note="უკვე არსებობს")
    return [*three, decided, rejected]


def test_the_list_keeps_to_the_schema(client, of_every_kind):
    data = client.get("/civic/api/v1/petitions/").json()
    assert len(data["results"]) == len(of_every_kind)
    validate("list", data)


def test_each_petition_and_its_count_keep_to_the_schema(client, of_every_kind):
    for petition in of_every_kind:
        data = client.get(f"/civic/api/v1/petitions/{petition.number}/").json()
        validate("detail", data)
        count = client.get(f"/civic/api/v1/petitions/{petition.number}/count/")
        if data["counts"]:
            validate("count", count.json())
        else:
            assert count.status_code == 404


def test_the_schema_refuses_what_is_not_promised(client, three):
    data = client.get(f"/civic/api/v1/petitions/{three[0].number}/").json()
    for wrong in ({"phone": "+995"}, {"register": "secret"}, {"counts": {"counted": -1}}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**data, **wrong}, schema.part("detail"))
