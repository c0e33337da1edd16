"""The municipality's clock: its time zone decides which day it is, whoever asks and from where.

Nothing here asks the database: one installation keeps one time, whatever municipalities it serves.
"""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings as django_settings
from django.utils import timezone

from . import conf


def zone() -> ZoneInfo:
    return ZoneInfo(conf.settings.MUNICIPAL_TIME_ZONE or django_settings.TIME_ZONE)


def local(moment: datetime) -> datetime:
    """The moment as the municipality's clocks show it."""
    return moment.astimezone(zone())


def day_of(moment: datetime) -> date:
    """The day on which a moment falls in the municipality."""
    return local(moment).date()


def start_of(day: date) -> datetime:
    """When a day begins in the municipality."""
    return datetime.combine(day, time.min, tzinfo=zone())


def midnight(now: datetime) -> datetime:
    """The beginning of the municipality's day."""
    return start_of(day_of(now))


def today(now: datetime | None = None) -> date:
    return day_of(now or timezone.now())
