"""Pages of a list whose length is known already."""

from collections.abc import Callable

from django.core.paginator import Paginator


class Rows:
    """A list that is asked for a part at a time: ``ask(start, stop)``, by a prepared question."""

    def __init__(self, ask: Callable[[int, int], list]) -> None:
        self.ask = ask

    def __getitem__(self, part: slice) -> list:
        return self.ask(part.start, part.stop)


class CountedPaginator(Paginator):
    """Told how many rows there are, it does not ask the database again."""

    def __init__(self, rows, per_page: int, count: int | None = None) -> None:
        super().__init__(rows, per_page)
        if count is not None:
            self.count = count
