"""What hostile hands send: bytes no database takes, moments no calendar has, floods of accents."""

import time
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from wagtail_civic.core.models import Verification
from wagtail_civic.petitions.forms import NameField
from wagtail_civic.petitions.sign_forms import SignForm
from wagtail_civic.sms import phones, subscribing
from wagtail_civic.sms.models import SubscriptionRequest

pytestmark = pytest.mark.django_db

HOSTILE = [
    "\x00",
    "a\x00b",
    "'\"><xss>",
    "'; DROP TABLE x--",
    "%00",
    "{{7*7}}",
    "9" * 5000,
    "-1",
    "1e400",
    "²²²²²²",
    "\u202e\u2066\u200b",
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16") * 200,
    "a\u0327\u0301" * 500,
    "../../../etc/passwd",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "(a+)+$" * 50,
    'q" OR 1=1 NEAR(',
]
PARAMETERS = [
    "q",
    "body",
    "type",
    "status",
    "year",
    "since",
    "until",
    "title",
    "number",
    "topic",
    "area",
    "kind",
    "lang",
    "page",
    "per_page",
    "sort",
    "format",
    "register",
    "modified_since",
    "stage",
    "play",
    "done",
    "state",
    "order_by",
    "ordering",
]
LISTS = [
    "/civic/search/?format=json&",
    "/civic/api/v1/acts/?",
    "/civic/acts.atom?",
    "/civic/api/v1/sessions/?",
    "/civic/sessions.ics?",
    "/civic/sessions.atom?",
    "/civic/api/v1/petitions/?",
    "/civic/ka/petitions/feed/?",
    "/civic/api/v1/budget/?",
    "/civic/api/v1/news/?",
]


def test_no_query_breaks_a_list(client, ours):
    for value in HOSTILE:
        query = "&".join(f"{name}={quote(value)}" for name in PARAMETERS if name != "format")
        for address in LISTS:
            assert client.get(address + query).status_code < 500, (address, value)


PAGES = [
    "/ka/acts/",
    "/ka/sessions/",
    "/ka/petitions/",
    "/ka/budget/2025/",
    "/ka/news/",
    "/ka/search/",
    "/ka/sms/",
]


def test_no_query_breaks_a_page(client, ours):
    for value in HOSTILE:
        query = "&".join(f"{name}={quote(value)}" for name in PARAMETERS if name != "format")
        for address in PAGES:
            answer = client.get(f"{address}?{query}")
            assert answer.status_code < 500, (address, value)
            assert b"<xss>" not in answer.content


@pytest.mark.parametrize(
    "address",
    [
        "/civic/api/v1/budget/99999999999999999999/",
        "/civic/ka/budget/chart/99999999999999999999/expenditure/00/",
        "/civic/ka/budget/chart/2025/%00/%00/",
        "/ka/budget/2025/%00/",
        "/ka/budget/99999999999999999999/csv/",
        "/ka/sessions/99999999999999999999/",
        "/civic/ka/m/99999999999999999999",
        "/civic/s/%00",
        "/civic/ka/confirm/%00/",
        "/civic/ka/sessions/questions/%00/",
        "/ka/acts/%00/%00/2026/%00/",
        "/civic/eli/a/b/0000/00/00/%00/",
    ],
)
def test_no_address_breaks_anything(client, ours, address):
    assert client.get(address).status_code in (302, 404, 410)


def test_no_form_breaks_or_keeps_what_a_database_refuses(client, ours):
    urls = [
        "/civic/ka/petitions/new/",
        f"/civic/ka/petitions/{ours.petition.number}/sign/",
        "/civic/ka/petitions/mine/",
        f"/civic/ka/sessions/{ours.session.key}/ask/",
        "/civic/ka/sms/subscribe/",
        f"/civic/ka/code/{ours.handle}/",
        f"/civic/ka/confirm/{ours.token}/",
    ]
    names = [
        "name",
        "address",
        "area",
        "shows_name",
        "eligible",
        "title",
        "kind",
        "ask",
        "background",
        "topic",
        "step",
        "back",
        "text",
        "item",
        "deputy",
        "author_name",
        "email",
        "once",
        "number",
        "topics",
        "language",
        "consent",
        "wording",
        "code",
        "civic_stamp",
    ]
    for value in HOSTILE:
        for url in urls:
            answer = client.post(url, dict.fromkeys(names, value))
            assert answer.status_code < 500, (url, value)
            assert b"<xss>" not in answer.content


def test_a_flood_of_accents_takes_no_time():
    begun = time.monotonic()
    with pytest.raises(ValidationError):
        NameField().clean("a" + "\u0301\u0327" * 40_000)
    assert time.monotonic() - begun < 2


def test_names_in_mixed_scripts_are_refused(site):
    data = {"name": "Giоrgi Beridze", "address": "g@example.org", "eligible": "on"}
    assert "name" in SignForm(data, site=site).errors


def ask(site, now, notify=True, **chosen):
    wording = subscribing.current_wording(site, "ka")
    choices = subscribing.Choices(**{"all_topics": True, "all_areas": True, **chosen})
    contact = phones.parse("599001234")
    return subscribing.ask(site, contact, "ka", choices, wording, now, notify=notify)


def test_whoever_asks_too_often_does_not_void_a_code_that_is_out(site):
    """Else a stranger who knows the number keeps its owner from ever confirming."""
    now = timezone.now()
    sent = ask(site, now)
    ask(site, now + timedelta(seconds=5), notify=False)
    assert Verification.objects.open(now + timedelta(seconds=6)).filter(pk=sent.pk).exists()


def test_whoever_asks_too_often_does_not_change_what_the_owner_chose(site):
    now = timezone.now()
    ask(site, now)
    ask(site, now + timedelta(seconds=5), notify=False, all_topics=False)
    assert SubscriptionRequest.objects.get().choices["all_topics"] is True


def test_a_new_code_that_leaves_replaces_the_old_one(site):
    now = timezone.now()
    first = ask(site, now)
    ask(site, now + timedelta(minutes=2))
    assert not Verification.objects.open(now + timedelta(minutes=3)).filter(pk=first.pk).exists()
