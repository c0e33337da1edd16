"""The gateways that the settings name; `console` is always there."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.module_loading import import_string
from django.views.decorators.debug import sensitive_variables

from wagtail_civic.core import conf

from .base import (
    STOP,
    BaseGateway,
    Capabilities,
    InboundEvent,
    Message,
    ReceiptEvent,
    Result,
    Status,
    Unanswered,
)
from .hooks import Hook
from .options import WrongOption

__all__ = [
    "STOP",
    "BaseGateway",
    "Capabilities",
    "Hook",
    "InboundEvent",
    "Message",
    "NoGateway",
    "ReceiptEvent",
    "Result",
    "Status",
    "Unanswered",
    "configured",
    "get",
    "price",
]

CONSOLE = "console"
BUILT_IN: dict[str, dict[str, Any]] = {
    CONSOLE: {"BACKEND": "wagtail_civic.sms.gateways.console.ConsoleGateway"}
}


class NoGateway(LookupError):
    """A key that the settings do not name (any more), or an entry that makes no gateway."""


def configured() -> Mapping[str, dict[str, Any]]:
    """Gateway keys to `{"BACKEND": dotted path, **options}`."""
    return {**BUILT_IN, **conf.settings.SMS_GATEWAYS}


@sensitive_variables("entry", "options")
def get(key: str = "") -> BaseGateway:
    """The gateway of that key, or the default one. Raises `NoGateway` where there is none."""
    key = key or conf.settings.SMS_GATEWAY
    entry = configured().get(key)
    if not isinstance(entry, dict):
        raise NoGateway(f"WAGTAIL_CIVIC['SMS_GATEWAYS'] has no {key!r}.")
    options = {name: value for name, value in entry.items() if name != "BACKEND"}
    try:
        return import_string(entry["BACKEND"])(key, **options)
    except WrongOption as error:
        raise NoGateway(str(error)) from None
    except (ImportError, AttributeError, KeyError, TypeError, ValueError) as error:
        # Options may hold a password: the error is named, neither quoted nor carried along.
        raise NoGateway(f"{type(error).__name__} in its options.") from None


def price(key: str = "") -> Decimal | None:
    """What a part costs by that gateway, where the server's settings say it."""
    try:
        return get(key).capabilities.price
    except NoGateway:
        return None
