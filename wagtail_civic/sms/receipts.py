"""What providers report later. A receipt waits in its own row until its message is found.

It may come before we have saved the provider's id: then it lands right after that save, or with the
sweep. It moves a message forward, resolves what was unknown, and never takes back a delivery.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import DateTimeField, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce

from . import stopping
from .claiming import Candidate
from .gateways import ReceiptEvent
from .models.messages import Attempt, Delivery
from .models.states import MESSAGE_MOVES, MessageState, sources
from .models.traffic import Receipt

WINDOW = timedelta(hours=72)
"""How long the sweep looks for the message of a receipt. A message that nobody reports on within
that time stays `sent`: that is all we know."""
CHUNK = 500
MOVES = {
    state: Q(state__in=sources(MESSAGE_MOVES, state))
    for state in (MessageState.SENT, MessageState.FAILED, MessageState.DELIVERED)
}
# The wait for another try goes on where an earlier try is reported as failed, except where that
# try was the one in doubt.
MOVES[MessageState.FAILED] &= ~Q(state=MessageState.RETRY, only_gateway="")
"""From where each report leads on, in the order they are applied: of several parts one that failed
decides."""


def take(gateway_key: str, events: Sequence[ReceiptEvent], now: datetime) -> int:
    """Store each event once and apply what can be; how many found their message.

    A repeated event changes nothing; one that nobody knows is kept and is no error.
    """
    rows = [
        Receipt(
            gateway=gateway_key,
            event=event.event[:120],
            ref=event.ref[:100],
            provider_id=event.provider_id[:100],
            state=event.state,
            code=event.code[:60],
            received_at=now,
        )
        for event in events
        if event.state in MOVES
    ]
    Receipt.objects.bulk_create(rows, ignore_conflicts=True)
    names = [row.event for row in rows]
    stored = Receipt.objects.filter(gateway=gateway_key, event__in=names, applied_at__isnull=True)
    return _apply(list(stored), now)


def apply_waiting(rows: Iterable[Candidate], now: datetime) -> int:
    """Receipts that came before these rows had their provider's id."""
    ids = defaultdict(list)
    for row in rows:
        ids[row.gateway].append(row.provider_id)
    found: list[Receipt] = []
    for key, names in ids.items():
        waiting = Receipt.objects.filter(gateway=key, provider_id__in=names)
        found += waiting.filter(applied_at__isnull=True)
    return _apply(found, now)


def sweep(now: datetime) -> int:
    """Look once more for the messages of receipts that still wait."""
    waiting = Receipt.objects.filter(applied_at__isnull=True, received_at__gt=now - WINDOW)
    count, last = 0, 0
    while page := list(waiting.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        count, last = count + _apply(page, now), page[-1].pk
    return count


def forget(now: datetime, kept: timedelta = timedelta(days=30)) -> int:
    return Receipt.objects.filter(received_at__lte=now - kept).delete()[0]


@transaction.atomic
def _apply(found: Sequence[Receipt], now: datetime) -> int:
    targets = _targets(found)
    groups = defaultdict(list)
    for receipt in found:
        if receipt.pk in targets:
            groups[MessageState(receipt.state), receipt.code].append(targets[receipt.pk])
    order = list(MOVES)
    for (state, code), ids in sorted(groups.items(), key=lambda item: order.index(item[0][0])):
        _move(ids, state, code, now)
    Receipt.objects.filter(pk__in=targets).update(applied_at=now)
    return len(targets)


def _move(ids: list[int], state: MessageState, code: str, now: datetime) -> None:
    rows = Delivery.objects.filter(MOVES[state], pk__in=ids)
    handed = Coalesce(F("sent_at"), Value(now, output_field=DateTimeField()))
    failed = state == MessageState.FAILED
    rows.update(
        reason=code if failed else "",
        due_at=None,
        lease_until=None,
        **({} if failed else {"sent_at": handed}),
        state=state,
    )
    if failed and code == stopping.STOP:
        stopping.stop(ids, now)


def _targets(found: Sequence[Receipt]) -> dict[int, int]:
    """Receipt to message: by our reference, else by the provider's id; only of that gateway."""
    targets: dict[int, int] = {}
    by_ref, by_id = defaultdict(list), defaultdict(list)
    for receipt in found:
        if ref := _uuid(receipt.ref):
            by_ref[receipt.gateway, ref].append(receipt.pk)
        if receipt.provider_id:
            by_id[receipt.gateway, receipt.provider_id].append(receipt.pk)
    for key in {gateway for gateway, _name in [*by_ref, *by_id]}:
        ids = [name for gateway, name in by_id if gateway == key]
        rows = Delivery.objects.filter(gateway=key, provider_id__in=ids)
        for pk, name in rows.values_list("pk", "provider_id"):
            targets |= dict.fromkeys(by_id[key, name], pk)
        tried = Attempt.objects.filter(delivery=OuterRef("pk"), gateway=key)
        refs = [ref for gateway, ref in by_ref if gateway == key]
        rows = Delivery.objects.filter(Q(gateway=key) | Exists(tried), ref__in=refs)
        for pk, ref in rows.values_list("pk", "ref"):
            targets |= dict.fromkeys(by_ref[key, ref], pk)
    return targets


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
