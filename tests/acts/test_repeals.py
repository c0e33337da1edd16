"""What a published act does to another one: whoever keeps a copy of the other hears of it."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from wagtail_civic.acts import numbering, withdrawing
from wagtail_civic.acts.models import Act, ActRelation
from wagtail_civic.core import search

pytestmark = pytest.mark.django_db

LONG_AGO = timezone.now() - timedelta(days=30)


@pytest.fixture
def old(town):
    return [town.act(), town.act()]


@pytest.fixture
def repeal(town, old):
    """A published act that repeals the first of two."""
    act = town.act(live=False)
    act.relations.add(ActRelation(kind="repeals", target=old[0]))
    act.save_revision().publish()
    return Act.objects.get(pk=act.pk)


@pytest.fixture
def heard(old):
    """``heard()``: the old acts that the search and harvesters read again since the last call."""
    announced = set()

    def listen(sender, kind, pk, **kwargs):
        announced.add((kind, pk))

    def ask():
        modified = set(Act.objects.filter(modified_at__gt=LONG_AGO).values_list("pk", flat=True))
        found = [act for act in old if act.pk in modified and ("act", act.pk) in announced]
        announced.clear()
        Act.objects.filter(pk__in=[act.pk for act in old]).update(modified_at=LONG_AGO)
        return found

    search.source_changed.connect(listen)
    ask()
    yield ask
    search.source_changed.disconnect(listen)


def test_a_draft_changes_nothing_and_its_publication_the_act_that_it_repeals(town, old, heard):
    act = town.act(live=False)
    act.relations.add(ActRelation(kind="repeals", target=old[0]))
    draft = act.save_revision()
    assert heard() == []
    draft.publish()
    assert heard() == [old[0]]


def test_a_repeal_that_is_taken_back_leaves_the_act_in_force(old, repeal, heard):
    heard()
    repeal.relations.clear()
    repeal.save_revision().publish()
    assert heard() == [old[0]]
    assert Act.objects.get(pk=old[0].pk).repeal_day() is None


def test_a_repeal_that_means_another_act_now_changes_both(old, repeal, heard):
    heard()
    (relation,) = repeal.relations.all()
    relation.target = old[1]
    repeal.relations = [relation]
    repeal.save_revision().publish()
    assert heard() == old


def test_to_withdraw_a_repeal_changes_the_act_that_it_repealed(old, repeal, heard):
    heard()
    withdrawing.withdraw(repeal, reason="შეცდომა")
    assert heard() == [old[0]]


def test_another_date_of_a_repeal_changes_the_act_that_it_repeals(old, repeal, heard):
    heard()
    own = {name: getattr(repeal, name) for name in ("body", "act_type", "number")}
    numbering.renumber(repeal, **own, adopted=date(2026, 1, 5), reason="შეცდომა")
    assert heard() == [old[0]]


def test_harvesters_hear_of_an_act_that_was_repealed(client, town, old):
    since = timezone.now().isoformat()
    Act.objects.update(modified_at=LONG_AGO)
    act = town.act(live=False)
    act.relations.add(ActRelation(kind="repeals", target=old[0]))
    act.save_revision().publish()
    answer = client.get("/civic/api/v1/acts/", {"modified_since": since}).json()
    assert {str(old[0].key): "repealed"}.items() <= {
        found["id"]: found["status"] for found in answer["acts"]
    }.items()
