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
from django.urls import reverse
from django.utils import timezone
from django_q.models import OrmQ

from wagtail_civic.core import jobs, reporting
from wagtail_civic.core.abuse import stamp
from wagtail_civic.core.models import Verification
from wagtail_civic.sessions import moderation, viewsets
from wagtail_civic.sessions.models import Question
from wagtail_civic.sms.tokens import token_for

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
        "petitions.support": (
            f"/civic/ka/petitions/support/{world.gathering.key}/",
            {"name": NAME, "address": ADDRESS, "eligible": "on", "area": world.area.pk},
        ),
        "petitions.mine": ("/civic/ka/petitions/mine/", {"address": ADDRESS}),
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
        "petitions.views.mine",
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
        for secret in (ours.handle, ours.gathering.key):
            assert secret.hex not in whole.replace("-", "")


HOOKED = {
    "BACKEND": "wagtail_civic.sms.gateways.http.HttpGateway",
    "URL": "https://kannel.example/cgi-bin/sendsms",
    "FIELDS": {"to": "{to}"},
    "SUCCESS_PATTERN": "^0",
    "RECEIPT": {"STATE": "status", "STATES": {"1": "delivered"}},
    "HOOK_SECRETS": ["a-secret-of-the-provider-0123456789"],
}


@pytest.fixture
def links(ours, settings):
    """Addresses whose holder may act, with what of them must stay unsaid."""
    gateways = {"SMS_GATEWAYS": {"kannel": HOOKED}}
    settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, **gateways}
    own, [secret] = token_for(ours.subscriber), HOOKED["HOOK_SECRETS"]
    return {
        "confirm": (f"/civic/ka/confirm/{ours.token}/", ours.token),
        "question": (f"/civic/ka/sessions/questions/{ours.question_token}/", ours.question_token),
        "subscriber": (f"/civic/ka/sms/own/{own}/", own),
        "short": (f"/civic/s/{own}", own),
        "provider": (f"/civic/sms/hooks/kannel/{secret}/?from={PHONE}&status=1&id=7", secret),
    }


FAILING = {
    "confirm": "core.verification.views.render",
    "question": "sessions.views.render",
    "subscriber": "sms.views.render",
    "short": "sms.views.redirect",
    "provider": "sms.receipts.take",
}


@pytest.mark.parametrize("name", FAILING)
def test_an_error_mail_holds_no_link_by_which_somebody_could_act(
    links, webmaster, monkeypatch, name, caplog
):
    address, secret = links[name]
    monkeypatch.setattr(f"wagtail_civic.{FAILING[name]}", fail)
    assert Client(raise_request_exception=False).get(address).status_code == 500
    [letter] = mail.outbox
    assert "a fault of ours" in letter.body
    whole = letter.subject + letter.body + caplog.text
    assert secret not in whole
    assert told(whole) == []


@pytest.mark.parametrize("name", ["confirm", "question", "subscriber"])
def test_the_log_holds_no_link_that_was_refused(links, caplog, name):
    """Sent by a page of somebody else: it leads the owner nowhere, and is still good."""
    address, secret = links[name]
    assert Client().post(address, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert "Forbidden" in caplog.text
    assert secret not in caplog.text


def test_the_log_holds_no_secret_of_a_provider_whose_call_cannot_be_read(links, caplog):
    address, secret = links["provider"]
    answer = Client().post(address, "[]", content_type="application/json")
    assert answer.status_code == 400
    assert "Bad Request" in caplog.text
    assert secret not in caplog.text


#: What the office types about somebody: the screen, of which row, and what of it fails.
OFFICE = {
    "unsubscribe": (
        "civic_sms_unsubscribe",
        None,
        {"number": PHONE, "reason": NAME},
        "sms.desk.unsubscribe_views.TemplateResponse",
    ),
    "entry": (
        "civic_sms_entry",
        None,
        {"number": PHONE, "form_number": "1"},
        "sms.desk.paper_views.TemplateResponse",
    ),
    "mailing": (
        "civic_sms_campaigns:test",
        "civic_sms.Campaign",
        {"number": f"{PHONE}000"},
        "sms.desk.campaign_views.TemplateResponse",
    ),
    "contacts": (
        "civic_petitions_queue:inspect",
        "civic_petitions.Petition",
        {"back": NAME},
        "petitions.desk.case_views.timeline",
    ),
    "note": (
        "civic_petitions_queue:note",
        "civic_petitions.Petition",
        {"text": f"{NAME} {ADDRESS}"},
        "petitions.desk.casework_views.redirect",
    ),
    "objection": (
        "civic_petitions_queue:objection",
        "civic_petitions.Petition",
        {"address": ADDRESS},
        "petitions.desk.doubt_views.TemplateResponse",
    ),
    "bulk": (
        "civic_petitions_queue:bulk",
        None,
        {"action": "flag", "words": NAME},
        "petitions.desk.casework_views.TemplateResponse",
    ),
    "past": (
        "civic_petitions_queue:past",
        None,
        {"language": "ka", "note": NAME},
        "petitions.desk.past_views.TemplateResponse",
    ),
    "moderation": (
        "civic_questions:move",
        "civic_sessions.Question",
        {"move": "reject", "reason": f"{NAME}, {PHONE}"},
        "sessions.moderation.make",
    ),
}


def fails(client, address, words=None):
    """The error mail of a screen that fails, of all that is in it."""
    answer = client.get(address) if words is None else client.post(address, words)
    assert answer.status_code == 500
    [letter] = mail.outbox
    assert "a fault of ours" in letter.body
    return letter.subject + letter.body + "".join(str(a[0]) for a in letter.alternatives)


@pytest.fixture
def office(superuser, webmaster):
    client = Client(raise_request_exception=False)
    client.force_login(superuser)
    return client


@pytest.mark.parametrize("name", OFFICE)
def test_an_error_mail_of_the_office_does_not_tell_what_was_typed_about_somebody(
    ours, office, monkeypatch, name
):
    view, label, words, failing = OFFICE[name]
    monkeypatch.setattr(f"wagtail_civic.{failing}", fail)
    address = reverse(view, args=[ours.rows[label].pk] if label else [])
    assert told(fails(office, address, words)) == []


def test_an_error_mail_of_a_gateway_does_not_tell_whom_it_was_tried_on(ours, office, monkeypatch):
    monkeypatch.setattr("wagtail_civic.sms.desk.gateway_views.TemplateResponse", fail)
    monkeypatch.setattr(
        "wagtail_civic.sms.desk.gateway_views.keys_seen", lambda user, sites: ["kannel"]
    )
    address = reverse("civic_sms_gateways:test", args=["kannel"])
    assert told(fails(office, address, {"number": PHONE})) == []


@pytest.mark.parametrize("name", ["inspect", "index"])
def test_an_error_mail_of_the_moderators_does_not_tell_what_a_citizen_asked(
    ours, office, monkeypatch, name
):
    handler = logging.getLogger("django").handlers
    handler = next(h for h in handler if type(h).__name__ == "AdminEmailHandler")
    monkeypatch.setattr(handler, "include_html", True)
    Question.objects.filter(pk=ours.question.pk).update(text=f"{NAME}, {PHONE}: რატომ?")
    address = reverse(f"civic_questions:{name}", args=[ours.question.pk] * (name == "inspect"))

    def broken(view, *args, **kwargs):
        found = list(Question.objects.all())
        raise RuntimeError("a fault of ours", len(found))

    for view in (moderation.ModerateView, viewsets.QuestionIndexView):
        monkeypatch.setattr(view, "get_context_data", broken)
    assert told(fails(office, address)) == []


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
    assert queued
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
