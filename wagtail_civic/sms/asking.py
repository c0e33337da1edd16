"""Asking providers that never call us what became of messages: a few at a time, ever less often.

| A message was handed over | It is asked about |
|---|---|
| less than a minute ago | not yet |
| within 5 minutes | every minute |
| within half an hour | every 5 minutes |
| within 4 hours | every half hour |
| within 72 hours | every 4 hours |
| earlier | no more; it stays *handed over* |

The next question is written down before this one is asked, so that two workers do not ask the same
and a dead one is not waited for. The answer is a receipt like any other (`receipts.take`).
"""

import time
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connections, router, transaction
from django.db.models import F, Q

from . import gateways, receipts, routing
from .gateways import BaseGateway, ReceiptEvent, Unanswered
from .models.messages import Delivery
from .models.states import MessageState

FIRST = timedelta(minutes=1)
PACE = (
    (timedelta(minutes=5), timedelta(minutes=1)),
    (timedelta(minutes=30), timedelta(minutes=5)),
    (timedelta(hours=4), timedelta(minutes=30)),
)
LAST_PACE = timedelta(hours=4)
BATCH = 100
"""Messages of one gateway in one run."""
LONGEST = 20.0
"""Seconds after which a gateway is asked no more in one run."""


def pause_after(age: timedelta) -> timedelta:
    """How long to wait before the next question about a message handed over `age` ago."""
    return next((pause for limit, pause in PACE if age < limit), LAST_PACE)


def ask(now: datetime) -> int:
    """One round over the gateways that can be asked; how many messages got an answer."""
    found = (routing.usable(key) for key in gateways.configured())
    return sum(_ask(gateway, now) for gateway in found if gateway and gateway.capabilities.status)


def _ask(gateway: BaseGateway, now: datetime) -> int:
    events = list(_answers(gateway, _take(gateway.key, now)))
    return receipts.take(gateway.key, events, now) if events else 0


def _answers(gateway: BaseGateway, ids: Iterable[str]) -> Iterable[ReceiptEvent]:
    """Until the provider does not answer, or time is over: the rest has its next turn anyway."""
    ends = time.monotonic() + LONGEST
    for provider_id in ids:
        try:
            event = gateway.ask(provider_id)
        except Unanswered:
            return
        if event is not None:
            yield event
        if time.monotonic() > ends:
            return


@transaction.atomic
def _take(key: str, now: datetime) -> list[str]:
    """The provider's ids of messages whose turn it is, those never asked about first."""
    rows = Delivery.objects.filter(
        Q(due_at__isnull=True) | Q(due_at__lte=now),
        gateway=key,
        state=MessageState.SENT,
        sent_at__gt=now - receipts.WINDOW,
        sent_at__lte=now - FIRST,
    ).exclude(provider_id="")
    features = connections[router.db_for_write(Delivery)].features
    if features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True)
    found = list(rows.order_by(F("due_at").asc(nulls_first=True), "pk")[:BATCH])
    turns = defaultdict(list)
    for row in found:
        turns[pause_after(now - row.sent_at)].append(row.pk)
    for pause, ids in turns.items():
        Delivery.objects.filter(pk__in=ids, state=MessageState.SENT).update(due_at=now + pause)
    return [row.provider_id for row in found]
