"""For a database without a full-text engine we know: the same answers, by looking at every row."""

from functools import reduce
from operator import or_

from django.db.models import CharField, F, FloatField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from ..query import Item
from .base import COLUMNS, EVERYTHING, Engine, Only, Rows, found


class PlainEngine(Engine):
    def candidates(self, query, site_id, limit, newest=False, only=EVERYTHING) -> Rows:
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
        rows = _narrowed(rows, only)
        # All are alike here: what is left is the weight of the row itself.
        stored = Cast("facets", CharField())
        score = Cast(F("weight"), FloatField())
        rows = rows.annotate(stored=stored, score=score).order_by(
            *([F("date").desc(nulls_last=True)] if newest else []), "-pk"
        )
        names = ["stored" if name == "facets" else name for name in COLUMNS]
        return found(rows.values_list(*names, "score")[:limit])


def _narrowed(rows: QuerySet, only: Only) -> QuerySet:
    if only.among is not None:
        rows = rows.filter(pk__in=only.among)
    if only.marks:
        blank = Value(" ")
        rows = rows.annotate(all_marks=Concat(blank, "marks", blank, output_field=CharField()))
    for marks in only.marks:
        rows = rows.filter(reduce(or_, (Q(all_marks__contains=f" {each} ") for each in marks)))
    rows = rows.exclude(page_id__in=only.hidden_pages)
    return rows.exclude(document_id__in=only.hidden_documents)


def _condition(item: Item) -> Q:
    if item.phrase:
        return Q(all_words__contains=f" {' '.join(item.phrase)} ")
    found = Q(pk__in=[])
    for term in item.terms:
        found |= Q(all_keys__contains=f" {term} ")
    for term in item.beginnings:
        found |= Q(all_keys__contains=f" {term}")
    return found
