"""Every civic act is a line of Wagtail's own log: who, what, when, why."""

from dataclasses import dataclass

from django.db.models import Model
from django.utils.functional import Promise
from wagtail.log_actions import LogFormatter
from wagtail.log_actions import log as wagtail_log

from .registry import Registry


@dataclass(frozen=True)
class Action:
    name: str
    label: str | Promise
    message: str | Promise
    tells_reason: bool = True
    names: str = ""


actions: Registry[Action] = Registry("log actions")


def register(
    name: str,
    label: str | Promise,
    message: str | Promise,
    *,
    tells_reason: bool = True,
    names: str = "",
) -> None:
    """``name`` is ``civic_<app>.<verb>``; ``message`` is what the history view says.

    Without ``tells_reason`` the words of whoever gave a reason are not part of it: everybody who
    may look at a history reads messages, also in Wagtail's report of all of them. ``names`` is the
    one of the data that the message ends with.
    """
    actions.register(name, Action(name, label, message, tells_reason, names))


def log(instance: Model, action: str, user=None, reason: str = "", data: dict | None = None):
    """Write one line. ``data`` holds plain values and nothing personal."""
    details = dict(data or {})
    if reason:
        details["reason"] = reason
    return wagtail_log(instance, action, user=user, data=details or None)


def formatter(action: Action) -> type[LogFormatter]:
    """The class that shows the action in history views, with the reason if there is one."""

    class ActionFormatter(LogFormatter):
        label = action.label

        def format_message(self, log_entry):
            reason = reason_of(log_entry) if action.tells_reason else ""
            named = (log_entry.data or {}).get(action.names, "")
            message = f"{action.message}: {named}" if named else str(action.message)
            return f"{message} ({reason})" if reason else message

    return ActionFormatter


def reason_of(log_entry) -> str:
    return (log_entry.data or {}).get("reason", "")
