"""Reads what lists and pages show of acts, in a number of queries that does not grow.

The rows are put on the acts in memory, so that whoever shows an act just asks it.
"""

from collections.abc import Iterable

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from wagtail_civic.core.catalogue import NameCatalogue
from wagtail_civic.core.models import Area, Body, Topic

#: More relations than this are not shown on the page of one act; its own come first.
MOST_RELATIONS = 200

#: What a row of the list shows of an act.
ROW = (
    *("title", "language", "number", "number_key", "year", "adopted"),
    *("site", "body", "act_type"),
    *("effective_on", "published_on", "expires_on", "repealed_on"),
)

IS_PUBLIC = ("live", "expire_at")


class Catalogue(NameCatalogue):
    """The types of acts and the bodies of a site, and what else is asked for."""

    def __init__(self, types: QuerySet, bodies: QuerySet, **others: QuerySet) -> None:
        super().__init__(type=types, body=bodies, **others)

    def fill(self, acts: Iterable) -> None:
        for act in acts:
            act.act_type = self.get("type", act.act_type_id) or act.act_type
            act.body = self.get("body", act.body_id) or act.body


def fill_summaries(acts: list) -> None:
    """Give each act its words for residents: one query for all."""
    by_pk = {act.pk: act for act in acts}
    if not by_pk:
        return
    rows = acts[0].summaries.model.objects.filter(act__in=list(by_pk)).order_by("pk")
    for act in acts:
        act.known_summaries = []
    for summary in rows.values_list("act", "language", "title", "meaning", named=True):
        by_pk[summary.act].known_summaries.append(summary)


def fill_repeals(acts: list) -> None:
    """Give each act the published relations that repeal it, so that it knows its status.

    Those whose status the query has computed need none.
    """
    by_pk = {act.pk: act for act in acts if not hasattr(act, "status_now")}
    if not by_pk:
        return
    rows = acts[0].relations.model.objects.in_effect().filter(kind="repeals")
    for act in by_pk.values():
        act.known_repeals = []
    rows = rows.filter(target__in=list(by_pk)).select_related("act")
    days = ("act__effective_on", "act__published_on", "act__adopted")
    for relation in rows.only("since", "target", *days):
        by_pk[relation.target_id].known_repeals.append(relation)


def load_page(act, types: QuerySet) -> None:
    """Everything that the page of one act shows: names, relations, words, files."""
    catalogue = Catalogue(
        types,
        Body.objects.filter(site=act.site_id),
        topic=Topic.objects.filter(acts=act.pk),
        area=Area.objects.filter(acts=act.pk),
    )
    relations = _relations(act)
    act.known_relations = [relation for relation in relations if relation.act_id == act.pk]
    act.known_incoming = [relation for relation in relations if relation.act_id != act.pk]
    act.known_repeals = [r for r in act.known_incoming if r.kind == "repeals"]
    others = [relation.target for relation in act.known_relations if relation.target_id]
    others += [relation.act for relation in act.known_incoming]
    catalogue.fill([act, *others])
    fill_summaries([act, *{other.pk: other for other in others}.values()])
    act.known_topics = catalogue.all("topic")
    act.known_areas = catalogue.all("area")
    files = act.files.model.objects.filter(act=act.pk).order_by("sort_order")
    act.known_files = list(files.select_related("document"))


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
    others = [f"{side}__{name}" for side in ("act", "target") for name in (*ROW, *IS_PUBLIC)]
    own = ("kind", "since", "note", "sort_order", "outside_title", "outside_url")
    rows = rows.select_related("act", "target").only(*own, *others)
    return list(rows.order_by(order, "sort_order", "-act__adopted", "-pk")[:MOST_RELATIONS])
