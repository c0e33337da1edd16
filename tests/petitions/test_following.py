"""Following without signing, and what followers hear: each event once, until one click ends it."""

import re
from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from wagtail_civic.core import contacts, mailing
from wagtail_civic.petitions import deciding, following, jobs, notices, signing
from wagtail_civic.petitions.events import record_event
from wagtail_civic.petitions.models import Follower, PetitionEvent, Signature

from .conftest import link_in

pytestmark = pytest.mark.django_db


def stop_link_in(message):
    return re.search(r"https?://[^/]+(/civic/\w+/petitions/notices/\S+)", message.body)[1]


@pytest.fixture
def follow(citizen, petition):
    def send(address="nino@example.org"):
        url = f"/civic/ka/petitions/{petition.number}/follow/"
        return citizen.send(url, {"address": address}, "petitions.follow")

    return send


def add_followers(petition, count):
    now = timezone.now()
    for number in range(count):
        contact = contacts.parse("email", f"follower{number}@example.org")
        following.follow(petition, contact, "ka", now)


def happen(petition, kind="reached"):
    record_event(petition, kind, timezone.now(), {"count": 315})
    return PetitionEvent.objects.filter(petition=petition, kind=kind).latest("pk")


def test_who_confirms_follows_without_signing(follow, citizen, petition, mailoutbox):
    follow()
    assert not Follower.objects.exists()
    response = citizen.confirm(mailoutbox[0])
    assert "following" in response.url
    assert citizen.get(response.url).status_code == 200
    assert Follower.objects.get().petition == petition
    assert not Signature.objects.exists()


def test_looking_at_the_link_follows_nothing(follow, citizen, mailoutbox):
    follow()
    citizen.get(link_in(mailoutbox[0]))
    assert not Follower.objects.exists()


def test_a_petition_that_has_ended_is_not_followed(follow, petition, officer, mailoutbox):
    now = timezone.now()
    deciding.close(petition, now=now)
    deciding.decide(petition, now=now, user=officer, outcome="answered")
    assert "civic-form" not in follow().content.decode()
    assert not mailoutbox


def test_a_signer_who_asks_for_notices_follows_once_confirmed(sign, citizen, mailoutbox):
    sign(wants_notices="on")
    assert not Follower.objects.exists()
    citizen.confirm(mailoutbox[0])
    assert Follower.objects.count() == 1


def test_a_signer_who_does_not_ask_gets_no_notices(sign, citizen, mailoutbox):
    sign()
    citizen.confirm(mailoutbox[0])
    assert not Follower.objects.exists()


def test_an_event_is_told_once_to_everybody(petition, mailoutbox):
    add_followers(petition, 3)
    happen(petition)
    assert jobs.send_notices() == 3
    assert jobs.send_notices() == 0
    assert len({message.to[0] for message in mailoutbox}) == 3


def test_two_workers_at_once_tell_each_follower_once(petition, mailoutbox):
    add_followers(petition, 2)
    event = happen(petition)
    stale = list(Follower.objects.all())
    jobs.send_notices()
    for follower in stale:
        assert not notices._tell(event, follower, None)
    assert len(mailoutbox) == 2


def test_who_follows_later_hears_nothing_of_the_past(petition, mailoutbox):
    happen(petition)
    add_followers(petition, 1)
    assert jobs.send_notices() == 0


def test_what_is_no_news_for_followers_is_not_told(petition, mailoutbox):
    add_followers(petition, 1)
    happen(petition, "paused")
    assert jobs.send_notices() == 0


def test_a_batch_that_was_cut_off_goes_on_where_it_stopped(petition, mailoutbox):
    add_followers(petition, 5)
    happen(petition)
    now = timezone.now()
    assert notices.send_waiting(now, most=2) == 2
    assert notices.is_waiting(now)
    assert notices.send_waiting(now, most=2) == 2
    assert notices.send_waiting(now, most=2) == 1
    assert len({message.to[0] for message in mailoutbox}) == 5


