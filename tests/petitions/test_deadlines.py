from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from wagtail_civic.petitions.deadlines import (
    age,
    clock,
    confirmation_counts,
    days_left,
    end_of_day,
    is_over,
    prolonged,
)

TBILISI = ZoneInfo("Asia/Tbilisi")


def at(text, zone=TBILISI):
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("opened", "days", "zone", "ends"),
    [
        ("2026-11-04 10:59", 30, TBILISI, "2026-12-04 23:59:59"),
        ("2026-11-04 00:00", 30, TBILISI, "2026-12-04 23:59:59"),
        ("2026-11-04 23:59", 30, TBILISI, "2026-12-04 23:59:59"),
        ("2026-11-04 10:59", 0, TBILISI, "2026-11-04 23:59:59"),
        ("2028-02-15 09:00", 14, TBILISI, "2028-02-29 23:59:59"),
        ("2026-03-01 09:00", 30, ZoneInfo("Europe/Paris"), "2026-03-31 23:59:59"),
    ],
)
def test_collecting_ends_with_the_local_day(opened, days, zone, ends):
    assert end_of_day(at(opened, zone), days, zone) == at(ends, zone)


def test_the_day_is_the_municipalitys_not_utcs():
    late_in_utc = datetime(2026, 11, 4, 21, 30, tzinfo=UTC)
    assert end_of_day(late_in_utc, 1, TBILISI) == at("2026-11-06 23:59:59")


@pytest.mark.parametrize(
    ("paused", "resumed", "ends"),
    [
        ("2026-11-10 10:00", "2026-11-10 12:00", "2026-12-05 23:59:59"),
        ("2026-11-10 10:00", "2026-11-11 10:00", "2026-12-05 23:59:59"),
        ("2026-11-10 10:00", "2026-11-11 10:01", "2026-12-06 23:59:59"),
        ("2026-11-10 10:00", "2026-11-20 10:00", "2026-12-14 23:59:59"),
        ("2026-11-10 10:00", "2026-11-10 10:00", "2026-12-04 23:59:59"),
    ],
)
def test_a_pause_adds_a_day_for_every_day_begun(paused, resumed, ends):
    deadline = at("2026-12-04 23:59:59")
    assert prolonged(deadline, at(paused), at(resumed), TBILISI) == at(ends)


@pytest.mark.parametrize(
    ("begun", "now", "counts"),
    [
        ("2026-12-04 23:00", "2026-12-04 23:30", True),
        ("2026-12-04 23:59", "2026-12-05 20:00", True),
        ("2026-12-04 23:59", "2026-12-05 23:59", True),
        ("2026-12-04 23:59", "2026-12-06 00:00", False),
        ("2026-12-05 00:00", "2026-12-05 00:01", False),
    ],
)
def test_a_signature_begun_in_time_may_be_confirmed_a_day_later(begun, now, counts):
    assert confirmation_counts(at(begun), at(now), at("2026-12-04 23:59:59")) is counts


@pytest.mark.parametrize(
    ("now", "left", "over"),
    [
        ("2026-11-22 14:00", 12, False),
        ("2026-12-03 23:59", 1, False),
        ("2026-12-04 23:59", 0, False),
        ("2026-12-05 00:00", 0, True),
        ("2027-01-01 00:00", 0, True),
    ],
)
def test_days_left_are_counted_in_local_days(now, left, over):
    deadline = at("2026-12-04 23:59:59")
    assert days_left(deadline, at(now), TBILISI) == left
    assert is_over(deadline, at(now)) is over


def test_without_a_deadline_nothing_is_over():
    assert not is_over(None, at("2026-12-04 12:00"))


@pytest.mark.parametrize(
    ("now", "overdue"),
    [("2026-11-11 23:00", 0), ("2026-11-12 00:01", 1), ("2026-11-20 10:00", 9)],
)
def test_a_clock_says_when_a_term_is_missed(now, overdue):
    term = clock(at("2026-11-01 16:00"), 10, at(now), TBILISI)
    assert term.due == at("2026-11-11 23:59:59")
    assert (term.overdue_days, term.is_overdue) == (overdue, overdue > 0)


@pytest.mark.parametrize(
    ("now", "colour"),
    [
        ("2026-11-01 17:00", "fresh"),
        ("2026-11-05 10:00", "fresh"),
        ("2026-11-06 10:00", "due"),
        ("2026-11-11 10:00", "due"),
        ("2026-11-12 10:00", "late"),
    ],
)
def test_a_waiting_case_ages_from_fresh_to_late(now, colour):
    assert age(at("2026-11-01 16:00"), 10, at(now), TBILISI) == colour
