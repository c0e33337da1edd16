from datetime import date, timedelta
from decimal import Decimal

import pytest

from wagtail_civic.core import clock
from wagtail_civic.sms import caps, claiming, dashboard, gateways, jobs, rate, recording
from wagtail_civic.sms.gateways import BaseGateway, Capabilities, Result, Status
from wagtail_civic.sms.models import DayUse, GatewayState


class Slow(BaseGateway):
    capabilities = Capabilities(rate=2.0)


@pytest.fixture
def slow(db, now):
    GatewayState.objects.create(key="slow", tokens=2, filled_at=now)
    return Slow("slow")


@pytest.mark.parametrize(
    ("tokens", "seconds", "found"),
    [(0, 0, 0), (0, 0.5, 1), (1, 0.25, 1.5), (0, 60, 2), (-4, 1, -2)],
)
def test_a_bucket_fills_at_the_rate_and_never_overflows(tokens, seconds, found, now):
    later = now + timedelta(seconds=seconds)
    assert rate.refilled(tokens, now, 2.0, 2.0, later) == found


def test_parts_leave_while_there_are_tokens_then_one_has_to_wait(slow, now):
    assert rate.take(slow, 1, 10, now) == (2, 0.0)
    assert rate.take(slow, 1, 10, now) == (0, 0.5)
    assert rate.take(slow, 1, 10, now + timedelta(seconds=0.5)) == (1, 0.0)


def test_two_takers_share_one_bucket(slow, now):
    taken = 0
    for step in range(41):
        moment = now + timedelta(milliseconds=100 * step)
        for _taker in range(2):
            taken += rate.take(slow, 1, 1, moment)[0]
    assert taken == 2 + 2 * 4


def test_a_message_longer_than_a_second_s_worth_still_leaves(slow, now):
    parts, wait = rate.take(slow, 6, 6, now)
    assert (parts, wait) == (0, 2.0)
    assert rate.take(slow, 6, 6, now + timedelta(seconds=2)) == (6, 0.0)


def test_what_did_not_leave_is_given_back(slow, now):
    rate.take(slow, 1, 2, now)
    rate.give_back("slow", 1)
    assert rate.take(slow, 1, 2, now) == (1, 0.0)


def test_codes_take_their_parts_without_waiting_and_mailings_make_room(slow, now):
    rate.spend("slow", 4)
    assert rate.take(slow, 1, 1, now) == (0, 1.5)


def test_a_clock_that_ran_far_ahead_does_not_stop_the_gateway(slow, now):
    GatewayState.objects.update(tokens=0, filled_at=now + timedelta(days=1))
    assert rate.take(slow, 1, 1, now)[0] == 0
    GatewayState.objects.update(tokens=1)
    assert rate.take(slow, 1, 1, now) == (1, 0.0)
    assert rate.take(slow, 1, 1, now + timedelta(seconds=1))[0] == 1


def test_a_gateway_that_was_never_used_begins_with_an_empty_bucket(db, now):
    assert rate.take(Slow("new"), 1, 1, now)[0] == 0
    assert rate.take(Slow("new"), 1, 1, now + timedelta(seconds=1))[0] == 1


def test_no_more_is_held_than_the_day_has_left(make_campaign, sms_settings, now):
    sms_settings.daily_parts = 10
    campaign, day = make_campaign(), now.date()
    assert caps.hold(campaign, sms_settings, 2, 8, day) == 8
    assert caps.hold(campaign, sms_settings, 2, 8, day) == 2
    assert caps.hold(campaign, sms_settings, 2, 8, day) == 0
    caps.give_back(campaign.site, day, 3)
    assert caps.used(campaign.site, day) == 7
    assert caps.hold(campaign, sms_settings, 2, 8, day + timedelta(days=1)) == 8


def test_too_few_parts_for_one_message_are_not_held(make_campaign, sms_settings, now):
    sms_settings.daily_parts = 5
    campaign = make_campaign()
    assert caps.hold(campaign, sms_settings, 6, 60, now.date()) == 0
    assert caps.used(campaign.site, now.date()) == 0


def test_giving_back_more_than_was_held_leaves_nothing_held(make_campaign, sms_settings, now):
    campaign = make_campaign()
    caps.hold(campaign, sms_settings, 1, 3, now.date())
    caps.give_back(campaign.site, now.date(), 5)
    assert DayUse.objects.get().parts == 0


def test_another_limit_may_be_the_smallest(make_campaign, sms_settings, now, monkeypatch):
    monkeypatch.setattr(caps, "LIMITS", [*caps.LIMITS, lambda campaign, settings, use: 4])
    assert caps.hold(make_campaign(), sms_settings, 1, 8, now.date()) == 4


@pytest.fixture
def budget(sms_settings):
    """Ten parts a month at 5 tetri each."""
    sms_settings.monthly_budget, sms_settings.price = Decimal("0.50"), Decimal("0.05")
    sms_settings.save()
    return sms_settings


