from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from ..query import Item, Query

#: Of ``IndexEntry``, which is not yet there when an engine is chosen.
Rows = list[Model]
TABLE = "civic_documents_indexentry"
#: What a row that was found brings along: all but the texts.
COLUMNS = (
    *("id", "site_id", "kind", "object_id", "part", "language", "group", "page_id", "document_id"),
    *("page_number", "title", "url", "date", "number", "facets"),
)


class Engine:
    """Base of the adapters. ``limit`` rows are ranked at most; the caller says so honestly."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection

    def prepare(self) -> None:
        """Make indexes and triggers; safe to call again."""

    def forget(self) -> None:
        """Remove what ``prepare`` made outside the table."""

    def candidates(self, query: Query, site_id: int, limit: int) -> Rows:
        """The rows that match, without their texts; the greater its ``score``, the better."""
        raise NotImplementedError

    def _columns(self, table: str) -> str:
        """The columns of a row of the index under this name in the statement."""
        return ", ".join(f"{table}.{self.connection.ops.quote_name(name)}" for name in COLUMNS)

    def _rows(self, sql: str, params: list) -> Rows:
        from ..models.entries import IndexEntry

        return list(IndexEntry.objects.using(self.connection.alias).raw(sql, params))


def sorted_terms(item: Item) -> list[str]:
    """The terms that are not covered by a beginning already."""
    return sorted(term for term in item.terms if term not in item.beginnings)
