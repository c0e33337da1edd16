from typing import NamedTuple

from ..query import Item, Query

TABLE = "civic_documents_indexentry"


class Candidate(NamedTuple):
    """A row that matches and how well: the greater the score, the better."""

    entry_id: int
    score: float


class Engine:
    """Base of the adapters. ``limit`` rows are ranked at most; the caller says so honestly."""

    def __init__(self, connection):
        self.connection = connection

    def prepare(self) -> None:
        """Make indexes and triggers; safe to call again."""

    def forget(self) -> None:
        """Remove what ``prepare`` made outside the table."""

    def candidates(self, query: Query, site_id: int, limit: int) -> list[Candidate]:
        raise NotImplementedError

    def _rows(self, sql: str, params: list) -> list[Candidate]:
        with self.connection.cursor() as cursor:
            cursor.execute(sql, params)
            return [Candidate(entry_id, float(score)) for entry_id, score in cursor.fetchall()]


def sorted_terms(item: Item) -> list[str]:
    """The terms that are not covered by a beginning already."""
    return sorted(term for term in item.terms if term not in item.beginnings)
