"""PostgreSQL: generated tsvector columns with GIN indexes.

The columns follow the row by themselves. Terms of the title weigh A, of the text B; the plain
words, which only phrases ask for, weigh D and count for little in the rank; what a list is narrowed
by weighs C and is never ranked. An index does not know weights: titles have one of their own, or a
word that every text has would have every row looked at.
"""

from collections.abc import Iterable

from ..query import Item, Query
from .base import EVERYTHING, TABLE, Engine, Rows, sorted_terms

COLUMN, TITLE = "search_vector", "title_vector"
_TITLE_VECTOR = "setweight(to_tsvector('simple', title_keys), 'A')"
_COLUMNS = {
    TITLE: _TITLE_VECTOR,
    COLUMN: (
        f"{_TITLE_VECTOR} || setweight(to_tsvector('simple', keys), 'B') || "
        "setweight(to_tsvector('simple', marks), 'C') || "
        "setweight(to_tsvector('simple', words), 'D')"
    ),
}
_INDEXES = {COLUMN: "civic_documents_search", TITLE: "civic_documents_titles"}
_WEIGHTS = "'{0.02, 0.1, 0.2, 1.0}'"


class PostgreSQLEngine(Engine):
    def prepare(self) -> None:
        with self.connection.cursor() as cursor:
            for column, index in _INDEXES.items():
                # Asked first, because even an ALTER that does nothing needs the table to itself.
                cursor.execute("SELECT 1 FROM pg_class WHERE oid = to_regclass(%s)", [index])
                if cursor.fetchone() is not None:
                    continue
                cursor.execute(
                    f"ALTER TABLE {TABLE} ADD COLUMN IF NOT EXISTS {column} tsvector "
                    f"GENERATED ALWAYS AS ({_COLUMNS[column]}) STORED"
                )
                cursor.execute(
                    f"CREATE INDEX IF NOT EXISTS {index} ON {TABLE} USING gin ({column})"
                )

    def candidates(self, query, site_id, limit, newest=False, only=EVERYTHING) -> Rows:
        # Ranking is what costs: at most so many rows are ranked. Those with a hit in the title come
        # first among them, or, of the newest, those with a date: only so the index of dates gives
        # the latest without a look at all.
        first, condition, order = TITLE, "", ""
        rest = "AND id NOT IN (SELECT id FROM first)"
        if newest:
            first, condition, order = COLUMN, "AND date IS NOT NULL", "ORDER BY date DESC"
            rest = "AND date IS NULL"
        narrowed, values = self._narrowed("t", only)
        if only.marks:
            narrowed += f" AND {COLUMN} @@ to_tsquery('simple', %s)"
            values.append(marked(only.marks))
        sql = f"""
            WITH first AS MATERIALIZED (
                {self._ranked(first, condition, narrowed)} {order} LIMIT %s
            )
            SELECT * FROM first UNION ALL ({self._ranked(COLUMN, rest, narrowed)} LIMIT %s) LIMIT %s
        """  # noqa: S608
        ranked = tsquery(query, "AB")
        wanted = tsquery(query, "A") if first == TITLE else ranked
        parts = [ranked, wanted, site_id, *values, limit]
        parts += [ranked, ranked, site_id, *values, limit]
        return self._rows(sql, [*parts, limit])

    def _ranked(self, column: str, condition: str, narrowed: str) -> str:
        return (
            f"SELECT {self._columns('t')}, "  # noqa: S608
            f"ts_rank({_WEIGHTS}, {COLUMN}, to_tsquery('simple', %s), 1) * weight AS score "
            f"FROM {TABLE} t WHERE {column} @@ to_tsquery('simple', %s) AND site_id = %s "
            f"{narrowed} {condition}"
        )

    def _as_text(self, column: str) -> str:
        return f"{column}::text"


def tsquery(query: Query, weights: str) -> str:
    """The query in the language of to_tsquery; terms hold letters and digits only."""
    found = " & ".join(
        "(" + " | ".join(_item(item, weights) for item in group) + ")" for group in query.groups
    )
    return found + "".join(f" & !({_item(item, 'AB')})" for item in query.excluded)


def marked(marks: Iterable[Iterable[str]]) -> str:
    groups = (" | ".join(f"'{mark}':C" for mark in sorted(each)) for each in marks)
    return " & ".join(f"({group})" for group in groups)


def _item(item: Item, weights: str) -> str:
    if item.phrase:
        return "(" + " <-> ".join(f"'{word}':D" for word in item.phrase) + ")"
    terms = [f"'{term}':{weights}" for term in sorted_terms(item)]
    terms += [f"'{term}':*{weights}" for term in sorted(item.beginnings)]
    return "(" + " | ".join(terms) + ")"
