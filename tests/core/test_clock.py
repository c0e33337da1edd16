"""Which day it is, is decided by the municipality's zone, not by the server's or the reader's."""

import datetime as dt

import pytest
from django.utils import timezone

from wagtail_civic.core import clock, formats

#: 00:30 of 1 January in Tbilisi.
NIGHT = dt.datetime(2026, 12, 31, 20, 30, tzinfo=dt.UTC)


@pytest.fixture
def _server_in_utc(settings):
    settings.TIME_ZONE = "UTC"
    settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, "MUNICIPAL_TIME_ZONE": "Asia/Tbilisi"}


@pytest.mark.usefixtures("_server_in_utc")
def test_the_day_is_the_municipality_s_on_a_server_that_keeps_utc():
    assert clock.today(NIGHT) == dt.date(2027, 1, 1)
    assert clock.midnight(NIGHT) == dt.datetime(2026, 12, 31, 20, 0, tzinfo=dt.UTC)
    assert formats.datetime(NIGHT, "ka") == "01.01.2027, 00:30"


@pytest.mark.usefixtures("_server_in_utc")
def test_an_editor_s_own_zone_moves_no_day():
    with timezone.override("America/Lima"):
        assert clock.day_of(NIGHT) == dt.date(2027, 1, 1)
        assert formats.date(NIGHT, "ka") == "01.01.2027"


def test_without_a_setting_django_s_zone_decides(settings):
    assert clock.zone().key == settings.TIME_ZONE
