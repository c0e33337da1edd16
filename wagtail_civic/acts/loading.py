"""Reads what lists and pages show of acts, in a number of queries that does not grow.

The rows are put on the acts in memory, so that whoever shows an act just asks it.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.apps import apps
from django.db.models import (
    BigAutoField,
    BooleanField,
    Case,
    CharField,
    DateField,
    DateTimeField,
    Exists,
    Expression,
    F,
    IntegerField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    Window,
)
from django.db.models.functions import Cast, Coalesce, JSONObject, RowNumber
from django.utils import timezone

from wagtail_civic.core import clock
from wagtail_civic.core.catalogue import NameCatalogue, made, names_of, names_told, together, told
from wagtail_civic.core.models import Area, Body, Topic
from wagtail_civic.core.prepared import prepared
from wagtail_civic.core.visibility import restricted_collections

from . import addresses, quoting, registry
from .querysets import ROW
from .versions import Reading, reading, valid_on

#: So many of the acts that cite one are named on its page; the registry lists them all.
MOST_CITING = 20
#: More relations than this are not shown on the page of one act; its own come first.
MOST_RELATIONS = 200


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
    """The same, and the topics and areas of one act; ``names`` have been read already."""

    def __init__(self, names: Iterable[tuple]) -> None:
        models = {"type": _model("ActType"), "body": Body, "topic": Topic, "area": Area}
        NameCatalogue.__init__(self, models, names)


def at_address(page, parts: tuple[str, str, str, str], day: date):
    """The act that a registry page shows at an address below it, with its text of a ``day``."""
    body, act_type, year, number = parts
    found = _at_address(
        site=page.registry_site.pk,
        now=timezone.now(),
        day=day,
        body=body,
        act_type=act_type,
        year=year,
        number=addresses.number_key(number),
        shown=page.acts_shown(),
    )
    return found[0] if found else None


@prepared(
    site=BigAutoField(),
    now=DateTimeField(),
    day=DateField(),
    body=CharField(),
    act_type=CharField(),
    year=IntegerField(),
    number=CharField(),
)
def _at_address(site, now, day, body, act_type, year, number, shown) -> QuerySet:
    acts = _model("Act").objects.for_site(site).published(now).filter(shown).with_text_on(day)
    place = {"body__code": body, "act_type__code": act_type, "year": year, "number_key": number}
    return acts.filter(**place)


def load_page(act, day: date | None = None, page=None) -> PageCatalogue:
    """Everything that the page of one act shows: names, relations, words, versions and, for a
    registry ``page``, the acts that its text names, in one statement; and its files.

    The act knows its text of the ``day`` (today unless given), see ``with_text_on``.
    """
    text = valid_text(act)
    found = quoting.found_in(text or act.text) if page else frozenset()
    named = {**quoting.keys_of(found), "shown": page.acts_shown() if page else Q()}
    rows: dict[str, list[dict]] = defaultdict(list)
    for kind, values in _told(act=act.pk, site=act.site_id, now=timezone.now(), **named):
        rows[kind].append(values)
    catalogue = PageCatalogue((kind, *v.values()) for kind in NAMED for v in map(_name, rows[kind]))
    relations = _related(act, rows[RELATION])
    act.known_relations = [relation for relation in relations if relation.act_id == act.pk]
    act.known_incoming = [relation for relation in relations if relation.act_id != act.pk]
    act.known_repeals = [r for r in act.known_incoming if r.kind == "repeals"]
    others = [relation.target for relation in act.known_relations if relation.target_id]
    others += [relation.act for relation in act.known_incoming]
    registry.hide(page, others)
    citing = [made(_model("Act"), values) for values in rows[CITING]]
    act.known_citing = sorted(citing, key=lambda each: (each.adopted, each.pk), reverse=True)
    catalogue.fill([act, *others, *citing])
    _fill_words([act, *others, *citing], rows[SUMMARY])
    parts = [made(_model("ActCommencement"), values) for values in rows[PART]]
    act.known_commencements = sorted(parts, key=lambda part: (part.starts_on, part.pk))
    act.known_versions = _versions(rows[VERSION], text, day or clock.today())
    if page:
        acts = [made(_model("Act"), values) for values in rows[NAMED_ACT]]
        act.known_quotes = quoting.Quotes(found, acts)
    act.known_topics = catalogue.all("topic")
    act.known_areas = catalogue.all("area")
    act.known_files = _files(act=act.pk)
    return catalogue


RELATION, SUMMARY, PART, VERSION = "relation", "summary", "part", "version"
NAMED_ACT, CITING = "named", "citing"
NAMED = ("type", "body", "topic", "area")


def valid_text(act):
    """The text of the version that was read with the act, if one was."""
    stored = getattr(act, "text_valid", None)
    return stored and _model("ActVersion")._meta.get_field("text").to_python(stored)


def _name(values: dict) -> dict:
    return {key: values[key] for key in ("pk", "code", "order", "language", "name")}


def _related(act, rows: list[dict]) -> list:
    """Its own first, then repeals of it, then what others do to it, the newest leading."""
    found = []
    for values in rows:
        sides = {name: values.pop(name) for name in ("act", "target")}
        relation = made(_model("ActRelation"), values)
        for name, facts in sides.items():
            if facts["id"]:
                setattr(relation, name, made(_model("Act"), {**facts, "expire_at": None}))
        found.append(relation)

    def place(relation):
        group = 0 if relation.act_id == act.pk else 1 if relation.kind == "repeals" else 2
        day = relation.act.adopted or date.min
        return group, relation.sort_order or 0, -day.toordinal(), -relation.pk

    return sorted(found, key=place)


class Words(NamedTuple):
    """What an act is called and means in a language."""

    pk: int
    act: int
    language: str
    title: str
    meaning: str


def _fill_words(acts: list, rows: list[dict]) -> None:
    words = sorted(Words(**values) for values in rows)
    for act in acts:
        act.known_summaries = [each for each in words if each.act == act.pk]


def _versions(rows: list[dict], text, day: date) -> list:
    """The newest first; the one valid on the day knows its text, if that was read."""
    versions = [made(_model("ActVersion"), values) for values in rows]
    valid = valid_on((version.valid_from for version in versions), day)
    for version in versions:
        if text and version.valid_from == valid:
            version.text = text
    return sorted(versions, key=lambda version: version.valid_from, reverse=True)


@prepared(
    act=BigAutoField(),
    site=BigAutoField(),
    now=DateTimeField(),
    numbers=[CharField()],
    codes=[CharField()],
)
def _told(act, site, now, numbers, codes, shown) -> QuerySet:
    relations = _model("ActRelation").objects
    others = Q(act__in=relations.filter(act=act).values("target"))
    others |= Q(act__in=relations.in_effect().filter(target=act).values("act"))
    citing = acts_citing(act, site, now, shown)
    others |= Q(act__in=citing.values("pk"))
    words = _model("ActSummary").objects.filter(Q(act=act) | others)
    parts = _model("ActCommencement").objects.filter(act=act)
    versions = _model("ActVersion").objects.filter(act=act)
    named = quoting.acts_named(site, now, numbers, codes, shown)
    names = names_told(
        type=_model("ActType").objects.filter(site=site),
        body=Body.objects.filter(site=site),
        topic=Topic.objects.filter(acts=act),
        area=Area.objects.filter(acts=act),
    )
    return together(
        [
            *names,
            told(SUMMARY, words, "pk", "language", "title", "meaning", act="act_id"),
            told(PART, parts, "id", "act_id", "scope", "starts_on"),
            told(VERSION, versions, "id", "act_id", "valid_from", "note"),
            told(RELATION, _relations(act), *RELATING, **_sides(now)),
            told(NAMED_ACT, named, "id", *_attnames(quoting.COLUMNS)),
            told(CITING, citing, "id", *_attnames(ROW)),
        ]
    )


def acts_citing(act, site, now, shown) -> QuerySet:
    """The newest acts that name an act in their text, one more of them than its page shows."""
    acts = _model("Act").objects.for_site(site).published(now).filter(shown).citing(target=act)
    newest = Window(RowNumber(), order_by=[F("adopted").desc(), F("pk").desc()])
    return acts.annotate(place=newest).filter(place__lte=MOST_CITING + 1)


RELATING = (
    *("id", "act_id", "target_id", "kind", "since", "note", "sort_order"),
    *("outside_title", "outside_url"),
)


def _relations(act) -> QuerySet:
    """What it does to others, and others to it; of very many the first."""
    order = Case(
        When(act=act, then=Value(0)),
        When(kind="repeals", then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    relations = _model("ActRelation").objects
    incoming = relations.in_effect().filter(target=act)
    rows = relations.filter(Q(act=act) | Q(pk__in=incoming.values("pk")))
    first = [order, F("sort_order").asc(), F("act__adopted").desc(), F("pk").desc()]
    rows = rows.annotate(place=Window(RowNumber(), order_by=first))
    return rows.filter(place__lte=MOST_RELATIONS)


def _sides(now) -> dict[str, JSONObject]:
    """Of the acts of a relation what a row of a list shows, and whether they are public now."""
    sides = {}
    for side in ("act", "target"):
        unexpired = Q(**{f"{side}__expire_at": None}) | Q(**{f"{side}__expire_at__gt": now})
        is_public = When(Q(**{f"{side}__live": True}) & unexpired, then=Value(True))
        columns = {name: f"{side}__{name}" for name in ("id", *_attnames(ROW))}
        live = Case(is_public, default=Value(False), output_field=BooleanField())
        sides[side] = JSONObject(**columns, live=live)
    return sides


def _attnames(names: Iterable[str]) -> list[str]:
    return [_model("Act")._meta.get_field(name).attname for name in names]


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
    files = _model("ActFile").objects.filter(act=act)
    files = files.annotate(is_private=Exists(private), text_state=_text_state())
    return files.order_by("sort_order").select_related("document")


def _text_state() -> Expression:
    """How the text of a file came about; empty where none was read that the public may find."""
    if not apps.is_installed("wagtail_civic.documents"):
        return Value("")
    from wagtail_civic.documents.models import DocumentFile

    document = Cast(OuterRef("document"), CharField(max_length=64))
    read = DocumentFile.objects.open().filter(document_id=document).values("text__state")
    return Coalesce(Subquery(read[:1]), Value(""))
