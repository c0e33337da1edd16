"""The one shape of every seam: a small, ordered registry filled in ``AppConfig.ready()``."""

from collections.abc import Iterator
from typing import Generic, TypeVar

from django.core.exceptions import ImproperlyConfigured

Item = TypeVar("Item")


class Registry(Generic[Item]):
    """Items by key, in the order of registration.

    Registering the same item twice is harmless; a second item under a taken key raises
    ``ImproperlyConfigured``.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._items: dict[object, Item] = {}

    def register(self, key: object, item: Item) -> Item:
        if self._items.setdefault(key, item) is not item:
            raise ImproperlyConfigured(
                f"{self.name}: {key!r} is registered already, by {self._items[key]!r}."
            )
        return item

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
