"""Reads what lists and pages show of acts, in a number of queries that does not grow.

The rows are put on the acts in memory, so that whoever shows an act just asks it.
"""

from collections.abc import Iterable

from django.db.models import Case, CharField, IntegerField, Q, QuerySet, Value, When

from wagtail_civic.core.models import Area, Body, Topic

#: More relations than this are not shown on the page of one act; its own come first.
MOST_RELATIONS = 200

_KINDS = {"body": Body, "topic": Topic, "area": Area}


class Catalogue:
    """Types and bodies of a site (and what else is asked for) with their names: one query."""

    def __init__(self, types: QuerySet, bodies: QuerySet, **others: QuerySet) -> None:
        self._models = {"type": types.model, **_KINDS}
        parts = {"type": types, "body": bodies, **others}
        queries = [_named(kind, rows) for kind, rows in parts.items()]
        self._rows: dict[str, dict[int, object]] = {kind: {} for kind in parts}
        for row in queries[0].union(*queries[1:], all=True):
            self._take(*row)

    def _take(self, kind: str, pk: int, code: str, order: int, language: str, name: str) -> None:
        model, rows = self._models[kind], self._rows[kind]
        if pk not in rows:
            rows[pk] = model(pk=pk, code=code, sort_order=order)
            rows[pk].names = []
        if language:
            names = rows[pk].names
            names.add(names.model(row=rows[pk], language=language, name=name))

    def all(self, kind: str) -> list:
        return sorted(self._rows[kind].values(), key=lambda row: (row.sort_order, row.code))

    def get(self, kind: str, pk: int | None):
        return self._rows[kind].get(pk)

    def fill(self, acts: Iterable) -> None:
        for act in acts:
            act.act_type = self.get("type", act.act_type_id) or act.act_type
            act.body = self.get("body", act.body_id) or act.body


def _named(kind: str, rows: QuerySet) -> QuerySet:
    columns = ("pk", "code", "sort_order", "names__language", "names__name")
    label = Value(kind, output_field=CharField())
    return rows.order_by().values_list(label, *columns)


def fill_summaries(acts: list) -> None:
    """Give each act its words for residents: one query for all."""
    by_pk = {act.pk: act for act in acts}
    if not by_pk:
        return
    found: dict[int, list] = {pk: [] for pk in by_pk}
    model = acts[0].summaries.model
    for summary in model.objects.filter(act__in=list(by_pk)).order_by("pk"):
        found[summary.act_id].append(summary)
    for act in acts:
        act.summaries = found[act.pk]


def load_page(act, types: QuerySet) -> None:
    """Everything that the page of one act shows: names, relations, words, files."""
    catalogue = Catalogue(
        types,
        Body.objects.filter(site=act.site_id),
        topic=Topic.objects.filter(acts=act.pk),
        area=Area.objects.filter(acts=act.pk),
    )
    relations = _relations(act)
    act.relations = [relation for relation in relations if relation.act_id == act.pk]
    act.known_incoming = [relation for relation in relations if relation.act_id != act.pk]
    act.known_repeals = [r for r in act.known_incoming if r.kind == "repeals"]
    others = [relation.target for relation in act.relations.all() if relation.target_id]
    others += [relation.act for relation in act.known_incoming]
    catalogue.fill([act, *others])
    fill_summaries([act, *{other.pk: other for other in others}.values()])
    act.topics = catalogue.all("topic")
    act.areas = catalogue.all("area")
    files = act.files.model.objects.filter(act=act.pk).order_by("sort_order")
    act.files = list(files.select_related("document"))


def _relations(act) -> list:
    order = Case(
        When(act=act.pk, then=Value(0)),
        When(kind="repeals", then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    relations = act.relations.model.objects
    incoming = relations.in_effect().filter(target=act.pk)
    rows = relations.filter(Q(act=act.pk) | Q(pk__in=incoming.values("pk")))
    rows = rows.select_related("act", "target")
    return list(rows.order_by(order, "sort_order", "-act__adopted", "-pk")[:MOST_RELATIONS])
