"""What speaks against a message is asked when its turn comes, for the whole batch at once."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from wagtail_civic.sms import claiming, dispatch, gateways, jobs, lifecycle
from wagtail_civic.sms.gateways import BaseGateway, Capabilities, Result, Status
from wagtail_civic.sms.models import (
    Attempt,
    GatewayState,
    Purpose,
    Subscriber,
    Suppression,
)

TBILISI = ZoneInfo("Asia/Tbilisi")
WEDNESDAY, THURSDAY = 1 << 2, 1 << 3


class NullGateway(BaseGateway):
    capabilities = Capabilities(rate=100_000.0, batch=10, max_recipients=10, timeout=1)

    def send(self, batch):
        return [Result(message.ref, Status.SENT) for message in batch]


def claim(campaign, now, size=10):
    return claiming.claim(campaign, gateways.get(), size, now)


def statements(queries):
    words = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return [query["sql"] for query in queries if not query["sql"].startswith(words)]


def use_null_gateway(settings):
    settings.WAGTAIL_CIVIC = {
        **settings.WAGTAIL_CIVIC,
        "SMS_GATEWAYS": {"null": {"BACKEND": f"{__name__}.NullGateway"}},
        "SMS_GATEWAY": "null",
    }


def test_a_batch_costs_four_statements(make_subscriber, make_campaign, started, now, settings):
    use_null_gateway(settings)
    GatewayState.objects.create(key="null", tokens=10_000, filled_at=now)
    for _number in range(30):
        make_subscriber()
    campaign = started(make_campaign())
    turn = dispatch.Turn(campaign.pk)
    assert turn.batch(now).count == 10
    for _batch in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert turn.batch(now).count == 10
        # MariaDB cannot lock one table of a join: it reads the ids first.
        limit = 5 if connection.vendor == "mysql" else 4
        assert len(statements(queries)) <= limit, statements(queries)
    assert Attempt.objects.filter(outcome="sent", gateway="null").count() == 30
    assert set(campaign.deliveries.values_list("state", flat=True)) == {"sent"}


def test_the_number_of_statements_does_not_grow_with_the_batch(
    make_subscriber, make_campaign, started, now
):
    counts = []
    for size in (2, 12):
        for _number in range(size):
            make_subscriber()
        campaign = started(make_campaign())
        with CaptureQueriesContext(connection) as queries:
            assert len(claim(campaign, now, 50).rows) == Subscriber.objects.count()
        counts.append(len(statements(queries)))
    assert counts[0] == counts[1]


def test_a_mailing_that_is_paused_gives_no_rows(
    make_subscriber, make_campaign, started, now, author
):
    make_subscriber()
    campaign = started(make_campaign())
    lifecycle.pause(campaign, author)
    assert claim(campaign, now).found == 0


def test_a_mailing_whose_time_is_over_gives_no_rows(make_subscriber, make_campaign, started, now):
    make_subscriber()
    campaign = started(make_campaign())
    assert claim(campaign, now + timedelta(days=2)).found == 0


def test_a_paused_gateway_gets_no_rows(make_subscriber, make_campaign, started, now):
    make_subscriber()
    campaign = started(make_campaign())
    GatewayState.objects.create(key="memory", paused_at=now)
    assert claim(campaign, now).found == 0


def test_a_no_said_under_an_older_lookup_key_still_counts(
    make_subscriber, make_campaign, started, now, site, settings
):
    old = settings.WAGTAIL_CIVIC["LOOKUP_KEYS"]
    said_no, other = make_subscriber(), make_subscriber()
    Suppression.objects.create(site=site, lookup=said_no.lookup, reason="erased")
    keys = ["another-lookup-key-for-tests-0123456789", *old]
    settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, "LOOKUP_KEYS": keys}
    Subscriber.objects.filter(pk=said_no.pk).update(lookup=said_no.contact.lookup())
    campaign = started(make_campaign())
    assert [row.subscriber_id for row in claim(campaign, now).rows] == [other.pk]
    assert campaign.deliveries.get(subscriber=said_no).reason == "suppressed"


def test_a_number_that_no_key_opens_is_left_out_and_stops_nobody_else(
    make_subscriber, make_campaign, started, now
):
    lost, other = make_subscriber(), make_subscriber()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE civic_sms_subscriber SET number = 'gAAAAdamaged' WHERE id = %s", [lost.pk]
        )
    campaign = started(make_campaign())
    assert [row.number for row in claim(campaign, now).rows] == [other.number]
    assert set(campaign.deliveries.values_list("state", "reason")) == {
        ("skipped", "undecryptable"),
        ("sending", ""),
    }


def test_who_keeps_a_day_free_hears_the_day_after(
    make_subscriber, make_campaign, started, now, gateway
):
    make_subscriber(quiet_days=WEDNESDAY)
    campaign = started(make_campaign(expires_at=now + timedelta(days=3)))
    assert jobs.pump(campaign.pk, now) == 0
    assert campaign.deliveries.get().state == "queued"
    jobs.pump(campaign.pk, now + timedelta(hours=10))
    assert gateway == []
    jobs.pump(campaign.pk, now + timedelta(days=1))
    assert len(gateway) == 1


def test_a_free_day_that_outlasts_the_mailing_ends_the_message_with_that_reason(
    make_subscriber, make_campaign, started, now, gateway
):
    make_subscriber(quiet_days=WEDNESDAY | THURSDAY)
    campaign = started(make_campaign())
    jobs.pump(campaign.pk, now)
    row = campaign.deliveries.get()
    assert (row.state, row.reason) == ("skipped", "quiet_days")


def test_danger_does_not_wait_for_the_day_after(
    make_subscriber, make_campaign, started, now, gateway
):
    make_subscriber(quiet_days=WEDNESDAY)
    jobs.pump(started(make_campaign(is_urgent=True)).pk, now)
    assert len(gateway) == 1


@pytest.mark.parametrize(
    ("days", "waits"), [(0, 0), (WEDNESDAY, 1), (WEDNESDAY | THURSDAY, 2), (0b1111011, 0)]
)
def test_the_next_day_that_is_not_kept_free(days, waits, now):
    local = now.astimezone(TBILISI)
    found = claiming.next_day(days, local)
    assert (found.date() - local.date()).days == waits
    assert (found == local) is (waits == 0)


def test_a_request_to_confirm_reaches_who_waits_and_nobody_twice(
    make_subscriber, make_campaign, started, now, gateway
):
    waiting = make_subscriber(confirmed_at=None)
    make_subscriber()
    make_subscriber(confirmed_at=None, opted_out_at=now)
    first = started(make_campaign(purpose=Purpose.CONFIRM))
    jobs.pump(first.pk, now)
    assert [message.to for message in gateway] == [waiting.number]
    assert Subscriber.objects.get(pk=waiting.pk).asked_at == now
    second = started(make_campaign(purpose=Purpose.CONFIRM))
    jobs.pump(second.pk, now)
    assert len(gateway) == 1


def test_who_confirms_before_the_request_leaves_is_not_asked(
    make_subscriber, make_campaign, started, now, gateway
):
    make_subscriber(confirmed_at=None)
    campaign = started(make_campaign(purpose=Purpose.CONFIRM))
    Subscriber.objects.update(confirmed_at=now)
    jobs.pump(campaign.pk, now)
    assert gateway == []
    assert campaign.deliveries.get().reason == "confirmed"


def test_whom_a_cancelled_request_never_reached_may_be_asked_again(
    make_subscriber, make_campaign, started, now, author
):
    subscriber = make_subscriber(confirmed_at=None)
    lifecycle.cancel(started(make_campaign(purpose=Purpose.CONFIRM)), now, author)
    assert Subscriber.objects.get(pk=subscriber.pk).asked_at is None


def test_a_claim_is_never_part_of_a_longer_transaction(make_campaign, now):
    campaign = make_campaign()
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        claim(campaign, now)
