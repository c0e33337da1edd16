"""Reads what lists and pages show of acts, in a number of queries that does not grow.

The rows are put on the acts in memory, so that whoever shows an act just asks it.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.apps import apps
from django.db.models import (
    BigAutoField,
    Case,
    CharField,
    DateField,
    Exists,
    IntegerField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast

from wagtail_civic.core import clock
from wagtail_civic.core.catalogue import NameCatalogue, names_of, together
from wagtail_civic.core.models import Area, Body, Topic
from wagtail_civic.core.prepared import prepared
from wagtail_civic.core.visibility import restricted_collections

from .querysets import ROW
from .versions import Reading, reading

#: More relations than this are not shown on the page of one act; its own come first.
MOST_RELATIONS = 200

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


def load_page(act, day: date | None = None) -> PageCatalogue:
    """Everything that the page of one act shows: names, relations, words, files, versions, and
    the text valid on a day (today unless given)."""
    catalogue = PageCatalogue(act)
    relations = _relations(act=act.pk)
    act.known_relations = [relation for relation in relations if relation.act_id == act.pk]
    act.known_incoming = [relation for relation in relations if relation.act_id != act.pk]
    act.known_repeals = [r for r in act.known_incoming if r.kind == "repeals"]
    others = [relation.target for relation in act.known_relations if relation.target_id]
    others += [relation.act for relation in act.known_incoming]
    catalogue.fill([act, *others])
    _fill_words(act, others, day or clock.today())
    act.known_topics = catalogue.all("topic")
    act.known_areas = catalogue.all("area")
    act.known_files = _files(act=act.pk)
    return catalogue


class Words(NamedTuple):
    """A row of words that belongs to an act; which columns mean what, its ``kind`` says."""

    kind: str
    pk: int
    act: int
    language: str
    title: str
    meaning: str
    day: date | None


def _fill_words(act, others: list, day: date) -> None:
    """What an act is called and means in other languages, which of its parts begin later, which
    texts it has: one statement."""
    by_pk = {act.pk: act, **{other.pk: other for other in others}}
    rows: dict[str, list[Words]] = {SUMMARY: [], PART: [], VERSION: []}
    for row in _words(act=act.pk, acts=list(by_pk), day=day):
        rows[row[0]].append(Words(*row))
    for other in by_pk.values():
        other.known_summaries = []
    for row in sorted(rows[SUMMARY], key=lambda row: row.pk):
        by_pk[row.act].known_summaries.append(row)
    parts = sorted(rows[PART], key=lambda row: (row.day, row.pk))
    act.known_commencements = [
        _model("ActCommencement")(pk=row.pk, scope=row.title, starts_on=row.day) for row in parts
    ]
    newest_first = sorted(rows[VERSION], key=lambda row: row.day, reverse=True)
    act.known_versions = [_version(act, row) for row in newest_first]


def _version(act, row: Words):
    """A version that knows its text if that was asked for, and else reads it when it is wanted."""
    model = _model("ActVersion")
    facts = {"id": row.pk, "act_id": row.act, "valid_from": row.day, "note": row.title}
    if row.meaning:
        facts["text"] = row.meaning
    # In the order of the model's columns, as rows of the database come.
    names = [f.attname for f in model._meta.concrete_fields if f.attname in facts]
    return model.from_db(act._state.db, names, [facts[name] for name in names])


SUMMARY, PART, VERSION = "summary", "part", "version"


@prepared(act=BigAutoField(), acts=[BigAutoField()], day=DateField())
def _words(act, acts, day) -> QuerySet:
    def label(kind: str) -> Value:
        return Value(kind, output_field=CharField())

    nothing, never = Value("", output_field=TextField()), Value(None, output_field=DateField())
    summaries = _model("ActSummary").objects.filter(act__in=acts).order_by()
    parts = _model("ActCommencement").objects.filter(act=act).order_by()
    versions = _model("ActVersion").objects.filter(act=act).order_by()
    valid = versions.filter(valid_from__lte=day).order_by("-valid_from").values("pk")[:1]
    text = Case(
        When(pk=Subquery(valid), then=Cast("text", TextField())),
        default=nothing,
        output_field=TextField(),
    )
    empty = Value("", output_field=CharField())
    return together(
        [
            summaries.values_list(
                label(SUMMARY), "pk", "act", "language", "title", "meaning", never
            ),
            parts.values_list(label(PART), "pk", "act", empty, "scope", nothing, "starts_on"),
            versions.values_list(label(VERSION), "pk", "act", empty, "note", text, "valid_from"),
        ]
    )


def versions_of(act) -> list:
    """The consolidated versions, newest first; each reads its text when somebody wants it."""
    if (known := getattr(act, "known_versions", None)) is not None:
        return known
    return list(act.versions.all()) if act.pk else []


def reading_of(act, today: date, asked: date | None = None) -> Reading:
    return reading(act, versions_of(act), today, asked)


@prepared(act=BigAutoField())
def _files(act) -> QuerySet:
    private = restricted_collections().filter(pk=OuterRef("document__collection"))
    files = _model("ActFile").objects.filter(act=act).annotate(is_private=Exists(private))
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
