"""A gateway that is broken, broke or away: nobody is failed for it, nobody gets a message twice."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied

from wagtail_civic.core import clock
from wagtail_civic.core.models import CivicLogEntry
from wagtail_civic.sms import (
    caps,
    gateways,
    handing,
    jobs,
    lifecycle,
    pausing,
    resending,
    routing,
)
from wagtail_civic.sms.gateways import Capabilities, Message, Result, Status, locmem
from wagtail_civic.sms.models import Attempt, CampaignState, Delivery, GatewayState, SmsSettings

LATER = timedelta(minutes=2)


@pytest.fixture
def two(settings, sms_settings):
    """A first gateway and its backup."""
    path = "wagtail_civic.sms.gateways.locmem.LocmemGateway"
    settings.WAGTAIL_CIVIC = {
        **settings.WAGTAIL_CIVIC,
        "SMS_GATEWAYS": {"first": {"BACKEND": path}, "second": {"BACKEND": path}},
        "SMS_GATEWAY": "first",
    }
    sms_settings.backup_gateway = "second"
    sms_settings.save()


@pytest.fixture
def answer(monkeypatch):
    """`answer(first=Status.HALTED)`: what a gateway says from now on; the others accept."""
    said = {}

    def transmit(self, message):
        status, code = said.get(self.key, (Status.SENT, ""))
        tried.append((self.key, message.ref))
        return Result(message.ref, status, code=code)

    tried = []
    monkeypatch.setattr(locmem.LocmemGateway, "transmit", transmit)

    def answer(code="", **statuses):
        said.clear()
        said.update({key: (status, code) for key, status in statuses.items()})
        return tried

    return answer


@pytest.fixture
def idempotent(monkeypatch):
    monkeypatch.setattr(
        locmem.LocmemGateway,
        "capabilities",
        Capabilities(rate=1000.0, idempotent_reference=True),
    )


@pytest.fixture
def campaign(make_subscriber, make_campaign, started):
    for _number in range(5):
        make_subscriber()
    return started(make_campaign())


def states(campaign):
    return sorted(campaign.deliveries.values_list("state", flat=True))


def test_a_gateway_without_balance_is_paused_and_nobody_is_failed(
    answer, campaign, now, author, settings
):
    tried = answer("balance", memory=Status.HALTED)
    jobs.pump(campaign.pk, now)
    assert pausing.paused() == {"memory": "balance"}
    assert len(tried) == 1, "no further message meets the same wall"
    assert states(campaign) == ["retry"] * 5
    assert set(campaign.deliveries.values_list("tries", flat=True)) == {0}
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.SENDING
    jobs.sweep(now + LATER)
    assert len(tried) == 1
    answer()
    pausing.resume("memory", author)
    jobs.pump(campaign.pk, now + LATER)
    assert states(campaign) == ["sent"] * 5


def test_what_was_not_sent_is_not_counted_against_the_day(answer, campaign, now):
    answer("key", memory=Status.HALTED)
    jobs.pump(campaign.pk, now)
    assert caps.used(campaign.site, clock.day_of(now)) == 0


def test_those_who_may_send_are_written_to_once(
    answer, campaign, now, author, make_user, other_site, settings
):
    make_user("reader", "civic_sms.view_campaign")
    make_user("elsewhere", "civic_sms.send_campaign", sites=[other_site])
    settings.WAGTAIL_CIVIC = {
        **settings.WAGTAIL_CIVIC,
        "SMS_GATEWAYS": {
            **settings.WAGTAIL_CIVIC["SMS_GATEWAYS"],
            "theirs": settings.WAGTAIL_CIVIC["SMS_GATEWAYS"]["memory"],
        },
    }
    SmsSettings.objects.create(site=other_site, gateway="theirs")
    answer("balance", memory=Status.HALTED)
    jobs.pump(campaign.pk, now)
    jobs.sweep(now + LATER)
    written = [address for message in mail.outbox for address in message.to]
    assert "author@chaieti.example" in written
    assert "reader@chaieti.example" not in written
    assert "elsewhere@chaieti.example" not in written
    assert len(written) == len(set(written))
    assert all("balance" in message.body for message in mail.outbox)


def test_an_alarm_that_its_worker_did_not_send_is_sent_by_the_sweep(db, site, now, author):
    pausing.pause("memory", "balance", now)
    assert mail.outbox == []
    jobs.sweep(now)
    assert [message.to for message in mail.outbox] == [["author@chaieti.example"]]


def test_a_pause_stands_in_the_list_of_what_is_to_do(db, site, now, author, rf):
    from wagtail_civic.sms.seams import to_do

    request = rf.get("/")
    request.user = author
    before = sum(item.overdue for item in to_do(request))
    pausing.pause("memory", "balance", now)
    assert sum(item.overdue for item in to_do(request)) == before + 1
    pausing.resume("memory", author)
    assert sum(item.overdue for item in to_do(request)) == before


def test_pausing_and_resuming_are_logged_once(db, now, author):
    assert pausing.pause("memory", "key", now)
    assert not pausing.pause("memory", "key", now)
    assert pausing.resume("memory", author)
    assert not pausing.resume("memory", author)
    logged = CivicLogEntry.objects.filter(action__startswith="civic_sms.gateway_")
    assert sorted(logged.values_list("action", "user__username")) == [
        ("civic_sms.gateway_pause", None),
        ("civic_sms.gateway_resume", "author"),
    ]


@pytest.mark.parametrize("status", [Status.HALTED, Status.FAILED])
def test_the_backup_takes_over_what_the_first_provably_did_not_accept(
    status, two, answer, campaign, now
):
    answer("x", first=status)
    jobs.pump(campaign.pk, now)
    jobs.pump(campaign.pk, now + timedelta(seconds=20))
    rows = campaign.deliveries.all()
    assert states(campaign) == ["sent"] * 5
    assert {row.gateway for row in rows} == {"second"}
    first = Attempt.objects.filter(gateway="first")
    assert set(first.values_list("outcome", flat=True)) == {status.value}


def test_the_backup_never_gets_what_the_first_may_have_accepted(two, answer, campaign, now):
    tried = answer("timeout", first=Status.UNKNOWN)
    jobs.pump(campaign.pk, now)
    for minute in (1, 7, 30, 100, 200):
        jobs.sweep(now + timedelta(minutes=minute))
    assert {key for key, _ref in tried} == {"first"}
    assert len(tried) == 5
    assert states(campaign) == ["unknown"] * 5


def test_the_first_gateway_is_asked_again_after_a_minute(two, answer, campaign, now, sms_settings):
    answer(first=Status.FAILED)
    jobs.pump(campaign.pk, now)
    assert routing.route(sms_settings, now).key == "second"
    assert routing.route(sms_settings, now + LATER).key == "first"


def test_several_messages_not_accepted_in_a_row_let_the_gateway_rest(answer, campaign, now):
    tried = answer("connect", memory=Status.FAILED)
    jobs.pump(campaign.pk, now)
    assert len(tried) == routing.STREAK
    assert set(campaign.deliveries.values_list("tries", flat=True)) == {0}
    answer()
    jobs.pump(campaign.pk, now)
    assert len(tried) == routing.STREAK
    jobs.pump(campaign.pk, now + LATER)
    assert states(campaign) == ["sent"] * 5
    assert GatewayState.objects.get(pk="memory").failures == 0


def test_an_outage_of_hours_fails_nobody(answer, campaign, now):
    answer("connect", memory=Status.FAILED)
    for minute in range(0, 300, 60):
        jobs.pump(campaign.pk, now + timedelta(minutes=minute))
    assert states(campaign) == ["retry"] * 5
    answer()
    jobs.pump(campaign.pk, now + timedelta(minutes=302))
    assert states(campaign) == ["sent"] * 5


def test_choosing_another_gateway_by_hand_moves_what_waits(
    two, answer, campaign, now, sms_settings
):
    answer(first=Status.HALTED)
    sms_settings.backup_gateway = ""
    sms_settings.save()
    jobs.pump(campaign.pk, now)
    assert states(campaign) == ["retry"] * 5
    sms_settings.gateway = "second"
    sms_settings.save()
    jobs.pump(campaign.pk, now + LATER)
    assert states(campaign) == ["sent"] * 5


def test_a_gateway_that_is_gone_from_the_settings_stops_nothing_but_itself(
    two, answer, campaign, now, sms_settings
):
    sms_settings.gateway = "gone"
    sms_settings.save()
    answer()
    jobs.pump(campaign.pk, now)
    assert set(campaign.deliveries.values_list("gateway", flat=True)) == {"second"}


def test_a_gateway_that_nobody_finds_is_paused_and_holds_up_its_own_mailing_only(
    make_subscriber, make_campaign, started, now, sms_settings, other_site
):
    make_subscriber()
    make_subscriber(site=other_site)
    stuck, fine = started(make_campaign()), started(make_campaign(site=other_site))
    sms_settings.gateway = "gone"
    sms_settings.save()
    jobs.sweep(now)
    assert pausing.paused() == {"gone": "missing"}
    assert (states(stuck), states(fine)) == (["queued"], ["sent"])


def test_an_idempotent_gateway_is_asked_again_with_the_same_reference(
    idempotent, answer, campaign, now
):
    tried = answer("timeout", memory=Status.UNKNOWN)
    jobs.pump(campaign.pk, now)
    assert states(campaign) == ["retry"] * 5
    answer()
    jobs.pump(campaign.pk, now + LATER)
    assert states(campaign) == ["sent"] * 5
    refs = [ref for _key, ref in tried]
    assert sorted(refs[:5]) == sorted(refs[5:])


def test_only_the_gateway_that_may_have_it_is_asked_again(
    two, idempotent, answer, campaign, now, sms_settings
):
    tried = answer("timeout", first=Status.UNKNOWN)
    jobs.pump(campaign.pk, now)
    sms_settings.gateway, sms_settings.backup_gateway = "second", ""
    sms_settings.save()
    answer()
    jobs.pump(campaign.pk, now + LATER)
    assert {key for key, _ref in tried} == {"first"}
    assert states(campaign) == ["sent"] * 5


def test_what_an_idempotent_gateway_may_have_ends_as_unknown_not_as_cancelled(
    idempotent, answer, campaign, now, author
):
    answer("timeout", memory=Status.UNKNOWN)
    jobs.pump(campaign.pk, now)
    lifecycle.cancel(campaign, now, author)
    assert states(campaign) == ["unknown"] * 5


def test_an_idempotent_gateway_that_never_answers_leaves_them_unknown(
    idempotent, answer, campaign, now
):
    answer("timeout", memory=Status.UNKNOWN)
    for minute in (0, 2, 8, 24, 90):
        jobs.pump(campaign.pk, now + timedelta(minutes=minute))
    assert states(campaign) == ["unknown"] * 5


def test_staff_may_resend_exactly_the_unknown_ones(answer, campaign, now, author):
    known = campaign.deliveries.first()
    Delivery.objects.filter(pk=known.pk).update(state="sent")
    tried = answer("timeout", memory=Status.UNKNOWN)
    jobs.pump(campaign.pk, now)
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.DONE
    answer()
    assert resending.resend_unknown(campaign, author, now) == 4
    assert campaign.state == CampaignState.SENDING
    jobs.pump(campaign.pk, now)
    assert states(campaign) == ["sent"] * 5
    refs = [ref for _key, ref in tried]
    assert sorted(refs[:4]) == sorted(refs[4:])
    assert Attempt.objects.filter(delivery__campaign=campaign).count() == 8
    entry = CivicLogEntry.objects.get(action="civic_sms.resend")
    assert (entry.user, entry.data["count"]) == (author, 4)
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.DONE


def test_nobody_resends_without_the_permission(campaign, now, make_user, other_site):
    reader = make_user("reader", "civic_sms.view_campaign")
    stranger = make_user("stranger", "civic_sms.send_campaign", sites=[other_site])
    for user in (reader, stranger):
        with pytest.raises(PermissionDenied):
            resending.resend_unknown(campaign, user, now)


@pytest.mark.parametrize("why", ["cancelled", "late"])
def test_a_mailing_that_is_cancelled_or_too_old_is_not_resent(why, answer, campaign, now, author):
    answer(memory=Status.UNKNOWN)
    jobs.pump(campaign.pk, now)
    campaign.refresh_from_db()
    if why == "cancelled":
        type(campaign).objects.update(state=CampaignState.CANCELLED)
    with pytest.raises(lifecycle.Refused):
        resending.resend_unknown(campaign, author, now + timedelta(days=2 if why == "late" else 0))
    assert states(campaign) == ["unknown"] * 5


def test_no_further_request_begins_when_time_is_over(answer, db):
    answer("timeout", memory=Status.UNKNOWN)
    batch = [Message(str(number), "+995599000001", "text") for number in range(3)]
    assert len(handing.hand_over(gateways.get(), batch)) == 3
    assert len(handing.hand_over(gateways.get(), batch, longest=-1.0)) == 1
