"""Numbers, money, dates and times as Georgian and English readers write them.

Not Django's locale formats: its Georgian ones print ``03:05 p.m.`` and depend on settings, while
these are fixed by the municipality's house style. Every function takes the language (the active
one by default), and the ones about moments a time zone (the municipality's by default).
"""

import datetime as dt
from decimal import ROUND_HALF_UP, Context, Decimal

from django.template.defaultfilters import filesizeformat
from django.utils import timezone, translation
from django.utils.translation import get_language

from . import clock

NBSP = "\u00a0"
MINUS = "\u2212"

_MONTHS = {
    "ka": (
        "იანვარი", "თებერვალი", "მარტი", "აპრილი", "მაისი", "ივნისი",
        "ივლისი", "აგვისტო", "სექტემბერი", "ოქტომბერი", "ნოემბერი", "დეკემბერი",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip
_UNITS = {
    "thousand": (Decimal(1000), {"ka": "ათასი", "en": "thousand"}),
    "million": (Decimal(1_000_000), {"ka": "მლნ", "en": "million"}),
}
_LESS = {"ka": "{}-ზე ნაკლები", "en": "less than {}"}
#: A form with a figure too long for its column is shown again: Python reads 4300 digits.
_WIDE = Context(prec=5000)

Number = int | float | Decimal | str


def number(value: Number, language: str | None = None, digits: int | None = None) -> str:
    """``1 234,5`` or ``1,234.5``: ``digits`` decimals, or as many as needed, two at most."""
    rounded: int | Decimal
    if type(value) is int and not digits:
        # Counts, of which a page has many.
        rounded, whole, decimals = value, f"{abs(value):,}", ""
    else:
        rounded = _rounded(_decimal(value), 2 if digits is None else digits)
        whole, _point, decimals = f"{abs(rounded):,f}".partition(".")
        if digits is None:
            decimals = decimals.rstrip("0")
    group, point = (NBSP, ",") if _language(language) == "ka" else (",", ".")
    sign = MINUS if rounded < 0 else ""
    return sign + whole.replace(",", group) + (point + decimals if decimals else "")


def size(value: int, language: str | None = None) -> str:
    """Of a file in bytes: ``17,6 კბ``; in English ``17.6 KB``."""
    language = _language(language)
    with translation.override(language):
        words = filesizeformat(value)
    return words.replace(".", ",") if language == "ka" else words


def money(
    value: Number,
    language: str | None = None,
    unit: str | None = None,
    digits: int | None = None,
) -> str:
    """``1 234,50 ₾``, ``17,4 მლნ ₾``; in English ``₾1,234.50``, ``₾17.4 million``.

    ``value`` is in lari; ``unit`` is ``"thousand"``, ``"million"`` or ``"auto"`` (millions from
    one million up, otherwise plain). Whole lari show no tetri; an amount with a unit has one
    decimal.
    """
    language, value = _language(language), _decimal(value)
    if unit == "auto":
        unit = "million" if abs(value) >= 1_000_000 else None
    word = ""
    if unit:
        divisor, words = _UNITS[unit]
        value, word = value / divisor, words[language] + NBSP
        digits = 1 if digits is None else digits
    elif digits is None:
        digits = 0 if _rounded(value, 2) == _rounded(value, 0) else 2
    amount = number(value, language, digits)
    if language == "ka":
        return f"{amount}{NBSP}{word}₾"
    sign, amount = (MINUS, amount[1:]) if amount.startswith(MINUS) else ("", amount)
    return f"{sign}₾{amount}{NBSP}{word}".rstrip(NBSP)


def percent(value: Number, language: str | None = None, digits: int | None = None) -> str:
    """``0,5%``: ``value`` is the number of per cent (0.5 is half a per cent), no space before %."""
    return number(value, language, digits) + "%"


def share(value: Number, language: str | None = None, digits: int = 1) -> str:
    """``52,4%``, as ``percent``; what is there and too little to be seen so is
    ``0,1%-ზე ნაკლები`` or ``less than 0.1%``, never nought."""
    value, language = _decimal(value), _language(language)
    if value <= 0 or _rounded(value, digits):
        return percent(value, language, digits)
    return _LESS[language].format(percent(Decimal(1).scaleb(-digits), language, digits))


def date(
    value: dt.date | dt.datetime, language: str | None = None, zone: dt.tzinfo | None = None
) -> str:
    """``19.11.2026`` or ``19 November 2026``."""
    day = _local(value, zone)
    if _language(language) == "ka":
        return f"{day.day:02}.{day.month:02}.{day.year}"
    return f"{day.day}{NBSP}{month(day, language)} {day.year}"


def day_month(
    value: dt.date | dt.datetime, language: str | None = None, zone: dt.tzinfo | None = None
) -> str:
    """``19 ნოემბერი`` or ``19 November``; the day stays on the month's line."""
    day = _local(value, zone)
    return f"{day.day}{NBSP}{month(day, language)}"


def month(value: int | dt.date, language: str | None = None) -> str:
    """The month's name: ``ნოემბერი`` or ``November``."""
    index = value if isinstance(value, int) else value.month
    return _MONTHS[_language(language)][index - 1]


def time(
    value: dt.time | dt.datetime, language: str | None = None, zone: dt.tzinfo | None = None
) -> str:
    """``14:12`` in both languages."""
    moment = _local(value, zone)
    return f"{moment.hour:02}:{moment.minute:02}"


def datetime(value: dt.datetime, language: str | None = None, zone: dt.tzinfo | None = None) -> str:
    """``19.11.2026, 14:12`` or ``19 November 2026, 14:12``."""
    return f"{date(value, language, zone)}, {time(value, language, zone)}"


def iso(value: dt.date | dt.datetime, zone: dt.tzinfo | None = None) -> str:
    """``2026-11-19`` or ``2026-11-19T14:12+04:00``, for machines reading the page."""
    local = _local(value, zone)
    if isinstance(local, dt.datetime):
        return local.isoformat(timespec="minutes")
    return local.isoformat()


def _language(language: str | None) -> str:
    code = (language or get_language() or "en").partition("-")[0]
    return "ka" if code == "ka" else "en"


def _decimal(value: Number) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))


def _rounded(value: Decimal, digits: int) -> Decimal:
    """Half up, as in official tables; a result of minus nought is nought."""
    step = Decimal(1).scaleb(-digits)
    rounded = value.quantize(step, rounding=ROUND_HALF_UP, context=_WIDE)
    return rounded if rounded else abs(rounded)


def _local(value, zone: dt.tzinfo | None):
    if not isinstance(value, dt.datetime) or timezone.is_naive(value):
        return value
    return value.astimezone(zone or clock.zone())
