"""Which convocation a petition belongs to: the one in which it opened, by the municipality's days.

A convocation lasts until its last day, and never longer than until the next one begins: a term
whose end nobody entered does not take in what came later.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import BigAutoField, QuerySet
from wagtail.models import Site

from wagtail_civic.core import clock
from wagtail_civic.core.models import Convocation
from wagtail_civic.core.prepared import prepared

#: Days outside are moved here: every database compares these, and no petition lies beyond them.
FIRST, LAST = date(1900, 1, 1), date(9000, 1, 1)


@dataclass(frozen=True)
class Span:
    """A convocation from its first moment to the first after it."""

    convocation: Convocation
    begins: datetime
    ends: datetime

    @property
    def code(self) -> str:
        """As an address names it."""
        return str(self.convocation.number)

    @property
    def label(self) -> str:
        """``Convocation 8, 2021–2025``."""
        start, end = self.convocation.start, self.convocation.end
        years = f"{start.year}\u2013{end.year if end else ''}"
        return f"{self.convocation}, {years}"


def spans_of(site: Site) -> list[Span]:
    """The latest first; one query."""
    spans, following = [], LAST
    for row in reversed(_convocations(site=site.pk)):
        over = min(row.end, LAST) + timedelta(days=1) if row.end else LAST
        spans.append(Span(row, _start_of(row.start), _start_of(min(over, following))))
        following = row.start
    return spans


def find(spans: list[Span], code: str) -> Span | None:
    return next((span for span in spans if span.code == code), None)


def _start_of(day: date) -> datetime:
    return clock.start_of(min(max(day, FIRST), LAST))


@prepared(site=BigAutoField())
def _convocations(site) -> QuerySet:
    return Convocation.objects.filter(site=site).order_by("start", "number")
