"""The registry's search: put into SQL once for each set of fields that are filled in.

To write such a statement costs a reader's page more than to answer it.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.apps import apps
from django.db.models import (
    BigAutoField,
    CharField,
    DateField,
    DateTimeField,
    IntegerField,
    Q,
    QuerySet,
    UUIDField,
)

from wagtail_civic.core.paging import with_total
from wagtail_civic.core.prepared import Slot, prepared

from .numbers import code_key, normalise
from .querysets import number_is

#: What is looked for, each with the condition that it is.
COLUMNS = {
    "act_type": "act_type",
    "body": "body",
    "year": "year",
    "since": "adopted__gte",
    "until": "adopted__lte",
}
TREES = ("topics", "areas")


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for; what is None or empty narrows nothing."""

    act_type: int | None = None
    body: int | None = None
    year: int | None = None
    #: The key of an act that is named in the texts.
    cites: UUID | None = None
    #: Of these topics, and of these areas, one is enough.
    topics: list[int] = field(default_factory=list)
    areas: list[int] = field(default_factory=list)
    since: date | None = None
    until: date | None = None
    #: The spellings of each word of the title.
    words: list[list[str]] = field(default_factory=list)
    #: As it was typed: a number or a code, or its beginning.
    number: str = ""
    status: str = ""


def found(
    wanted: Wanted, today: date, start: int, stop: int, *, site: int, now: datetime, shown: Q
) -> list:
    """A part of the acts, the newest first, with their total; of those ``shown`` of a site."""
    columns = {name: getattr(wanted, name) for name in COLUMNS}
    filled = [name for name, value in columns.items() if value]
    filled += [name for name in ("number", "status", "cites", *TREES) if getattr(wanted, name)]
    key, code = normalise(wanted.number), code_key(wanted.number)
    return _found(
        **columns,
        spellings=[spelling for word in wanted.words for spelling in word],
        key=key,
        beginning=f"{key}-",
        code=code,
        status=wanted.status,
        cites=wanted.cites,
        topics=wanted.topics,
        areas=wanted.areas,
        today=today,
        site=site,
        now=now,
        shown=shown,
        filled=tuple(filled),
        lengths=tuple(len(word) for word in wanted.words),
        by_key=bool(key),
        by_code=bool(code),
        start=start,
        stop=stop,
    )


@prepared(
    site=BigAutoField(),
    now=DateTimeField(),
    today=DateField(),
    act_type=BigAutoField(),
    body=BigAutoField(),
    year=IntegerField(),
    since=DateField(),
    until=DateField(),
    spellings=[CharField()],
    key=CharField(),
    beginning=CharField(),
    code=CharField(),
    status=CharField(),
    cites=UUIDField(),
    topics=[BigAutoField()],
    areas=[BigAutoField()],
)
def _found(
    site, now, shown, today, spellings, filled, lengths, by_key, by_code, start, stop, **slots
) -> QuerySet:
    acts = apps.get_model("civic_acts", "Act").objects.for_site(site).published(now).filter(shown)
    acts = acts.filter(**{COLUMNS[name]: slots[name] for name in filled if name in COLUMNS})
    acts = acts.titled(_words(spellings, lengths))
    for name in (name for name in TREES if name in filled):
        tagged = acts.model.objects.filter(**{f"{name}__in": slots[name]})
        acts = acts.filter(pk__in=tagged.values("pk"))
    if "cites" in filled:
        acts = acts.citing(target__key=slots["cites"])
    if "number" in filled:
        number = (slots["key"], slots["beginning"], slots["code"])
        acts = acts.filter(number_is(*number, by_key=by_key, by_code=by_code))
    acts = acts.as_rows(today)
    if "status" in filled:
        acts = acts.filter(status_now=slots["status"])
    return with_total(acts)[start:stop]


def _words(spellings: Slot | list, lengths: tuple[int, ...]) -> list[list]:
    """The slots of the spellings, word by word."""
    words, start = [], 0
    for length in lengths:
        words.append([spellings.at(place) for place in range(start, start + length)])
        start += length
    return words
