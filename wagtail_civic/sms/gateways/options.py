"""Reading a gateway's options, and naming what is wrong with them without quoting a secret."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

SHORTEST_SECRET = 20


class WrongOption(ValueError):
    """The text names the option and never its value."""


def number(options: Mapping[str, Any], name: str, default: float, least: float = 0.001) -> float:
    try:
        value = float(options.get(name, default))
    except (TypeError, ValueError):
        raise WrongOption(f"{name} must be a number.") from None
    if value < least:
        raise WrongOption(f"{name} must be at least {least:g}.")
    return value


def price(options: Mapping[str, Any]) -> Decimal | None:
    """Lari for one part, as exactly as it was written; None where it was not."""
    if "PRICE" not in options:
        return None
    number(options, "PRICE", 0, least=0)
    return Decimal(str(options["PRICE"]))


def unknown(options: Mapping[str, Any], known: set[str]) -> list[str]:
    return [f"{name} is no option of this gateway." for name in sorted(set(options) - known)]


def secrets_fault(secrets: Any) -> list[str]:
    if not isinstance(secrets, list | tuple):
        return ["HOOK_SECRETS must be a list, the newest secret first."]
    if any(not isinstance(each, str) or len(each) < SHORTEST_SECRET for each in secrets):
        return [f"Each of HOOK_SECRETS needs {SHORTEST_SECRET} characters or more."]
    return []


def address_fault(name: str, address: Any, plain_allowed: bool) -> list[str]:
    scheme = urlsplit(address).scheme if isinstance(address, str) else ""
    if scheme == "https" or (scheme == "http" and plain_allowed):
        return []
    return [f"{name} must begin with https:// (or set ALLOW_PLAIN_HTTP)."]
