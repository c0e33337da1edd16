"""Pages of a list whose length is known already, or comes with its rows."""

from collections.abc import Callable

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet, Window


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


def with_total(rows: QuerySet) -> QuerySet:
    """Rows each of which says in ``total`` how many there are, whatever part is asked for."""
    return rows.annotate(total=Window(Count("*")))


class CountingPaginator(Paginator):
    """Of rows ``with_total``: one question for a page. ``ask(start, stop)`` answers a part."""

    #: No list has more pages; a greater number is asked for by machines, and is the last page.
    MOST = 100_000

    def __init__(self, ask: Callable[[int, int], list], per_page: int) -> None:
        super().__init__(Rows(self._part), per_page)
        self._ask, self._known = ask, {}

    def get_page(self, number):
        self.count = self._total(number)
        return super().get_page(number)

    def _total(self, number) -> int:
        text = str(number or "")
        page = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1
        for start in ((min(page, self.MOST) - 1) * self.per_page, 0):
            if start >= 0 and (rows := self._part(start, start + self.per_page)):
                return rows[0].total
        return 0

    def _part(self, start: int, stop: int) -> list:
        if start not in self._known:
            self._known[start] = self._ask(start, start + self.per_page)
        return self._known[start]
