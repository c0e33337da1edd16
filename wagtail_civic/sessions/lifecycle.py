"""The life of a question: its states, the moves between them, and who made them.

One table. Each move is one function that locks the row, checks, writes, records who did it
and returns the question; what the public sees changes in the same transaction.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import pgettext_lazy

from wagtail_civic.core import history, search

UNCONFIRMED = "unconfirmed"
PENDING = "pending"
APPROVED = "approved"
REJECTED = "rejected"
ANSWERED = "answered"
HIDDEN = "hidden"
WITHDRAWN = "withdrawn"

STATES = (UNCONFIRMED, PENDING, APPROVED, REJECTED, ANSWERED, HIDDEN, WITHDRAWN)
PUBLIC = (APPROVED, ANSWERED)

WRITTEN = "written"
ORAL = "oral"

MODERATE = "civic_sessions.moderate_question"
ANSWER = "civic_sessions.answer_question"


def states():
    return [
        (UNCONFIRMED, pgettext_lazy("question", "waiting for the author's confirmation")),
        (PENDING, pgettext_lazy("question", "waiting for moderation")),
        (APPROVED, pgettext_lazy("question", "published")),
        (REJECTED, pgettext_lazy("question", "rejected")),
        (ANSWERED, pgettext_lazy("question", "answered")),
        (HIDDEN, pgettext_lazy("question", "hidden")),
        (WITHDRAWN, pgettext_lazy("question", "withdrawn by the author")),
    ]


def answer_kinds():
    return [
        (WRITTEN, pgettext_lazy("question", "in writing")),
        (ORAL, pgettext_lazy("question", "at the session")),
    ]


class MoveRefused(Exception):
    """The question is not in a state from which this move can be made."""

    def __init__(self, move: str, state: str):
        super().__init__(f"{move} is not possible from {state}")
        self.move = move
        self.state = state


class ReasonMissing(ValueError):
    """The move needs a reason, because somebody will ask for it."""


@dataclass(frozen=True)
class Move:
    """One arrow; ``target`` is None where the move returns to the state before."""

    name: str
    sources: tuple[str, ...]
    target: str | None
    permission: str | None = MODERATE
    needs_reason: bool = False


MOVES = {
    move.name: move
    for move in (
        Move("confirm", (UNCONFIRMED,), PENDING, None),
        Move("approve", (PENDING, REJECTED), APPROVED),
        Move("reject", (PENDING, APPROVED), REJECTED, needs_reason=True),
        Move("answer", (PENDING, APPROVED, ANSWERED), ANSWERED, ANSWER),
        Move("answer_orally", (PENDING, APPROVED), ANSWERED, ANSWER),
        Move("hide", (APPROVED, ANSWERED), HIDDEN, needs_reason=True),
        Move("restore", (HIDDEN,), None),
        Move("withdraw", (UNCONFIRMED, PENDING, APPROVED), WITHDRAWN, None),
    )
}


def target(move: str, state: str, answered: bool = False) -> str:
    """The state in which ``move`` ends; ``MoveRefused`` when it cannot be made from ``state``.

    ``restore`` leads back to where the question was: answered, if it has an answer.
    """
    arrow = MOVES[move]
    if state not in arrow.sources:
        raise MoveRefused(move, state)
    if arrow.target is not None:
        return arrow.target
    return ANSWERED if answered else APPROVED


def moves_from(state: str) -> list[Move]:
    """What an officer may do with a question in ``state``, in the order of the table."""
    return [move for move in MOVES.values() if state in move.sources and move.permission]


def confirm(question, *, now: datetime):
    """The author has shown that the address is theirs; a moderator may look at it."""
    return _move(question, "confirm", now=now)


def approve(question, *, user, now: datetime):
    return _move(question, "approve", user=user, now=now)


def reject(question, reason: str, *, user, now: datetime):
    """Not to be published; the author reads the reason."""
    return _move(question, "reject", user=user, now=now, reason=reason)


def answer(question, text: str, *, user, now: datetime, person=None):
    """Publish a written answer, or a corrected one; ``person`` is who answers."""
    if not text.strip():
        raise ReasonMissing("answer")

    def write(row):
        row.answer_text, row.answer_kind = text.strip(), WRITTEN
        row.answered_by, row.answered_at = person, now

    return _move(question, "answer", user=user, now=now, write=write)


def answer_orally(question, *, user, now: datetime, person=None):
    """It was answered at the session itself."""

    def write(row):
        row.answer_text, row.answer_kind = "", ORAL
        row.answered_by, row.answered_at = person, now

    return _move(question, "answer_orally", user=user, now=now, write=write)


def hide(question, reason: str, *, user, now: datetime):
    """Take a published question out of sight; it can be restored."""
    return _move(question, "hide", user=user, now=now, reason=reason)


def restore(question, *, user, now: datetime):
    return _move(question, "restore", user=user, now=now)


def withdraw(question, *, now: datetime):
    """The author takes the question back; name and address are forgotten at once."""

    def write(row):
        row.forget_author()

    return _move(question, "withdraw", now=now, write=write)


def _move(question, move: str, *, now: datetime, user=None, reason: str = "", write=None):
    if MOVES[move].needs_reason and not reason.strip():
        raise ReasonMissing(move)
    with transaction.atomic():
        # The session first, always: two moves on one session wait for each other, never deadlock.
        session = question.session.lock()
        row = type(question).objects.select_for_update().get(pk=question.pk)
        before = row.state
        row.state = target(move, before, answered=row.answered_at is not None)
        row.reason = reason.strip()
        row.decided_at = now if user else row.decided_at
        if write:
            write(row)
        row.save()
        row.events.create(
            at=now, actor=user, move=move, from_state=before, to_state=row.state, reason=row.reason
        )
        if user:
            history.log(row, f"civic_sessions.question_{move}", user=user, reason=row.reason)
        if {before, row.state} & set(PUBLIC):
            session.bump()
            session.save(update_fields=["version", "updated_at"])
            search.changed("session", session.pk)
    return row


def may_withdraw(question) -> bool:
    return question.state in MOVES["withdraw"].sources
