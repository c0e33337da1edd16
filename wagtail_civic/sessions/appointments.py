"""Sessions as a calendar (RFC 5545): what programs and phones subscribe to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from wagtail_civic.core.feeds import clean

from . import status

#: Calendars need an end; where nobody planned one, this is shown.
ASSUMED_LENGTH = timedelta(hours=2)

_STATUS = {status.CANCELLED: "CANCELLED", status.POSTPONED: "CANCELLED"}


@dataclass(frozen=True)
class Appointment:
    """One session for a calendar; ``note`` says in words what its status is, if it matters."""

    uid: str
    title: str
    status: str
    sequence: int
    updated: datetime
    start: datetime | None
    end: datetime | None = None
    previous_start: datetime | None = None
    place: str = ""
    url: str = ""
    text: str = ""
    note: str = ""


def write(appointments: Iterable[Appointment], name: str, zone: ZoneInfo) -> bytes:
    """The calendar as bytes; sessions that never had a day are left out."""
    calendar = Calendar()
    calendar.add("prodid", "-//wagtail_civic//sessions//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", clean(name))
    calendar.add("x-wr-timezone", zone.key)
    starts = []
    for appointment in appointments:
        start = appointment.start or appointment.previous_start
        if start is not None:
            starts.append(start.astimezone(zone).date())
            calendar.add_component(_event(appointment, start, zone))
    if starts:
        calendar.add_missing_timezones(first_date=min(starts))
    return calendar.to_ical()


def _event(appointment: Appointment, start: datetime, zone: ZoneInfo) -> Event:
    end = appointment.end if appointment.end and appointment.end > start else None
    event = Event()
    event.add("uid", f"{appointment.uid}@wagtail-civic")
    event.add("dtstamp", appointment.updated.astimezone(UTC))
    event.add("last-modified", appointment.updated.astimezone(UTC))
    event.add("sequence", appointment.sequence)
    event.add("dtstart", start.astimezone(zone))
    event.add("dtend", (end or start + ASSUMED_LENGTH).astimezone(zone))
    title = f"{appointment.note}: {appointment.title}" if appointment.note else appointment.title
    event.add("summary", _line(title))
    event.add("status", _STATUS.get(appointment.status, "CONFIRMED"))
    for field, value in (("location", appointment.place), ("description", appointment.text)):
        if value:
            event.add(field, _line(value) if field == "location" else _printable(value))
    if appointment.url:
        event.add("url", appointment.url)
    return event


def _printable(text: str) -> str:
    return clean(text).replace("\r\n", "\n").replace("\r", "\n")


def _line(text: str) -> str:
    return " ".join(_printable(text).split())
