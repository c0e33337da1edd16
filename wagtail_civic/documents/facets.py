"""Narrowing a list of results: values with counts that the list has after the click."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import BigAutoField, CharField, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from wagtail_civic.core import search
from wagtail_civic.core.catalogue import NameCatalogue, names_of
from wagtail_civic.core.models import Body, NamedModel, Topic
from wagtail_civic.core.prepared import ask_together, prepared

from .engines.base import Found
from .visibility import DOCUMENT, PAGE

KIND, TYPE, BODY, YEAR, TOPIC, STATUS = "kind", "type", "body", "year", "topic", "status"
NAMES = (KIND, TYPE, BODY, YEAR, TOPIC, STATUS)
LABELS = {
    KIND: _("What"),
    TYPE: _("Type of act"),
    BODY: _("Issued by"),
    YEAR: _("Year"),
    TOPIC: _("Topic"),
    STATUS: _("In force"),
}
MAX_VALUES = 12


@dataclass(frozen=True)
class Value:
    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True)
class Facet:
    name: str
    label: str
    values: list[Value]


def values_of(rows: Sequence[Found]) -> list[dict[str, tuple[str, ...]]]:
    """What each row counts for. A topic facet may hold several codes.

    Thousands of rows share few combinations of facets, and then have one answer in common.
    """
    known: dict[tuple[str, int], dict[str, tuple[str, ...]]] = {}
    found = []
    for row in rows:
        key = (row.kind, id(row.facets))
        if key not in known:
            known[key] = _values_of(row)
        found.append(known[key])
    return found


def _values_of(row: Found) -> dict[str, tuple[str, ...]]:
    values = {KIND: (row.kind,)}
    for name in NAMES[1:]:
        value = row.facets.get(name) or ""
        values[name] = tuple(value.split()) if name == TOPIC else ((value,) if value else ())
    return values


def matches(values: dict[str, tuple[str, ...]], selected: dict[str, str], but: str = "") -> bool:
    return all(value in values[name] for name, value in selected.items() if name != but)


def facets_of(
    hits: list[dict[str, tuple[str, ...]]], selected: dict[str, str], site: Site
) -> list[Facet]:
    """Each facet counts the hits that all the others let through."""
    kept = {}
    alike: dict[int, dict[str, tuple[str, ...]]] = {id(values): values for values in hits}
    sizes = Counter(map(id, hits))
    for name in NAMES:
        counts: Counter[str] = Counter()
        for key, values in alike.items():
            if matches(values, selected, but=name):
                for value in values[name]:
                    counts[value] += sizes[key]
        if name in selected:
            counts.setdefault(selected[name], 0)
        if counts:
            kept[name] = _kept(name, counts, selected.get(name))
    labels = labels_of(kept, site)
    return [
        Facet(name, str(LABELS[name]), _values(counts, labels[name], selected.get(name)))
        for name, counts in kept.items()
    ]


def _kept(name: str, counts: Counter, chosen: str | None) -> dict[str, int]:
    """The values that are offered, in their order."""
    order = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    if name == YEAR:
        order = sorted(counts.items(), reverse=True)
    return dict(item for i, item in enumerate(order) if i < MAX_VALUES or item[0] == chosen)


def _values(counts: dict[str, int], labels: dict[str, str], chosen: str | None) -> list[Value]:
    return [Value(value, labels[value], n, value == chosen) for value, n in counts.items()]


def labels_of(wanted: dict[str, dict[str, int]], site: Site) -> dict[str, dict[str, str]]:
    """What a reader sees for each value of each facet."""
    models = {name: model for name in wanted if (model := _model(name))}
    asked = (
        _named.with_values(codes=wanted[name], site=site.pk, name=name, model=model)
        for name, model in models.items()
    )
    catalogue = NameCatalogue(models, ask_together(asked))
    labels = {}
    for name, values in wanted.items():
        rows = catalogue.all(name) if name in models else []
        known = {row.code: row.label() for row in rows}
        labels[name] = {value: known.get(value) or _label(name, value, site) for value in values}
    return labels


def _model(name: str) -> type[NamedModel] | None:
    """Whose rows are the values of a facet, if there are such."""
    if name in (BODY, TOPIC):
        return {BODY: Body, TOPIC: Topic}[name]
    return next(filter(None, (source.facet_model(name) for source in search.sources)), None)


@prepared(codes=[CharField()], site=BigAutoField())
def _named(codes, site, name, model) -> QuerySet:
    return names_of(**{name: model.objects.filter(site=site, code__in=codes)})


def _label(name: str, value: str, site: Site) -> str:
    if name == KIND:
        return kind_label(value)
    if name in (BODY, TOPIC):
        return value
    for source in search.sources:
        label = source.facet_label(name, value, site)
        if label != value:
            return str(label)
    return value


def kinds() -> list[tuple[str, str]]:
    """What can be found on this site: value and label."""
    values = [PAGE, DOCUMENT, *(source.kind for source in search.sources)]
    return [(value, kind_label(value)) for value in values]


def kind_label(kind: str) -> str:
    if kind == PAGE:
        return str(_("Pages"))
    if kind == DOCUMENT:
        return str(_("Documents"))
    source = search.sources.get(kind)
    return str(source.label) if source else kind
