"""The life of a petition: its states, the moves between them, and the public register of each.

One table. A move that is not in it does not happen; whoever makes one calls ``lifecycle.target``.
"""

from collections.abc import Iterable
from dataclasses import dataclass

DRAFT = "draft"
SUBMITTED = "submitted"
GATHERING = "gathering"
MODERATION = "moderation"
RETURNED = "returned"
FLAGGED = "flagged"
OPEN = "open"
PAUSED = "paused"
CLOSED = "closed"
REVIEW = "review"
DECIDED = "decided"
REJECTED = "rejected"
HIDDEN = "hidden"
WITHDRAWN = "withdrawn"
STOPPED = "stopped"
TAKEN_DOWN = "taken_down"

STATES = (
    DRAFT, SUBMITTED, GATHERING, MODERATION, RETURNED, FLAGGED, OPEN, PAUSED, CLOSED, REVIEW,
    DECIDED, REJECTED, HIDDEN, WITHDRAWN, STOPPED, TAKEN_DOWN,
)  # fmt: skip

FULFILLED = "fulfilled"
PARTLY = "partly"
REFUSED = "refused"
ANSWERED = "answered"
OUTCOMES = (FULFILLED, PARTLY, REFUSED, ANSWERED)

CURRENT_REGISTER = "current"
FINISHED_REGISTER = "finished"
FULFILLED_REGISTER = "fulfilled"
REJECTED_REGISTER = "rejected"
REGISTERS = (CURRENT_REGISTER, FINISHED_REGISTER, FULFILLED_REGISTER, REJECTED_REGISTER)

BEFORE_OPENING = (SUBMITTED, GATHERING, MODERATION, FLAGGED)
QUEUE = (SUBMITTED, MODERATION, FLAGGED)
COLLECTING = (OPEN, PAUSED)
AFTER_CLOSING = (CLOSED, REVIEW)
GOING_ON = (*COLLECTING, *AFTER_CLOSING)
"""From the opening until the decision: what is counted can still change."""

MODERATE = "civic_petitions.moderate_petition"
DECIDE = "civic_petitions.decide_petition"
RESTORE = "civic_petitions.restore_petition"


class MoveRefused(Exception):
    """The petition is not in a state from which this move can be made."""

    def __init__(self, move: str, state: str):
        super().__init__(f"{move} is not possible from {state}")
        self.move = move
        self.state = state


@dataclass(frozen=True)
class Move:
    """One arrow of the diagram; ``target`` is None where the move returns to an earlier state."""

    name: str
    sources: tuple[str, ...]
    target: str | None
    permission: str = MODERATE


MOVES = {
    move.name: move
    for move in (
        Move("submit", (DRAFT, RETURNED), SUBMITTED),
        Move("gather", (SUBMITTED,), GATHERING),
        Move("take_up", (SUBMITTED, GATHERING), MODERATION),
        Move("lapse", (GATHERING,), STOPPED),
        Move("publish", BEFORE_OPENING, OPEN),
        Move("return", BEFORE_OPENING, RETURNED),
        Move("flag", (SUBMITTED, MODERATION), FLAGGED),
        Move("reject", BEFORE_OPENING, REJECTED),
        Move("hide", BEFORE_OPENING, HIDDEN),
        Move("pause", (OPEN,), PAUSED),
        Move("resume", (PAUSED,), OPEN),
        Move("close", COLLECTING, CLOSED, DECIDE),
        Move("review", (CLOSED,), REVIEW, DECIDE),
        Move("decide", AFTER_CLOSING, DECIDED, DECIDE),
        Move("withdraw", (DRAFT, *BEFORE_OPENING, RETURNED, *COLLECTING), WITHDRAWN),
        Move("stop", (*BEFORE_OPENING, RETURNED, *COLLECTING), STOPPED, RESTORE),
        Move("take_down", (*GOING_ON, DECIDED, REJECTED), TAKEN_DOWN, RESTORE),
        Move("restore", (TAKEN_DOWN, REJECTED, HIDDEN, STOPPED, WITHDRAWN), None, RESTORE),
    )
}


def target(move: str, state: str, earlier: str = "") -> str:
    """The state in which ``move`` ends; ``MoveRefused`` when it cannot be made from ``state``.

    ``restore`` leads back: from a take-down to the ``earlier`` state, from everything else to
    moderation, because what was refused is to be looked at again.
    """
    arrow = MOVES[move]
    if state not in arrow.sources:
        raise MoveRefused(move, state)
    if arrow.target is not None:
        return arrow.target
    return (earlier or MODERATION) if state == TAKEN_DOWN else MODERATION


def moves_from(state: str) -> list[Move]:
    """Every move that can be made from ``state``, in the order of the table."""
    return [move for move in MOVES.values() if state in move.sources]


def register_of(state: str, outcome: str = "", opened: bool = False) -> str | None:
    """The one public register that a petition stands in, or None.

    ``opened`` says whether signatures were ever collected: a petition withdrawn or stopped before
    that has never been public.
    """
    if state in COLLECTING:
        return CURRENT_REGISTER
    if state in AFTER_CLOSING:
        return FINISHED_REGISTER
    if state == DECIDED:
        return _register_of_outcome(outcome)
    if state == REJECTED:
        return REJECTED_REGISTER
    if state in (WITHDRAWN, STOPPED) and opened:
        return FINISHED_REGISTER
    return None


def register_states(register: str) -> Iterable[tuple[str, str, bool]]:
    """Every (state, outcome, opened) that stands in ``register``; what querysets filter by."""
    for state in STATES:
        for outcome in ("", *OUTCOMES):
            for opened in (False, True):
                if register_of(state, outcome, opened) == register:
                    yield state, outcome, opened


def _register_of_outcome(outcome: str) -> str:
    if outcome in (FULFILLED, PARTLY):
        return FULFILLED_REGISTER
    if outcome == REFUSED:
        return REJECTED_REGISTER
    return FINISHED_REGISTER
