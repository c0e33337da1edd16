"""What citizens answer: kept sealed, obeyed where it says “no more”, read by the right office."""

import pytest
from django.db import connection

from wagtail_civic.core import contacts
from wagtail_civic.sms import inbound, jobs, keywords
from wagtail_civic.sms.gateways import InboundEvent
from wagtail_civic.sms.models import Consent, Inbound, SmsSettings, Subscriber, Suppression

NUMBER = "+995599123456"
KEY = "memory"


def write(text, now, number=NUMBER, event="e1", key=KEY):
    return inbound.take(key, [InboundEvent(event, number, text)], now)


@pytest.mark.parametrize(
    "text",
    [
        "STOP",
        "stop",
        " Stop. ",
        "«STOP!»",
        "stop  all",
        "STOP ALL",
        "Unsubscribe",
        "სტოპ",
        "Სტოპ",
        "სტოპ!!!",
        "გაუქმება",
        "გამოწერის გაუქმება",
        "ᲒᲐᲣᲥᲛᲔᲑᲐ",
        "СТОП",
    ],
)
def test_these_words_end_a_subscription(text):
    assert keywords.says_stop(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "stop it please, when is the session?",
        "არ გააუქმოთ",
        "სტოპ კადრი",
        "START",
        "unstop",
        "ნუ შეწყვეტთ",
        "nonstop",
    ],
)
def test_a_word_among_others_does_not(text):
    assert not keywords.says_stop(text)


def test_stop_holds_at_once(make_subscriber, make_campaign, started, gateway, now, site):
    subscriber = make_subscriber(NUMBER)
    campaign = started(make_campaign())
    assert write("სტოპ", now) == 1
    jobs.pump(campaign.pk, now)
    assert gateway == []
    assert campaign.deliveries.get().reason == "opted_out"
    consent = Consent.objects.get(subscriber=subscriber)
    assert (consent.kind, consent.source) == ("withdrawn", "keyword")
    assert Suppression.objects.get().reason == "keyword"
    assert Inbound.objects.get().action == "opt_out"


def test_a_number_that_is_not_subscribed_may_say_so_too(site, now):
    write("STOP", now)
    assert Suppression.objects.of(contacts.parse("phone", NUMBER), site).exists()


def test_the_same_message_twice_is_one(make_subscriber, now):
    make_subscriber(NUMBER)
    assert (write("STOP", now), write("STOP", now)) == (1, 0)
    assert Inbound.objects.count() == 1
    assert Consent.objects.count() == 1


@pytest.mark.parametrize("text", ["YES", "კი", "დიახ.", "თანახმა ვარ", "START"])
def test_a_number_that_was_asked_is_confirmed_by_a_yes(text, make_subscriber, site, now):
    subscriber = make_subscriber(NUMBER, confirmed_at=None, origin="paper", asked_at=now)
    write(text, now)
    subscriber.refresh_from_db()
    assert subscriber.confirmed_at == now
    assert Consent.objects.get(kind="confirmed").source == "keyword"
    assert Inbound.objects.get().action == "confirm"


def test_a_yes_that_nobody_asked_for_does_nothing(make_subscriber, now):
    subscriber = make_subscriber(NUMBER, confirmed_at=None, origin="paper")
    write("კი", now)
    subscriber.refresh_from_db()
    assert subscriber.confirmed_at is None
    assert Inbound.objects.get().action == "none"


@pytest.mark.parametrize("text", ["კი, მაგრამ ვინ ხართ?", "yes or no", "არა", "კინო"])
def test_a_yes_among_other_words_is_no_answer(text):
    assert not keywords.says_yes(text)


def test_start_is_kept_and_subscribes_nobody(make_subscriber, now, site):
    """Consent needs its wording and choices: the form asks for both."""
    subscriber = make_subscriber(NUMBER)
    write("STOP", now)
    write("START", now, event="e2")
    subscriber.refresh_from_db()
    assert not subscriber.is_active
    assert Suppression.objects.exists()
    assert Inbound.objects.get(event="e2").action == "none"


def test_number_and_text_are_stored_sealed(site, now):
    write("ჩემი სახელია ნინო", now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, text FROM civic_sms_inbound")
        stored = str(cursor.fetchall())
    assert "599123456" not in stored
    assert "ნინო" not in stored
    row = Inbound.objects.get()
    assert (row.number, row.text) == (NUMBER, "ჩემი სახელია ნინო")


@pytest.mark.parametrize("number", ["INFO", "1234", "+14155550100", "", "+995322000000"])
def test_what_comes_from_no_citizen_is_not_kept(number, site, now):
    assert write("STOP", now, number=number) == 0
    assert not Inbound.objects.exists()
    assert not Suppression.objects.exists()


@pytest.fixture
def theirs(settings, other_site):
    """The other municipality has a gateway of its own."""
    given = settings.WAGTAIL_CIVIC["SMS_GATEWAYS"]
    settings.WAGTAIL_CIVIC = {
        **settings.WAGTAIL_CIVIC,
        "SMS_GATEWAYS": {**given, "theirs": given["memory"]},
    }
    SmsSettings.objects.create(site=other_site, gateway="theirs")
    return other_site


def test_it_reaches_the_municipality_to_which_the_gateway_belongs(
    make_subscriber, theirs, site, now
):
    mine, other = make_subscriber(NUMBER), make_subscriber(NUMBER, site=theirs)
    write("STOP", now, key="theirs")
    assert Subscriber.objects.get(pk=mine.pk).is_active
    assert not Subscriber.objects.get(pk=other.pk).is_active
    assert Inbound.objects.get().site == theirs
    assert Suppression.objects.get().site == theirs


def test_of_those_that_share_a_gateway_it_reaches_those_that_know_the_number(
    make_subscriber, other_site, site, now
):
    make_subscriber(NUMBER, site=other_site)
    write("გამარჯობა", now)
    assert Inbound.objects.get().site == other_site
    write("გამარჯობა", now, number="+995599000777", event="e2")
    assert set(Inbound.objects.filter(event="e2").values_list("site", flat=True)) == {
        site.pk,
        other_site.pk,
    }


def test_a_telephone_that_only_takes_answers_belongs_to_all(
    make_subscriber, theirs, site, now, settings
):
    given = settings.WAGTAIL_CIVIC["SMS_GATEWAYS"]
    settings.WAGTAIL_CIVIC = {
        **settings.WAGTAIL_CIVIC,
        "SMS_GATEWAYS": {**given, "answers": given["memory"]},
    }
    mine, other = make_subscriber(NUMBER), make_subscriber("+995599000777", site=theirs)
    write("STOP", now, key="answers")
    assert not Subscriber.objects.get(pk=mine.pk).is_active
    assert Subscriber.objects.get(pk=other.pk).is_active
    assert Inbound.objects.get().site == site


def test_who_is_known_to_both_leaves_both(make_subscriber, other_site, now):
    make_subscriber(NUMBER)
    make_subscriber(NUMBER, site=other_site)
    write("STOP", now)
    assert not [each for each in Subscriber.objects.all() if each.is_active]
    assert Suppression.objects.count() == 2


def test_a_confirmation_code_still_comes_after_stop(site, now, gateway):
    from wagtail_civic.core.verification import Delivery
    from wagtail_civic.sms.channel import PhoneChannel

    write("STOP", now)
    contact = contacts.parse("phone", NUMBER)
    PhoneChannel().send(Delivery(site, "ka", contact, "", "1234"), now)
    assert len(gateway) == 1
    assert gateway[0].is_code
