"""The one shape of every seam: a small, ordered registry filled in ``AppConfig.ready()``."""

from collections.abc import Iterator
from typing import Generic, TypeVar

from django.core.exceptions import ImproperlyConfigured

Item = TypeVar("Item")


class Registry(Generic[Item]):
    """Items by key, in the order of registration.

    Registering the same thing again is harmless (``ready()`` may run twice); another one under a
    taken key raises ``ImproperlyConfigured``.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._items: dict[object, Item] = {}

    def register(self, key: object, item: Item) -> Item:
        known = self._items.setdefault(key, item)
        if not _is_same(known, item):
            raise ImproperlyConfigured(f"{self.name}: {key!r} is registered already, by {known!r}.")
        return known

    def unregister(self, key: object) -> None:
        self._items.pop(key, None)

    def get(self, key: object) -> Item | None:
        return self._items.get(key)

    def keys(self) -> list[object]:
        return list(self._items)

    def items(self) -> list[tuple[object, Item]]:
        return list(self._items.items())

    def __iter__(self) -> Iterator[Item]:
        return iter(list(self._items.values()))

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, key: object) -> bool:
        return key in self._items


def _is_same(known: object, item: object) -> bool:
    """The same object, an equal value, or a second instance of one adapter class."""
    if isinstance(known, tuple) and isinstance(item, tuple):
        return len(known) == len(item) and all(map(_is_same, known, item))
    if known is item or known == item:
        return True
    kind = type(known)
    is_value = kind.__eq__ is not object.__eq__
    is_code = kind.__module__ == "builtins" or isinstance(known, type)
    return kind is type(item) and not is_value and not is_code
