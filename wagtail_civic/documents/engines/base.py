import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from django.db.backends.base.base import BaseDatabaseWrapper

from ..query import Item, Query

TABLE = "civic_documents_indexentry"
#: What a row that was found brings along: all but the texts.
COLUMNS = (
    *("id", "site_id", "kind", "object_id", "part", "language", "group", "page_id", "document_id"),
    *("page_number", "title", "url", "date", "number", "facets", "weight"),
)


@dataclass(slots=True)
class Found:
    """A row of the index that an engine found: the greater its ``score``, the better.

    Not a model: a search looks at thousands, and shows ten.
    """

    pk: int
    site_id: int
    kind: str
    object_id: str
    part: str
    language: str
    group: str
    page_id: int | None
    document_id: str
    page_number: int | None
    title: str
    url: str
    date: date | None
    number: str
    facets: MappingProxyType
    weight: float
    score: float
    text: str = ""


Rows = list[Found]


@dataclass
class Only:
    """What an answer keeps to, beside the words of the query."""

    #: Primary keys.
    among: Sequence[int] | None = None
    #: Of each of these sets one at least; see ``facets.marks``.
    marks: Sequence[Collection[str]] = ()
    hidden_pages: set[int] = field(default_factory=set)
    hidden_documents: set[str] = field(default_factory=set)

    @property
    def everything(self) -> bool:
        narrowed = self.marks or self.hidden_pages or self.hidden_documents
        return self.among is None and not narrowed


EVERYTHING = Only()


class Engine:
    """Base of the adapters. ``limit`` rows are ranked at most; the caller says so honestly."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection

    def prepare(self) -> None:
        """Make indexes and triggers; safe to call again."""

    def forget(self) -> None:
        """Remove what ``prepare`` made outside the table."""

    def candidates(
        self,
        query: Query,
        site_id: int,
        limit: int,
        newest: bool = False,
        only: Only = EVERYTHING,
    ) -> Rows:
        """The best rows that match, without their texts, in no order: ``score`` tells it.

        With ``newest`` those with the latest dates are taken where there are more than ``limit``.
        """
        raise NotImplementedError

    def _columns(self, table: str) -> str:
        """The columns of a row of the index under this name in the statement."""
        names = (f"{table}.{self.connection.ops.quote_name(name)}" for name in COLUMNS)
        facets = f"{table}.{self.connection.ops.quote_name('facets')}"
        return ", ".join(self._as_text(name) if name == facets else name for name in names)

    def _as_text(self, column: str) -> str:
        return column

    def _narrowed(self, table: str, only: Only) -> tuple[str, list]:
        """The conditions for ``only`` but its marks, with the values of their places."""
        sql, values = "", []
        if only.among is not None:
            sql += f" AND {table}.id IN ({_places(only.among) or 'NULL'})"
            values += only.among
        if only.hidden_pages:
            pages = _places(only.hidden_pages)
            sql += f" AND ({table}.page_id IS NULL OR {table}.page_id NOT IN ({pages}))"
            values += only.hidden_pages
        if only.hidden_documents:
            sql += f" AND {table}.document_id NOT IN ({_places(only.hidden_documents)})"
            values += only.hidden_documents
        return sql, values

    def _rows(self, sql: str, params: list) -> Rows:
        with self.connection.cursor() as cursor:
            cursor.execute(sql, params)
            return found(cursor.fetchall())


def _places(values: Collection) -> str:
    return ", ".join(["%s"] * len(values))


def found(rows: Iterable[tuple]) -> Rows:
    """Rows of ``COLUMNS`` and a score, as they came from the database."""
    made = []
    for *values, day, number, facets, weight, score in rows:
        day = date.fromisoformat(day) if isinstance(day, str) else day
        made.append(Found(*values, day, number, _facets(facets), weight, float(score)))
    return made


@lru_cache(maxsize=5_000)
def _facets(stored: str) -> MappingProxyType:
    """Thousands of rows share few combinations of facets."""
    return MappingProxyType(json.loads(stored))


def sorted_terms(item: Item) -> list[str]:
    """The terms that are not covered by a beginning already."""
    return sorted(term for term in item.terms if term not in item.beginnings)
