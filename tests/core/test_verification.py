import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_q.models import OrmQ
from freezegun import freeze_time

from tests.toy.seams import toy_purpose
from wagtail_civic.core import contacts, verification
from wagtail_civic.core.abuse import STAMP_FIELD, stamp
from wagtail_civic.core.models import MunicipalitySettings, Verification
from wagtail_civic.core.personal_data import sources
from wagtail_civic.core.verification import Outcome

ADDRESS = "nino@example.ge"


@pytest.fixture
def begin(site, toy, django_capture_on_commit_callbacks):
    def start(address=ADDRESS, channel="email", **given):
        parsed = contacts.parse("email", address)
        contact = contacts.Contact(channel, parsed.value, parsed.canonical)
        given = {"subject": None, "site": site, "language": "ka", **given}
        with django_capture_on_commit_callbacks(execute=True):
            return verification.begin(channel, contact, "toy", **given)

    return start


def link():
    return re.search(r"http\S+", mail.outbox[-1].body)[0]


def token():
    return link().rstrip("/").rpartition("/")[2]


def send_button(client, address, **fields):
    purpose = "verification.code" if "/code/" in address else "verification.confirm"
    return client.post(address, {STAMP_FIELD: stamp(purpose), **fields})


# Links by e-mail


def test_a_link_is_sent_when_the_transaction_is_over(site, toy, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as waiting:
        contact = contacts.parse("email", ADDRESS)
        verification.begin("email", contact, "toy", None, site, "ka")
    assert mail.outbox == []
    waiting[0]()
    assert [message.to for message in mail.outbox] == [[ADDRESS]]


def test_the_letter_is_plain_absolute_and_in_the_language_asked_for(begin, site):
    MunicipalitySettings.objects.update_or_create(site=site, defaults={"email": "hall@x.ge"})
    begin(language="en")
    message = mail.outbox[0]
    assert message.subject == "Subject in en"
    assert link().startswith("http://testserver/civic/en/confirm/")
    assert "Toy text." in message.body
    assert message.reply_to == ["hall@x.ge"]
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"
    assert not getattr(message, "alternatives", [])


def test_a_link_belongs_to_the_site_of_its_municipality(begin, other_site, client):
    begin(site=other_site)
    assert link().startswith("http://other.example/")
    path = reverse("civic_core:confirm", args=["ka", token()])
    assert client.get(path).status_code == 410
    assert client.get(path, headers={"host": "other.example"}).status_code == 200


def test_looking_confirms_nothing_and_pressing_the_button_does(begin, toy, client):
    begin()
    for _scanner in range(3):
        response = client.get(link())
        assert response.status_code == 200
        assert "Toy title" in response.content.decode()
        assert "no-store" in response["Cache-Control"]
    client.head(link())
    assert toy.done == []
    response = send_button(client, link())
    assert (response.status_code, response.url) == (302, "/toy/done/")
    assert toy.done == [ADDRESS]


def test_a_machine_that_posts_without_a_stamp_confirms_nothing(begin, toy, client):
    begin()
    assert client.post(link()).status_code == 200
    assert client.post(link(), headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert toy.done == []


def test_a_link_works_once_and_then_leads_on(begin, toy, client):
    begin()
    send_button(client, link())
    for response in (send_button(client, link()), client.get(link())):
        assert response.status_code == 200
        assert "/toy/again/" in response.content.decode()
    assert toy.done == [ADDRESS]


def test_an_expired_link_says_where_to_start_again(begin, toy, client):
    with freeze_time(timezone.now() - timedelta(hours=25)):
        begin()
    response = send_button(client, link())
    assert response.status_code == 410
    assert "/toy/again/" in response.content.decode()
    assert toy.done == []


@pytest.mark.parametrize("made_up", ["x", "a" * 22, "a" * 3000])
def test_an_unknown_link_gets_a_helpful_page(begin, client, made_up):
    begin()
    response = client.get(reverse("civic_core:confirm", args=["ka", made_up]))
    assert response.status_code == 410
    assert "<h1" in response.content.decode()


def test_two_at_once_confirm_one(begin, toy):
    begin()
    first, second = Verification.objects.get(), Verification.objects.get()
    assert verification.confirm(first) == "/toy/done/"
    assert verification.confirm(second) is None
    assert toy.done == [ADDRESS]


def test_when_the_purpose_fails_the_link_stays_good(begin, toy):
    begin()
    toy.fail = True
    with pytest.raises(RuntimeError):
        verification.confirm(Verification.objects.get())
    toy.fail = False
    assert verification.confirm(Verification.objects.get()) == "/toy/done/"


def test_confirming_one_of_two_links_ends_the_other(begin):
    subject = uuid4()
    first, second = begin(subject=subject), begin(subject=subject)
    unrelated = begin(subject=uuid4())
    assert verification.confirm(second)
    assert verification.confirm(first) is None
    assert verification.confirm(unrelated)


def test_only_digests_are_kept(begin):
    begin()
    row = Verification.objects.get()
    assert len(token()) >= 22
    assert token() not in str(vars(row))
    assert row.token_digest != token()


def test_a_purpose_that_is_no_longer_installed_is_an_unknown_link(begin, client):
    begin()
    address = link()
    verification.purposes.unregister("toy")
    try:
        assert client.get(address).status_code == 410
    finally:
        verification.purposes.register("toy", toy_purpose)


# Known and unknown addresses


def test_an_address_that_gets_no_message_looks_like_any_other(begin, client):
    loud, quiet = begin(), begin("other@example.ge", notify=False)
    assert len(mail.outbox) == 1
    pages = [client.get(verification.entry_url(row)) for row in (loud, quiet)]
    assert [page.status_code for page in pages] == [200, 200]
    texts = [re.sub(r".•••@|[0-9a-f-]{36}", "", page.content.decode()) for page in pages]
    assert texts[0] == texts[1]
    assert verification.confirm(quiet) is None


def test_both_cost_the_same_queries(begin, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for notify in (True, False):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            contact = contacts.parse("email", f"{notify}@example.ge")
            verification.begin("email", contact, "toy", None, site_of(), "ka", notify=notify)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def site_of():
    from wagtail.models import Site

    return Site.objects.get(is_default_site=True)


def test_nobody_s_inbox_can_be_flooded(begin):
    with freeze_time("2026-11-22 12:00:00"):
        for _request in range(10):
            begin()
    assert len(mail.outbox) == 6
    assert Verification.objects.count() == 10


def test_the_waiting_page_shows_only_a_mask(begin, client):
    page = client.get(verification.entry_url(begin())).content.decode()
    assert "n•••@e•••.ge" in page
    assert ADDRESS not in page


def test_the_waiting_page_belongs_to_its_site(begin, other_site, client):
    row = begin(site=other_site)
    assert client.get(verification.entry_url(row)).status_code == 410


# Codes


def code_of(pigeon):
    return re.search(r"\d{6}", pigeon.sent[-1].text)[0]


def wrong_code(pigeon):
    return f"{(int(code_of(pigeon)) + 1) % 10**6:06}"


def test_a_code_typed_on_the_page_confirms(begin, toy, pigeon, client):
    row = begin(channel="pigeon")
    address = verification.entry_url(row)
    assert client.get(address).status_code == 200
    response = send_button(client, address, code=f" {code_of(pigeon)[:3]} {code_of(pigeon)[3:]} ")
    assert (response.status_code, response.url) == (302, "/toy/done/")
    assert toy.done == [ADDRESS]


def test_a_wrong_code_says_how_many_tries_are_left(begin, toy, pigeon, client):
    address = verification.entry_url(begin(channel="pigeon"))
    response = send_button(client, address, code=wrong_code(pigeon))
    assert response.status_code == 200
    assert "4" in response.content.decode()
    assert send_button(client, address, code="12").status_code == 200
    assert Verification.objects.get().attempts == 1


def test_after_five_tries_even_the_right_code_is_over(begin, toy, pigeon):
    row = begin(channel="pigeon")
    outcomes = [verification.confirm_code(row, wrong_code(pigeon))[0] for _try in range(5)]
    assert outcomes == [Outcome.WRONG] * 4 + [Outcome.OVER]
    assert verification.confirm_code(row, code_of(pigeon))[0] is Outcome.OVER
    assert toy.done == []


def test_tries_are_counted_per_number_over_all_its_codes(begin, toy, pigeon):
    now = timezone.now()
    outcomes = []
    for _request in range(6):
        row = begin(channel="pigeon")
        outcomes += [verification.confirm_code(row, wrong_code(pigeon), now)[0] for _ in range(5)]
    row = begin(channel="pigeon", notify=True)
    assert outcomes[-1] is Outcome.OVER
    assert verification.confirm_code(row, code_of(pigeon), now)[0] is Outcome.OVER


def test_a_code_is_over_after_ten_minutes(begin, toy, pigeon):
    with freeze_time(timezone.now() - timedelta(minutes=11)):
        row = begin(channel="pigeon")
    assert verification.confirm_code(row, code_of(pigeon))[0] is Outcome.OVER


def test_only_the_newest_code_counts(begin, toy, pigeon):
    first = begin(channel="pigeon")
    old = code_of(pigeon)
    second = begin(channel="pigeon")
    assert verification.confirm_code(first, old)[0] is Outcome.OVER
    assert verification.confirm_code(second, code_of(pigeon)) == (Outcome.CONFIRMED, "/toy/done/")


def test_a_code_works_once(begin, toy, pigeon):
    row = begin(channel="pigeon")
    assert verification.confirm_code(row, code_of(pigeon))[0] is Outcome.CONFIRMED
    assert verification.confirm_code(row, code_of(pigeon))[0] is Outcome.OVER
    assert toy.done == [ADDRESS]


def test_no_code_fits_an_address_that_was_sent_none(begin, toy, pigeon):
    row = begin(channel="pigeon", notify=False)
    assert verification.confirm_code(row, "")[0] is Outcome.WRONG
    assert verification.confirm_code(row, "000000")[0] is Outcome.WRONG


# Sending


def test_a_message_that_failed_waits_and_is_tried_again(begin, toy, pigeon, caplog):
    pigeon.may_repeat, pigeon.broken = True, True
    row = begin(channel="pigeon")
    assert "hawk" in caplog.text
    assert ADDRESS not in caplog.text
    pigeon.broken = False
    assert verification.send_waiting() == 0
    assert verification.send_waiting(timezone.now() + timedelta(minutes=3)) == 1
    assert verification.send_waiting(timezone.now() + timedelta(minutes=9)) == 0
    row.refresh_from_db()
    assert row.sent_at


def test_a_task_sends_a_batch_and_the_next_one_the_rest(
    site, toy, monkeypatch, settings, django_capture_on_commit_callbacks
):
    monkeypatch.setattr("wagtail_civic.core.verification.lifecycle.BATCH", 2)
    settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, "JOBS_SYNC": False}
    OrmQ.objects.all().delete()
    for number in range(5):
        contact = contacts.parse("email", f"citizen{number}@example.org")
        with django_capture_on_commit_callbacks(execute=True):
            verification.begin("email", contact, "toy", None, site, "ka")
    lengths = []
    while OrmQ.objects.exists():
        lengths.append(OrmQ.objects.count())
        OrmQ.objects.all().delete()
        with django_capture_on_commit_callbacks(execute=True):
            verification.send()
    assert lengths == [1, 1, 1]
    assert len({message.to[0] for message in mail.outbox}) == 5


def test_a_provider_that_is_away_is_left_alone_until_the_next_turn(begin, toy, pigeon):
    pigeon.may_repeat, pigeon.broken = True, True
    for number in range(5):
        begin(f"citizen{number}@example.org", channel="pigeon")
    later = timezone.now() + timedelta(minutes=3)
    before = sum(Verification.objects.values_list("deliveries", flat=True))
    assert verification.send_waiting(later) == 0
    assert sum(Verification.objects.values_list("deliveries", flat=True)) == before + 3
    pigeon.broken = False
    assert verification.send_waiting(later) == 2


def test_one_channel_keeps_no_other_waiting(begin, toy, pigeon, settings, monkeypatch):
    monkeypatch.setattr("wagtail_civic.core.verification.lifecycle.BATCH", 2)
    settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, "JOBS_SYNC": False}
    for number in range(20):
        begin(f"citizen{number}@example.org")
    begin("last@example.org", channel="pigeon")
    with monkeypatch.context() as patch:
        patch.setattr(verification.channels.get("email"), "send", refuse)
        assert verification.send_waiting() == 1
    assert len(pigeon.sent) == 1
    later = timezone.now() + timedelta(minutes=5)
    begin("later@example.org", channel="pigeon")
    assert verification.send_waiting(later) == 3
    assert len(pigeon.sent) == 2


def refuse(delivery):
    raise verification.DeliveryFailed("away")


def test_a_mail_server_that_is_away_breaks_nothing(begin, settings, caplog):
    smtp = "django.core.mail.backends.smtp.EmailBackend"
    if hasattr(settings, "MAILERS"):
        away = {"BACKEND": smtp, "OPTIONS": {"host": "127.0.0.1", "port": 1}}
        settings.MAILERS = {"default": away}
    else:
        settings.EMAIL_BACKEND = smtp
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    row = begin()
    row.refresh_from_db()
    assert row.sent_at is None
    assert ADDRESS not in caplog.text


def test_two_workers_send_one_message(begin, pigeon):
    row = begin(channel="pigeon")
    Verification.objects.update(sent_at=None, claimed_until=None)
    stale = Verification.objects.get(pk=row.pk)
    from wagtail_civic.core.verification.lifecycle import _send

    now = timezone.now()
    assert _send(Verification.objects.get(pk=row.pk), now) is True
    assert _send(stale, now) is False
    assert len(pigeon.sent) == 2


def test_a_channel_that_may_not_repeat_never_sends_blindly_again(begin, pigeon):
    class Killed(Exception):
        pass

    def dies(delivery):
        raise Killed

    pigeon.send = dies
    with pytest.raises(Killed):
        begin(channel="pigeon")
    assert verification.send_waiting(timezone.now() + timedelta(minutes=5)) == 0


def test_what_is_over_is_forgotten_after_a_week(begin):
    begin()
    now = timezone.now()
    assert Verification.objects.purge(now + timedelta(days=7)) == 0
    assert Verification.objects.purge(now + timedelta(days=9)) == 1


def test_a_person_s_verifications_can_be_shown_and_erased(begin, site, other_site):
    begin()
    begin(site=other_site)
    source, contact = sources.get("verifications"), contacts.parse("email", ADDRESS)
    assert len(source.find(contact, site)) == 1
    assert source.export(contact, site)[0]["address"] == ADDRESS
    assert source.erase(contact, site, timezone.now()) == 1
    assert Verification.objects.get().site == other_site


def test_no_page_sets_a_cookie(begin, client):
    row = begin()
    browser = Client()
    for address in (link(), verification.entry_url(row)):
        assert not browser.get(address).cookies
