"""Workers that die, gateways that fail, a database that crashes: nobody gets a message twice.

Real processes: django-q2 clusters, a gateway that counts, the database of ``DATABASE_URL``. On
SQLite one worker at a time. Where the database has a server, its restart and its crash too, on one
of the test's own (`own_server`).
"""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import Sum
from django.utils import timezone
from django_q.models import OrmQ

from wagtail_civic.core import jobs as core_jobs
from wagtail_civic.core.contacts import Contact
from wagtail_civic.sms import jobs, lifecycle
from wagtail_civic.sms.models import (
    Attempt,
    Campaign,
    CampaignText,
    DayUse,
    Delivery,
    GatewayState,
    SmsSettings,
    Subscriber,
)
from wagtail_civic.sms.models.states import UNFINISHED

from . import own_server
from .killing import POINTS

EVERY_DATABASE = True
HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PATIENCE = 90
NUMBER = count(1)
LONGER_THAN_A_BATCH = 2.5
"""Seconds, where the gateway is slow: its results find no database."""
SURE = {"ok", "slow", "429"}

several_workers = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite serves a single worker"
)


def wait_for(condition, what: str, patience: float = PATIENCE) -> None:
    ends = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < ends, f"waited in vain for {what}"
        time.sleep(0.1)


class Provider:
    """The fake gateway, seen from here."""

    def __init__(self, url: str) -> None:
        self.url = url

    def behave(self, mode: str) -> None:
        request = urllib.request.Request(f"{self.url}/mode", mode.encode(), method="POST")
        urllib.request.urlopen(request, timeout=10).close()

    def told(self) -> dict[str, dict[str, int]]:
        with urllib.request.urlopen(f"{self.url}/accepted", timeout=10) as answer:
            return json.load(answer)


