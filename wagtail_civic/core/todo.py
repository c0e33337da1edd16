"""The "to do today" panel of the admin dashboard: each capability contributes rows."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

from .registry import Registry


@dataclass(frozen=True)
class TodoItem:
    label: str
    count: int
    url: str
    overdue: int = 0


Source = Callable[[HttpRequest], list[TodoItem]]

sources: Registry[Source] = Registry("to do")


def register(key: str, source: Source) -> None:
    sources.register(key, source)


def items(request: HttpRequest) -> list[TodoItem]:
    """What waits for this user: rows with nothing to do are left out, overdue ones come first."""
    found = [item for source in sources for item in source(request) if item.count]
    return sorted(found, key=lambda item: -item.overdue)


def concerns(user) -> bool:
    """Whether such work can ever wait for this user: somebody with a right of the suite's."""
    return any(name.startswith("civic_") for name in user.get_all_permissions())
