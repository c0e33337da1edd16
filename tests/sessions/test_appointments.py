from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from wagtail_civic.sessions.appointments import Appointment, write

from .conftest import TBILISI, tbilisi

UPDATED = datetime(2026, 11, 1, 8, tzinfo=UTC)


def appointment(**fields):
    given = {
        "uid": "8dfe85c8",
        "title": "საკრებულოს მე-14 სხდომა",
        "status": "scheduled",
        "sequence": 3,
        "updated": UPDATED,
        "start": tbilisi(2026, 11, 25, 12),
    }
    return Appointment(**{**given, **fields})


def event(**fields):
    calendar = Calendar.from_ical(write([appointment(**fields)], "სხდომები", TBILISI))
    return calendar.walk("VEVENT")[0]


def test_a_calendar_has_what_the_standard_requires():
    text = write([appointment()], "სხდომები", TBILISI).decode()
    calendar = Calendar.from_ical(text)
    assert calendar["version"] == "2.0"
    assert calendar["prodid"]
    assert calendar.walk("VTIMEZONE")[0]["tzid"] == "Asia/Tbilisi"
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "METHOD" not in text.partition("BEGIN:VEVENT")[2]


def test_an_event_is_in_the_municipalitys_zone_and_keeps_its_identity():
    found = event()
    assert found["dtstart"].dt == tbilisi(2026, 11, 25, 12)
    assert found["dtstart"].params["TZID"] == "Asia/Tbilisi"
    assert found["dtstamp"].dt == UPDATED
    assert (found["uid"], found["sequence"]) == ("8dfe85c8@wagtail-civic", 3)
    assert event(title="სხვა სათაური", sequence=9)["uid"] == found["uid"]


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("scheduled", "CONFIRMED"),
        ("live", "CONFIRMED"),
        ("finished", "CONFIRMED"),
        ("postponed", "CANCELLED"),
        ("cancelled", "CANCELLED"),
    ],
)
def test_status_is_told_in_the_calendars_words(given, wanted):
    assert event(status=given)["status"] == wanted


def test_a_postponed_session_is_struck_out_on_the_day_it_was_announced_for():
    day = tbilisi(2026, 11, 25, 12)
    found = event(status="postponed", start=None, previous_start=day, note="გადაიდო")
    assert found["dtstart"].dt == day
    assert found["summary"] == "გადაიდო: საკრებულოს მე-14 სხდომა"


def test_a_session_that_never_had_a_day_is_left_out():
    calendar = Calendar.from_ical(write([appointment(start=None)], "სხდომები", TBILISI))
    assert not calendar.walk("VEVENT")


def test_an_end_nobody_planned_is_two_hours_later():
    assert event()["dtend"].dt == tbilisi(2026, 11, 25, 14)
    planned = tbilisi(2026, 11, 25, 13, 30)
    assert event(end=planned)["dtend"].dt == planned
    assert event(end=tbilisi(2026, 11, 1))["dtend"].dt - event()["dtstart"].dt == timedelta(hours=2)


def test_control_characters_and_line_breaks_do_not_break_the_calendar():
    found = event(title="სხდომა\x0b\x00 ა\r\nEND:VEVENT\nბ", place="დარბაზი\x07\nII")
    assert found["summary"] == "სხდომა ა END:VEVENT ბ"
    assert found["location"] == "დარბაზი II"
