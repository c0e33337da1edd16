"""PostgreSQL: a generated tsvector column with a GIN index.

The column follows the row by itself. Terms of the title weigh A, of the text B; the plain words,
which only phrases ask for, weigh D and count for little in the rank.
"""

from ..query import Item, Query
from .base import TABLE, Engine, Rows, sorted_terms

COLUMN = "search_vector"
INDEX = "civic_documents_search"
_VECTOR = (
    "setweight(to_tsvector('simple', title_keys), 'A') || "
    "setweight(to_tsvector('simple', keys), 'B') || "
    "setweight(to_tsvector('simple', words), 'D')"
)
_WEIGHTS = "'{0.02, 0.1, 0.2, 1.0}'"


class PostgreSQLEngine(Engine):
    def prepare(self) -> None:
        with self.connection.cursor() as cursor:
            # Asked first, because even an ALTER that does nothing needs the table to itself.
            cursor.execute("SELECT 1 FROM pg_class WHERE oid = to_regclass(%s)", [INDEX])
            if cursor.fetchone() is not None:
                return
            cursor.execute(
                f"ALTER TABLE {TABLE} ADD COLUMN IF NOT EXISTS {COLUMN} tsvector "
                f"GENERATED ALWAYS AS ({_VECTOR}) STORED"
            )
            cursor.execute(f"CREATE INDEX IF NOT EXISTS {INDEX} ON {TABLE} USING gin ({COLUMN})")

    def candidates(self, query: Query, site_id: int, limit: int) -> Rows:
        # Ranking is what costs: at most so many rows are ranked, those with a hit in the title
        # first among them.
        sql = f"""
            WITH q AS (SELECT to_tsquery('simple', %s) AS wanted)
            SELECT {self._columns("e")}, ts_rank({_WEIGHTS}, e.{COLUMN}, q.wanted, 1) AS score
            FROM (
                (SELECT id FROM {TABLE}, q
                 WHERE {COLUMN} @@ to_tsquery('simple', %s) AND site_id = %s LIMIT %s)
                UNION
                (SELECT id FROM {TABLE}, q
                 WHERE {COLUMN} @@ q.wanted AND site_id = %s LIMIT %s)
            ) AS found JOIN {TABLE} e ON e.id = found.id, q
            ORDER BY score DESC, e.id DESC LIMIT %s
        """  # noqa: S608
        everywhere, in_title = tsquery(query, "AB"), tsquery(query, "A")
        return self._rows(sql, [everywhere, in_title, site_id, limit, site_id, limit, limit])


def tsquery(query: Query, weights: str) -> str:
    """The query in the language of to_tsquery; terms hold letters and digits only."""
    found = " & ".join(
        "(" + " | ".join(_item(item, weights) for item in group) + ")" for group in query.groups
    )
    return found + "".join(f" & !({_item(item, 'AB')})" for item in query.excluded)


def _item(item: Item, weights: str) -> str:
    if item.phrase:
        return "(" + " <-> ".join(f"'{word}':D" for word in item.phrase) + ")"
    terms = [f"'{term}':{weights}" for term in sorted_terms(item)]
    terms += [f"'{term}':*{weights}" for term in sorted(item.beginnings)]
    return "(" + " | ".join(terms) + ")"
