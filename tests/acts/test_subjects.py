"""Topics and areas of acts: a row of either finds what belongs to its parts, too."""

import csv
import io

import pytest

from wagtail_civic.core.models import Area, Topic

pytestmark = pytest.mark.django_db

TOPIC_WORDS = {"town": "ქალაქი", "water": "წყალი", "roads": "გზები"}
AREA_WORDS = {"all": "მუნიციპალიტეტი", "unit": "ერთეული", "village": "სოფელი", "other": "სხვა"}


def tree(site, model, words, parents):
    made = {}
    for code, name in words.items():
        made[code] = model.objects.create(site=site, code=code, parent=made.get(parents.get(code)))
        names = made[code].names.model.objects
        names.create(row=made[code], language="ka", name=name)
    return made


@pytest.fixture
def subjects(town):
    topics = tree(town.site, Topic, TOPIC_WORDS, {"water": "town"})
    areas = tree(town.site, Area, AREA_WORDS, {"unit": "all", "village": "unit", "other": "all"})
    return topics, areas


@pytest.fixture
def acts(town, subjects):
    """An act about water in a village, and one about roads elsewhere."""
    topics, areas = subjects
    made = []
    for title, topic, area in (("წყლის წესი", "water", "village"), ("გზის წესი", "roads", "other")):
        act = town.act(title=title, live=False)
        act.topics.add(topics[topic])
        act.areas.add(areas[area])
        act.save_revision().publish()
        made.append(act)
    return made


ASKED = [
    ({"topic": "water"}, 1),
    ({"topic": "town"}, 1),
    ({"topic": "nothing"}, 0),
    ({"area": "village"}, 1),
    ({"area": "unit"}, 1),
    ({"area": "all"}, 2),
    ({"area": "nothing"}, 0),
    ({"topic": "town", "area": "other"}, 0),
]


def expected(asked, acts):
    """The titles that are found: of none, the first, or both."""
    count = ASKED_BY[tuple(asked.items())]
    return {act.title for act in acts[:count]}


ASKED_BY = {tuple(asked.items()): count for asked, count in ASKED}


@pytest.mark.parametrize("asked", [asked for asked, _count in ASKED])
def test_open_data_of_a_topic_or_an_area(client, acts, asked):
    record = client.get("/civic/api/v1/acts/", asked).json()["acts"]
    assert {title for act in record for title in act["title"].values()} == expected(asked, acts)
    feed = client.get("/civic/acts.atom", asked).content.decode()
    assert {act.title for act in acts if act.title in feed} == expected(asked, acts)
    table = b"".join(client.get("/civic/acts.csv", asked)).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert {row["title"] for row in rows} == expected(asked, acts)


@pytest.mark.parametrize("asked", [asked for asked, count in ASKED if count])
def test_the_form_finds_acts_of_a_topic_or_an_area(client, town, acts, asked):
    rows = client.get(town.registry.url, asked).context["rows"]
    assert {row["title"] for row in rows} == expected(asked, acts)


def test_the_form_offers_trees_and_a_site_without_them_gets_no_fields(client, town):
    html = client.get(town.registry.url).content.decode()
    assert 'name="topic"' not in html
    assert 'name="area"' not in html
    tree(town.site, Topic, TOPIC_WORDS, {"water": "town"})
    html = client.get(town.registry.url).content.decode()
    assert 'name="topic"' in html
    assert 'name="area"' not in html
    assert html.index("ქალაქი") < html.index("\N{EM SPACE}წყალი")


def test_a_topic_that_is_not_there_narrows_nothing_in_the_form(client, town, acts):
    assert len(client.get(town.registry.url, {"topic": "nothing"}).context["rows"]) == 2


def test_an_act_names_its_topics_and_areas(client, town, acts):
    html = client.get(town.url(acts[0])).content.decode()
    assert TOPIC_WORDS["water"] in html
    assert AREA_WORDS["village"] in html
    assert TOPIC_WORDS["roads"] not in html


def test_the_record_and_the_table_name_topics_by_their_codes(client, acts):
    record = client.get(f"/civic/api/v1/acts/{acts[0].key}/").json()
    assert (record["topics"], record["areas"]) == (["water"], ["village"])
    table = b"".join(client.get("/civic/acts.csv", {"topic": "water"})).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(table))
    assert row["topics"] == "water"
    feed = client.get("/civic/acts.atom", {"topic": "water"}).content.decode()
    assert f'<category term="{TOPIC_WORDS["water"]}"' in feed
