"""The gateways that the settings name; `console` is always there."""

from collections.abc import Mapping
from typing import Any

from django.utils.module_loading import import_string

from wagtail_civic.core import conf

from .base import BaseGateway, Capabilities, Message, ReceiptEvent, Result, Status

__all__ = [
    "BaseGateway",
    "Capabilities",
    "Message",
    "ReceiptEvent",
    "Result",
    "Status",
    "configured",
    "get",
]

CONSOLE = "console"
BUILT_IN: dict[str, dict[str, Any]] = {
    CONSOLE: {"BACKEND": "wagtail_civic.sms.gateways.console.ConsoleGateway"}
}


def configured() -> Mapping[str, dict[str, Any]]:
    """Gateway keys to `{"BACKEND": dotted path, **options}`."""
    return {**BUILT_IN, **conf.settings.SMS_GATEWAYS}


def get(key: str = "") -> BaseGateway:
    """The gateway of that key, or the default one.

    Raises `LookupError` for a key that the settings do not name, `ImportError` for a path that
    leads nowhere.
    """
    key = key or conf.settings.SMS_GATEWAY
    entry = configured().get(key)
    if entry is None:
        raise LookupError(f"WAGTAIL_CIVIC['SMS_GATEWAYS'] has no {key!r}.")
    options = {name: value for name, value in entry.items() if name != "BACKEND"}
    return import_string(entry["BACKEND"])(key, **options)
