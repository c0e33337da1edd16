"""The site's own Elasticsearch or OpenSearch, asked through Wagtail's search backend.

It is given the same terms as the other engines: stems are found although it knows no Georgian. What
begins with a term, and only some rows, the database is asked for.
"""

from collections.abc import Iterable
from functools import reduce
from operator import and_, or_
from types import MappingProxyType

from wagtail.search.backends import get_search_backend
from wagtail.search.query import Phrase, PlainText, SearchQuery

from ..query import Item, Query
from .base import COLUMNS, EVERYTHING, Engine, Found, Rows, sorted_terms

FIELDS = ["title_keys", "keys", "words"]


class BackendEngine(Engine):
    """``database`` answers what the backend cannot."""

    def __init__(self, alias: str, database: Engine) -> None:
        super().__init__(database.connection)
        self.backend, self.database = get_search_backend(alias), database

    def prepare(self) -> None:
        self.database.prepare()

    def forget(self) -> None:
        self.database.forget()

    def candidates(self, query, site_id, limit, newest=False, only=EVERYTHING) -> Rows:
        from ..models.entries import IndexEntry

        if not only.everything or any(item.beginnings for item in query.items()):
            return self.database.candidates(query, site_id, limit, newest, only)
        rows = IndexEntry.objects.filter(site=site_id).only(*COLUMNS)
        if newest:
            rows = rows.order_by("-date")
        wanted = search_query(query)
        found = self.backend.search(
            wanted, rows, fields=FIELDS, order_by_relevance=not newest
        ).annotate_score("score")
        return [_found(row) for row in found[:limit]]

    def update(self, gone: Iterable, rows: list) -> None:
        """Bring the backend's index in step with rows that went and rows that came."""
        from ..models.entries import IndexEntry

        for row in gone:
            self.backend.delete(row)
        if rows:
            self.backend.add_bulk(IndexEntry, rows)


def _found(row) -> Found:
    values = {name: getattr(row, name) for name in COLUMNS if name not in ("id", "facets")}
    score = float(getattr(row, "score", None) or 0) * row.weight
    return Found(pk=row.pk, facets=MappingProxyType(row.facets), score=score, **values)


def search_query(query: Query) -> SearchQuery:
    """The query in Wagtail's words."""
    groups = [reduce(or_, map(_item, group)) for group in query.groups]
    wanted = reduce(and_, groups)
    return reduce(lambda found, item: found & ~_item(item), query.excluded, wanted)


def _item(item: Item) -> SearchQuery:
    if item.phrase:
        return Phrase(" ".join(item.phrase))
    return PlainText(" ".join(sorted_terms(item)), operator="or")
