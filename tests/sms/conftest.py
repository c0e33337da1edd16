from datetime import UTC, datetime
from itertools import count

import pytest

from wagtail_civic.core.contacts import Contact
from wagtail_civic.core.models import Area, Topic
from wagtail_civic.sms import lifecycle
from wagtail_civic.sms.gateways import locmem
from wagtail_civic.sms.models import (
    Campaign,
    CampaignText,
    SmsSettings,
    Subscriber,
    SubscriptionPage,
)

from .exchanges import Server
from .filling import filled

NOON = datetime(2026, 11, 18, 8, 0, tzinfo=UTC)
"""A Wednesday, 12:00 in Tbilisi."""


@pytest.fixture
def now():
    return NOON


@pytest.fixture(autouse=True)
def gateway(settings):
    """Messages land in the returned list."""
    settings.WAGTAIL_CIVIC = {
        **settings.WAGTAIL_CIVIC,
        "SMS_GATEWAYS": {"memory": {"BACKEND": "wagtail_civic.sms.gateways.locmem.LocmemGateway"}},
        "SMS_GATEWAY": "memory",
    }
    locmem.outbox.clear()
    yield locmem.outbox
    locmem.outbox.clear()


@pytest.fixture
def server():
    """A provider on this machine."""
    made = Server()
    yield made
    made.http.shutdown()
    made.http.server_close()


@pytest.fixture
def topics(site):
    """roads ─ bridges, culture, water."""
    roads = Topic.objects.create(site=site, code="roads")
    return {
        "roads": roads,
        "bridges": Topic.objects.create(site=site, code="bridges", parent=roads),
        "culture": Topic.objects.create(site=site, code="culture"),
        "water": Topic.objects.create(site=site, code="water"),
    }


@pytest.fixture
def areas(site):
    """unit ─ village, hamlet; town."""
    unit = Area.objects.create(site=site, code="unit", kind="unit")
    return {
        "unit": unit,
        "village": Area.objects.create(site=site, code="village", parent=unit),
        "hamlet": Area.objects.create(site=site, code="hamlet", parent=unit),
        "town": Area.objects.create(site=site, code="town", kind="town"),
    }


@pytest.fixture
def make_subscriber(site, now):
    serial = count(1)

    def make(number="", topics=(), areas=(), language="ka", site=site, **fields):
        number = number or f"+99559900{next(serial):04d}"
        contact = Contact("phone", number, number)
        subscriber = Subscriber.objects.create(
            site=site,
            number=number,
            lookup=contact.lookup(),
            language=language,
            confirmed_at=fields.pop("confirmed_at", now),
            all_topics=fields.pop("all_topics", not topics),
            all_areas=fields.pop("all_areas", not areas),
            **fields,
        )
        subscriber.topics.set(topics)
        subscriber.areas.set(areas)
        return subscriber

    return make


@pytest.fixture
def make_campaign(site):
    def make(text="წყალი არ იქნება", topics=(), areas=(), texts=None, site=site, **fields):
        campaign = Campaign(
            site=site,
            title=fields.pop("title", "წყალი"),
            all_topics=not topics,
            all_areas=not areas,
            **fields,
        )
        campaign.topics.set(topics)
        campaign.areas.set(areas)
        campaign.save()
        for language, words in (texts or {"ka": text}).items():
            CampaignText.objects.create(campaign=campaign, language=language, text=words)
        return Campaign.objects.get(pk=campaign.pk)

    return make


@pytest.fixture
def sms_settings(site):
    return SmsSettings.for_site(site)


@pytest.fixture
def author(make_user):
    return make_user(
        "author",
        *(f"civic_sms.{verb}_campaign" for verb in ("add", "change", "view", "send")),
        "civic_sms.view_subscriber",
        "civic_sms.suppress_subscriber",
    )


@pytest.fixture
def approver(make_user):
    return make_user(
        "approver",
        *(f"civic_sms.{verb}_campaign" for verb in ("view", "approve", "send")),
        "civic_sms.view_subscriber",
    )


@pytest.fixture
def approved(author, approver, now):
    """Take a draft through submission and approval."""

    def approve(campaign):
        lifecycle.submit(campaign, author, now)
        lifecycle.approve(campaign, approver, now)
        return campaign

    return approve


@pytest.fixture
def started(approved, author, now):
    """A campaign that is being sent, its rows written."""

    def start(campaign):
        lifecycle.send(approved(campaign), author, now)
        lifecycle.expand(campaign, now)
        campaign.refresh_from_db()
        return campaign

    return start


@pytest.fixture
def page(home_page):
    page = SubscriptionPage(title="SMS", slug="sms", locale=home_page.locale)
    home_page.add_child(instance=page)
    return page


@pytest.fixture
def send(client, site, django_capture_on_commit_callbacks):
    """Fill in the form as it is shown, change something, send it."""

    def post(url, form_url=None, **changes):
        shown = client.get(form_url or url)
        data = filled(shown.content.decode())
        data.update(changes)
        data = {key: value for key, value in data.items() if value is not None}
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(url, data)

    return post


@pytest.fixture
def ask(send, page):
    """Send the subscription form for a number."""

    def post(number="599 12 34 56", language="ka", **changes):
        url = f"/civic/{language}/sms/subscribe/"
        return send(url, number=number, consent="on", **changes)

    return post
