"""MariaDB and MySQL: InnoDB full-text indexes in boolean mode.

InnoDB finds a row only after its transaction is committed. Phrases are compared as text, on the
rows that the site has, because its index leaves short words out.
"""

from ..query import Item
from .base import EVERYTHING, TABLE, Engine, Rows, sorted_terms

_INDEXES = {
    "civic_documents_title": "title_keys",
    "civic_documents_all": "title_keys, `keys`",
    "civic_documents_marks": "marks",
}


class MySQLEngine(Engine):
    def prepare(self) -> None:
        with self.connection.cursor() as cursor:
            for name, columns in _INDEXES.items():
                cursor.execute(
                    "SELECT 1 FROM information_schema.statistics WHERE table_schema = DATABASE() "
                    "AND table_name = %s AND index_name = %s LIMIT 1",
                    [TABLE, name],
                )
                if cursor.fetchone() is None:
                    cursor.execute(f"ALTER TABLE {TABLE} ADD FULLTEXT INDEX {name} ({columns})")

    def candidates(self, query, site_id, limit, newest=False, only=EVERYTHING) -> Rows:
        conditions, params = [], []
        for group in query.groups:
            parts = [_item(item) for item in group]
            conditions.append("(" + " OR ".join(sql for sql, _value in parts) + ")")
            params += [value for _sql, value in parts]
        for item in query.excluded:
            sql, value = _item(item)
            conditions.append(f"NOT {sql}")
            params.append(value)
        wanted = " ".join(_against(item) for item in query.items() if not item.phrase)
        score, score_params = "0", []
        if wanted:
            score = f"{_IN_ALL} + 5 * MATCH(title_keys) AGAINST (%s IN BOOLEAN MODE)"
            score_params = [wanted, wanted]
        narrowed, values = self._narrowed(TABLE, only)
        for each in only.marks:
            narrowed += " AND MATCH(marks) AGAINST (%s IN BOOLEAN MODE)"
            values.append(" ".join(sorted(each)))
        sql = (
            f"SELECT {self._columns(TABLE)}, ({score}) * weight AS score FROM {TABLE} "  # noqa: S608
            f"WHERE site_id = %s AND {' AND '.join(conditions)}{narrowed} "
            f"ORDER BY {'date' if newest else 'score'} DESC, id DESC LIMIT %s"
        )
        return self._rows(sql, [*score_params, site_id, *params, *values, limit])


_IN_ALL = "MATCH(title_keys, `keys`) AGAINST (%s IN BOOLEAN MODE)"


def _item(item: Item) -> tuple[str, str]:
    if item.phrase:
        return "CONCAT(' ', words, ' ') LIKE %s", f"% {' '.join(item.phrase)} %"
    return _IN_ALL, _against(item)


def _against(item: Item) -> str:
    return " ".join([*sorted_terms(item), *(f"{term}*" for term in sorted(item.beginnings))])
