"""A number that somebody else wrote down: one message asks, and only its owner says yes."""

from datetime import timedelta

import pytest
from freezegun import freeze_time

from wagtail_civic.core.models import MunicipalitySettings, MunicipalityText
from wagtail_civic.sms import audience, closing, confirming, jobs, lifecycle, subscribing
from wagtail_civic.sms.gateways import locmem
from wagtail_civic.sms.gateways.base import Capabilities
from wagtail_civic.sms.models import (
    Campaign,
    CampaignState,
    Consent,
    ConsentSource,
    Subscriber,
    Suppression,
    SuppressionReason,
)
from wagtail_civic.sms.personal import SmsPersonalData
from wagtail_civic.sms.tokens import token_for

from .filling import filled

NUMBER = "+995599123456"


@pytest.fixture
def waiting(make_subscriber, now):
    def make(number=NUMBER, **fields):
        signed = now - timedelta(days=3)
        fields = {"origin": "paper", "consented_at": signed, "confirmed_at": None, **fields}
        return make_subscriber(number, **fields)

    return make


@pytest.fixture
def request_sent(site, author, approver, now):
    """Prepare the request, have it approved, send it through the ordinary dispatch."""

    def send(at=now):
        campaign = confirming.prepare(site, author, at)
        lifecycle.submit(campaign, author, at)
        lifecycle.approve(campaign, approver, at)
        lifecycle.send(campaign, author, at)
        jobs.pump(campaign.pk, at)
        campaign.refresh_from_db()
        return campaign

    return send


def confirm(subscriber, now, how=ConsentSource.LINK):
    return confirming.confirm(subscriber.site, subscriber.lookup, how, now)


def test_who_has_not_confirmed_is_in_no_audience(waiting, make_campaign, started, gateway, now):
    waiting()
    campaign = started(make_campaign())
    jobs.pump(campaign.pk, now)
    assert gateway == []
    assert not audience.matching(campaign).exists()


def test_the_first_message_says_who_writes_why_and_how_to_refuse(
    waiting, request_sent, gateway, site
):
    settings = MunicipalitySettings.for_site(site)
    MunicipalityText.objects.create(settings=settings, language="ka", name="ჩაიეთი")
    subscriber = waiting()
    campaign = request_sent()
    (message,) = gateway
    assert message.to == NUMBER
    assert message.text.startswith("ჩაიეთი: ")
    assert f"/civic/s/{token_for(subscriber)}" in message.text
    assert campaign.state == CampaignState.DONE
    assert campaign.texts.get(language="ka").segments <= 3


@pytest.mark.parametrize(
    ("listens", "sender", "offered"),
    [(True, "", True), (True, "CHAIETI", False), (False, "", False)],
)
def test_an_answer_by_sms_is_offered_only_where_it_can_be_heard(
    listens, sender, offered, site, sms_settings, monkeypatch
):
    monkeypatch.setattr(
        locmem.LocmemGateway, "capabilities", Capabilities(inbound=listens, reaches_phones=False)
    )
    sms_settings.sender = sender
    sms_settings.save()
    assert ("answer YES" in confirming.request_text(site, "en")) is offered


def test_a_request_is_written_in_the_language_of_the_form(waiting, request_sent, gateway):
    waiting(language="en")
    request_sent()
    assert "this number was given for our SMS" in gateway[0].text


def test_nobody_is_asked_twice_however_many_requests_are_sent(waiting, request_sent, gateway, now):
    waiting()
    for days in (0, 1, 40):
        request_sent(now + timedelta(days=days))
    assert len(gateway) == 1


def test_a_second_click_finds_the_request_that_waits(site, author, waiting, now):
    waiting()
    assert confirming.prepare(site, author, now) == confirming.prepare(site, author, now)
    assert Campaign.objects.count() == 1


def test_the_owner_confirms_and_gets_the_next_mailing(
    waiting, request_sent, gateway, make_campaign, started, now
):
    subscriber = waiting()
    request_sent()
    assert confirm(subscriber, now)
    line = Consent.objects.get()
    assert (line.kind, line.source, line.given_at) == ("confirmed", "link", now)
    jobs.pump(started(make_campaign()).pk, now)
    assert len(gateway) == 2


