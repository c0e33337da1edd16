"""Providers that never call are asked what became of messages: few at a time, ever less often."""

import json
from datetime import timedelta
from urllib.parse import parse_qs

import pytest

from wagtail_civic.sms import asking, jobs, receipts
from wagtail_civic.sms.gateways import Capabilities, ReceiptEvent, Unanswered, locmem
from wagtail_civic.sms.models import Delivery, Receipt

from .exchanges import make

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


class Provider:
    """What the gateway is asked, and what it says."""

    def __init__(self):
        self.asked, self.says, self.is_down = [], {}, False

    def ask(self, gateway, provider_id):
        self.asked.append(provider_id)
        if self.is_down:
            raise Unanswered("http:503")
        state = self.says.get(provider_id)
        return state and ReceiptEvent(f"{provider_id}:{state}", "", provider_id, state)


@pytest.fixture
def provider(monkeypatch):
    told = Provider()
    can = Capabilities(rate=1000.0, status=True)
    monkeypatch.setattr(locmem.LocmemGateway, "capabilities", can)
    monkeypatch.setattr(locmem.LocmemGateway, "ask", told_by(told))
    return told


def told_by(provider):
    return lambda gateway, provider_id: provider.ask(gateway, provider_id)


@pytest.fixture
def sent(make_subscriber, make_campaign, started, now):
    """``sent(2)``: messages handed over at noon as p1, p2."""

    def make(count=1):
        for _person in range(count):
            make_subscriber()
        campaign = started(make_campaign())
        jobs.pump(campaign.pk, now)
        for place, row in enumerate(campaign.deliveries.order_by("pk"), 1):
            Delivery.objects.filter(pk=row.pk).update(provider_id=f"p{place}", sent_at=now)
        return campaign

    return make


def states():
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


def test_an_answer_is_a_receipt_like_any_other(provider, sent, now):
    sent(3)
    provider.says = {"p1": "delivered", "p2": "failed"}
    assert jobs.ask_receipts(now + MINUTE) == 2
    assert states() == ["delivered", "failed", "sent"]
    assert Receipt.objects.filter(applied_at__isnull=False).count() == 2


def test_nobody_is_asked_before_a_minute_has_passed(provider, sent, now):
    sent()
    assert jobs.ask_receipts(now + MINUTE / 2) == 0
    assert provider.asked == []


@pytest.mark.parametrize(
    ("age", "pause"),
    [
        (MINUTE, MINUTE),
        (5 * MINUTE, 5 * MINUTE),
        (HOUR, HOUR / 2),
        (4 * HOUR, 4 * HOUR),
        (71 * HOUR, 4 * HOUR),
    ],
)
def test_the_older_a_message_the_rarer_the_question(age, pause):
    assert asking.pause_after(age) == pause


def test_a_message_is_asked_about_about_forty_times_and_then_no_more(provider, sent, now):
    sent()
    for minutes in range(1, 4 * 24 * 60, 1):
        asked = asking._take("memory", now + minutes * MINUTE)
        provider.asked += asked
    assert len(provider.asked) in range(30, 45)
    assert states() == ["sent"]


def test_what_has_its_end_is_asked_no_more(provider, sent, now):
    sent()
    provider.says = {"p1": "delivered"}
    jobs.ask_receipts(now + MINUTE)
    jobs.ask_receipts(now + 5 * HOUR)
    assert provider.asked == ["p1"]


def test_an_end_is_never_taken_back(provider, sent, now):
    sent()
    receipts.take("memory", [ReceiptEvent("e", "", "p1", "delivered")], now)
    provider.says = {"p1": "failed"}
    jobs.ask_receipts(now + MINUTE)
    assert states() == ["delivered"]


def test_only_so_many_at_once_and_those_never_asked_about_first(provider, sent, now, monkeypatch):
    monkeypatch.setattr(asking, "BATCH", 2)
    sent(3)
    jobs.ask_receipts(now + MINUTE)
    assert provider.asked == ["p1", "p2"]
    jobs.ask_receipts(now + 2 * MINUTE)
    assert provider.asked == ["p1", "p2", "p3", "p1"]


def test_two_workers_do_not_ask_the_same(provider, sent, now):
    sent(2)
    assert asking._take("memory", now + MINUTE) == ["p1", "p2"]
    assert asking._take("memory", now + MINUTE) == []


