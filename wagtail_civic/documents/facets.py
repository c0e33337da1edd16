"""Narrowing a list of results: values with counts that the list has after the click."""

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from wagtail_civic.core import search
from wagtail_civic.core.models import Body, Topic

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


def values_of(row) -> dict[str, tuple[str, ...]]:
    """What a row counts for. A topic facet may hold several codes."""
    found = {KIND: (row.kind,)}
    for name in NAMES[1:]:
        value = row.facets.get(name) or ""
        found[name] = tuple(value.split()) if name == TOPIC else ((value,) if value else ())
    return found


def matches(values: dict[str, tuple[str, ...]], selected: dict[str, str], but: str = "") -> bool:
    return all(value in values[name] for name, value in selected.items() if name != but)


def facets_of(
    hits: list[dict[str, tuple[str, ...]]], selected: dict[str, str], site: Site
) -> list[Facet]:
    """Each facet counts the hits that all the others let through."""
    found = []
    for name in NAMES:
        passed = [values for values in hits if matches(values, selected, but=name)]
        counts = Counter(value for values in passed for value in values[name])
        if name in selected:
            counts.setdefault(selected[name], 0)
        if counts:
            found.append(Facet(name, str(LABELS[name]), _values(name, counts, selected, site)))
    return found


def _values(name: str, counts: Counter, selected: dict[str, str], site: Site) -> list[Value]:
    order = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    if name == YEAR:
        order = sorted(counts.items(), reverse=True)
    chosen = selected.get(name)
    kept = [item for i, item in enumerate(order) if i < MAX_VALUES or item[0] == chosen]
    labels = labels_of(name, [value for value, _count in kept], site)
    return [Value(value, labels[value], count, value == chosen) for value, count in kept]


def labels_of(name: str, values: list[str], site: Site) -> dict[str, str]:
    """What a reader sees for each value."""
    if name == KIND:
        return {value: kind_label(value) for value in values}
    model = {BODY: Body, TOPIC: Topic}.get(name)
    if model is not None:
        rows = model.objects.filter(site=site, code__in=values)
        return dict.fromkeys(values) | _same(values) | {row.code: str(row) for row in rows}
    return {value: _source_label(name, value, site) for value in values}


def _same(values: list[str]) -> dict[str, str]:
    return {value: value for value in values}


def _source_label(name: str, value: str, site: Site) -> str:
    for source in search.sources:
        label = source.facet_label(name, value, site)
        if label != value:
            return str(label)
    return value


def kind_label(kind: str) -> str:
    if kind == PAGE:
        return str(_("Pages"))
    if kind == DOCUMENT:
        return str(_("Documents"))
    source = search.sources.get(kind)
    return str(source.label) if source else kind
