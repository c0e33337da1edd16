"""What the site search can find: each capability registers a source for the index."""

import datetime as dt
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

from django.db.models import Model, QuerySet
from django.db.models.signals import post_delete, post_save
from django.dispatch import Signal
from wagtail.models import Site

from .registry import Registry

#: Sent with ``kind`` and ``pk`` when an object of a source has changed or gone.
source_changed = Signal()
#: Sent when many objects may be findable that were not, as where their page is published.
appeared = Signal()


@dataclass(frozen=True)
class Entry:
    """One findable part of an object: an article of an act, an item of an agenda.

    ``page_id`` binds the visibility to that page; ``number`` has an index of its own; ``weight``
    below 1 puts it behind others that match as well. A facet that changes on days that are
    known beforehand is what it is from each day on, by ISO date: the search says what it is today.
    """

    part: str
    language: str
    title: str
    text: str
    url: str
    date: dt.date | None = None
    page_id: int | None = None
    number: str = ""
    facets: dict[str, str | dict[str, str]] = field(default_factory=dict)
    weight: float = 1.0


def on_day(value: str | dict[str, str], day: dt.date) -> str:
    """What a facet is on a day; before all days that it names it is what it is on the first."""
    if isinstance(value, str):
        return value
    begun = [start for start in value if start <= day.isoformat()]
    return value[max(begun, default=min(value))]


class SearchSource:
    """Says for one model what can be found. Subclass it and register an instance."""

    kind = ""
    label = ""
    model: type[Model]
    #: Models whose rows are parts of an object, and the field of theirs that names it: a document
    #: that such a row refers to is found on the object's site, under its facets.
    parts: dict[type[Model], str] = {}

    def objects(self, site: Site, now: dt.datetime | None = None) -> QuerySet:
        """What of a site may be found. ``now`` is given only where there is a ``shape``."""
        raise NotImplementedError

    def shape(self, site: Site) -> Hashable | None:
        """All that the queryset of ``objects`` depends on besides its arguments, of few different
        values: then it is put into SQL once in a process. Without one, for every search."""
        return None

    def entries(self, obj: Model) -> Iterable[Entry]:
        raise NotImplementedError

    def is_visible(self, obj: Model) -> bool:
        """Whether the public may see ``obj`` now, beside what ``page_id`` says."""
        return True

    def site(self, obj: Model) -> Site | None:
        return obj.site

    def own_form(self, site: Site) -> tuple[str, str] | None:
        """Words and address of a form that finds these things by what is theirs alone."""
        return None

    def facet_label(self, facet: str, value: str, site: Site) -> str:
        return value

    def facet_model(self, facet: str) -> type[Model] | None:
        """The ``NamedModel`` whose rows of a site have the values of a facet as their codes, if
        there is such: the names of all facets are then read in one statement."""
        return None

    def rows_of(self, obj: Model) -> list[Model]:
        """The object and its parts."""
        found = [obj]
        for model, name in self.parts.items():
            found += model._default_manager.filter(**{name: obj.pk})
        return found


sources: Registry[SearchSource] = Registry("search")


def register(source: SearchSource) -> None:
    sources.register(source.kind, source)
    uid = f"civic_search_{source.kind}"

    def on_change(sender, instance, raw=False, **kwargs):
        if not raw:
            changed(source.kind, instance.pk)

    post_save.connect(on_change, sender=source.model, weak=False, dispatch_uid=f"{uid}_save")
    post_delete.connect(on_change, sender=source.model, weak=False, dispatch_uid=f"{uid}_delete")


def changed(kind: str, pk) -> None:
    """Say that an object of ``kind`` has changed; who keeps an index listens."""
    source_changed.send(sender=SearchSource, kind=kind, pk=pk)
