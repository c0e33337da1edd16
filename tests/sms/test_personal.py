from datetime import timedelta

import pytest

from wagtail_civic.core import contacts, personal_data
from wagtail_civic.sms import jobs, subscribing
from wagtail_civic.sms.models import (
    Consent,
    Delivery,
    Subscriber,
    SubscriptionRequest,
    Suppression,
)
from wagtail_civic.sms.personal import DELIVERY_KEPT, LEFT_KEPT

NUMBER = "+995599123456"


@pytest.fixture
def source():
    return personal_data.sources.get("sms")


@pytest.fixture
def contact(db):
    return contacts.parse("phone", "599 12 34 56")


@pytest.fixture
def held(make_subscriber, make_campaign, started, now, site, contact):
    """A subscriber with consent, a message and a request that waits."""
    subscriber = make_subscriber(NUMBER)
    wording = subscribing.current_wording(site, "ka")
    Consent.objects.create(
        site=site, subscriber=subscriber, kind="given", source="web", wording=wording
    )
    campaign = started(make_campaign())
    jobs.pump(campaign.pk, now)
    SubscriptionRequest.objects.create(
        site=site, number=NUMBER, lookup=contact.lookup(), language="ka", wording=wording
    )
    return subscriber


def test_everything_held_is_found_and_exported(source, held, contact, site):
    assert len(source.find(contact, site)) == 3
    exported = source.export(contact, site)
    assert exported[0]["number"] == NUMBER
    assert exported[0]["consents"][0]["wording"]
    assert len(exported) == 3


def test_another_address_finds_nothing(source, held, site):
    for other in (contacts.parse("phone", "599000000"), contacts.parse("email", "a@b.ge")):
        assert source.find(other, site) == []
        assert source.export(other, site) == []
        assert source.erase(other, site, None) == 0


def test_erasing_leaves_a_fingerprint_that_says_no_and_nothing_else(
    source, held, contact, site, now
):
    assert source.erase(contact, site, now) > 0
    assert not Subscriber.objects.exists()
    assert not Consent.objects.exists()
    assert not SubscriptionRequest.objects.exists()
    row = Delivery.objects.get()
    assert row.subscriber is None
    assert row.lookup.startswith("erased-")
    assert row.recipient == "—"
    assert row.state == "sent"
    assert Suppression.objects.get().reason == "erased"


def test_erasing_stops_what_waits(
    source, make_subscriber, make_campaign, started, contact, site, now, gateway
):
    make_subscriber(NUMBER)
    campaign = started(make_campaign())
    source.erase(contact, site, now)
    jobs.pump(campaign.pk, now)
    assert gateway == []
    assert campaign.deliveries.get().state == "skipped"


def test_the_other_municipality_keeps_its_own(
    source, make_subscriber, contact, site, other_site, now
):
    make_subscriber(NUMBER)
    theirs = make_subscriber(NUMBER, site=other_site)
    source.erase(contact, site, now)
    assert list(Subscriber.objects.all()) == [theirs]
    assert source.find(contact, other_site)


def test_who_left_long_ago_is_forgotten_but_not_written_to_again(
    source, make_subscriber, contact, site, now
):
    left = make_subscriber(NUMBER)
    subscribing.opt_out(left, now)
    source.retain(site, now + LEFT_KEPT - timedelta(days=1))
    assert Subscriber.objects.exists()
    source.retain(site, now + LEFT_KEPT)
    assert not Subscriber.objects.exists()
    assert Suppression.objects.of(contact, site).exists()


def test_old_messages_lose_the_person_and_keep_the_figures(source, held, site, now):
    Delivery.objects.update(created_at=now)
    source.retain(site, now + DELIVERY_KEPT)
    row = Delivery.objects.get()
    assert row.subscriber is None
    assert row.state == "sent"
    assert Subscriber.objects.filter(pk=held.pk).exists()


def test_a_subscription_that_was_never_confirmed_is_forgotten_after_a_day(held, now):
    SubscriptionRequest.objects.update(created_at=now)
    assert jobs.forget(now + timedelta(hours=23)) == 0
    assert jobs.forget(now + timedelta(hours=24)) == 1


def test_suppression_survives_a_new_lookup_key(make_subscriber, settings, site, now):
    subscribing.opt_out(make_subscriber(NUMBER), now)
    keys = settings.WAGTAIL_CIVIC["LOOKUP_KEYS"]
    settings.WAGTAIL_CIVIC = {
        **settings.WAGTAIL_CIVIC,
        "LOOKUP_KEYS": ["a-newer-lookup-key-0123456789-abcdef", *keys],
    }
    assert Suppression.objects.of(contacts.parse("phone", NUMBER), site).exists()
