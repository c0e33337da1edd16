"""Whether an act is in force on a day: computed from its dates and from what repealed it.

Nothing is stored and no job is needed: the answer changes by itself at the municipality's
midnight. ``ActQuerySet.with_status`` says the same in SQL.
"""

from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    NOT_YET = "not_yet", _("not yet in force")
    IN_FORCE = "in_force", _("in force")
    REPEALED = "repealed", _("repealed")
    EXPIRED = "expired", _("expired")


def start_of_force(
    effective: date | None, published: date | None, adopted: date | None
) -> date | None:
    """The day an act begins to be in force: the effective date, else publication, else adoption."""
    return effective or published or adopted


def status(
    *, start: date | None, expires: date | None, repealed: date | None, today: date
) -> Status:
    """Status on ``today``.

    ``repealed`` is the first day without force, ``expires`` the last day with it. An act that
    was repealed before it began stays repealed. Without a start the act is not yet in force.
    """
    if repealed and repealed <= today:
        return Status.REPEALED
    if start is None or start > today:
        return Status.NOT_YET
    if expires and expires < today:
        return Status.EXPIRED
    return Status.IN_FORCE


def by_day(*, start: date | None, expires: date | None, repealed: date | None) -> dict[date, str]:
    """Status on every day that may change it; until the first of them it is as on the first."""
    turns = [start, expires and expires + timedelta(days=1), repealed]
    days = [date.min, *filter(None, turns)]
    dates = {"start": start, "expires": expires, "repealed": repealed}
    return {day: str(status(**dates, today=day)) for day in days}