@pytest.fixture(scope="session")
def provider():
    command = [sys.executable, str(HERE / "fake_gateway.py")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield Provider(f"http://127.0.0.1:{process.stdout.readline().strip()}")
        process.terminate()


@pytest.fixture(autouse=True)
def _fake_gateway(provider, settings, site, monkeypatch):
    """This process sends by the same gateway as the workers, which begins each test in order."""
    monkeypatch.setenv("FAULT_GATEWAY", provider.url)
    monkeypatch.setenv("FAULT_DATABASE", connection.settings_dict["NAME"])
    from .faulty_settings import civic

    settings.WAGTAIL_CIVIC = civic(provider.url)
    provider.behave("ok")
    GatewayState.objects.all().delete()
    OrmQ.objects.all().delete()
    yield
    Campaign.objects.sending().update(state="cancelled")


@pytest.fixture
def start(site):
    """``start(40)``: a mailing to that many subscribers, its task queued, nothing sent yet."""

    def make(size: int) -> Campaign:
        now, block = timezone.now(), next(NUMBER)
        settings = SmsSettings.for_site(site)
        settings.quiet_from = settings.quiet_until = settings.weekend_from
        settings.weekend_until = settings.weekend_from
        settings.save()
        contacts = [
            Contact("phone", value, value)
            for value in (f"+99559{block:03}{serial:04}" for serial in range(size))
        ]
        Subscriber.objects.bulk_create(
            Subscriber(
                site=site,
                number=contact.value,
                lookup=contact.lookup(),
                language="ka",
                confirmed_at=now,
                all_topics=True,
                all_areas=True,
            )
            for contact in contacts
        )
        campaign = Campaign(site=site, title="water", all_topics=True, all_areas=True)
        campaign.save()
        CampaignText.objects.create(campaign=campaign, language="ka", text="water is off")
        campaign = Campaign.objects.get(pk=campaign.pk)
        lifecycle.submit(campaign, None, now)
        lifecycle.approve(campaign, None, now)
        lifecycle.send(campaign, None, now)
        return campaign

    return make


@pytest.fixture
def own(database, site, monkeypatch):
    """A server with a copy of the test database, for this process and those that it starts."""
    here = dict(connection.settings_dict)
    try:
        with own_server.running() as server:
            there = server.copy(here)
            monkeypatch.setenv("DATABASE_URL", server.url(there))
            connection.close()
            connection.settings_dict.update(there)
            yield server
    except own_server.Missing as missing:
        pytest.skip(f"no server of our own: {missing}")
    finally:
        connection.close()
        connection.settings_dict.update(here)


@pytest.fixture
def process(tmp_path):
    """``process("qcluster")``: a management command in a process group of its own."""
    running = []

    def begin(*arguments: str, **environment: str) -> subprocess.Popen:
        command = [sys.executable, "-W", "ignore", "-m", "django", *arguments]
        log = (tmp_path / f"{len(running)}.log").open("wb")
        settings = {"DJANGO_SETTINGS_MODULE": "tests.processes.faulty_settings"}
        running.append(
            subprocess.Popen(
                command,
                cwd=ROOT,
                env={**os.environ, "PYTHONPATH": str(ROOT), **settings, **environment},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        )
        return running[-1]

    yield begin
    for child in running:
        end(child)


def end(child: subprocess.Popen) -> None:
    """Kill the whole group, as a machine that loses power."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


@pytest.fixture
def cluster(process):
    return lambda **environment: process("qcluster", **environment)


def is_over(campaign: Campaign) -> bool:
    campaign.refresh_from_db()
    return campaign.state == "done"


def finish(campaign: Campaign) -> None:
    """What the sweep of the next hours does."""
    now = timezone.now()
    for minutes in (5, 7, 30, 90, 200, 400):
        jobs.sweep(now + timedelta(minutes=minutes))
        if is_over(campaign):
            return


def assert_kept(campaign: Campaign, provider: Provider, all_sent: bool = False) -> dict[str, int]:
    """Nobody twice, nothing lost, every row explained; how many rows there are of each state."""
    told = provider.told()
    rows = list(campaign.deliveries.select_related("subscriber"))
    states: dict[str, int] = {}
    for row in rows:
        accepted = told["refs"].get(str(row.ref), 0)
        assert accepted <= 1, f"{row.ref} was accepted {accepted} times"
        assert told["numbers"].get(row.subscriber.number, 0) <= 1
        assert row.state not in UNFINISHED, f"{row.ref} is still {row.state}"
        if row.state == "sent":
            assert accepted == 1, f"{row.ref} is sent, but was never accepted"
        elif row.state == "failed":
            assert accepted == 0, f"{row.ref} is failed, but was accepted"
        else:
            assert row.reason, f"{row.ref} is {row.state} without a reason"
        states[row.state] = states.get(row.state, 0) + 1
    assert is_over(campaign)
    if all_sent:
        assert states == {"sent": len(rows)}
    return states


@pytest.mark.parametrize("point", POINTS)
def test_a_worker_is_killed(point, start, cluster, provider, tmp_path):
    campaign = start(30)
    mark = tmp_path / "killed"
    dying = cluster(DIE_AT=point, DIE_MARK=str(mark))
    wait_for(mark.exists, f"the worker's death {point}")
    end(dying)
    before = Delivery.objects.filter(campaign=campaign, state="sending").count()
    taken = accepted(campaign.deliveries, provider)
    # How far it came by then depends on how many parts the gateway's pace had let gather.
    recorded = campaign.deliveries.filter(state="sent").count()
    assert recorded > 0 or point != "after_record"
    assert (before, taken) == {
        "after_claim": (10, 0),
        "before_request": (10, 3),
        "after_acceptance": (10, 4),
        "in_record": (10, 10),
        "after_record": (0, recorded),
    }[point]
    finish(campaign)
    states = assert_kept(campaign, provider)
    assert states == {"sent": 30 - before, **({"unknown": before} if before else {})}
    tried = Attempt.objects.filter(delivery__campaign=campaign)
    assert tried.count() == tried.values("delivery").distinct().count() == 30
    used = DayUse.objects.filter(site=campaign.site).aggregate(parts=Sum("parts"))["parts"]
    parts = campaign.deliveries.aggregate(parts=Sum("segments"))["parts"]
    assert used == parts, "the dead worker keeps nothing of what it held"


@several_workers
def test_two_clusters_with_two_workers_each_share_one_mailing(start, cluster, provider):
    campaign = start(200)
    for _duplicate in range(5):
        core_jobs.enqueue(lifecycle.PUMP, campaign.pk)
    cluster(FAULT_WORKERS="2")
    cluster(FAULT_WORKERS="2")
    wait_for(lambda: is_over(campaign), "the end of the mailing")
    assert_kept(campaign, provider, all_sent=True)


def test_duplicate_tasks_change_nothing(start, cluster, provider):
    campaign = start(40)
    for _duplicate in range(5):
        core_jobs.enqueue(lifecycle.PUMP, campaign.pk)
    cluster()
    wait_for(lambda: is_over(campaign), "the end of the mailing")
    wait_for(lambda: not OrmQ.objects.exists(), "the last duplicate")
    assert_kept(campaign, provider, all_sent=True)


def test_every_task_is_lost_and_cron_alone_finishes(start, process, provider):
    campaign = start(25)
    assert OrmQ.objects.exists()
    OrmQ.objects.all().delete()
    from wagtail_civic.core.models.jobs import JobRun

    JobRun.objects.all().delete()
    process("civic_jobs").wait(PATIENCE)
    assert_kept(campaign, provider, all_sent=True)


@pytest.mark.parametrize("mode", ["500", "429", "timeout", "garbage", "slow", "close", "storm"])
def test_the_gateway_misbehaves(mode, start, cluster, provider):
    campaign = start(8 if mode == "timeout" else 16)
    provider.behave(mode)
    worker = cluster()
    rows = Delivery.objects.filter(campaign=campaign)
    resting = GatewayState.objects.filter(rest_until__isnull=False)
    wait_for(
        lambda: resting.exists() or (rows.exists() and not rows.filter(state="queued").exists()),
        "the gateway's bad hour",
    )
    wait_for(lambda: not rows.filter(state="sending").exists(), "the last answer")
    provider.behave("ok")
    end(worker)
    finish(campaign)
    states = assert_kept(campaign, provider, all_sent=mode in SURE)
    if mode not in SURE:
        assert states["unknown"] > 0


def test_the_gateway_is_not_there(start, provider, settings):
    campaign = start(10)
    url = settings.WAGTAIL_CIVIC["SMS_GATEWAYS"]["fake"]
    right, url["URL"] = url["URL"], "http://127.0.0.1:9/send"
    jobs.pump(campaign.pk)
    assert set(campaign.deliveries.values_list("state", flat=True)) <= {"queued", "retry"}
    url["URL"] = right
    finish(campaign)
    assert_kept(campaign, provider, all_sent=True)


def cut_connections() -> int:
    """Every connection but our own breaks, and the next one is there at once."""
    name = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = %s AND pid <> pg_backend_pid()",
                [name],
            )
            return cursor.rowcount
        cursor.execute(
            "SELECT id FROM information_schema.processlist WHERE db = %s AND id <> connection_id()",
            [name],
        )
        ids = [pk for (pk,) in cursor.fetchall()]
        for pk in ids:
            try:
                cursor.execute("KILL CONNECTION %s", [pk])
            except connection.Database.OperationalError:
                continue
        return len(ids)


@several_workers
def test_the_database_goes_away_while_messages_leave(start, cluster, provider):
    campaign = start(40)
    provider.behave("slow")
    worker = cluster()
    rows = Delivery.objects.filter(campaign=campaign)
    cuts = 0
    for handed in (3, 12, 22):
        wait_for(
            lambda least=handed: accepted(rows, provider) >= least,
            f"{handed} messages",
        )
        cuts += cut_connections()
    assert cuts > 0
    provider.behave("ok")
    wait_for(lambda: not rows.filter(state="sending").exists(), "results to be written")
    end(worker)
    finish(campaign)
    assert_kept(campaign, provider)


@pytest.mark.parametrize("crash", [True, False], ids=["crash", "restart"])
def test_the_database_restarts_while_messages_leave(crash, own, start, cluster, provider):
    """In one case its connections are kept open for ten minutes, so that they break in between."""
    campaign = start(40)
    provider.behave("slow")
    cluster(FAULT_CONN_MAX_AGE="0" if crash else "600")
    rows = Delivery.objects.filter(campaign=campaign)
    for handed in (3, 22):
        wait_for(lambda least=handed: accepted(rows, provider) >= least, f"{handed} messages")
        own.restart(crash, away=LONGER_THAN_A_BATCH)
        connection.close()
    assert accepted(rows, provider) < 40, "the database was away in the midst of it"
    wait_for(lambda: is_over(campaign), "the end of the mailing")
    assert_kept(campaign, provider, all_sent=True)


def accepted(rows, provider: Provider) -> int:
    """How many of these the gateway took, each as often as it did."""
    told = provider.told()["refs"]
    return sum(told.get(str(ref), 0) for ref in rows.values_list("ref", flat=True))
