"""The one settings dict, ``WAGTAIL_CIVIC``: declared, typed, read lazily.

Each app declares its keys in ``ready()``; reading an undeclared key is an ``AttributeError``,
an unknown key or a wrong type in the host's dict is a system check (see ``checks.py``).
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Any

from django.conf import settings as django_settings

from .registry import Registry


@dataclass(frozen=True)
class Setting:
    key: str
    type: type | tuple[type, ...]
    default: Any
    doc: str
    app: str
    validate: Callable[[Any], str | None] | None = None

    @property
    def types(self) -> tuple[type, ...]:
        return self.type if isinstance(self.type, tuple) else (self.type,)

    def accepts(self, value: Any) -> bool:
        """Whether a value is of the declared type; yes and no are no numbers."""
        if isinstance(value, bool):
            return bool in self.types
        return isinstance(value, self.types)


declared: Registry[Setting] = Registry("WAGTAIL_CIVIC settings")


def declare(
    key: str,
    type: type | tuple[type, ...],
    default: Any,
    doc: str,
    app: str = "core",
    validate: Callable[[Any], str | None] | None = None,
) -> None:
    """Declare one key. ``validate(value)`` returns a message where the value is no good."""
    declared.register(key, Setting(key, type, default, doc, app, validate))


def given() -> dict[str, Any]:
    """What the host wrote, as a dict whatever it wrote (a check reports anything else)."""
    value = getattr(django_settings, "WAGTAIL_CIVIC", {})
    return value if isinstance(value, dict) else {}


class Settings:
    def __getattr__(self, key: str) -> Any:
        setting = declared.get(key)
        if setting is None:
            raise AttributeError(f"WAGTAIL_CIVIC has no setting {key!r}")
        return given().get(key, setting.default)


settings = Settings()


def not_negative(value: float) -> str | None:
    return None if 0 <= value < inf else "must be 0 or more"


def positive(value: float) -> str | None:
    return None if 0 < value < inf else "must be greater than 0"


declare("CSS", bool, True, "Load civic.css in wagtail_civic/base.html.")
declare(
    "MUNICIPAL_TIME_ZONE",
    (str, type(None)),
    None,
    "Time zone that decides days and quiet hours; None means Django's TIME_ZONE.",
)
declare(
    "JOBS_SYNC",
    bool,
    False,
    "Run queued jobs at once, in the web process: for tests and tiny sites without a worker.",
)