def test_confirming_a_second_time_changes_nothing(waiting, request_sent, now):
    subscriber = waiting()
    request_sent()
    assert confirm(subscriber, now, ConsentSource.KEYWORD)
    assert not confirm(subscriber, now)
    assert Consent.objects.get().source == "keyword"


def test_who_was_not_asked_cannot_confirm(waiting, now):
    assert not confirm(waiting(), now)


def test_an_answer_after_a_month_does_not_count(waiting, request_sent, now):
    subscriber = waiting()
    request_sent()
    assert not confirm(subscriber, now + timedelta(days=30))
    assert not Subscriber.objects.active().exists()


def test_who_refuses_is_never_asked_again_and_cannot_confirm(waiting, request_sent, gateway, now):
    subscriber = waiting()
    request_sent()
    subscribing.opt_out(subscriber, now)
    assert not confirm(subscriber, now)
    request_sent(now + timedelta(days=1))
    assert len(gateway) == 1


@pytest.mark.parametrize(
    ("said_no", "asked"), [(timedelta(days=2), False), (timedelta(days=5), True)]
)
def test_an_earlier_no_holds_unless_the_form_was_signed_after_it(
    said_no, asked, waiting, request_sent, gateway, site, now
):
    """The form of `waiting` was signed three days ago."""
    subscriber = waiting()
    Suppression.objects.create(
        site=site, lookup=subscriber.lookup, reason="owner", created_at=now - said_no
    )
    request_sent()
    assert bool(gateway) is asked
    assert confirm(subscriber, now) is asked
    assert Suppression.objects.exists() is not asked


def test_a_no_between_writing_the_row_and_sending_is_heard(
    site, author, approver, waiting, gateway, now
):
    subscriber = waiting()
    campaign = confirming.prepare(site, author, now)
    lifecycle.submit(campaign, author, now)
    lifecycle.approve(campaign, approver, now)
    lifecycle.send(campaign, author, now)
    lifecycle.expand(campaign, now)
    Suppression.objects.create(site=site, lookup=subscriber.lookup, reason="clerk", created_at=now)
    jobs.pump(campaign.pk, now)
    assert gateway == []
    assert campaign.deliveries.get().reason == "suppressed"


def test_a_request_that_came_too_late_may_be_made_again(
    site, author, approver, waiting, gateway, request_sent, now
):
    waiting()
    campaign = confirming.prepare(site, author, now)
    lifecycle.submit(campaign, author, now)
    lifecycle.approve(campaign, approver, now)
    lifecycle.send(campaign, author, now)
    lifecycle.expand(campaign, now)
    campaign.refresh_from_db()
    later = now + timedelta(days=2)
    closing.expire(campaign, later)
    request_sent(later)
    assert len(gateway) == 1


# Numbers inherited without proof ------------------------------------------------------------


def test_inherited_numbers_are_held_unless_a_legal_basis_is_recorded(
    waiting, request_sent, gateway, sms_settings, now
):
    subscriber = waiting(origin="inherited", consented_at=None)
    request_sent()
    assert gateway == []
    sms_settings.inherited_basis = "დადგენილება №12, 01.10.2026"
    sms_settings.save()
    request_sent()
    assert len(gateway) == 1
    assert confirm(subscriber, now)
    assert Consent.objects.get().wording is not None


def test_an_inherited_number_that_once_said_no_is_never_asked(
    waiting, request_sent, gateway, sms_settings, site, now
):
    subscriber = waiting(origin="inherited", consented_at=None)
    Suppression.objects.create(
        site=site, lookup=subscriber.lookup, reason="owner", created_at=now - timedelta(days=999)
    )
    sms_settings.inherited_basis = "კანონი"
    sms_settings.save()
    request_sent()
    assert gateway == []


def test_a_basis_withdrawn_while_the_request_waits_stops_it(
    site, author, approver, waiting, gateway, sms_settings, now
):
    waiting(origin="inherited", consented_at=None)
    sms_settings.inherited_basis = "კანონი"
    sms_settings.save()
    campaign = confirming.prepare(site, author, now)
    lifecycle.submit(campaign, author, now)
    lifecycle.approve(campaign, approver, now)
    lifecycle.send(campaign, author, now)
    lifecycle.expand(campaign, now)
    sms_settings.inherited_basis = ""
    sms_settings.save()
    jobs.pump(campaign.pk, now)
    assert gateway == []
    assert campaign.deliveries.get().reason == "no_basis"


