from datetime import timedelta

import pytest

from wagtail_civic.sms import claiming, closing, gateways, jobs, receipts, recording
from wagtail_civic.sms.gateways import Capabilities, ReceiptEvent, Result, Status, locmem
from wagtail_civic.sms.models import Attempt, Delivery, Receipt, Suppression

KEY = "memory"


@pytest.fixture(autouse=True)
def reports(monkeypatch):
    monkeypatch.setattr(
        locmem.LocmemGateway, "capabilities", Capabilities(rate=1000.0, receipts=True)
    )


@pytest.fixture
def claimed(make_subscriber, make_campaign, started, now):
    """One row in a worker's hands."""
    make_subscriber()
    campaign = started(make_campaign())
    return claiming.claim(campaign, gateways.get(), 1, now).rows[0]


def event(state, name="e1", **fields):
    return ReceiptEvent(event=name, state=state, **fields)


def save(row, now, status=Status.SENT, provider_id="p1", code=""):
    result = Result(str(row.ref), status, provider_id, code)
    recording.record([row], [result], gateways.get(), now)


def state():
    return Delivery.objects.get().state


def test_a_receipt_says_that_a_message_arrived(claimed, now):
    save(claimed, now)
    assert receipts.take(KEY, [event("delivered", provider_id="p1")], now) == 1
    assert state() == "delivered"


def test_a_receipt_is_found_by_our_own_reference(claimed, now):
    save(claimed, now, provider_id="")
    receipts.take(KEY, [event("delivered", ref=str(claimed.ref))], now)
    assert state() == "delivered"


def test_a_receipt_that_comes_before_our_own_save_lands_after_it(claimed, now):
    assert receipts.take(KEY, [event("delivered", provider_id="p1")], now) == 0
    assert state() == "sending"
    save(claimed, now)
    assert state() == "delivered"
    assert Receipt.objects.get().applied_at == now


def test_a_receipt_by_reference_that_is_quicker_than_our_save_is_not_taken_back(claimed, now):
    receipts.take(KEY, [event("delivered", ref=str(claimed.ref))], now)
    assert state() == "delivered"
    save(claimed, now)
    row = Delivery.objects.get()
    assert (row.state, row.provider_id, row.reason) == ("delivered", "p1", "")
    assert row.sent_at == now


def test_the_sweep_applies_what_was_stored_and_never_applied(claimed, now):
    save(claimed, now)
    Receipt.objects.create(
        gateway=KEY, event="lost", provider_id="p1", state="delivered", received_at=now
    )
    jobs.sweep(now + timedelta(minutes=1))
    assert state() == "delivered"


def test_the_sweep_does_not_look_for_ever(claimed, now):
    save(claimed, now)
    Receipt.objects.create(
        gateway=KEY, event="old", provider_id="p1", state="delivered", received_at=now
    )
    receipts.sweep(now + timedelta(hours=73))
    assert state() == "sent"


def test_a_message_that_nobody_reports_on_stays_handed_over(claimed, now):
    save(claimed, now)
    jobs.sweep(now + timedelta(hours=100))
    assert state() == "sent"


@pytest.mark.parametrize("later", ["sent", "failed"])
def test_a_delivered_message_is_never_taken_back(later, claimed, now):
    save(claimed, now)
    receipts.take(KEY, [event("delivered", provider_id="p1")], now)
    receipts.take(KEY, [event(later, "e2", provider_id="p1", code="x")], now)
    row = Delivery.objects.get()
    assert (row.state, row.reason) == ("delivered", "")


@pytest.mark.parametrize("said", ["sent", "delivered", "failed"])
def test_a_receipt_resolves_what_was_unknown(said, claimed, now):
    closing.abandon(now + timedelta(hours=2))
    assert state() == "unknown"
    receipts.take(KEY, [event(said, ref=str(claimed.ref), code="c")], now)
    assert state() == said


def test_a_message_that_arrived_is_not_tried_again(claimed, now, gateway):
    save(claimed, now, Status.FAILED)
    assert state() == "retry"
    receipts.take(KEY, [event("delivered", ref=str(claimed.ref))], now)
    jobs.sweep(now + timedelta(minutes=30))
    assert state() == "delivered"
    assert gateway == []


def test_a_report_of_failure_does_not_end_the_wait_for_another_try(claimed, now):
    save(claimed, now, Status.FAILED)
    receipts.take(KEY, [event("failed", ref=str(claimed.ref))], now)
    assert state() == "retry"


def test_the_same_event_twice_is_stored_once_and_applied_once(claimed, now):
    save(claimed, now)
    same = event("delivered", provider_id="p1")
    assert receipts.take(KEY, [same, same], now) == 1
    assert receipts.take(KEY, [same], now) == 0
    assert Receipt.objects.count() == 1


def test_one_part_that_failed_decides(claimed, now):
    save(claimed, now)
    reported = [
        event("delivered", "part1", provider_id="p1"),
        event("failed", "part2", provider_id="p1", code="gone"),
    ]
    receipts.take(KEY, reported, now)
    row = Delivery.objects.get()
    assert (row.state, row.reason) == ("failed", "gone")


def test_an_unknown_reference_is_kept_and_is_no_error(db, now):
    strangers = [event("delivered", "a", ref="code-1"), event("failed", "b", provider_id="x")]
    assert receipts.take(KEY, strangers, now) == 0
    assert Receipt.objects.filter(applied_at__isnull=True).count() == 2
    receipts.sweep(now)
    receipts.forget(now + timedelta(days=31))
    assert not Receipt.objects.exists()


def test_a_state_that_says_nothing_is_not_stored(db, now):
    assert receipts.take(KEY, [event("buffered", provider_id="x")], now) == 0
    assert not Receipt.objects.exists()


def test_one_gateway_cannot_speak_of_another_s_messages(claimed, now):
    save(claimed, now)
    receipts.take("other", [event("failed", ref=str(claimed.ref), provider_id="p1")], now)
    assert state() == "sent"


def test_a_gateway_that_tried_it_earlier_may_still_speak_of_it(claimed, now):
    save(claimed, now, Status.FAILED)
    Delivery.objects.update(gateway="backup", state="unknown")
    receipts.take(KEY, [event("delivered", ref=str(claimed.ref))], now)
    assert state() == "delivered"


def test_a_number_on_the_provider_s_stop_list_gets_no_more_mailings(claimed, now, site):
    save(claimed, now)
    receipts.take(KEY, [event("failed", provider_id="p1", code="stop")], now)
    said_no = Suppression.objects.get()
    assert (said_no.site, said_no.lookup, said_no.reason) == (
        site,
        Delivery.objects.get().lookup,
        "gateway",
    )


def test_a_stop_list_met_while_sending_counts_as_well(claimed, now):
    save(claimed, now, Status.REJECTED, code="stop")
    assert state() == "failed"
    assert Suppression.objects.get().lookup == Delivery.objects.get().lookup


def test_an_ordinary_failure_suppresses_nobody(claimed, now):
    save(claimed, now)
    receipts.take(KEY, [event("failed", provider_id="p1", code="absent")], now)
    assert not Suppression.objects.exists()
    assert Attempt.objects.get().outcome == "sent"


def test_a_thousand_receipts_cost_a_handful_of_statements(
    claimed, now, django_assert_max_num_queries
):
    save(claimed, now)
    events = [event("delivered", f"e{number}", provider_id=f"p{number}") for number in range(1000)]
    with django_assert_max_num_queries(20):
        receipts.take(KEY, events, now)
    assert state() == "delivered"
