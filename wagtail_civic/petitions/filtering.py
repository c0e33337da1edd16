"""Which petitions a list shows, and in which order: the same words for registers, JSON and CSV."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, Model, Q, QuerySet
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from wagtail_civic.core.models import Area, Topic
from wagtail_civic.core.text import fold

from . import convocations, lifecycle
from .places import petition_page_models

QUERY_LENGTH = 100
QUERY_WORDS = 8
CODE_LENGTH = 40

NEWEST, MOST, ENDING, TRENDING = "newest", "most", "ending", "trending"
SORT_LABELS = {
    NEWEST: _("newest first"),
    MOST: _("most signatures first"),
    ENDING: _("ending soon first"),
    TRENDING: _("most signatures in the last seven days first"),
}
LATEST = Coalesce("decided_at", "closed_at", "opened_at").desc()
ELECTRONIC = Greatest(F("signatures_electronic") - F("deducted"), 0)
ORDERS = {
    NEWEST: (F("opened_at").desc(nulls_last=True),),
    MOST: ((ELECTRONIC + F("signatures_paper")).desc(),),
    ENDING: (F("deadline").asc(nulls_last=True),),
    TRENDING: (F("trend").desc(),),
}


@dataclass(frozen=True)
class Filters:
    """What a reader asked for; unknown values ask for nothing."""

    query: str = ""
    topic: str = ""
    area: str = ""
    convocation: str = ""
    sort: str = ""

    @classmethod
    def of(cls, given: Mapping) -> "Filters":
        def text(name: str, length: int) -> str:
            return given.get(name, "").replace("\x00", "")[:length].strip()

        sort = text("sort", CODE_LENGTH)
        return cls(
            query=text("q", QUERY_LENGTH),
            topic=text("topic", CODE_LENGTH),
            area=text("area", CODE_LENGTH),
            convocation=text("convocation", CODE_LENGTH),
            sort=sort if sort in ORDERS else "",
        )

    @property
    def narrows(self) -> bool:
        """Whether fewer petitions are shown than there are."""
        return bool(self.query or self.topic or self.area or self.convocation)

    def apply(self, petitions: QuerySet, site: Site) -> QuerySet:
        """What was asked for, areas and topics with everything below them; unordered."""
        if self.query:
            petitions = matching(petitions, self.query)
        if self.topic:
            petitions = petitions.filter(topics__in=_below(Topic, site, self.topic)).distinct()
        if self.area:
            petitions = petitions.filter(area__in=_below(Area, site, self.area))
        if self.convocation:
            span = convocations.find(convocations.spans_of(site), self.convocation)
            petitions = petitions.begun(span.begins, span.ends) if span else petitions.none()
        return petitions

    def order(self, default=(LATEST,)) -> tuple:
        return (*ORDERS.get(self.sort, default), "-pk")


def sorts_of(register: str) -> list[tuple[str, object]]:
    """The orders that make sense in a register: only what collects ends soon, or trends."""
    collects = register == lifecycle.CURRENT_REGISTER
    names = (NEWEST, MOST, ENDING, TRENDING) if collects else (NEWEST, MOST)
    return [(name, SORT_LABELS[name]) for name in names]


def _below(model: type[Model], site: Site, code: str) -> QuerySet:
    rows = model.objects.for_site(site)
    lineage = rows.filter(code=code).values_list("lineage", flat=True).first()
    return rows.filter(lineage__startswith=lineage) if lineage else rows.none()


def matching(petitions: QuerySet, query: str) -> QuerySet:
    """Petitions with every word of ``query`` in a page's title or text, or with that number."""
    found = says(words_of(query), number_of(query))
    return petitions.filter(found)


def words_of(query: str) -> list[str]:
    return fold(query).split()[:QUERY_WORDS]


def says(words: Sequence, number: tuple | None) -> Q:
    """Every word, or the number; without either, nothing does."""
    keys = None
    for word in words:
        found = Q(pk__in=[])
        for model in petition_page_models():
            hits = model.objects.live().filter(
                Q(title__icontains=word) | Q(ask__icontains=word) | Q(background__icontains=word)
            )
            found |= Q(key__in=hits.values("translation_key"))
        keys = found if keys is None else keys & found
    if number:
        year, serial = number
        named = Q(year=year, serial=serial)
        keys = named if keys is None else keys | named
    return Q(pk__in=[]) if keys is None else keys


def number_of(query: str) -> tuple[int, int] | None:
    """Year and serial number, where the query is a petition's number."""
    year, _dash, serial = query.lstrip("№ ").partition("-")
    if year.isascii() and serial.isascii() and year.isdigit() and serial.isdigit():
        return int(year[:4]), int(serial[:6])
    return None