def test_no_more_is_held_than_the_months_budget_pays_for(make_campaign, budget):
    campaign = make_campaign()
    assert caps.hold(campaign, budget, 1, 8, date(2026, 11, 5)) == 8
    assert caps.hold(campaign, budget, 1, 8, date(2026, 11, 18)) == 2
    assert caps.hold(campaign, budget, 1, 8, date(2026, 11, 30)) == 0
    assert caps.hold(campaign, budget, 1, 8, date(2026, 12, 1)) == 8


def test_another_municipality_has_a_budget_of_its_own(make_campaign, budget, other_site):
    caps.hold(make_campaign(site=other_site), budget, 1, 10, date(2026, 11, 5))
    assert caps.hold(make_campaign(), budget, 1, 8, date(2026, 11, 5)) == 8


@pytest.mark.parametrize(("most", "price"), [("0", "0.05"), ("0.50", "0")])
def test_without_budget_or_price_there_is_no_such_limit(most, price, make_campaign, budget):
    budget.monthly_budget, budget.price = Decimal(most), Decimal(price)
    assert caps.hold(make_campaign(), budget, 1, 80, date(2026, 11, 5)) == 80


def test_what_the_budget_does_not_pay_for_waits_and_the_office_is_told(
    make_subscriber, make_campaign, started, budget, gateway, now
):
    for _person in range(6):
        make_subscriber()
    campaign = started(make_campaign())
    most = 10 // campaign.texts.get().segments
    jobs.pump(campaign.pk, now)
    assert len(gateway) == most
    assert "ბიუჯეტი" in dashboard.rests(campaign, now)
    budget.monthly_budget = 100
    budget.save()
    assert dashboard.rests(campaign, now) == ""
    jobs.pump(campaign.pk, now)
    assert len(gateway) == 6


def test_the_office_is_told_that_todays_parts_are_used_up(
    make_subscriber, make_campaign, started, sms_settings, now
):
    make_subscriber()
    campaign = started(make_campaign())
    sms_settings.daily_parts = 0
    sms_settings.save()
    assert "დღევანდელი" in dashboard.rests(campaign, now)


def test_a_dead_worker_gives_back_what_it_held(
    make_subscriber, make_campaign, started, sms_settings, now, gateway
):
    """It held sixty parts, handed over one message, and was killed."""
    make_subscriber()
    make_subscriber()
    campaign = started(make_campaign())
    day = clock.day_of(now)
    caps.hold(campaign, sms_settings, 1, 60, day, now)
    claimed = claiming.claim(campaign, gateways.get(), 1, now).rows
    recording.record(claimed, [Result(str(claimed[0].ref), Status.SENT, "p1")], gateways.get(), now)
    claiming.claim(campaign, gateways.get(), 1, now)
    assert caps.used(campaign.site, day) == 60
    caps.recount(now + timedelta(minutes=2))
    assert caps.used(campaign.site, day) == 60, "it may still live"
    jobs.sweep(now + timedelta(minutes=10))
    states = set(campaign.deliveries.values_list("state", flat=True))
    assert states == {"sent", "unknown"}
    parts = sum(campaign.deliveries.values_list("segments", flat=True))
    assert caps.used(campaign.site, day) == parts


def test_what_a_dead_worker_held_before_midnight_counts_on_that_day(
    make_subscriber, make_campaign, started, sms_settings, now
):
    make_subscriber()
    campaign = started(make_campaign(is_urgent=True))
    late = clock.start_of(clock.day_of(now) + timedelta(days=1)) - timedelta(minutes=4)
    caps.hold(campaign, sms_settings, 1, 60, clock.day_of(now), late)
    claiming.claim(campaign, gateways.get(), 1, late)
    jobs.sweep(late + timedelta(minutes=10))
    assert campaign.deliveries.get().state == "unknown"
    assert caps.used(campaign.site, clock.day_of(now)) == campaign.deliveries.get().segments
    assert caps.used(campaign.site, clock.day_of(now) + timedelta(days=1)) == 0


def test_nothing_is_counted_anew_while_a_worker_is_sending(
    make_subscriber, make_campaign, started, sms_settings, now
):
    make_subscriber()
    campaign = started(make_campaign())
    day = clock.day_of(now)
    caps.hold(campaign, sms_settings, 1, 60, day, now)
    claiming.claim(campaign, gateways.get(), 1, now)
    assert caps.recount(now + timedelta(minutes=10)) == 0
    assert caps.used(campaign.site, day) == 60


def test_each_day_and_each_municipality_is_counted_for_itself(
    make_subscriber, make_campaign, started, sms_settings, other_site, now
):
    make_subscriber()
    make_subscriber(site=other_site)
    for site in (other_site, sms_settings.site):
        jobs.pump(started(make_campaign(site=site)).pk, now)
    day = clock.day_of(now)
    before = {site.pk: caps.used(site, day) for site in (other_site, sms_settings.site)}
    assert min(before.values()) > 0
    assert caps.recount(now + timedelta(minutes=10)) == 2
    assert {site.pk: caps.used(site, day) for site in (other_site, sms_settings.site)} == before
    assert caps.gone(other_site.pk, day + timedelta(days=1)) == 0
    assert caps.recount(now + timedelta(minutes=10)) == 0
