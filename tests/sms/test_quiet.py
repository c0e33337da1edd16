from datetime import datetime, time, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from wagtail_civic.sms.quiet import is_quiet, next_allowed

TBILISI = ZoneInfo("Asia/Tbilisi")
HOURS = SimpleNamespace(
    quiet_from=time(22), quiet_until=time(8), weekend_from=time(20), weekend_until=time(9)
)


def at(text):
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=TBILISI)


@pytest.mark.parametrize(
    ("moment", "allowed"),
    [
        ("2026-11-18 12:00", "2026-11-18 12:00"),
        ("2026-11-18 21:59", "2026-11-18 21:59"),
        ("2026-11-18 22:00", "2026-11-19 08:00"),
        ("2026-11-19 00:00", "2026-11-19 08:00"),
        ("2026-11-19 07:59", "2026-11-19 08:00"),
        ("2026-11-19 08:00", "2026-11-19 08:00"),
        ("2026-11-20 23:00", "2026-11-21 09:00"),
        ("2026-11-21 08:30", "2026-11-21 09:00"),
        ("2026-11-21 20:00", "2026-11-22 09:00"),
        ("2026-11-22 21:00", "2026-11-23 08:00"),
    ],
)
def test_messages_wait_until_people_are_awake(moment, allowed):
    assert next_allowed(HOURS, TBILISI, at(moment)) == at(allowed)


def test_the_municipality_s_clock_decides():
    utc = at("2026-11-18 23:00").astimezone(ZoneInfo("UTC"))
    assert utc.hour == 19
    assert is_quiet(HOURS, TBILISI, utc)


def test_equal_ends_mean_no_quiet_hours():
    never = SimpleNamespace(
        quiet_from=time(0), quiet_until=time(0), weekend_from=time(0), weekend_until=time(0)
    )
    start = at("2026-11-16 00:00")
    assert not any(is_quiet(never, TBILISI, start + timedelta(hours=h)) for h in range(168))


def test_quiet_hours_within_one_day_end_that_day():
    noon = SimpleNamespace(
        quiet_from=time(12), quiet_until=time(14), weekend_from=time(12), weekend_until=time(14)
    )
    assert next_allowed(noon, TBILISI, at("2026-11-18 13:00")) == at("2026-11-18 14:00")
