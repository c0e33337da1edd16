"""Reads what lists and pages show of acts, in a number of queries that does not grow.

The rows are put on the acts in memory, so that whoever shows an act just asks it.
"""

from collections.abc import Iterable

from django.apps import apps
from django.db.models import BigAutoField, Case, IntegerField, Model, Q, QuerySet, Value, When

from wagtail_civic.core.catalogue import NameCatalogue, names_of
from wagtail_civic.core.models import Area, Body, Topic
from wagtail_civic.core.prepared import prepared

#: More relations than this are not shown on the page of one act; its own come first.
MOST_RELATIONS = 200

#: What a row of the list shows of an act.
ROW = (
    *("title", "language", "number", "number_key", "year", "adopted"),
    *("site", "body", "act_type"),
    *("effective_on", "published_on", "expires_on", "repealed_on"),
)

IS_PUBLIC = ("live", "expire_at")


def _model(name: str) -> type[Model]:
    return apps.get_model("civic_acts", name)


class Catalogue(NameCatalogue):
    """The types of acts and the bodies of a site."""

    def __init__(self, site: int) -> None:
        super().__init__({"type": _model("ActType"), "body": Body}, _types_and_bodies(site=site))

    def fill(self, acts: Iterable) -> None:
        for act in acts:
            act.act_type = self.get("type", act.act_type_id) or act.act_type
            act.body = self.get("body", act.body_id) or act.body


@prepared(site=BigAutoField())
def _types_and_bodies(site) -> QuerySet:
    return names_of(
        type=_model("ActType").objects.filter(site=site), body=Body.objects.filter(site=site)
    )


def fill_summaries(acts: list) -> None:
    """Give each act its words for residents: one query for all."""
    by_pk = {act.pk: act for act in acts}
    for act in acts:
        act.known_summaries = []
    for summary in _summaries(acts=list(by_pk)):
        by_pk[summary.act].known_summaries.append(summary)


@prepared(acts=[BigAutoField()])
def _summaries(acts) -> QuerySet:
    rows = _model("ActSummary").objects.filter(act__in=acts).order_by("pk")
    return rows.values_list("act", "language", "title", "meaning", named=True)


def fill_repeals(acts: list) -> None:
    """Give each act the published relations that repeal it, so that it knows its status.

    Those whose status the query has computed need none.
    """
    by_pk = {act.pk: act for act in acts if not hasattr(act, "status_now")}
    for act in by_pk.values():
        act.known_repeals = []
    for relation in _repeals(acts=list(by_pk)):
        by_pk[relation.target_id].known_repeals.append(relation)


@prepared(acts=[BigAutoField()])
def _repeals(acts) -> QuerySet:
    rows = _model("ActRelation").objects.in_effect().filter(kind="repeals")
    days = ("act__effective_on", "act__published_on", "act__adopted")
    return rows.filter(target__in=acts).select_related("act").only("since", "target", *days)


class PageCatalogue(Catalogue):
    """The same, and the topics and areas of one act."""

    def __init__(self, act) -> None:
        models = {"type": _model("ActType"), "body": Body, "topic": Topic, "area": Area}
        NameCatalogue.__init__(self, models, _names_on_page(site=act.site_id, act=act.pk))


@prepared(site=BigAutoField(), act=BigAutoField())
def _names_on_page(site, act) -> QuerySet:
    return names_of(
        type=_model("ActType").objects.filter(site=site),
        body=Body.objects.filter(site=site),
        topic=Topic.objects.filter(acts=act),
        area=Area.objects.filter(acts=act),
    )


def load_page(act) -> None:
    """Everything that the page of one act shows: names, relations, words, files."""
    catalogue = PageCatalogue(act)
    relations = _relations(act=act.pk)
    act.known_relations = [relation for relation in relations if relation.act_id == act.pk]
    act.known_incoming = [relation for relation in relations if relation.act_id != act.pk]
    act.known_repeals = [r for r in act.known_incoming if r.kind == "repeals"]
    others = [relation.target for relation in act.known_relations if relation.target_id]
    others += [relation.act for relation in act.known_incoming]
    catalogue.fill([act, *others])
    fill_summaries([act, *{other.pk: other for other in others}.values()])
    act.known_topics = catalogue.all("topic")
    act.known_areas = catalogue.all("area")
    act.known_files = _files(act=act.pk)


@prepared(act=BigAutoField())
def _files(act) -> QuerySet:
    files = _model("ActFile").objects.filter(act=act)
    return files.order_by("sort_order").select_related("document")


@prepared(act=BigAutoField())
def _relations(act) -> QuerySet:
    order = Case(
        When(act=act, then=Value(0)),
        When(kind="repeals", then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    relations = _model("ActRelation").objects
    incoming = relations.in_effect().filter(target=act)
    rows = relations.filter(Q(act=act) | Q(pk__in=incoming.values("pk")))
    others = [f"{side}__{name}" for side in ("act", "target") for name in (*ROW, *IS_PUBLIC)]
    own = ("kind", "since", "note", "sort_order", "outside_title", "outside_url")
    rows = rows.select_related("act", "target").only(*own, *others)
    return rows.order_by(order, "sort_order", "-act__adopted", "-pk")[:MOST_RELATIONS]
