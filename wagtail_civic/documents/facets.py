"""Narrowing a list of results: values with counts that the list has after the click."""

from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import BigAutoField, CharField, QuerySet
from django.db.models import Value as Given
from django.db.models.functions import Concat
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from wagtail_civic.core import search
from wagtail_civic.core.languages import best_language
from wagtail_civic.core.models import Body, NamedModel, Topic
from wagtail_civic.core.prepared import Filled, ask_together, prepared

from .engines.base import Found
from .sight import Sight, part
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
MAX_MARK = 60


def _asked_as(name: str) -> str:
    return f"facet {name}"


#: What the answers about the topics of a site are called.
TOPICS = _asked_as(TOPIC)


@dataclass(frozen=True)
class Value:
    value: str
    label: str
    count: int
    selected: bool
    #: Whether there may be more than were counted.
    is_minimum: bool = False


@dataclass(frozen=True)
class Facet:
    name: str
    label: str
    values: list[Value]


def values_of(
    rows: Sequence[Found], today: date, topics: Iterable[tuple]
) -> list[dict[str, tuple[str, ...]]]:
    """What each row counts for on a day: each of its topics and, by the answers about ``topics``
    of the site, whatever these are part of.

    Thousands of rows share few combinations of facets, and then have one answer in common.
    """
    known: dict[tuple[str, int, str], dict[str, tuple[str, ...]]] = {}
    found, above = [], _above(topics)
    for row in rows:
        key = (row.kind, id(row.facets), _year(row))
        if key not in known:
            known[key] = _values_of(row, today, above)
        found.append(known[key])
    return found


def _values_of(row: Found, today: date, above: dict[str, list[str]]) -> dict[str, tuple[str, ...]]:
    values = {KIND: (row.kind,)}
    for name in NAMES[1:]:
        value = search.on_day(row.facets.get(name) or "", today)
        values[name] = (value,) if value else ()
    values[YEAR] = (year,) if (year := _year(row)) else ()
    codes = (row.facets.get(TOPIC) or "").split()
    values[TOPIC] = tuple({each for code in codes for each in above.get(code, [code])})
    return values


def _year(row: Found) -> str:
    return _year_of(row.facets, row.date)


def _year_of(facets: Mapping, day: date | None) -> str:
    """That of its record; of what has none, as a page, that of its day."""
    return facets.get(YEAR) or (str(day.year) if day else "")


def marks(kind: str, facets: Mapping, day: date | None) -> str:
    """All that a row ever counts for, as one line for the engines: they narrow by it where there is
    more than they rank, and ``matches`` decides."""
    stored = {**facets, KIND: kind, YEAR: _year_of(facets, day)}
    found = set()
    for name in NAMES:
        values = stored.get(name) or ""
        each = values.values() if isinstance(values, dict) else [values]
        each = values.split() if name == TOPIC else each
        found |= {_mark(name, value) for value in each if value}
    return " ".join(sorted(found))


def marks_asked(selected: dict[str, str], topics: Iterable[tuple]) -> list[set[str]]:
    """Of each set a row that matches has one at least; ``topics`` as for ``values_of``."""
    asked = []
    for name, value in selected.items():
        values = {value}
        if name == TOPIC:
            values |= {code for code, above in _above(topics).items() if value in above}
        asked.append({_mark(name, each) for each in values})
    return asked


def _mark(name: str, value: str) -> str:
    """Letters and digits only, as each engine takes them for one word."""
    return "".join(filter(str.isalnum, (name + value).lower()))[:MAX_MARK]


def _above(topics: Iterable[tuple]) -> dict[str, list[str]]:
    """By the code of each topic, its own and those of all that it is part of."""
    lineages = {code: words.split(" ", 1)[0] for _asked, code, words, _pk in topics}
    codes = {str(pk): code for _asked, code, _words, pk in topics}
    return {
        code: [codes[pk] for pk in lineage.strip("/").split("/") if pk in codes]
        for code, lineage in lineages.items()
    }


def matches(values: dict[str, tuple[str, ...]], selected: dict[str, str], but: str = "") -> bool:
    return all(value in values[name] for name, value in selected.items() if name != but)


