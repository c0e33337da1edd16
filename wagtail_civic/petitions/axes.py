"""The two axes beside the state: whether the council hears a petition, and whether it answers."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from . import lifecycle

NONE = "none"
AWAITING = "awaiting"
SCHEDULED = "scheduled"
HEARD = "heard"
NOT_HEARD = "not_heard"
ANSWERED = "answered"

HEARING_LABELS = {
    AWAITING: _("waits for a date"),
    SCHEDULED: _("scheduled"),
    HEARD: _("heard"),
    NOT_HEARD: _("not heard"),
}
RESPONSE_LABELS = {AWAITING: _("awaited"), ANSWERED: _("given")}


def hearing_state(state: str, reached: bool, on: date | None, result: str) -> str:
    """``none``, ``awaiting``, ``scheduled``, ``heard`` or ``not_heard``.

    A hearing is awaited once the number is reached; what was recorded stays recorded, even when
    the count falls afterwards.
    """
    if result in (HEARD, NOT_HEARD):
        return result
    if on is not None:
        return SCHEDULED
    return (
        AWAITING if state in lifecycle.GOING_ON and (reached or state == lifecycle.REVIEW) else NONE
    )


def response_state(state: str, reached: bool, answered_at: datetime | None) -> str:
    """``none``, ``awaiting`` or ``answered``; awaited from the threshold on, and after a decision
    that was taken without an answer."""
    if answered_at is not None:
        return ANSWERED
    if state in (lifecycle.REVIEW, lifecycle.DECIDED):
        return AWAITING
    going_on = state in (*lifecycle.COLLECTING, lifecycle.CLOSED)
    return AWAITING if going_on and reached else NONE
