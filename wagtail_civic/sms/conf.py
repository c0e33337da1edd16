"""This app's keys in `WAGTAIL_CIVIC`."""

import re

from wagtail_civic.core.conf import declare

KEY = re.compile(r"[A-Za-z0-9_-]{1,60}")


def _regions_fault(value) -> str | None:
    if not value or not all(isinstance(code, str) and len(code) == 2 for code in value):
        return 'it must list two-letter country codes such as ["GE"]'
    unknown = sorted(set(value) - _countries(value))
    if unknown:
        return f'it names no country: {unknown}; write capital letters, such as "GE"'
    return None


def _countries(given) -> set[str]:
    try:
        from phonenumbers import SUPPORTED_REGIONS
    except ImportError:  # check E501 says so
        return set(given)
    return set(SUPPORTED_REGIONS)


def _gateways_fault(value) -> str | None:
    for key, entry in value.items():
        if not isinstance(key, str) or not KEY.fullmatch(key):
            return f"{key!r} cannot stand in an address: use Latin letters, digits, - and _"
        if not isinstance(entry, dict) or not isinstance(entry.get("BACKEND"), str):
            return f'the entry {key!r} needs a "BACKEND": the dotted path of a gateway class'
    return None


declare(
    "SMS_GATEWAYS",
    dict,
    {},
    'SMS gateways by key: `{"BACKEND": dotted path, **options}`. "console" is always there.',
    app="sms",
    validate=_gateways_fault,
)
declare(
    "SMS_GATEWAY",
    str,
    "console",
    "The gateway of sites that choose none. A gateway's key or password alone starts nothing.",
    app="sms",
)
declare(
    "SMS_REGIONS",
    (list, tuple),
    ("GE",),
    "Countries whose mobile numbers may be used; the first one is assumed without a country code.",
    app="sms",
    validate=_regions_fault,
)
