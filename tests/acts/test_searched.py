"""What the site search says of acts: status of the day, topics with all they are part of, order."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone
from freezegun import freeze_time

from wagtail_civic.acts.models import ActRelation
from wagtail_civic.core.models import Topic

from .conftest import article

#: InnoDB finds a row only after its transaction is committed.
needs_commit = connection.vendor == "mysql"
pytestmark = [
    pytest.mark.django_db(transaction=needs_commit, serialized_rollback=needs_commit),
    pytest.mark.skipif(
        not apps.is_installed("wagtail_civic.documents"), reason="documents is not installed"
    ),
]

WORD = "წყალსადენი"


def found(town, **selected):
    from wagtail_civic.documents import searching

    return searching.search(town.site, WORD, selected)


def values(results, facet):
    counts = next((each.values for each in results.facets if each.name == facet), [])
    return {value.value: value.count for value in counts}


def indexed(*acts):
    from wagtail_civic.documents import indexing

    for act in acts:
        indexing.refresh("act", act.pk)


def test_the_status_in_the_search_changes_at_midnight_without_a_worker(town):
    today = timezone.localdate()
    begins = today + timedelta(days=1)
    act = town.act(
        title=WORD, effective_on=begins, expires_on=begins, adopted=today - timedelta(days=9)
    )
    indexed(act)
    stages = ["not_yet", "in_force", "expired"]
    for days, status in enumerate(stages):
        with freeze_time(timezone.now() + timedelta(days=days)):
            assert values(found(town), "status") == {status: 1}
            assert len(found(town, status=status).hits) == 1
            assert not found(town, status=stages[days - 1]).hits


def test_a_repeal_that_lies_ahead_is_known_to_the_search_when_its_day_comes(town):
    old, new = town.act(title=WORD), town.act(live=False)
    day = timezone.localdate() + timedelta(days=3)
    new.relations.add(ActRelation(kind="repeals", target=old, since=day))
    new.save_revision().publish()
    indexed(old)
    assert values(found(town), "status") == {"in_force": 1}
    with freeze_time(timezone.now() + timedelta(days=3)):
        assert values(found(town), "status") == {"repealed": 1}


def test_an_act_past_its_time_is_not_found_before_a_worker_takes_it_down(town):
    act = town.act(title=WORD, expire_at=timezone.now() + timedelta(hours=1))
    indexed(act)
    assert len(found(town).hits) == 1
    with freeze_time(timezone.now() + timedelta(hours=2)):
        assert not found(town).hits
        assert not found(town).facets


@pytest.fixture
def topics(town):
    made = {}
    for code, parent in (("town", None), ("water", "town"), ("pipes", "water"), ("roads", "town")):
        topic = Topic.objects.create(site=town.site, code=code, parent=made.get(parent))
        topic.names.model.objects.create(row=topic, language="ka", name=f"თემა {code}")
        made[code] = topic
    return made


def test_a_topic_finds_what_belongs_to_its_parts(town, topics):
    pipes, roads = town.act(title=WORD), town.act(title=WORD)
    pipes.topics.through.objects.create(act=pipes, topic=topics["pipes"])
    roads.topics.through.objects.create(act=roads, topic=topics["roads"])
    indexed(pipes, roads)
    results = found(town)
    assert values(results, "topic") == {"town": 2, "water": 1, "pipes": 1, "roads": 1}
    (facet,) = (each for each in results.facets if each.name == "topic")
    assert {value.label for value in facet.values} == {f"თემა {code}" for code in topics}
    assert len(found(town, topic="town").hits) == 2
    (hit,) = found(town, topic="water").hits
    assert hit.row.object_id == str(pipes.pk)
    topics["pipes"].parent = topics["roads"]
    topics["pipes"].save()
    assert not found(town, topic="water").hits
    assert len(found(town, topic="roads").hits) == 2


def test_principal_acts_stand_above_those_that_only_amend(town):
    law = town.act("1", title=WORD, adopted=date(2020, 1, 1))
    changes = [town.act(str(n), title=WORD, adopted=date(2026, 1, n)) for n in range(2, 7)]
    for change in changes:
        ActRelation.objects.create(act=change, kind="amends", target=law)
    indexed(law, *changes)
    hits = found(town).hits
    assert len(hits) == 6
    assert hits[0].row.object_id == str(law.pk)


def test_an_act_behind_many_is_found_by_its_topic_status_and_body(town, topics, monkeypatch):
    from wagtail_civic.documents import searching

    monkeypatch.setattr(searching, "CANDIDATES", 3)
    law = town.act("1", title="წესი", text=[article(1, "", WORD)], adopted=date(2020, 1, 1))
    law.topics.through.objects.create(act=law, topic=topics["pipes"])
    others = [town.act(str(n), title=f"{WORD} {WORD}") for n in range(2, 8)]
    repeal = town.act("9", live=False)
    repeal.relations.add(ActRelation(kind="repeals", target=law, since=date(2021, 1, 1)))
    repeal.save_revision().publish()
    indexed(law, *others)
    assert str(law.pk) not in [hit.row.object_id for hit in found(town).hits]
    for selected in (
        {"topic": "town"},
        {"topic": "pipes"},
        {"status": "repealed"},
        {"year": "2020"},
    ):
        (hit,) = found(town, **selected).hits
        assert hit.row.object_id == str(law.pk)
    assert found(town, body=law.body.code).capped
    assert not found(town, topic="roads").hits
