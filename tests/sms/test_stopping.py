"""Numbers at which nothing arrives any more."""

from datetime import timedelta

import pytest

from wagtail_civic.sms import audience, jobs, joining, stopping
from wagtail_civic.sms.models import Suppression

AGES = (40, 20, 5)
"""Days since the last three mailings."""


@pytest.fixture
def mailed(make_subscriber, make_campaign, started, now):
    """``mailed("failed", "failed", "sent")``: somebody and what became of their last messages; a
    neighbour got them all."""

    def make(*states, ages=AGES, neighbour="delivered", **fields):
        long_ago = now - timedelta(days=100)
        somebody, other = (make_subscriber(confirmed_at=long_ago) for _person in range(2))
        for state, age in zip(states, ages, strict=True):
            rows = started(make_campaign()).deliveries
            rows.update(created_at=now - timedelta(days=age))
            rows.filter(subscriber=somebody).update(state=state, **{"tries": 1, **fields})
            rows.filter(subscriber=other).update(state=neighbour)
        return somebody

    return make


def test_a_number_whose_last_messages_all_failed_gets_no_more(mailed, make_campaign, now, site):
    somebody = mailed("failed", "failed", "failed")
    jobs.forget(now)
    row = Suppression.objects.get()
    assert (row.site, row.lookup, row.reason) == (site, somebody.lookup, "unreachable")
    assert somebody not in audience.matching(make_campaign())
    assert stopping.give_up(now) == 0


def test_what_arrived_before_that_does_not_matter(mailed, now):
    mailed("delivered", *["failed"] * 3, ages=(60, *AGES))
    assert stopping.give_up(now) == 1


@pytest.mark.parametrize("state", ["sent", "delivered", "unknown"])
def test_what_may_have_arrived_since_keeps_the_number(mailed, now, state):
    mailed(*["failed"] * 3, state, ages=(*AGES, 1))
    assert stopping.give_up(now) == 0


def test_a_telephone_may_be_off_for_a_while(mailed, now):
    mailed("failed", "failed", "failed", ages=(20, 10, 5))
    mailed("failed", "failed", ages=(40, 5))
    assert stopping.give_up(now) == 0


def test_what_the_gateway_never_accepted_is_not_the_number_s_fault(mailed, now):
    mailed("failed", "failed", "failed", tries=5)
    assert stopping.give_up(now) == 0


def test_a_mailing_that_reached_nobody_is_not_the_number_s_fault(mailed, now):
    mailed("failed", "failed", "failed", neighbour="failed")
    assert stopping.give_up(now) == 0


def test_who_has_unsubscribed_needs_no_second_reason(mailed, now):
    somebody = mailed("failed", "failed", "failed")
    somebody.opted_out_at = now
    somebody.save()
    assert stopping.give_up(now) == 0


def test_who_subscribes_anew_is_written_to_again(mailed, now, site, sms_settings):
    sms_settings.join_by_sms = True
    sms_settings.save()
    somebody = mailed("failed", "failed", "failed")
    stopping.give_up(now)
    assert joining.join(site, somebody.contact, "start", "ka", now)
    assert not Suppression.objects.exists()
    assert stopping.give_up(now + timedelta(days=1)) == 0
