"""The status of acts in the database says the same as the pure rule, and relations decide it."""

from datetime import date, timedelta

import pytest

from wagtail_civic.acts.models import Act
from wagtail_civic.acts.status import Status

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
DAYS = [None, TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=1)]


def both(act) -> set[str]:
    """The status by SQL and by Python."""
    in_sql = Act.objects.with_status(TODAY).get(pk=act.pk).status_now
    return {str(in_sql), str(Act.objects.get(pk=act.pk).status_on(TODAY))}


def test_sql_and_python_agree_on_every_combination_of_dates(town):
    acts = [
        town.act(effective_on=start, published_on=published, expires_on=end, repealed_on=repealed)
        for start in DAYS
        for published in DAYS
        for end in DAYS
        for repealed in DAYS
    ]
    in_sql = dict(Act.objects.with_status(TODAY).values_list("pk", "status_now"))
    by_rule = {act.pk: str(act.status_on(TODAY)) for act in acts}
    assert in_sql == by_rule
    assert set(in_sql.values()) == set(Status.values)


def repeal(old, new, **fields):
    new.relations.model.objects.create(act=new, kind="repeals", target=old, **fields)


def test_an_act_is_repealed_by_a_published_act_that_says_so(town):
    old = town.act()
    repeal(old, town.act(effective_on=TODAY))
    assert both(old) == {Status.REPEALED}


def test_a_repeal_counts_from_its_own_day(town):
    old = town.act()
    repeal(old, town.act(effective_on=date(2026, 1, 1)), since=TODAY + timedelta(days=1))
    assert both(old) == {Status.IN_FORCE}


def test_a_draft_repeals_nothing(town):
    old = town.act()
    repeal(old, town.act(live=False, effective_on=date(2026, 1, 1)))
    assert both(old) == {Status.IN_FORCE}


def test_an_amendment_repeals_nothing(town):
    old, new = town.act(), town.act()
    new.relations.model.objects.create(act=new, kind="amends", target=old)
    assert both(old) == {Status.IN_FORCE}


def test_acts_are_found_by_their_status(town):
    old, new = town.act(), town.act()
    repeal(old, new)
    assert list(Act.objects.with_status(TODAY).filter(status_now="repealed")) == [old]
    assert list(Act.objects.with_status(TODAY).filter(status_now="in_force")) == [new]


def test_two_repeals_leave_the_earlier_day(town):
    old = town.act()
    repeal(old, town.act(effective_on=date(2026, 10, 1)))
    repeal(old, town.act(effective_on=date(2026, 5, 1)))
    assert Act.objects.get(pk=old.pk).repeal_day() == date(2026, 5, 1)
