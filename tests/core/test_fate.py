"""Who asked for a letter learns what became of it, and nothing about the address."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time

from wagtail_civic.core import contacts, verification
from wagtail_civic.core.models import Verification
from wagtail_civic.core.verification import Fate

pytestmark = pytest.mark.django_db
ADDRESS = "nino@example.ge"
NOON = "2026-11-26 12:05:00+04:00"


@pytest.fixture
def mail_server(monkeypatch):
    """``mail_server("refused")`` from now on; None works again."""

    def be(fault=None):
        def send(delivery):
            if fault:
                raise verification.DeliveryFailed("fault", is_refusal=fault == "refused")

        monkeypatch.setattr(verification.channels.get("email"), "send", send)

    be()
    return be


@pytest.fixture
def waiting(settings, mail_server, site, toy):
    """``waiting(address, notify=…)``: asked for, and no worker has been there yet."""
    settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, "JOBS_SYNC": False}

    def ask(address=ADDRESS, channel="email", **given):
        parsed = contacts.parse("email", address)
        contact = contacts.Contact(channel, parsed.value, parsed.canonical)
        return verification.begin(channel, contact, "toy", None, site, "en", **given)

    return ask


def fate_of(row, now=None):
    row.refresh_from_db()
    return verification.fate(row, now or timezone.now())[0]


def seen(client, row):
    address = reverse("civic_core:fate", args=["en", row.handle])
    return " ".join(client.get(address).content.decode().split())


@freeze_time(NOON)
def test_the_page_says_how_far_the_letter_is(client, waiting):
    row = waiting()
    page = client.get(verification.entry_url(row)).content.decode()
    assert "waits in the queue" in page
    assert "How far is my letter?" in page
    verification.send_waiting()
    assert "handed over to the mail server at 12:05" in seen(client, row)
    assert "at 12:05" in client.get(verification.entry_url(row)).content.decode()


def test_the_part_that_a_script_reads_speaks_the_language_of_the_page(client, waiting):
    row = waiting()
    page = client.get(reverse("civic_core:sent", args=["ka", row.handle])).content.decode()
    assert f"/civic/ka/fate/{row.handle}/" in page


@freeze_time(NOON)
def test_a_refused_address_is_told_with_what_to_do(client, waiting, mail_server):
    row = waiting()
    mail_server("refused")
    verification.send_waiting()
    assert "did not accept this address at 12:05" in seen(client, row)
    assert "start again" in seen(client, row)


def test_a_server_that_greylists_is_tried_again(waiting, mail_server):
    row = waiting()
    mail_server("refused")
    verification.send_waiting()
    mail_server()
    verification.send_waiting(timezone.now() + timedelta(minutes=3))
    assert fate_of(row) is Fate.HANDED_OVER


def test_after_the_last_try_nobody_is_left_waiting(waiting, mail_server):
    row, now = waiting(), timezone.now()
    mail_server("away")
    for minutes in (0, 3, 8, 15):
        assert fate_of(row, now) is Fate.WAITING
        verification.send_waiting(now + timedelta(minutes=minutes))
    assert fate_of(row, now) is Fate.GIVEN_UP


def test_a_letter_that_nobody_sent_in_its_time_is_given_up(waiting):
    assert fate_of(waiting(), timezone.now() + timedelta(hours=25)) is Fate.GIVEN_UP


def test_who_confirms_elsewhere_sees_it(client, waiting):
    row = waiting()
    verification.send_waiting()
    row.refresh_from_db()
    verification.confirm(row)
    assert "confirmed" in seen(client, row)
    assert "data-civic-settled" in seen(client, row)


@freeze_time(NOON)
def test_a_code_tells_it_too(client, waiting, pigeon):
    row = waiting(channel="pigeon")
    assert "How far is my message?" in client.get(verification.entry_url(row)).content.decode()
    verification.send_waiting()
    assert "handed over for delivery at 12:05" in seen(client, row)


# Bounces


@freeze_time(NOON)
def test_a_letter_that_came_back_is_told(client, waiting):
    row = waiting()
    verification.send_waiting()
    assert verification.bounced("Nino@Example.ge") == 1
    assert "came back at 12:05" in seen(client, row)
    assert verification.bounced(ADDRESS) == 0


def test_a_bounce_concerns_only_what_was_sent_to_that_address_and_waits(waiting):
    confirmed, other = waiting(), waiting("other@example.ge")
    verification.send_waiting()
    confirmed.refresh_from_db()
    verification.confirm(confirmed)
    unsent = waiting()
    assert verification.bounced(ADDRESS) == 0
    rows = [confirmed, other, unsent]
    assert [fate_of(r) for r in rows] == [Fate.CONFIRMED, Fate.HANDED_OVER, Fate.WAITING]


def test_a_report_about_no_address_is_no_fault(waiting):
    waiting()
    verification.send_waiting()
    assert verification.bounced("MAILER-DAEMON") == 0


# Nothing is told about the address


@pytest.mark.parametrize("fault", [None, "away"])
def test_an_address_that_gets_nothing_fares_like_any_other(client, waiting, mail_server, fault):
    rows = [waiting("real@example.ge"), waiting("barred@example.ge", notify=False)]
    assert len({seen(client, row) for row in rows}) == 1
    mail_server(fault)
    now = timezone.now()
    for minutes in (0, 3, 8, 15, 24):
        verification.send_waiting(now + timedelta(minutes=minutes))
        with freeze_time(now + timedelta(minutes=minutes)):
            assert len({seen(client, row) for row in rows}) == 1, minutes


def test_a_server_that_works_again_takes_both(waiting, mail_server):
    rows = [waiting("real@example.ge"), waiting("barred@example.ge", notify=False)]
    mail_server("away")
    verification.send_waiting()
    mail_server()
    assert verification.send_waiting(timezone.now() + timedelta(minutes=3)) == 1
    assert [fate_of(row) for row in rows] == [Fate.HANDED_OVER] * 2


def test_a_bounce_marks_those_that_got_nothing_too(waiting):
    rows = [waiting(), waiting(notify=False)]
    verification.send_waiting()
    assert verification.bounced(ADDRESS) == 2
    assert [fate_of(row) for row in rows] == [Fate.CAME_BACK] * 2


def test_the_address_of_the_page_is_no_secret_of_the_letter_and_cannot_be_guessed(client, waiting):
    row = waiting()
    answer = client.get(reverse("civic_core:fate", args=["en", row.handle]))
    assert ADDRESS not in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies
    unknown = reverse("civic_core:fate", args=["en", "6d3a7d6e-0000-4000-8000-000000000000"])
    assert client.get(unknown).status_code == 404


def test_it_belongs_to_its_site_and_is_forgotten_with_the_rest(client, waiting, other_site):
    row = waiting()
    address = reverse("civic_core:fate", args=["en", row.handle])
    assert client.get(address, headers={"host": "other.example"}).status_code == 404
    Verification.objects.purge(timezone.now() + timedelta(days=9))
    assert client.get(address).status_code == 404
