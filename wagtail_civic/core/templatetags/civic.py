"""Formats and links for templates of the suite and of hosts: ``{% load civic %}``."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from .. import formats
from ..abuse import stamp
from ..actions import STAMP_FIELD, StampInput

register = template.Library()


def _empty(value) -> bool:
    return value is None or value == ""


@register.filter
def civic_number(value, digits: int | None = None) -> str:
    """``{{ 1234.5|civic_number }}`` → ``1 234,5``; the argument is the number of decimals."""
    return "" if _empty(value) else formats.number(value, digits=digits)


@register.filter
def civic_size(value) -> str:
    """Of a file, given in bytes."""
    return "" if _empty(value) else formats.size(value)


@register.filter
def civic_money(value, unit: str | None = None) -> str:
    """``{{ 17400000|civic_money:"million" }}`` → ``17,4 მლნ ₾``; also "thousand" and "auto"."""
    return "" if _empty(value) else formats.money(value, unit=unit or None)


@register.filter
def civic_percent(value, digits: int | None = None) -> str:
    """``{{ 0.5|civic_percent }}`` → ``0,5%``: the value is the number of per cent."""
    return "" if _empty(value) else formats.percent(value, digits=digits)


@register.filter
def civic_date(value) -> str:
    return "" if _empty(value) else formats.date(value)


@register.filter
def civic_day_month(value) -> str:
    return "" if _empty(value) else formats.day_month(value)


@register.filter
def civic_time(value) -> str:
    return "" if _empty(value) else formats.time(value)


@register.filter
def civic_datetime(value) -> str:
    return "" if _empty(value) else formats.datetime(value)


@register.filter
def civic_iso(value) -> str:
    """For the ``datetime`` attribute of ``<time>``, in the municipality's zone."""
    return "" if _empty(value) else formats.iso(value)


@register.simple_tag
def civic_heading(level: int, text: str, css_class: str = "") -> str:
    """A heading whose level the including template decides: 1 to 6."""
    level = min(6, max(1, int(level or 2)))
    attribute = format_html(' class="{}"', css_class) if css_class else ""
    return format_html("<h{0}{1}>{2}</h{0}>", level, attribute, text)


@register.simple_tag
def civic_url(name: str, *args, **kwargs) -> str:
    """A public action in the active language: ``{% civic_url "civic_sms:start" %}``."""
    if args:
        return reverse(name, args=[get_language(), *args])
    return reverse(name, kwargs={"lang": get_language(), **kwargs})


@register.simple_tag
def civic_stamp(purpose: str) -> str:
    """The hidden fields of a ``PublicForm`` written by hand; only on pages that are not cached."""
    return mark_safe(StampInput().render(STAMP_FIELD, stamp(purpose)))