def facets_of(
    hits: list[dict[str, tuple[str, ...]]],
    selected: dict[str, str],
    sight: Sight,
    minima: Container[str] = (),
    capped: bool = False,
) -> list[Facet]:
    """Each facet counts the hits that all the others let through; ``minima`` are those of which
    there may be more. What was chosen counts the list itself, which ``capped`` says the same of."""
    kept = {}
    alike: dict[int, dict[str, tuple[str, ...]]] = {id(values): values for values in hits}
    sizes = Counter(map(id, hits))
    for name in NAMES:
        counts: Counter[str] = Counter()
        for key, values in alike.items():
            if not selected or matches(values, selected, but=name):
                for value in values[name]:
                    counts[value] += sizes[key]
        if name in selected:
            counts.setdefault(selected[name], 0)
        if counts:
            kept[name] = _kept(name, counts, selected.get(name))
    labels = {name: _labels(name, counts, sight) for name, counts in kept.items()}
    return [
        Facet(
            name,
            str(LABELS[name]),
            [
                Value(value, labels[name][value], count, chosen, capped if chosen else is_minimum)
                for value, count in counts.items()
                for chosen in [value == selected.get(name)]
            ],
        )
        for name, counts in kept.items()
        for is_minimum in [name in minima]
    ]


def _kept(name: str, counts: Counter, chosen: str | None) -> dict[str, int]:
    """The values that are offered, in their order."""
    order = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    if name == YEAR:
        order = sorted(counts.items(), reverse=True)
    return dict(item for i, item in enumerate(order) if i < MAX_VALUES or item[0] == chosen)


def names_asked(rows: Iterable[Found], selected: dict[str, str], site: Site) -> list[Filled]:
    """The names of all that rows count for, to be asked together with who may see them."""
    alike = {id(row.facets): row.facets for row in rows}
    asked = []
    for name in (name for name in NAMES if _model(name)):
        codes = {code for facets in alike.values() for code in (facets.get(name) or "").split()}
        codes |= {selected[name]} if name in selected else set()
        if codes and name == TOPIC:
            asked.append(_topics.with_values(site=site.pk))
        elif codes:
            shape = {"name": name, "model": _model(name)}
            asked.append(_named.with_values(codes=codes, site=site.pk, **shape))
    return asked


def topics_asked(site: Site) -> list[tuple]:
    """The answers about topics of a site, where nothing else is asked; see ``names_asked``."""
    return ask_together([_topics.with_values(site=site.pk)])


def described(site: Site, selected: dict[str, str]) -> str:
    """What a list is narrowed to, in words: ``What – Documents; Year – 2026``."""
    sight = Sight(site, [], names_asked([], selected, site))
    chosen = ((name, selected[name]) for name in NAMES if name in selected)
    return "; ".join(
        f"{LABELS[name]} – {_labels(name, [value], sight)[value]}" for name, value in chosen
    )


def _labels(name: str, values: Collection[str], sight: Sight) -> dict[str, str]:
    """What a reader sees for each value of a facet."""
    known: dict[str, dict[str, str]] = defaultdict(dict)
    for _asked, code, words, _pk in sight.told.get(_asked_as(name), ()):
        if code not in values:
            continue
        words = words.split(" ", 1)[1] if name == TOPIC else words
        language, _space, label = words.partition(" ")
        known[code][language] = label
    reader = get_language()
    labels = {code: names[best_language(names, reader)] for code, names in known.items()}
    return {value: labels.get(value) or _label(name, value, sight.site) for value in values}


def _model(name: str) -> type[NamedModel] | None:
    """Whose rows are the values of a facet, if there are such."""
    if name in (BODY, TOPIC):
        return {BODY: Body, TOPIC: Topic}[name]
    return next(filter(None, (source.facet_model(name) for source in search.sources)), None)


@prepared(codes=[CharField()], site=BigAutoField())
def _named(codes, site, name, model) -> QuerySet:
    rows = model.objects.filter(site=site, code__in=codes)
    return part(_asked_as(name), rows, "code", _words("names__language", "names__name"))


@prepared(site=BigAutoField())
def _topics(site) -> QuerySet:
    """All of a site, each with what it is part of: of few rows it is not asked which are wanted."""
    words = _words("lineage", "names__language", "names__name")
    return part(TOPICS, Topic.objects.filter(site=site), "code", words, "pk")


def _words(*columns: str) -> Concat:
    parts = [part for column in columns for part in (Given(" "), column)][1:]
    return Concat(*parts, output_field=CharField())


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
