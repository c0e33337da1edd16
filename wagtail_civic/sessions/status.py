"""The life of a session: its statuses and the moves between them.

One table. Views, pages and jobs never set a status: each move is one function that locks the
row, checks, writes, logs and returns the session.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import pgettext_lazy

from wagtail_civic.core import alerts, conf, history, search

SCHEDULED = "scheduled"
LIVE = "live"
FINISHED = "finished"
POSTPONED = "postponed"
CANCELLED = "cancelled"

STATUSES = (SCHEDULED, LIVE, FINISHED, POSTPONED, CANCELLED)

OPEN = "open"
CLOSED = "closed"
ARCHIVED = "archived"
CHANNELS = (OPEN, CLOSED, ARCHIVED)

#: What citizens see of the questions channel; see ``phase``.
LIVE_PHASE = "live"
GRACE = "grace"
ASKING_PHASES = (OPEN, LIVE_PHASE, GRACE)


def statuses():
    return [
        (SCHEDULED, pgettext_lazy("session", "scheduled")),
        (LIVE, pgettext_lazy("session", "in progress")),
        (FINISHED, pgettext_lazy("session", "finished")),
        (POSTPONED, pgettext_lazy("session", "postponed")),
        (CANCELLED, pgettext_lazy("session", "cancelled")),
    ]


def channels():
    return [
        (OPEN, pgettext_lazy("taking questions", "open")),
        (CLOSED, pgettext_lazy("taking questions", "closed")),
        (ARCHIVED, pgettext_lazy("taking questions", "archived")),
    ]


class StatusRefused(Exception):
    """The session is not in a status from which this move can be made."""

    def __init__(self, move: str, status: str):
        super().__init__(f"{move} is not possible from {status}")
        self.move = move
        self.status = status


@dataclass(frozen=True)
class Move:
    """One arrow of the diagram."""

    name: str
    sources: tuple[str, ...]
    target: str


MOVES = {
    move.name: move
    for move in (
        Move("begin", (SCHEDULED, POSTPONED), LIVE),
        Move("finish", (LIVE, SCHEDULED), FINISHED),
        Move("reschedule", (SCHEDULED, POSTPONED), SCHEDULED),
        Move("postpone", (SCHEDULED, LIVE), POSTPONED),
        Move("cancel", (SCHEDULED, POSTPONED), CANCELLED),
        Move("restore", (CANCELLED,), SCHEDULED),
        Move("reopen", (FINISHED,), LIVE),
    )
}


def target(move: str, status: str) -> str:
    """The status in which ``move`` ends; ``StatusRefused`` when it cannot be made."""
    arrow = MOVES[move]
    if status not in arrow.sources:
        raise StatusRefused(move, status)
    return arrow.target


def moves_from(status: str) -> list[Move]:
    return [move for move in MOVES.values() if status in move.sources]


def phase(channel: str, status: str, until: datetime | None, now: datetime) -> str:
    """What the questions channel is for a citizen now.

    ``open`` before the session, ``live`` during it, ``grace`` after it until ``until``,
    ``archived`` afterwards; a cancelled session takes none, a closed channel is ``closed``.
    """
    if channel != OPEN:
        return channel
    if status == LIVE:
        return LIVE_PHASE
    if status == CANCELLED:
        return ARCHIVED
    if status == FINISHED:
        return GRACE if until and now < until else ARCHIVED
    return OPEN


def begin(session, *, user, now: datetime):
    """The session is sitting from now on."""

    def write(row):
        row.actual_start = now
        row.actual_end = None

    return _move(session, "begin", write, user=user)


def finish(session, *, user, now: datetime):
    """The session has ended; questions are taken for a while longer, then archived."""

    def write(row):
        row.actual_start = row.actual_start or min(row.planned_start or now, now)
        row.actual_end = now
        row.current_item = None
        row.questions_until = now + timedelta(hours=conf.settings.SESSIONS_QUESTION_GRACE_HOURS)
        _expire_live_streams(row, now)

    return _move(session, "finish", write, user=user)


def reopen(session, *, user, now: datetime):
    """It was not over: the session goes on."""

    def write(row):
        row.actual_end = None
        row.questions_until = None

    return _move(session, "reopen", write, user=user)


def postpone(session, *, user, now: datetime, reason: str = ""):
    """The session will be held later, on a day not yet known."""

    def write(row):
        row.previous_start = row.planned_start or row.previous_start
        row.planned_start = row.planned_end = None
        row.actual_start = row.actual_end = row.current_item = None

    return _move(session, "postpone", write, user=user, reason=reason)


def reschedule(session, start: datetime, end: datetime | None = None, *, user, reason: str = ""):
    """The session has a new day; the day it was announced for stays on record."""

    def write(row):
        if row.planned_start and row.planned_start != start and row.is_announced():
            row.previous_start = row.planned_start
        row.planned_start, row.planned_end = start, end

    return _move(session, "reschedule", write, user=user, reason=reason)


def cancel(session, *, user, reason: str = ""):
    """The session will not be held."""
    return _move(session, "cancel", lambda row: None, user=user, reason=reason)


def restore(session, *, user, reason: str = ""):
    """It will be held after all."""
    return _move(session, "restore", lambda row: None, user=user, reason=reason)


def take_up(session, item, *, user, now: datetime):
    """The session has come to ``item`` of its agenda (None: to none in particular)."""
    with transaction.atomic():
        row = session.lock()
        if row.status != LIVE:
            raise StatusRefused("take_up", row.status)
        row.current_item = row.agenda.get(pk=item.pk) if item else None
        if item and row.current_item.began_at is None:
            row.agenda.filter(pk=item.pk).update(began_at=now)
        row.bump()
        row.save()
    return row


def set_channel(session, channel: str, *, user):
    """Open, close or archive the questions channel."""
    if channel not in CHANNELS:
        raise ValueError(channel)
    with transaction.atomic():
        row = session.lock()
        if row.channel != channel:
            row.channel = channel
            row.bump()
            row.save()
            history.log(row, "civic_sessions.channel", user=user, data={"channel": channel})
    return row


def _move(session, move: str, write, *, user, reason: str = ""):
    with transaction.atomic():
        row = session.lock()
        row.status, before = target(move, row.status), row.status
        write(row)
        row.status_reason = reason
        row.bump(calendar=True)
        row.save()
        history.log(
            row,
            f"civic_sessions.{move}",
            user=user,
            reason=reason,
            data={"from": before, "to": row.status},
        )
        _tell(row, move)
        search.changed("session", row.pk)
    return row


def _tell(session, move: str) -> None:
    """Nobody is called to a session that is off; a new day is announced like the first."""
    page = session.public_page()
    if page is None:
        return
    if move in ("cancel", "postpone"):
        alerts.withdraw_alert(page.specific)
    elif move in ("restore", "reschedule"):
        alerts.raise_alert(page.specific)


def _expire_live_streams(session, now: datetime) -> None:
    for stream in session.streams.filter(role="live", expires_at__isnull=True):
        stream.expires_at = stream.expiry(now)
        stream.save()
