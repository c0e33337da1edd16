"""Pages of a list whose length is known already."""

from django.core.paginator import Paginator


class CountedPaginator(Paginator):
    """Told how many rows there are, it does not ask the database again."""

    def __init__(self, rows, per_page: int, count: int | None = None) -> None:
        super().__init__(rows, per_page)
        if count is not None:
            self.count = count