def test_a_provider_that_does_not_answer_is_left_in_peace_until_the_next_turn(provider, sent, now):
    sent(3)
    provider.is_down = True
    assert jobs.ask_receipts(now + MINUTE) == 0
    assert provider.asked == ["p1"]
    provider.is_down, provider.says = False, {"p1": "delivered"}
    assert jobs.ask_receipts(now + 2 * MINUTE) == 1


def test_a_message_without_the_provider_s_id_cannot_be_asked_about(provider, sent, now):
    sent()
    Delivery.objects.update(provider_id="")
    jobs.ask_receipts(now + MINUTE)
    assert provider.asked == []


def test_a_gateway_that_calls_by_itself_is_not_asked(sent, now):
    sent()
    assert jobs.ask_receipts(now + MINUTE) == 0


def test_a_round_costs_the_same_statements_for_few_and_many(
    provider, sent, now, django_assert_max_num_queries
):
    sent(50)
    provider.says = {f"p{place}": "delivered" for place in range(1, 51)}
    with django_assert_max_num_queries(14):
        jobs.ask_receipts(now + MINUTE)
    assert set(states()) == {"delivered"}


# As the providers document it ---------------------------------------------------------------


def asked(name, server, **status):
    gateway = make(name, server)
    gateway.options["STATUS"] = {**gateway.options["STATUS"], "URL": server.url}
    return gateway


SENDER = '{"data": [{"messageId": "123KUxuhiGyDN3", "statusId": %s, "timestamp": "1764"}]}'
GO = '{"success": true, "messageId": 12345, "from": "Chaieti", "to": "995599", "status": "%s"}'


@pytest.mark.parametrize(
    ("name", "answer", "state"),
    [
        ("sender", SENDER % 0, None),
        ("sender", SENDER % 1, "delivered"),
        ("sender", SENDER % '"1"', "delivered"),
        ("sender", SENDER % 2, "failed"),
        ("sender", '{"messageId": "123KUxuhiGyDN3", "statusId": 1}', "delivered"),
        ("gosms", GO % "delivered", "delivered"),
        ("gosms", GO % "DELIVERED", "delivered"),
        ("gosms", GO % "pending", None),
        ("gosms", GO % "undelivered", "failed"),
        ("gosms", '{"errorCode": 104, "message": "Message not found"}', None),
        *[(name, text, None) for name in ("sender", "gosms") for text in ("", "<html>", "[]", "7")],
    ],
)
def test_a_documented_report_is_understood(name, answer, state, server):
    gateway = asked(name, server)
    server.answer = (200, answer)
    event = gateway.ask("123KUxuhiGyDN3")
    assert (event and event.state) == state
    assert event is None or event.provider_id == "123KUxuhiGyDN3"


def test_sender_is_asked_with_key_and_message(server):
    asked("sender", server).ask("123KUxuhiGyDN3")
    assert parse_qs(server.asked[0][2]) == {
        "apikey": ["sender-key"],
        "messageId": ["123KUxuhiGyDN3"],
    }


def test_gosms_is_asked_with_json(server):
    asked("gosms", server).ask("12345")
    assert json.loads(server.asked[0][2]) == {"api_key": "go-key", "messageId": "12345"}


@pytest.mark.parametrize("answer", [(500, ""), (503, ""), (429, ""), (None, "")])
def test_no_answer_says_so_and_not_that_nothing_happened(answer, server):
    gateway = asked("sender", server)
    server.answer = answer
    with pytest.raises(Unanswered):
        gateway.ask("1")


def test_providers_are_asked_over_https_only():
    for name in ("sender", "gosms"):
        assert make(name).options["STATUS"]["URL"].startswith("https://")
        status = {**make(name).options["STATUS"], "URL": "http://provider.example/"}
        assert make(name, STATUS=status).problems()


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"FIELDS": {"key": "k"}}, "{id}"),
        ({"STATE": ""}, "STATE"),
        ({"STATES": {"1": "arrived"}}, "STATES"),
        ({"URL": "ftp://x"}, "STATUS"),
    ],
)
def test_what_is_wrong_about_asking_is_named(wrong, named):
    right = make("sender").options["STATUS"]
    assert named in " ".join(make("sender", STATUS={**right, **wrong}).problems())
