"""The worker's part. Every job finds its work in the rows; lost or doubled ones change nothing."""

import time
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from . import dispatch, lifecycle
from .models.campaigns import Campaign
from .models.people import SubscriptionRequest

TURN = 60.0
"""Seconds after which a pump lets others have the worker; well below the queue's timeout."""
SILENT = timedelta(minutes=2)
REQUEST_KEPT = timedelta(days=1)


def pump(campaign_id: int, now: datetime | None = None, turn: float = TURN) -> int:
    """Hand over a campaign's messages at the gateway's pace; how many."""
    started, count = time.monotonic(), 0
    campaign = Campaign.objects.filter(pk=campaign_id).first()
    if campaign is None:
        return 0
    lifecycle.expand(campaign, now or timezone.now())
    while time.monotonic() - started < turn:
        moment = now or timezone.now()
        begun = time.monotonic()
        Campaign.objects.filter(pk=campaign_id).update(pumped_at=moment)
        batch = dispatch.send_batch(campaign_id, moment)
        count += batch.count
        if batch.stop:
            break
        if batch.rate:
            time.sleep(max(0.0, batch.parts / batch.rate - (time.monotonic() - begun)))
    campaign.refresh_from_db()
    lifecycle.finish(campaign, now or timezone.now())
    return count


def sweep(now: datetime | None = None) -> int:
    """Finish what lost tasks, dead workers, nights and limits have left; how many messages."""
    given, now = now, now or timezone.now()
    dispatch.abandon(now)
    for campaign in Campaign.objects.due(now):
        _start(campaign, now)
    idle = Q(pumped_at__isnull=True) | Q(pumped_at__lte=now - SILENT)
    count, ends = 0, time.monotonic() + TURN
    for pk in list(Campaign.objects.sending().filter(idle).values_list("pk", flat=True)):
        left = ends - time.monotonic()
        if left <= 0:
            break
        count += pump(pk, given, left)
    return count


def _start(campaign: Campaign, now: datetime) -> None:
    try:
        lifecycle.send(campaign, None, now)
    except lifecycle.Refused as refusal:
        lifecycle.cancel(campaign, now, reason=str(refusal))


def forget(now: datetime | None = None) -> int:
    """Delete what was asked for and never confirmed."""
    now = now or timezone.now()
    return SubscriptionRequest.objects.filter(created_at__lte=now - REQUEST_KEPT).delete()[0]
