"""Writing down what the gateway said: one statement for the tries, one for the whole batch.

Only rows that this claim still holds are written, and a receipt that was quicker is kept.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Case, CharField, DateTimeField, F, Q, Value, When
from django.db.models.functions import Coalesce

from . import handing, receipts, routing, stopping
from .among import Among
from .claiming import Candidate
from .gateways import BaseGateway, Result, Status
from .inserting import insert_select
from .models.messages import Attempt, Delivery
from .models.states import MESSAGE_MOVES, MessageState, sources

BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
CLOSE = 4
JITTER = 20
"""Seconds over which later tries are spread, batch by batch."""


UNEXPLAINED = {
    Status.REJECTED: "rejected",
    Status.FAILED: "not_accepted",
    Status.HALTED: "halted",
    Status.UNKNOWN: "silent",
}
"""The reason where a gateway gives no code."""


@dataclass(frozen=True)
class Outcome:
    """What becomes of a row. `again` marks what the gateway may hold already."""

    state: MessageState
    reason: str = ""
    due_at: datetime | None = None
    again: bool = False
    counts: bool = True


HANDED_OVER = Outcome(MessageState.SENT)


def outcome(row: Candidate, result: Result, idempotent: bool, now: datetime) -> Outcome:
    """Proven not accepted: another try after 1, 5, 15 and 60 minutes. Unknown: none, unless the
    gateway recognises our reference. Halted: nobody's fault, so no try is used up."""
    if result.status is Status.SENT:
        return HANDED_OVER
    code = result.code[:60] or UNEXPLAINED.get(result.status, "")
    if result.status is Status.REJECTED:
        return Outcome(MessageState.FAILED, code)
    if result.status is Status.HALTED:
        return Outcome(MessageState.RETRY, code, now, counts=False)
    exhausted = row.tries > len(BACKOFF)
    unknown = result.status is Status.UNKNOWN
    if unknown and (exhausted or not idempotent):
        return Outcome(MessageState.UNKNOWN, code)
    if exhausted:
        return Outcome(MessageState.UNKNOWN if row.only_gateway else MessageState.FAILED, code)
    jitter = timedelta(seconds=row.token.int % JITTER)
    return Outcome(MessageState.RETRY, code, now + BACKOFF[row.tries - 1] + jitter, unknown)


def record(
    rows: Sequence[Candidate], results: Sequence[Result], gateway: BaseGateway, now: datetime
) -> None:
    """Write the results of the first rows and release the rest, which were never tried."""
    tried, untried = rows[: len(results)], rows[len(results) :]
    with transaction.atomic(durable=True):
        if tried:
            pairs = list(zip(tried, results, strict=True))
            _write(pairs, _ours(tried, whole=not untried), gateway, now)
        if untried:
            _ours(untried, whole=not tried).filter(state=MessageState.SENDING).update(
                tries=F("tries") - 1, due_at=now, lease_until=None, state=MessageState.RETRY
            )
    if gateway.capabilities.receipts:
        receipts.apply_waiting([row for row in tried if row.provider_id], now)


def _write(
    pairs: list[tuple[Candidate, Result]], ours, gateway: BaseGateway, now: datetime
) -> None:
    insert_select(Attempt, _attempt(pairs, now), ours.order_by())
    for row, result in pairs:
        row.provider_id = result.provider_id[:100]
    idempotent = gateway.capabilities.idempotent_reference
    outcomes = {row.pk: outcome(row, result, idempotent, now) for row, result in pairs}
    if (count := handing.streak([result for _row, result in pairs])) >= routing.STREAK:
        # The gateway is away, the messages are not at fault: the backup may have them at once.
        for row, result in pairs[-count:]:
            outcomes[row.pk] = outcome(row, replace(result, status=Status.HALTED), False, now)
    ours.update(**_columns(outcomes, pairs, now))
    stopped = [row for row, result in pairs if result.code == stopping.STOP]
    if stopped:
        stopping.stop([row.pk for row in stopped], now)


def _ours(rows: Sequence[Candidate], whole: bool):
    """These rows, as far as nobody else has claimed them since.

    A whole claim is known by its token; rows written together lie together, and a range of ids is
    read faster than a list of them.
    """
    ids = [row.pk for row in rows]
    first, last = min(ids), max(ids)
    found = Delivery.objects.filter(token=rows[0].token)
    if whole and last - first < CLOSE * len(ids):
        return found.filter(pk__range=(first, last))
    return found.filter(Among(F("pk"), ids))


def _attempt(pairs, now: datetime) -> dict[str, Any]:
    said = {row.pk: result for row, result in pairs}
    return {
        "delivery_id": F("pk"),
        "token": F("token"),
        "gateway": F("gateway"),
        "number": F("tries"),
        "outcome": _chosen(said, lambda result: result.status.value, CharField()),
        "code": _chosen(said, lambda result: result.code[:60], CharField()),
        "finished_at": Value(now, output_field=DateTimeField()),
    }


def _columns(outcomes: dict[int, Outcome], pairs, now: datetime) -> dict[str, Any]:
    """`state` comes last: MariaDB reads what earlier assignments of the statement have written."""
    held = Q(state__in=sources(MESSAGE_MOVES, MessageState.SENT))
    again = [pk for pk, found in outcomes.items() if found.state == MessageState.RETRY]
    if again:
        # Whoever found the row abandoned has declared it unknown: it is not revived.
        held &= Q(state=MessageState.SENDING) | ~Q(pk__in=again)
    columns: dict[str, Any] = {
        "lease_until": None,
        "reason": _where(held, _chosen(outcomes, lambda found: found.reason), "reason"),
        "due_at": _chosen(outcomes, lambda found: found.due_at, DateTimeField()),
    }
    sent = [pk for pk, found in outcomes.items() if found.state == MessageState.SENT]
    if sent:
        moment = Coalesce(F("sent_at"), Value(now, output_field=DateTimeField()))
        whole = len(sent) == len(outcomes)
        columns["sent_at"] = moment if whole else _where(Q(pk__in=sent), moment, "sent_at")
    if any(row.provider_id for row, _result in pairs):
        ids = {row.pk: row.provider_id for row, _result in pairs}
        columns["provider_id"] = _chosen(ids, lambda value: value, CharField())
    if bound := [pk for pk, found in outcomes.items() if found.again]:
        columns["only_gateway"] = _where(Q(pk__in=bound), F("gateway"), "only_gateway")
    if free := [pk for pk, found in outcomes.items() if not found.counts]:
        columns["tries"] = _where(
            Q(pk__in=free, state=MessageState.SENDING), F("tries") - 1, "tries"
        )
    state = _chosen(outcomes, lambda found: found.state.value, CharField())
    return columns | {"state": _where(held, state, "state")}


def _where(condition: Q, value, otherwise: str) -> Case:
    field = Delivery._meta.get_field(otherwise)
    return Case(When(condition, then=value), default=F(otherwise), output_field=field)


def _chosen(values: dict[int, Any], pick: Callable[[Any], Any], output_field=None):
    """The picked value for each row: a constant where all agree, else chosen by the row's id."""
    output_field = output_field or CharField()
    groups = defaultdict(list)
    for pk, value in values.items():
        groups[pick(value)].append(pk)
    most = max(groups, key=lambda value: len(groups[value]))
    constant = Value(most, output_field=output_field)
    if len(groups) == 1:
        return constant
    choices = [
        When(pk__in=ids, then=Value(value, output_field=output_field))
        for value, ids in groups.items()
        if value != most
    ]
    return Case(*choices, default=constant, output_field=output_field)
