"""Handing messages over: claim a small batch, commit, send outside any transaction, record.

A row's state is the truth. A worker that dies after claiming leaves rows in `sending`; when their
lease is over they become `unknown` and are never sent again by themselves, because nobody can tell
whether the gateway took them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from uuid import uuid4

from django.db import connections, router, transaction
from django.db.models import F, Max, Sum

from wagtail_civic.core import clock
from wagtail_civic.core.encryption import Undecryptable

from . import gateways, lifecycle, quiet
from .composing import addressed
from .gateways import BaseGateway, Message, Result, Status
from .models.campaigns import Campaign
from .models.messages import Attempt, Delivery
from .models.settings import SmsSettings
from .models.states import WAITING, CampaignState, MessageState
from .models.suppression import Suppression
from .tokens import token_for

BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
SPARE = timedelta(seconds=60)

OUTCOMES = {
    Status.SENT: MessageState.SENT,
    Status.REJECTED: MessageState.FAILED,
    Status.FAILED: MessageState.RETRY,
    Status.HALTED: MessageState.RETRY,
    Status.UNKNOWN: MessageState.UNKNOWN,
}


class Stop(Enum):
    """Why a campaign rests."""

    STATE = "state"
    QUIET = "quiet"
    BUDGET = "budget"
    EMPTY = "empty"
    HALTED = "halted"


@dataclass(frozen=True)
class Batch:
    """What one round did: parts handed over, and why the next one should not follow."""

    count: int = 0
    parts: int = 0
    rate: float = 0
    stop: Stop | None = None


def send_batch(campaign_id: int, now: datetime) -> Batch:
    """Claim and hand over one small batch of a campaign; every condition is asked anew."""
    campaign = Campaign.objects.select_related("site").filter(pk=campaign_id).first()
    if campaign is None or campaign.state != CampaignState.SENDING:
        return Batch(stop=Stop.STATE)
    settings = SmsSettings.for_site(campaign.site)
    expire(campaign, now)
    if not campaign.is_urgent and quiet.is_quiet(settings, clock.zone(), now):
        return Batch(stop=Stop.QUIET)
    try:
        gateway = gateways.get(settings.gateway)
    except gateways.NoGateway:
        _halt(campaign, "missing")
        return Batch(stop=Stop.HALTED)
    size = min(gateway.capabilities.batch, _affordable(campaign, settings, now))
    if size < 1:
        return Batch(stop=Stop.BUDGET)
    claimed = claim(campaign, gateway, size, now)
    if not claimed:
        return Batch(stop=Stop.EMPTY)
    rows = leave_out(claimed)
    results = gateway.send([_message(row, settings.sender) for row in rows]) if rows else []
    record(rows, results, now)
    parts = sum(row.segments for row in rows)
    halted = [result.code for result in results if result.status is Status.HALTED]
    if halted:
        _halt(campaign, halted[0])
        return Batch(len(rows), parts, stop=Stop.HALTED)
    return Batch(len(rows), parts, gateway.capabilities.rate)


def claim(campaign: Campaign, gateway: BaseGateway, size: int, now: datetime) -> list[Delivery]:
    """Take up to `size` waiting rows, so that no other worker takes them; committed on return."""
    token = uuid4()
    lease = now + timedelta(seconds=gateway.capabilities.timeout * size) + SPARE
    with transaction.atomic():
        due = Delivery.objects.filter(campaign=campaign).due(now).order_by("pk")
        if connections[router.db_for_write(Delivery)].features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        ids = list(due.values_list("pk", flat=True)[:size])
        Delivery.objects.filter(pk__in=ids, state__in=WAITING).update(
            state=MessageState.SENDING,
            token=token,
            lease_until=lease,
            gateway=gateway.key,
            tries=F("tries") + 1,
        )
    rows = Delivery.objects.filter(pk__in=ids, token=token).order_by("pk")
    return list(rows.select_related("campaign"))


def leave_out(rows: Sequence[Delivery]) -> list[Delivery]:
    """Mark those who must not get it any more; the others, each with its subscriber and contact."""
    kept, left = [], {}
    for row in rows:
        try:
            reason = _objection(row)
        except Undecryptable:
            reason = "undecryptable"
        if reason:
            left.setdefault(reason, []).append(row.pk)
        else:
            kept.append(row)
    for reason, ids in left.items():
        Delivery.objects.filter(pk__in=ids, state=MessageState.SENDING).update(
            state=MessageState.SKIPPED, reason=reason, lease_until=None
        )
    return kept


def _objection(row: Delivery) -> str:
    """Consent and suppression as they are at this moment, not when the row was written."""
    subscriber = row.subscriber
    if subscriber is None:
        return "erased"
    if not subscriber.is_active:
        return "opted_out"
    if Suppression.objects.of(subscriber.contact, row.campaign.site_id).exists():
        return "suppressed"
    return ""


def _message(row: Delivery, sender: str) -> Message:
    text = addressed(row.text, token_for(row.subscriber))
    return Message(str(row.ref), row.subscriber.number, text, sender)


@transaction.atomic
def record(rows: Iterable[Delivery], results: Iterable[Result], now: datetime) -> None:
    """Write what the gateway said; a row it said nothing about is unknown.

    Only rows that this claim still holds, or that became unknown meanwhile, are written.
    """
    answers = {result.ref: result for result in results}
    attempts = []
    for row in rows:
        result = answers.get(str(row.ref)) or Result(str(row.ref), Status.UNKNOWN, code="silent")
        state, due = _outcome(row, result, now)
        held = Delivery.objects.filter(
            pk=row.pk, token=row.token, state__in=[MessageState.SENDING, MessageState.UNKNOWN]
        )
        if state == MessageState.RETRY:
            held = held.filter(state=MessageState.SENDING)
        held.update(
            state=state,
            due_at=due,
            lease_until=None,
            reason="" if state == MessageState.SENT else result.code[:60],
            provider_id=result.provider_id[:100],
            sent_at=now if state == MessageState.SENT else None,
        )
        attempts.append(
            Attempt(
                delivery=row,
                number=row.tries,
                outcome=result.status.value,
                code=result.code[:60],
                finished_at=now,
            )
        )
    Attempt.objects.bulk_create(attempts)


def _outcome(row: Delivery, result: Result, now: datetime) -> tuple[MessageState, datetime | None]:
    state = OUTCOMES[result.status]
    if state != MessageState.RETRY:
        return state, None
    if result.status is Status.HALTED:
        return state, now
    if row.tries > len(BACKOFF):
        return MessageState.FAILED, None
    return state, now + BACKOFF[row.tries - 1] + timedelta(seconds=row.pk % 20)


def _halt(campaign: Campaign, code: str) -> None:
    """Key, balance or address are wrong: pause, so that nobody is marked failed for it."""
    try:
        lifecycle.pause(campaign, reason=f"{lifecycle.GATEWAY}{code}")
    except lifecycle.Refused:
        return


def expire(campaign: Campaign, now: datetime) -> int:
    """Close what is too late to send."""
    if campaign.expires_at is None or campaign.expires_at > now:
        return 0
    waiting = Delivery.objects.filter(campaign=campaign, state__in=WAITING)
    return waiting.update(state=MessageState.EXPIRED, reason="late")


def abandon(now: datetime) -> int:
    """Rows whose worker did not come back: their fate is unknown, and stays so."""
    rows = Delivery.objects.abandoned(now)
    return rows.update(state=MessageState.UNKNOWN, reason="worker", lease_until=None)


def parts_today(site, now: datetime) -> int:
    """Parts handed over, or about to be, since the municipality's midnight."""
    rows = Delivery.objects.filter(campaign__site=site)
    sent = rows.filter(sent_at__gte=clock.midnight(now)).aggregate(parts=Sum("segments"))["parts"]
    held = rows.filter(state=MessageState.SENDING).aggregate(parts=Sum("segments"))["parts"]
    return (sent or 0) + (held or 0)


def _affordable(campaign: Campaign, settings: SmsSettings, now: datetime) -> int:
    """How many of the campaign's longest messages still fit into today's parts."""
    longest = campaign.texts.aggregate(most=Max("segments"))["most"] or 1
    left = settings.daily_parts - parts_today(campaign.site, now)
    return max(0, left // longest)
