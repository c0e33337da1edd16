"""For a database without a full-text engine we know: the same answers, by looking at every row."""

from functools import reduce
from operator import or_

from django.db.models import CharField, Q, Value
from django.db.models.functions import Concat

from ..query import Item, Query
from .base import COLUMNS, Engine, Rows


class PlainEngine(Engine):
    def candidates(self, query: Query, site_id: int, limit: int) -> Rows:
        from ..models.entries import IndexEntry

        blank = Value(" ")
        rows = IndexEntry.objects.using(self.connection.alias).filter(site=site_id)
        rows = rows.annotate(
            all_keys=Concat(blank, "title_keys", blank, "keys", blank, output_field=CharField()),
            all_words=Concat(blank, "words", blank, output_field=CharField()),
        )
        for group in query.groups:
            rows = rows.filter(reduce(or_, map(_condition, group)))
        for item in query.excluded:
            rows = rows.exclude(_condition(item))
        rows = rows.annotate(score=Value(0.0)).only(*COLUMNS)
        return list(rows.order_by("-pk")[:limit])


def _condition(item: Item) -> Q:
    if item.phrase:
        return Q(all_words__contains=f" {' '.join(item.phrase)} ")
    found = Q(pk__in=[])
    for term in item.terms:
        found |= Q(all_keys__contains=f" {term} ")
    for term in item.beginnings:
        found |= Q(all_keys__contains=f" {term}")
    return found
