"""When the municipality's messages may leave: never in the hours people sleep."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

SATURDAY = 5


def next_allowed(hours, zone: ZoneInfo, now: datetime) -> datetime:
    """`now` itself outside quiet hours, else the moment they end.

    `hours` has `quiet_from` and `quiet_until` for working days, `weekend_from` and `weekend_until`
    for Saturdays and Sundays; equal ends mean no quiet hours. Each day is judged by its own pair.
    """
    local = now.astimezone(zone)
    while True:
        starts, ends = _pair(hours, local)
        if not _quiet(starts, ends, local.time()):
            return local.astimezone(now.tzinfo)
        local = _end(starts, ends, local, zone)


def is_quiet(hours, zone: ZoneInfo, now: datetime) -> bool:
    return next_allowed(hours, zone, now) != now


def _pair(hours, local: datetime) -> tuple[time, time]:
    if local.weekday() >= SATURDAY:
        return hours.weekend_from, hours.weekend_until
    return hours.quiet_from, hours.quiet_until


def _quiet(starts: time, ends: time, at: time) -> bool:
    if starts <= ends:
        return starts <= at < ends
    return at >= starts or at < ends


def _end(starts: time, ends: time, local: datetime, zone: ZoneInfo) -> datetime:
    """The end of the stretch within this day, or the next midnight, where another pair may hold."""
    at = local.time()
    day = local.date()
    if at < ends:
        return datetime.combine(day, ends, zone)
    return datetime.combine(day + timedelta(days=1), time(0), zone)