def test_the_job_goes_on_by_itself_while_some_wait(
    petition, mailoutbox, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(notices.send_waiting, "__defaults__", (2,))
    add_followers(petition, 5)
    happen(petition)
    with django_capture_on_commit_callbacks(execute=True):
        jobs.send_notices()
    assert len(mailoutbox) == 5


def test_a_dead_mail_server_costs_nobody_a_notice(petition, mailoutbox, dead_mail_server):
    add_followers(petition, 2)
    happen(petition)
    with dead_mail_server():
        assert jobs.send_notices() == 0
    assert jobs.send_notices() == 2


@pytest.fixture
def unsendable(monkeypatch):
    """``unsendable("follower0@example.org")``: whatever goes there ends the connection."""
    send = EmailBackend.send_messages

    def refuse(*addresses):
        def picky(self, messages):
            if messages[0].to[0] in addresses:
                raise SMTPServerDisconnected
            return send(self, messages)

        monkeypatch.setattr(EmailBackend, "send_messages", picky)

    return refuse


def told(mailoutbox):
    return sorted(message.to[0] for message in mailoutbox)


def test_a_notice_that_cannot_be_sent_keeps_no_other_waiting(petition, mailoutbox, unsendable):
    add_followers(petition, 5)
    happen(petition)
    unsendable("follower2@example.org")
    assert jobs.send_notices() == 4
    assert jobs.send_notices() == 0
    unsendable()
    assert jobs.send_notices() == 1
    assert told(mailoutbox) == [f"follower{number}@example.org" for number in range(5)]


def test_some_that_cannot_be_sent_do_not_for_ever_stand_before_the_others(
    petition, mailoutbox, unsendable
):
    add_followers(petition, 8)
    happen(petition)
    unsendable(*(f"follower{number}@example.org" for number in range(mailing.FAULTS)))
    for _run in range(200):
        jobs.send_notices()
    assert told(mailoutbox) == [f"follower{number}@example.org" for number in range(3, 8)]


def test_who_could_not_be_told_hears_of_each_event_in_its_order(petition, mailoutbox, unsendable):
    add_followers(petition, 2)
    happen(petition)
    happen(petition, "responded")
    unsendable("follower0@example.org")
    assert jobs.send_notices() == 2
    unsendable()
    assert jobs.send_notices() == 2
    subjects = {}
    for message in mailoutbox:
        subjects.setdefault(message.to[0], []).append(message.subject)
    late, prompt = subjects["follower0@example.org"], subjects["follower1@example.org"]
    assert late == prompt
    assert len(set(late)) == 2


def test_after_some_in_a_row_the_mail_server_is_left_alone(petition, monkeypatch):
    add_followers(petition, 9)
    happen(petition)
    tried = []

    def refuse(self, messages):
        tried.append(messages)
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    assert jobs.send_notices() == 0
    assert len(tried) == mailing.FAULTS


def test_nobody_calls_the_mail_server_while_there_is_no_news(petition, monkeypatch):
    add_followers(petition, 1)
    monkeypatch.setattr(mailing, "connection", None)
    assert jobs.send_notices() == 0


def test_a_mail_server_that_does_not_answer_breaks_no_job(petition, monkeypatch, caplog):
    add_followers(petition, 1)
    happen(petition)
    with monkeypatch.context() as patch:
        patch.setattr(EmailBackend, "open", _refuse)
        assert jobs.send_notices() == 0
    assert "ConnectionRefusedError" in caplog.text
    assert jobs.send_notices() == 1


def _refuse(self):
    raise ConnectionRefusedError


def test_old_news_is_not_sent_any_more(petition):
    add_followers(petition, 1)
    happen(petition)
    assert not notices.is_waiting(timezone.now() + timedelta(days=6))


def test_a_notice_tells_what_happened_and_where_it_ends(petition, mailoutbox):
    add_followers(petition, 1)
    happen(petition)
    jobs.send_notices()
    message = mailoutbox[0]
    assert petition.number in message.subject
    assert petition.page().title in message.body
    assert stop_link_in(message) in message.extra_headers["List-Unsubscribe"]
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.fixture
def stop_link(petition, mailoutbox):
    add_followers(petition, 1)
    happen(petition)
    jobs.send_notices()
    return stop_link_in(mailoutbox[0])


def test_looking_at_the_end_of_notices_ends_nothing(citizen, stop_link):
    assert citizen.get(stop_link).status_code == 200
    assert Follower.objects.exists()


def test_the_button_ends_the_notices_and_deletes_the_address(citizen, stop_link):
    response = citizen.send(stop_link, {}, "petitions.withdraw_link")
    assert citizen.get(response.url).status_code == 200
    assert not Follower.objects.exists()
    assert citizen.get(stop_link).status_code == 302


def test_one_click_of_a_mail_program_is_enough(citizen, stop_link):
    answer = citizen.post(stop_link, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 204
    assert not Follower.objects.exists()


def test_a_forged_end_of_notices_is_unknown(citizen, stop_link):
    forged = stop_link.rstrip("/")[:-4] + "0000/"
    assert citizen.post(forged, {"List-Unsubscribe": "One-Click"}).status_code == 404
    assert Follower.objects.exists()


def test_withdrawing_a_signature_ends_its_notices(sign, citizen, mailoutbox):
    sign(wants_notices="on")
    citizen.confirm(mailoutbox[0])
    signing.withdraw(Signature.objects.get(), timezone.now())
    assert not Follower.objects.exists()


def test_withdrawing_ends_notices_that_were_asked_for_under_a_newer_key(
    petition, sign, citizen, mailoutbox, settings
):
    sign()
    citizen.confirm(mailoutbox[0])
    old = settings.WAGTAIL_CIVIC
    keys = ["another-key-of-32-characters-0000", *old["LOOKUP_KEYS"]]
    settings.WAGTAIL_CIVIC = {**old, "LOOKUP_KEYS": keys}
    contact = contacts.parse("email", "giorgi@example.org")
    following.follow(petition, contact, "ka", timezone.now())
    assert Follower.objects.exists()
    signing.withdraw(Signature.objects.get(), timezone.now())
    assert not Follower.objects.exists()


def test_another_municipality_ends_no_notices(citizen, stop_link, other_site):
    citizen.post(stop_link, {"List-Unsubscribe": "One-Click"}, headers={"host": "other.example"})
    assert Follower.objects.exists()
