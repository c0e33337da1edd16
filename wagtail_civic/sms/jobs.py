"""The worker's part. Every job finds its work in the rows; lost or doubled ones change nothing."""

import time
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from wagtail_civic.core import conf
from wagtail_civic.core import jobs as core_jobs

from . import (
    asking,
    caps,
    closing,
    dispatch,
    importing,
    lifecycle,
    pausing,
    pumping,
    receipts,
    stopping,
    watching,
)
from .models.campaigns import Campaign
from .models.people import SubscriptionRequest
from .reconnecting import persistently

TURN = 60.0
"""Seconds after which a pump lets others have the worker; well below the queue's timeout."""
SILENT = timedelta(minutes=2)
REQUEST_KEPT = timedelta(days=1)


def pump(campaign_id: int, now: datetime | None = None, turn: float = TURN) -> int:
    """Hand over a campaign's messages at the gateway's pace; how many.

    `now` is when the turn begins. What is left when it ends is queued again.
    """
    started, begin, count = time.monotonic(), now or timezone.now(), 0
    campaign = Campaign.objects.filter(pk=campaign_id).first()
    if campaign is None:
        return 0
    lifecycle.expand(campaign, begin)
    work, stop = dispatch.Turn(campaign_id), None
    try:
        while (passed := time.monotonic() - started) < turn and stop is None:
            batch = work.batch(begin + timedelta(seconds=passed))
            count, stop = count + batch.count, batch.stop
            if batch.wait:
                time.sleep(min(batch.wait, max(0.0, turn - passed)))
    finally:
        persistently(work.close)
    _rest(campaign_id, begin, stop)
    return count


def _rest(campaign_id: int, now: datetime, stop: dispatch.Stop | None) -> None:
    """Done, or waiting for the sweep, or to be gone on with at once."""
    campaign = Campaign.objects.get(pk=campaign_id)
    lifecycle.finish(campaign, now)
    if stop is not None:
        Campaign.objects.filter(pk=campaign_id).update(pumped_at=None)
    elif not conf.settings.JOBS_SYNC:
        core_jobs.enqueue(lifecycle.PUMP, campaign_id)


def sweep(now: datetime | None = None) -> int:
    """Finish what lost tasks, dead workers, nights and limits have left; how many messages."""
    started, begin = time.monotonic(), now or timezone.now()
    closing.abandon(begin)
    caps.recount(begin)
    receipts.sweep(begin)
    pausing.alarm(begin)
    for campaign in Campaign.objects.due(begin):
        _start(campaign, begin)
    idle = Q(pumped_at__isnull=True) | Q(pumped_at__lte=begin - SILENT)
    waiting = list(Campaign.objects.sending().filter(idle).values_list("pk", flat=True))
    count = 0
    for place, pk in enumerate(waiting):
        passed = time.monotonic() - started
        share = max(0.0, TURN - passed) / (len(waiting) - place)
        count += pump(pk, begin + timedelta(seconds=passed), share)
    return count


def _start(campaign: Campaign, now: datetime) -> None:
    try:
        lifecycle.send(campaign, None, now)
    except lifecycle.Refused as refusal:
        lifecycle.cancel(campaign, now, reason=str(refusal))


def ask_balances(now: datetime | None = None) -> int:
    """Ask the providers what is left, and warn where it is little."""
    return watching.ask_balances(now or timezone.now())


def ask_receipts(now: datetime | None = None) -> int:
    """Ask the providers that never call what became of messages; how many got an answer."""
    return asking.ask(now or timezone.now())


def watch_codes(now: datetime | None = None) -> int:
    """Tell where codes are sent and not typed in; how many letters left."""
    return pumping.watch(now or timezone.now())


def forget(now: datetime | None = None) -> int:
    """Delete what was asked for and never confirmed, lists that nobody finished, old receipts;
    give up numbers at which nothing arrives."""
    now = now or timezone.now()
    stopping.give_up(now)
    receipts.forget(now)
    importing.forget(now)
    return SubscriptionRequest.objects.filter(created_at__lte=now - REQUEST_KEPT).delete()[0]
