"""What became of a message, for who waits for it; the same for every address that was typed."""

from datetime import datetime
from enum import Enum

from django.utils import timezone

from ..contacts import InvalidContact, parse
from ..models.verification import Verification
from .lifecycle import SEND_TRIES


class Fate(Enum):
    WAITING = "waiting"
    HANDED_OVER = "handed_over"
    REFUSED = "refused"
    CAME_BACK = "came_back"
    GIVEN_UP = "given_up"
    CONFIRMED = "confirmed"

    @property
    def is_last(self) -> bool:
        return self in (Fate.CAME_BACK, Fate.GIVEN_UP, Fate.CONFIRMED)


def fate(verification: Verification, now: datetime) -> tuple[Fate, datetime | None]:
    """What became of its message, and when."""
    row = verification
    if row.confirmed_at:
        return Fate.CONFIRMED, row.confirmed_at
    if row.fault == Verification.CAME_BACK:
        return Fate.CAME_BACK, row.fault_at
    if row.sent_at:
        return Fate.HANDED_OVER, row.sent_at
    if row.superseded_at or row.expires_at <= now or _is_out_of_tries(row, now):
        return Fate.GIVEN_UP, row.fault_at
    if row.fault == Verification.REFUSED:
        return Fate.REFUSED, row.fault_at
    return Fate.WAITING, None


def _is_out_of_tries(row: Verification, now: datetime) -> bool:
    taken = row.claimed_until is not None and row.claimed_until > now
    return row.deliveries >= SEND_TRIES and (bool(row.fault) or not taken)


def bounced(address: str, now: datetime | None = None) -> int:
    """A mail provider reports that a letter to ``address`` came back: who waits for it is told.

    How many letters it may have been: on every site, those handed over, not confirmed and not yet
    forgotten. An address that nobody typed, or that is none, is no fault.
    """
    try:
        contact = parse("email", address)
    except InvalidContact:
        return 0
    sent = Verification.objects.about(contact).filter(sent_at__isnull=False)
    waiting = sent.filter(confirmed_at__isnull=True).exclude(fault=Verification.CAME_BACK)
    return waiting.update(fault=Verification.CAME_BACK, fault_at=now or timezone.now())
