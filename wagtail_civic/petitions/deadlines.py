"""When collecting ends, what still counts afterwards, and how long an office has had a case.

Days are the municipality's own: every function that needs them is given its time zone.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from math import ceil

GRACE = timedelta(hours=24)
LAST_SECOND = time(23, 59, 59)


def end_of_day(moment: datetime, days: int, zone: tzinfo) -> datetime:
    """The last second of the local day ``days`` days after ``moment``."""
    day = moment.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(day, LAST_SECOND, tzinfo=zone)


def beginning_of(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone)


def prolonged(deadline: datetime, paused: datetime, resumed: datetime, zone: tzinfo) -> datetime:
    """The deadline after a pause: a day more for every day begun, again at the end of a day."""
    if resumed <= paused:
        return deadline
    days = ceil((resumed - paused) / timedelta(days=1))
    return end_of_day(deadline, days, zone)


def is_over(deadline: datetime | None, now: datetime) -> bool:
    return deadline is not None and now > deadline


def confirmation_counts(begun: datetime, now: datetime, deadline: datetime) -> bool:
    """Whether a signature begun at ``begun`` may still be confirmed at ``now``.

    Who began before the deadline has 24 hours more: the message may have been late.
    """
    return begun <= deadline and now <= deadline + GRACE


def days_left(deadline: datetime, now: datetime, zone: tzinfo) -> int:
    """Local days from today to the day of the deadline; 0 on its last day and after it."""
    days = (deadline.astimezone(zone).date() - now.astimezone(zone).date()).days
    return max(days, 0)


@dataclass(frozen=True)
class Clock:
    """A term that an office has to keep: when it began and when it is due."""

    started: datetime
    due: datetime
    overdue_days: int

    @property
    def is_overdue(self) -> bool:
        return self.overdue_days > 0


def clock(started: datetime, days: int, now: datetime, zone: tzinfo) -> Clock:
    """The term of ``days`` days that began at ``started``, seen at ``now``."""
    due = end_of_day(started, days, zone)
    overdue = (now.astimezone(zone).date() - due.astimezone(zone).date()).days
    return Clock(started, due, max(overdue, 0))


def age(started: datetime, days: int, now: datetime, zone: tzinfo) -> str:
    """How a waiting case looks in the queue: ``fresh``, ``due`` (second half) or ``late``."""
    if clock(started, days, now, zone).is_overdue:
        return "late"
    spent = (now.astimezone(zone).date() - started.astimezone(zone).date()).days
    return "due" if spent * 2 >= days else "fresh"
