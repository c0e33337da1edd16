from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection

from wagtail_civic.sms import (
    checks,
    claiming,
    closing,
    dispatch,
    gateways,
    jobs,
    lifecycle,
    recording,
    subscribing,
)
from wagtail_civic.sms.gateways import Result, Status, locmem
from wagtail_civic.sms.models import (
    Attempt,
    Campaign,
    CampaignState,
    Delivery,
    MessageState,
    Subscriber,
    Suppression,
)
from wagtail_civic.sms.models.states import MESSAGE_MOVES
from wagtail_civic.sms.tokens import token_for


def states(campaign):
    return sorted(campaign.deliveries.values_list("state", flat=True))


def claim(campaign, size, now):
    return claiming.claim(campaign, gateways.get(), size, now).rows


def record(rows, status, now, gateway=None, **fields):
    results = [Result(str(row.ref), status, **fields) for row in rows]
    recording.record(rows, results, gateway or gateways.get(), now)


@pytest.fixture
def answers(monkeypatch):
    """Let the gateway answer with this status and code."""

    def set_answer(status, code=""):
        def transmit(self, message):
            locmem.outbox.append(message)
            return Result(message.ref, status, code=code)

        monkeypatch.setattr(locmem.LocmemGateway, "transmit", transmit)

    return set_answer


def test_each_matching_subscriber_gets_one_message_with_the_own_way_out(
    make_subscriber, make_campaign, started, gateway, now
):
    first, second = make_subscriber(), make_subscriber()
    campaign = started(make_campaign("წყალი არ იქნება"))
    assert jobs.pump(campaign.pk, now) == 2
    assert {message.to for message in gateway} == {first.number, second.number}
    mine = next(message for message in gateway if message.to == first.number)
    assert mine.text.startswith("წყალი არ იქნება\n")
    assert f"http://testserver/civic/s/{token_for(first)}" in mine.text
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.DONE
    assert states(campaign) == ["sent", "sent"]


def test_pumping_again_sends_nothing_again(make_subscriber, make_campaign, started, gateway, now):
    make_subscriber()
    campaign = started(make_campaign())
    jobs.pump(campaign.pk, now)
    jobs.pump(campaign.pk, now)
    jobs.sweep(now + timedelta(minutes=10))
    assert len(gateway) == 1


def test_a_row_that_one_worker_claimed_is_not_claimed_by_another(
    make_subscriber, make_campaign, started, now
):
    for _number in range(5):
        make_subscriber()
    campaign = started(make_campaign())
    mine = claim(campaign, 3, now)
    others = claim(campaign, 3, now)
    assert len(mine) == 3
    assert len(others) == 2
    assert not {row.pk for row in mine} & {row.pk for row in others}


def test_a_worker_that_dies_while_sending_leaves_unknown_rows_that_are_never_sent_again(
    make_subscriber, make_campaign, started, gateway, now
):
    make_subscriber()
    campaign = started(make_campaign())
    claim(campaign, 10, now)
    jobs.sweep(now + timedelta(minutes=1))
    assert states(campaign) == ["sending"]
    jobs.sweep(now + timedelta(hours=1))
    assert states(campaign) == ["unknown"]
    jobs.sweep(now + timedelta(hours=2))
    assert gateway == []
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.DONE


def test_a_slow_worker_may_still_say_what_came_of_an_unknown_row(
    make_subscriber, make_campaign, started, now
):
    make_subscriber()
    campaign = started(make_campaign())
    rows = claim(campaign, 10, now)
    closing.abandon(now + timedelta(hours=1))
    record(rows, Status.SENT, now + timedelta(hours=1))
    assert states(campaign) == ["sent"]


def test_a_failure_reported_late_does_not_revive_an_unknown_row(
    make_subscriber, make_campaign, started, now
):
    make_subscriber()
    campaign = started(make_campaign())
    rows = claim(campaign, 10, now)
    closing.abandon(now + timedelta(hours=1))
    record(rows, Status.FAILED, now + timedelta(hours=1))
    assert states(campaign) == ["unknown"]


def test_losing_every_task_loses_no_message(make_subscriber, make_campaign, approved, gateway, now):
    make_subscriber()
    campaign = approved(make_campaign())
    lifecycle.send(campaign, None, now)
    assert gateway == []
    jobs.sweep(now)
    assert len(gateway) == 1


def test_who_unsubscribes_after_the_rows_are_written_gets_nothing(
    make_subscriber, make_campaign, started, gateway, now
):
    leaving = make_subscriber()
    campaign = started(make_campaign())
    subscribing.opt_out(leaving, now)
    jobs.pump(campaign.pk, now)
    assert gateway == []
    assert campaign.deliveries.get().reason == "opted_out"


