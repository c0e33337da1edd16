"""What the queue keeps of every kind of job, done and failed: ids, counts, kinds of faults.

Its tables are read by whoever runs the server, are copied with every backup, and a failure stays
in them for ever. Each job is run as django-q2's worker runs it, and its row is looked at.
"""

import logging
import smtplib
from datetime import timedelta
from multiprocessing import Value
from queue import Queue

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone
from django_q.models import OrmQ, Schedule, Success, Task
from django_q.monitor import save_task
from django_q.tasks import async_task
from django_q.worker import worker
from freezegun import freeze_time

from wagtail_civic.budget import publishing
from wagtail_civic.budget.models import SourceDocument
from wagtail_civic.core import jobs
from wagtail_civic.petitions import moderation
from wagtail_civic.sms import lifecycle
from wagtail_civic.sms.gateways.locmem import LocmemGateway
from wagtail_civic.sms.models import Campaign, SmsSettings

from .test_reports import ADDRESS, NAME, PERSONAL, send, sent_by_citizens

pytestmark = pytest.mark.django_db

NUMBERS = ["+99555990", "+99555991", "599777666", "55990000"]


class Exploding(EmailBackend):
    """A mail service's client that names the recipient in a fault of its own kind."""

    def send_messages(self, messages):
        raise RuntimeError(f"cannot deliver {messages[0].body} to {messages[0].to}")


class ExplodingGateway(LocmemGateway):
    def transmit(self, message):
        raise RuntimeError(f"cannot deliver {message.text} to {message.to}")


def refuse(self, messages):
    raise smtplib.SMTPRecipientsRefused({messages[0].to[0]: (550, b"no such user")})


@pytest.fixture
def queued(ours, settings, django_capture_on_commit_callbacks):
    """Citizens and officers have done what leads to jobs; they wait in the queue."""
    settings.WAGTAIL_CIVIC = {
        **settings.WAGTAIL_CIVIC,
        "JOBS_SYNC": False,
        "SMS_GATEWAYS": {"memory": {"BACKEND": "wagtail_civic.sms.gateways.locmem.LocmemGateway"}},
        "SMS_GATEWAY": "memory",
    }
    OrmQ.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        for purpose, (address, words) in sent_by_citizens(ours).items():
            send(Client(), purpose, address, words)
        SmsSettings.objects.filter(site=ours.site).update(gateway="memory")
        ours.announced.deliveries.all().delete()
        Campaign.objects.filter(pk=ours.announced.pk).update(is_urgent=True)
        lifecycle.send(Campaign.objects.get(pk=ours.announced.pk), None, timezone.now())
        waiting = SourceDocument.objects.filter(site=ours.site, published_at__isnull=False)
        publishing.withdraw(waiting.first(), None, f"{NAME} {ADDRESS}")
        ours.document("ფაილი ორი")
        moderation.pause(ours.petition, now=timezone.now(), user=None, reason=f"{NAME} {ADDRESS}")
    return [row.task for row in OrmQ.objects.all()]


def work(task: dict) -> None:
    """As a worker and the monitor of django-q2 treat it, in this process."""
    given, done = Queue(), Queue()
    given.put({"timeout": 60, **task})
    given.put("STOP")
    worker(given, done, Value("f", -1))
    save_task(done.get_nowait(), None)


def periodic() -> list[dict]:
    """The tasks that the schedules of all apps make."""
    OrmQ.objects.all().delete()
    for job in jobs.registered:
        async_task(job.func)
    return [row.task for row in OrmQ.objects.all()]


def told(text: str) -> list[str]:
    return [word for word in [*PERSONAL, *NUMBERS, "@example.org"] if word in text]


def none_told(caplog) -> None:
    rows = [*Task.objects.all(), *Schedule.objects.all()]
    for row in rows:
        kept = [row.name, row.func, row.hook, row.args, row.kwargs, getattr(row, "result", "")]
        assert told(repr(kept)) == [], (row.func, kept)
    assert [record.getMessage() for record in caplog.records if told(record.getMessage())] == []
    assert told(caplog.text) == []


KINDS = {
    "wagtail_civic.core.verification.send",
    "wagtail_civic.sms.jobs.pump",
    "wagtail_civic.budget.jobs.announce",
    "wagtail_civic.documents.jobs.read_document",
}


def test_a_job_that_is_done_keeps_nothing_of_a_person(queued, caplog):
    caplog.set_level(logging.DEBUG)
    assert {task["func"] for task in queued} >= KINDS
    for task in [*queued, *periodic()]:
        assert all(type(each) is int for each in task["args"]), task["func"]
        assert not task["kwargs"]
        work(task)
    assert {task.func for task in Task.objects.all()} >= {j.func for j in jobs.registered} | KINDS
    assert Success.objects.count() == Task.objects.count()
    results = [task.result for task in Task.objects.all()]
    assert all(result is None or isinstance(result, int) for result in results), results
    none_told(caplog)


def test_neither_does_a_job_that_forgets_people(queued, caplog):
    caplog.set_level(logging.DEBUG)
    with freeze_time(timezone.now() + timedelta(days=800), tick=True):
        for task in periodic():
            work(task)
    assert Success.objects.count() == Task.objects.count() >= len(jobs.registered)
    none_told(caplog)


@pytest.mark.parametrize("failing", [Exploding.send_messages, refuse])
def test_a_service_that_fails_and_names_the_recipient_is_not_quoted(
    queued, caplog, monkeypatch, failing
):
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(EmailBackend, "send_messages", failing)
    monkeypatch.setattr(LocmemGateway, "transmit", ExplodingGateway.transmit)
    for task in [*queued, *periodic()]:
        work(task)
    warned = " ".join(record.getMessage() for record in caplog.records)
    assert "was not sent" in warned
    assert "Letter about petition event" in warned
    none_told(caplog)
