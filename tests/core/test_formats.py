import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.utils import translation

from wagtail_civic.core import formats

NIGHT = dt.datetime(2026, 11, 18, 21, 5, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("value", "digits", "ka", "en"),
    [
        (0, None, "0", "0"),
        (999, None, "999", "999"),
        (1234.5, None, "1\u00a0234,5", "1,234.5"),
        (Decimal("1234567.891"), None, "1\u00a0234\u00a0567,89", "1,234,567.89"),
        ("20013", None, "20\u00a0013", "20,013"),
        (Decimal("1.50"), None, "1,5", "1.5"),
        (Decimal("1.50"), 2, "1,50", "1.50"),
        (2.5, 0, "3", "3"),
        (-1234, None, "−1\u00a0234", "−1,234"),
        (-0.001, None, "0", "0"),
        (0.1 + 0.2, None, "0,3", "0.3"),
        (10**30, None, "\u00a0".join(["1"] + ["000"] * 10), ",".join(["1"] + ["000"] * 10)),
    ],
)
def test_numbers(value, digits, ka, en):
    assert formats.number(value, "ka", digits) == ka
    assert formats.number(value, "en", digits) == en


@pytest.mark.parametrize(
    ("value", "unit", "ka", "en"),
    [
        (842, None, "842\u00a0₾", "₾842"),
        (Decimal("1.5"), None, "1,50\u00a0₾", "₾1.50"),
        (Decimal("2.00"), None, "2\u00a0₾", "₾2"),
        (48_600_000, "million", "48,6\u00a0მლნ\u00a0₾", "₾48.6\u00a0million"),
        (12_340, "thousand", "12,3\u00a0ათასი\u00a0₾", "₾12.3\u00a0thousand"),
        (3_000_000, "auto", "3,0\u00a0მლნ\u00a0₾", "₾3.0\u00a0million"),
        (999_999, "auto", "999\u00a0999\u00a0₾", "₾999,999"),
        (-250, None, "−250\u00a0₾", "−₾250"),
    ],
)
def test_money(value, unit, ka, en):
    assert formats.money(value, "ka", unit) == ka
    assert formats.money(value, "en", unit) == en


@pytest.mark.parametrize(
    ("value", "digits", "ka"), [(0.5, None, "0,5%"), (78, 1, "78,0%"), (36, None, "36%")]
)
def test_per_cent_has_no_space_before_the_sign(value, digits, ka):
    assert formats.percent(value, "ka", digits) == ka


@pytest.mark.parametrize(
    ("value", "ka", "en"),
    [
        (52.4, "52,4%", "52.4%"),
        ("0.05", "0,1%", "0.1%"),
        ("0.0499", "0,1%-ზე ნაკლები", "less than 0.1%"),
        ("0.0000001", "0,1%-ზე ნაკლები", "less than 0.1%"),
        (0, "0,0%", "0.0%"),
        ("-0.01", "0,0%", "0.0%"),
    ],
)
def test_a_share_of_something_is_never_nought(value, ka, en):
    assert formats.share(value, "ka") == ka
    assert formats.share(value, "en") == en


def test_the_least_share_has_as_many_digits_as_are_shown():
    assert formats.share("0.004", "en", digits=2) == "less than 0.01%"
    assert formats.share("0.4", "ka", digits=0) == "1%-ზე ნაკლები"


@pytest.mark.parametrize(
    ("value", "ka", "en"),
    [
        (0, "0\u00a0ბაიტი", "0\u00a0bytes"),
        (18055, "17,6\u00a0კბ", "17.6\u00a0KB"),
        (10 * 2**20, "10,0\u00a0მბ", "10.0\u00a0MB"),
    ],
)
def test_a_size_has_the_comma_of_its_language(value, ka, en):
    assert formats.size(value, "ka") == ka
    assert formats.size(value, "en") == en


def test_dates_and_times_in_both_languages():
    moment = dt.datetime(2026, 11, 9, 14, 12, tzinfo=ZoneInfo("Asia/Tbilisi"))
    assert formats.date(moment, "ka") == "09.11.2026"
    assert formats.date(moment, "en") == "9\u00a0November 2026"
    assert formats.time(moment, "ka") == formats.time(moment, "en") == "14:12"
    assert formats.datetime(moment, "ka") == "09.11.2026, 14:12"
    assert formats.day_month(moment, "ka") == "9\u00a0ნოემბერი"
    assert formats.day_month(moment, "en") == "9\u00a0November"


def test_midnight_and_afternoon_are_written_with_24_hours():
    assert formats.time(dt.time(0, 5), "en") == "00:05"
    assert formats.time(dt.time(15, 5), "ka") == "15:05"


@pytest.mark.parametrize("number", range(1, 13))
def test_every_month_has_its_georgian_name(number):
    name = formats.month(number, "ka")
    assert all("ა" <= letter <= "ჰ" for letter in name)
    assert len({formats.month(n, "ka") for n in range(1, 13)}) == 12


def test_the_zone_decides_the_day():
    assert formats.date(NIGHT, "ka", ZoneInfo("UTC")) == "18.11.2026"
    assert formats.date(NIGHT, "ka", ZoneInfo("Asia/Tbilisi")) == "19.11.2026"
    assert formats.datetime(NIGHT, "ka", ZoneInfo("UTC")) == "18.11.2026, 21:05"


def test_without_a_zone_the_municipality_s_own_is_taken(settings):
    assert formats.time(NIGHT) == "01:05"
    settings.WAGTAIL_CIVIC = {"MUNICIPAL_TIME_ZONE": "UTC"}
    assert formats.time(NIGHT) == "21:05"


def test_a_day_is_not_moved_by_any_zone():
    assert formats.date(dt.date(2026, 1, 1), "ka", ZoneInfo("America/Lima")) == "01.01.2026"


@pytest.mark.parametrize(("language", "expected"), [("ka", "1,5"), ("en", "1.5"), ("en-gb", "1.5")])
def test_the_active_language_is_the_default(language, expected):
    with translation.override(language):
        assert formats.number(1.5) == expected


def render(source, **context):
    return Template("{% load civic %}" + source).render(Context(context))


def test_template_filters_give_the_same():
    moment = dt.datetime(2026, 11, 19, 10, 12, tzinfo=dt.UTC)
    assert render("{{ v|civic_number }}", v=1234.5) == "1\u00a0234,5"
    assert render("{{ v|civic_number:1 }}", v=2) == "2,0"
    assert render('{{ v|civic_money:"million" }}', v=17_400_000) == "17,4\u00a0მლნ\u00a0₾"
    assert render("{{ v|civic_percent }}", v=0.5) == "0,5%"
    assert render("{{ v|civic_date }} {{ v|civic_time }}", v=moment) == "19.11.2026 14:12"
    assert render("{{ v|civic_datetime }}", v=moment) == "19.11.2026, 14:12"
    assert render("{{ v|civic_day_month }}", v=moment) == "19\u00a0ნოემბერი"
    assert render("{{ v|civic_iso }}", v=moment) == "2026-11-19T14:12+04:00"


def test_template_filters_print_nothing_for_nothing():
    for name in ("number", "money", "percent", "date", "time", "datetime", "day_month"):
        assert render("{{ v|civic_" + name + " }}", v=None) == ""


def test_a_heading_takes_its_level_from_the_template_around_it():
    assert render('{% civic_heading 3 title "civic-title" %}', title="ა & ბ") == (
        '<h3 class="civic-title">ა &amp; ბ</h3>'
    )
    assert render('{% civic_heading 9 "ა" %}') == "<h6>ა</h6>"