@pytest.mark.parametrize("how", ["opted_out_at", "suppressed", "erased"])
def test_consent_is_asked_again_after_the_claim(
    how, make_subscriber, make_campaign, started, gateway, now, site
):
    subscriber = make_subscriber()
    campaign = started(make_campaign())
    if how == "opted_out_at":
        Subscriber.objects.update(opted_out_at=now)
    elif how == "suppressed":
        Suppression.objects.create(site=site, lookup=subscriber.lookup, reason="clerk")
    else:
        subscriber.delete()
    jobs.pump(campaign.pk, now)
    assert gateway == []
    assert states(campaign) == ["skipped"]


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (Status.SENT, "sent"),
        (Status.REJECTED, "failed"),
        (Status.FAILED, "retry"),
        (Status.UNKNOWN, "unknown"),
    ],
)
def test_what_the_gateway_says_becomes_the_state(
    status, state, answers, make_subscriber, make_campaign, started, now
):
    make_subscriber()
    campaign = started(make_campaign())
    answers(status, "x1")
    jobs.pump(campaign.pk, now)
    assert states(campaign) == [state]
    attempt = Attempt.objects.get()
    assert (attempt.number, attempt.outcome, attempt.code) == (1, status.value, "x1")


def test_a_message_that_was_not_accepted_is_tried_after_1_5_15_and_60_minutes_then_fails(
    answers, make_subscriber, make_campaign, started, gateway, now
):
    make_subscriber()
    campaign = started(make_campaign())
    answers(Status.FAILED)
    tried = []
    for minute in range(120):
        before = len(gateway)
        jobs.pump(campaign.pk, now + timedelta(minutes=minute))
        if len(gateway) > before:
            tried.append(minute)
    assert len(tried) == 5
    assert [b - a for a, b in pairwise(tried)] == pytest.approx([1, 5, 15, 60], abs=1)
    assert states(campaign) == ["failed"]


def test_a_gateway_that_raises_leaves_the_row_unknown(
    monkeypatch, make_subscriber, make_campaign, started, now
):
    def transmit(self, message):
        raise ValueError(message.to)

    monkeypatch.setattr(locmem.LocmemGateway, "transmit", transmit)
    make_subscriber()
    campaign = started(make_campaign())
    jobs.pump(campaign.pk, now)
    row = campaign.deliveries.get()
    assert (row.state, row.reason) == ("unknown", "ValueError")


def test_a_gateway_that_forgets_a_message_leaves_it_unknown(
    monkeypatch, make_subscriber, make_campaign, started, now
):
    monkeypatch.setattr(locmem.LocmemGateway, "send", lambda self, batch: [])
    make_subscriber()
    campaign = started(make_campaign())
    jobs.pump(campaign.pk, now)
    assert states(campaign) == ["unknown"]


def test_nothing_leaves_in_quiet_hours_and_all_of_it_afterwards(
    make_subscriber, make_campaign, started, gateway, now
):
    make_subscriber()
    campaign = started(make_campaign(expires_at=now + timedelta(days=3)))
    night = now + timedelta(hours=11)
    assert jobs.pump(campaign.pk, night) == 0
    morning = now + timedelta(hours=20, minutes=30)
    assert jobs.sweep(morning) == 1


def test_an_urgent_campaign_leaves_at_night(make_subscriber, make_campaign, started, gateway, now):
    make_subscriber()
    campaign = started(make_campaign(is_urgent=True))
    assert jobs.pump(campaign.pk, now + timedelta(hours=11)) == 1


def test_what_is_too_late_is_not_sent(make_subscriber, make_campaign, started, gateway, now):
    make_subscriber()
    campaign = started(make_campaign())
    jobs.pump(campaign.pk, now + timedelta(hours=25))
    assert gateway == []
    assert states(campaign) == ["expired"]
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.DONE


def test_the_day_s_parts_are_not_exceeded_and_the_rest_leaves_the_next_day(
    make_subscriber, make_campaign, started, gateway, now, sms_settings
):
    sms_settings.daily_parts = 5
    sms_settings.save()
    for _number in range(4):
        make_subscriber()
    campaign = started(make_campaign("ა" * 20, expires_at=now + timedelta(days=3)))
    assert campaign.deliveries.first().segments == 2
    jobs.pump(campaign.pk, now)
    assert len(gateway) == 2
    jobs.pump(campaign.pk, now + timedelta(hours=1))
    assert len(gateway) == 2
    jobs.pump(campaign.pk, now + timedelta(days=1))
    assert len(gateway) == 4