# The link -----------------------------------------------------------------------------------


def test_looking_at_the_link_confirms_nothing_and_pressing_the_button_does(
    client, waiting, request_sent, now
):
    subscriber = waiting()
    request_sent()
    token = token_for(subscriber)
    with freeze_time(now):
        shown = client.get(f"/civic/s/{token}", follow=True)
        assert shown.redirect_chain[-1][0] == f"/civic/ka/sms/own/{token}/confirm/"
        client.head(f"/civic/ka/sms/own/{token}/confirm/")
        subscriber.refresh_from_db()
        assert subscriber.confirmed_at is None
        answer = client.post(shown.redirect_chain[-1][0], filled(shown.content.decode()))
    assert answer["Location"] == f"/civic/ka/sms/own/{token}/?done=subscribed"
    subscriber.refresh_from_db()
    assert subscriber.is_active


def test_the_page_offers_the_way_out_to_who_never_signed(client, waiting, request_sent, now):
    subscriber = waiting()
    request_sent()
    url = f"/civic/ka/sms/own/{token_for(subscriber)}/"
    with freeze_time(now):
        assert f"{url}leave/" in client.get(f"{url}confirm/").content.decode()
        shown = client.get(f"{url}leave/").content.decode()
        client.post(f"{url}leave/", filled(shown))
    subscriber.refresh_from_db()
    assert subscriber.opted_out_at
    assert Suppression.objects.get().reason == SuppressionReason.OWNER


def test_a_lapsed_link_says_so_and_has_no_button(client, waiting, request_sent, now):
    subscriber = waiting()
    request_sent()
    with freeze_time(now + timedelta(days=31)):
        shown = client.get(f"/civic/ka/sms/own/{token_for(subscriber)}/confirm/").content.decode()
    assert "<form" not in shown


def test_a_link_of_another_municipality_confirms_nothing(client, waiting, request_sent, now):
    subscriber = waiting()
    request_sent()
    with freeze_time(now):
        url = f"/civic/ka/sms/own/{token_for(subscriber)}/confirm/"
        assert client.get(url, headers={"host": "testserver"}).status_code == 200
    assert not confirming.confirm(
        type(subscriber.site)(pk=subscriber.site.pk + 1), subscriber.lookup, "link", now
    )


# Forgetting ---------------------------------------------------------------------------------


def test_who_never_answers_is_deleted_and_the_fingerprint_stays(waiting, request_sent, site, now):
    subscriber = waiting()
    request_sent()
    source = SmsPersonalData()
    source.retain(site, now + timedelta(days=119))
    assert Subscriber.objects.exists()
    later = now + timedelta(days=121)
    source.retain(site, later)
    assert not Subscriber.objects.exists()
    row = Suppression.objects.get()
    assert (row.lookup, row.reason, row.created_at) == (subscriber.lookup, "unconfirmed", later)


def test_an_older_number_that_nobody_asks_is_held_for_its_term_and_no_longer(
    waiting, site, sms_settings, now
):
    subscriber = waiting(origin="inherited", consented_at=None, created_at=now)
    sms_settings.held_days = 30
    sms_settings.save()
    SmsPersonalData().retain(site, now + timedelta(days=29))
    assert Subscriber.objects.exists()
    SmsPersonalData().retain(site, now + timedelta(days=30))
    assert not Subscriber.objects.exists()
    row = Suppression.objects.get()
    assert (row.lookup, row.reason) == (subscriber.lookup, "unconfirmed")


def test_a_form_signed_later_may_be_asked_about_although_the_older_number_is_gone(
    waiting, request_sent, site, gateway, now
):
    waiting(origin="inherited", consented_at=None, created_at=now)
    later = now + timedelta(days=200)
    SmsPersonalData().retain(site, later)
    waiting(consented_at=later + timedelta(days=1))
    request_sent(later + timedelta(days=2))
    assert [message.to for message in gateway] == [NUMBER]


def test_who_was_not_asked_yet_is_kept(waiting, site, now):
    waiting()
    SmsPersonalData().retain(site, now + timedelta(days=999))
    assert Subscriber.objects.exists()
