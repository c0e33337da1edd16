"""Which text of an act was valid on a day, and what has not been worked into it yet.

The act's own text is the one that was adopted; each consolidated version is valid from its day on.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

#: What changes the words of another act.
CHANGING = ("amends", "supplements", "corrects")


@dataclass
class Reading:
    """One text of an act as a reader meets it. ``valid_from`` is None for the text as adopted."""

    text: Any
    asked: date | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    is_current: bool = True
    #: The days from which consolidated versions are valid, newest first.
    days: list[date] = field(default_factory=list)


def valid_on(days: Iterable[date], day: date) -> date | None:
    """The day from which the version valid on ``day`` is valid; None for the text as adopted."""
    return max((each for each in days if each <= day), default=None)


def last_day(days: Iterable[date], valid_from: date | None) -> date | None:
    """The last day of a version; None for the newest."""
    later = [each for each in days if valid_from is None or each > valid_from]
    return min(later) - timedelta(days=1) if later else None


def reading(act, versions: list, today: date, asked: date | None = None) -> Reading:
    """The text valid on the day that was asked for, today if none was.

    ``versions`` know their day (``valid_from``) and give their ``text`` when it is wanted.
    """
    by_day = {version.valid_from: version for version in versions}
    valid_from = valid_on(by_day, asked or today)
    return Reading(
        text=act.text if valid_from is None else by_day[valid_from].text,
        asked=asked,
        valid_from=valid_from,
        valid_until=last_day(by_day, valid_from),
        is_current=valid_from == valid_on(by_day, today),
        days=sorted(by_day, reverse=True),
    )


def not_worked_in(changes: Iterable, valid_from: date | None, today: date) -> list:
    """The relations that changed the act by ``today``, after the version that is shown began."""
    found = []
    for relation in changes:
        start = relation.start() if relation.kind in CHANGING else None
        if start and start <= today and (valid_from is None or start > valid_from):
            found.append(relation)
    return found