def test_pausing_stops_the_next_batch_and_resuming_goes_on(
    make_subscriber, make_campaign, started, gateway, now, author
):
    make_subscriber()
    campaign = started(make_campaign())
    lifecycle.pause(campaign, author)
    assert jobs.pump(campaign.pk, now) == 0
    lifecycle.resume(campaign, author)
    assert jobs.pump(campaign.pk, now) == 1


def test_cancelling_stops_what_has_not_left(
    make_subscriber, make_campaign, started, gateway, now, author
):
    make_subscriber()
    make_subscriber()
    campaign = started(make_campaign())
    row = campaign.deliveries.first()
    Delivery.objects.filter(pk=row.pk).update(state=MessageState.SENT)
    lifecycle.cancel(campaign, now, author)
    jobs.pump(campaign.pk, now)
    assert gateway == []
    assert states(campaign) == ["cancelled", "sent"]


def test_a_scheduled_campaign_starts_at_its_time(
    make_subscriber, make_campaign, approved, gateway, now
):
    make_subscriber()
    approved(make_campaign(scheduled_for=now + timedelta(hours=1)))
    jobs.sweep(now)
    assert gateway == []
    jobs.sweep(now + timedelta(hours=1))
    assert len(gateway) == 1


def test_a_scheduled_campaign_whose_time_has_passed_is_cancelled_with_a_reason(
    make_subscriber, make_campaign, approved, gateway, now
):
    make_subscriber()
    campaign = approved(
        make_campaign(scheduled_for=now, expires_at=now + timedelta(hours=1)),
    )
    jobs.sweep(now + timedelta(hours=2))
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.CANCELLED
    assert campaign.reason
    assert gateway == []


def test_two_campaigns_of_two_municipalities_use_each_their_own_subscribers(
    make_subscriber, make_campaign, started, gateway, now, other_site
):
    make_subscriber("+995599000001")
    make_subscriber("+995599000002", site=other_site)
    jobs.pump(started(make_campaign()).pk, now)
    assert [message.to for message in gateway] == ["+995599000001"]


def test_tasks_carry_ids_and_logs_carry_no_number(
    make_subscriber, make_campaign, approved, monkeypatch, now, caplog, capsys
):
    from wagtail_civic.core import jobs as core_jobs

    queued = []
    monkeypatch.setattr(core_jobs, "enqueue", lambda func, *args: queued.append((func, args)))
    subscriber = make_subscriber()
    campaign = approved(make_campaign())
    lifecycle.send(campaign, None, now)
    assert queued == [(lifecycle.PUMP, (campaign.pk,))]
    jobs.pump(campaign.pk, now)
    told = caplog.text + "".join(capsys.readouterr())
    assert subscriber.number[-6:] not in told


def test_no_state_leads_back_to_where_a_message_could_be_sent_twice():
    final = {state for state, targets in MESSAGE_MOVES.items() if not targets}
    for state in (MessageState.UNKNOWN, MessageState.SENT):
        assert MESSAGE_MOVES[state] <= final | {MessageState.SENT}
    assert MessageState.QUEUED not in set().union(*MESSAGE_MOVES.values())


def test_a_vanished_campaign_is_no_error(db, now):
    assert jobs.pump(987654, now) == 0
    assert dispatch.Turn(987654).batch(now).stop is dispatch.Stop.STATE
    assert not Campaign.objects.exists()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="others are set for the whole server")
@pytest.mark.parametrize("word", ["off", "local", "on"])
def test_a_database_that_may_forget_a_claim_is_named(word, db):
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL synchronous_commit = {word}")
    found = {message.id: message for message in checks.check_claims_last(databases=["default"])}
    forgets = word == "off"
    assert ("wagtail_civic.W508" in found) == forgets
    if forgets:
        assert "synchronous_commit" in found["wagtail_civic.W508"].msg


@pytest.mark.skipif(connection.vendor != "sqlite", reason="others sync their commits")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_on_sqlite_a_claim_is_on_the_disk_before_anything_leaves(
    make_subscriber, make_campaign, started, now, monkeypatch, settings
):
    settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, "JOBS_SYNC": False}
    seen = []

    def transmit(self, message):
        with connection.cursor() as cursor:
            seen.append(cursor.execute("PRAGMA synchronous").fetchone()[0])
        return Result(message.ref, Status.SENT)

    monkeypatch.setattr(locmem.LocmemGateway, "transmit", transmit)
    make_subscriber()
    jobs.pump(started(make_campaign()).pk, now)
    full = 2
    assert seen == [full]
