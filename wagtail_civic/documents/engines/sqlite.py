"""SQLite's FTS5: an external-content table kept in step by triggers."""

from collections.abc import Iterable

from django.db import OperationalError

from ..query import Item, Query
from .base import EVERYTHING, TABLE, Engine, Rows, sorted_terms

FTS = "civic_documents_fts"
COLUMNS = "title_keys, keys, words, marks"


def _values(row: str) -> str:
    return ", ".join(f"{row}.{column}" for column in COLUMNS.split(", "))


_TRIGGERS = {
    f"{FTS}_insert": "AFTER INSERT",
    f"{FTS}_delete": "AFTER DELETE",
    f"{FTS}_update": f"AFTER UPDATE OF {COLUMNS}",
}
_ADD = f"INSERT INTO {FTS}(rowid, {COLUMNS}) VALUES (new.id, {_values('new')});"  # noqa: S608
_DROP = (
    f"INSERT INTO {FTS}({FTS}, rowid, {COLUMNS}) "  # noqa: S608
    f"VALUES ('delete', old.id, {_values('old')});"
)
_BODIES = {"insert": _ADD, "delete": _DROP, "update": _DROP + _ADD}


def has_fts5(connection) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pragma_module_list WHERE name = 'fts5'")
        return cursor.fetchone() is not None


class SQLiteEngine(Engine):
    def prepare(self) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE name LIKE %s", [f"{FTS}%"])
            present = {name for (name,) in cursor.fetchall()}
            if {FTS, *_TRIGGERS} <= present:
                return
            self._drop(cursor)
            cursor.execute(
                f"CREATE VIRTUAL TABLE {FTS} USING fts5({COLUMNS}, content='{TABLE}', "
                "content_rowid='id', tokenize='unicode61 remove_diacritics 0')"
            )
            for name, event in _TRIGGERS.items():
                body = _BODIES[name.rsplit("_", 1)[1]]
                cursor.execute(f"CREATE TRIGGER {name} {event} ON {TABLE} BEGIN {body} END")
            cursor.execute(f"INSERT INTO {FTS}({FTS}) VALUES ('rebuild')")  # noqa: S608

    def forget(self) -> None:
        with self.connection.cursor() as cursor:
            self._drop(cursor)

    def _drop(self, cursor) -> None:
        for name in _TRIGGERS:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        cursor.execute(f"DROP TABLE IF EXISTS {FTS}")

    def candidates(self, query, site_id, limit, newest=False, only=EVERYTHING) -> Rows:
        narrowed, values = self._narrowed("e", only)
        wanted = marked(match(query), only.marks)
        if newest:
            sql = self._newest(narrowed)
            params = [wanted, *values, site_id, limit, site_id, limit, limit]
        else:
            sql = self._best(narrowed)
            params = [wanted, site_id, *values, limit]
        try:
            return self._rows(sql, params)
        except OperationalError as error:
            if "no such table" not in str(error):
                raise
            # Made after this process began to migrate, or dropped by hand.
            self.prepare()
            return self._rows(sql, params)

    def _best(self, narrowed) -> str:
        return (
            f"SELECT {self._columns('e')}, -bm25({FTS}, 6.0, 1.0, 0.5, 0.0) * e.weight AS score "  # noqa: S608
            f"FROM {FTS} f JOIN {TABLE} e ON e.id = f.rowid "
            f"WHERE {FTS} MATCH %s AND e.site_id = %s{narrowed} "
            "ORDER BY score DESC, f.rowid DESC LIMIT %s"
        )

    def _newest(self, narrowed) -> str:
        # To look at the date of each would be to fetch every row. Where there are more than are
        # wanted, the index of dates is read from its end instead. A plus says which index not to
        # take.
        rows = f"{FTS} f JOIN {TABLE} e ON e.id = f.rowid" if narrowed else f"{FTS} f"
        return (
            f"WITH matched AS (SELECT f.rowid AS id FROM {rows} WHERE {FTS} MATCH %s{narrowed}"  # noqa: S608
            "), counted AS (SELECT count(*) AS matches FROM matched) "
            f"SELECT {self._columns('e')}, e.weight AS score FROM {TABLE} e "
            "WHERE +e.site_id = %s AND e.id IN ("
            "SELECT id FROM matched WHERE (SELECT matches FROM counted) <= %s "
            f"UNION ALL SELECT id FROM (SELECT id FROM {TABLE} d "
            "WHERE d.site_id = %s AND (SELECT matches FROM counted) > %s "
            "AND +d.id IN (SELECT id FROM matched) ORDER BY d.date DESC, d.id DESC LIMIT %s))"
        )


def match(query: Query) -> str:
    """The query in FTS5's language; every term is quoted."""
    found = " AND ".join("(" + " OR ".join(map(_item, group)) + ")" for group in query.groups)
    return f"({found})" + "".join(f" NOT {_item(item)}" for item in query.excluded)


def marked(query: str, marks: Iterable[Iterable[str]]) -> str:
    """The query where a list is narrowed."""
    groups = (" OR ".join(f'"{mark}"' for mark in sorted(each)) for each in marks)
    return " AND ".join([f"({query})", *(f"marks : ({group})" for group in groups)])


def _item(item: Item) -> str:
    if item.phrase:
        return f'words : "{" ".join(item.phrase)}"'
    terms = [f'"{term}"' for term in sorted_terms(item)]
    terms += [f'"{term}" *' for term in sorted(item.beginnings)]
    return "{title_keys keys} : (" + " OR ".join(terms) + ")"
