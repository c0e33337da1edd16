"""Queue, log and error mails: who reads them learns nothing of a citizen."""

import logging
import smtplib
from datetime import timedelta

import django
import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.http import HttpRequest, QueryDict
from django.test import Client
from django.utils import timezone
from django_q.models import OrmQ

from wagtail_civic.core import jobs, reporting
from wagtail_civic.core.abuse import stamp
from wagtail_civic.core.models import Verification

pytestmark = pytest.mark.django_db

NAME, ADDRESS, PHONE = "Marine Secretadze", "secret-citizen@example.org", "599777666"
PERSONAL = [NAME, "Secretadze", ADDRESS, "secret-citizen", PHONE]


def told(text: str) -> list[str]:
    return [word for word in PERSONAL if word in text]


def sent_by_citizens(world) -> dict[str, tuple[str, dict]]:
    """What somebody signs, asks and subscribes with, by its purpose."""
    number, key = world.petition.number, world.session.key
    return {
        "petitions.sign": (
            f"/civic/ka/petitions/{number}/sign/",
            {"name": NAME, "address": ADDRESS, "eligible": "on", "area": world.area.pk},
        ),
        "petitions.withdraw": (f"/civic/ka/petitions/{number}/withdraw/", {"address": ADDRESS}),
        "sessions.question": (
            f"/civic/ka/sessions/{key}/ask/",
            {"kind": "question", "text": f"რატომ? {ADDRESS} " * 3, "author_name": NAME},
        ),
        "sms.subscribe": (
            "/civic/ka/sms/subscribe/",
            {"number": PHONE, "consent": "on", "language": "ka", "all_areas": "on"},
        ),
        "verification.code": (f"/civic/ka/code/{world.handle}/", {"code": PHONE}),
    }


def send(client, purpose, address, words):
    signed = {"civic_stamp": stamp(purpose, timezone.now() - timedelta(minutes=1))}
    return client.post(address, {**words, **signed})


def fail(*args, **kwargs):
    raise RuntimeError("a fault of ours")


@pytest.fixture
def webmaster(settings):
    """Somebody gets a mail of every fault, as Django's default logging sends it."""
    address = "webmaster@chaieti.example"
    settings.ADMINS = [address if django.VERSION >= (6, 0) else ("Webmaster", address)]


@pytest.mark.parametrize("include_html", [False, True])
def test_an_error_mail_tells_where_and_not_who(ours, webmaster, monkeypatch, include_html, caplog):
    handler = logging.getLogger("django").handlers
    handler = next(h for h in handler if type(h).__name__ == "AdminEmailHandler")
    monkeypatch.setattr(handler, "include_html", include_html)
    client = Client(raise_request_exception=False)
    for views in (
        "petitions.views.signing",
        "core.verification.views",
        "sessions.views",
        "sms.views",
    ):
        monkeypatch.setattr(f"wagtail_civic.{views}.render", fail)
    for purpose, (address, words) in sent_by_citizens(ours).items():
        mail.outbox.clear()
        caplog.clear()
        # Without a stamp, so that the form is shown again: and that fails.
        assert client.post(address, words).status_code == 500, purpose
        [letter] = mail.outbox
        whole = letter.subject + letter.body + "".join(str(a[0]) for a in letter.alternatives)
        assert "a fault of ours" in whole
        assert told(whole + caplog.text) == [], purpose
        assert ours.handle.hex not in whole.replace("-", "")


@pytest.mark.parametrize("name", ["confirm", "own"])
def test_an_error_mail_holds_no_link_by_which_somebody_could_act(
    ours, webmaster, monkeypatch, name, caplog
):
    token, path, target = {
        "confirm": (ours.token, "confirm", "core.verification"),
        "own": (ours.question_token, "sessions/questions", "sessions"),
    }[name]
    address = f"/civic/ka/{path}/{token}/"
    monkeypatch.setattr(f"wagtail_civic.{target}.views.render", fail)
    assert Client(raise_request_exception=False).get(address).status_code == 500
    [letter] = mail.outbox
    assert "a fault of ours" in letter.body
    assert token not in letter.subject + letter.body + caplog.text


class Refusing(EmailBackend):
    """A mail server that names whom it refuses, as they do."""

    def send_messages(self, messages):
        raise smtplib.SMTPRecipientsRefused({ADDRESS: (550, b"no such user")})


def test_queue_and_log_hold_ids_only(
    ours, settings, caplog, django_capture_on_commit_callbacks, monkeypatch
):
    settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, "JOBS_SYNC": False}
    monkeypatch.setattr(EmailBackend, "send_messages", Refusing.send_messages)
    caplog.set_level(logging.DEBUG)
    client = Client()
    with django_capture_on_commit_callbacks(execute=True):
        for purpose, (address, words) in sent_by_citizens(ours).items():
            send(client, purpose, address, words)
    assert Verification.objects.filter(created_at__gt=ours.now).count() >= 2
    queued = [row.task for row in OrmQ.objects.all()]
    assert len(queued) >= 2
    for task in queued:
        assert told(repr(task)) == [], task["func"]
        assert all(isinstance(each, int | str) for each in task["args"])
    with django_capture_on_commit_callbacks(execute=True):
        jobs.run_due(timezone.now() + timedelta(days=2))
    logged = [record.getMessage() + (record.exc_text or "") for record in caplog.records]
    assert [line for line in logged if told(line)] == []
    assert told(caplog.text) == []


def test_a_developer_sees_everything(settings):
    request = HttpRequest()
    request.POST = QueryDict("code=123456")
    assert "123456" not in str(reporting.QuietFilter().get_post_parameters(request))
    settings.DEBUG = True
    assert "123456" in str(reporting.QuietFilter().get_post_parameters(request))
    assert reporting.QuietFilter().get_post_parameters(None) == {}
