"""Counting without touching a petition's row at every signature.

A job counts what was confirmed and what ended up to a moment a little in the past, and moves the
watermark in the same statement, so that of two workers only one counts a window. What happened in
the last ten minutes is counted anew each time, because a slow transaction may commit after the
window in which it falls; only what is older is settled. Every night everything is counted anew.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import BigAutoField, Count, Q, QuerySet

from wagtail_civic.core import clock
from wagtail_civic.core.models import Area
from wagtail_civic.core.prepared import prepared

from . import lifecycle
from .deadlines import GRACE
from .events import record_event
from .models.paper import PaperCheck
from .models.petition import Petition
from .models.settings import PetitionSettings
from .models.signatures import SignatureTally
from .threshold import missing_in

logger = logging.getLogger(__name__)

EVERY = timedelta(seconds=30)
LAG = timedelta(seconds=5)
SETTLING = timedelta(minutes=10)
"""How late a signature may be committed and still be counted with the next window."""
TREND_DAYS = 7
AXES = {
    SignatureTally.DAY: "confirmed_on",
    SignatureTally.AREA: "area",
    SignatureTally.ASSURANCE: "assurance",
}


@dataclass(frozen=True)
class Span:
    """What is counted: events after ``start`` (None: all) up to ``until``; older than ``settled``
    they are counted for good."""

    start: datetime | None
    settled: datetime
    until: datetime


def counted_petitions(now: datetime):
    """Petitions whose count may still move by itself: open, or closed within the grace.

    Those of a municipality that has switched counting off wait; nothing of theirs is lost.
    """
    recent = now - GRACE - timedelta(days=1)
    found = Petition.objects.filter(
        Q(state__in=lifecycle.COLLECTING) | Q(closed_at__gte=recent), opened_at__isnull=False
    )
    switched_off = PetitionSettings.objects.filter(counts_signatures=False)
    return found.exclude(site__in=switched_off.values("site"))


def count_window(petition: Petition, now: datetime) -> bool:
    """Bring the count up to ``now`` less the lag; whether this call did it."""
    since, until = petition.counted_until, now - LAG
    if since is None or since >= until:
        return False
    start = petition.settled_until
    span = Span(start, max(until - SETTLING, start or until - SETTLING), until)
    if _is_quiet(petition, span):
        moved = Petition.objects.filter(pk=petition.pk, counted_until=since)
        return bool(moved.update(counted_until=until, settled_until=span.settled))
    return _write(petition, span, now) is not None


def recount(petition: Petition, now: datetime) -> int:
    """Count everything anew; the difference to what was recorded, 0 when nothing was wrong."""
    until = now - LAG
    before = petition.signatures_electronic
    total = _write(petition, Span(None, until - SETTLING, until), now)
    difference = 0 if total is None else total - before
    if difference:
        logger.warning("Recount of petition %s: difference %s", petition.number, difference)
    return difference


def _write(petition: Petition, span: Span, now: datetime) -> int | None:
    """Record what ``span`` holds; the total, or None where another worker was faster."""
    steps = {axis: _steps(petition, axis, span) for axis in AXES}
    with transaction.atomic():
        rows = Petition.objects.filter(pk=petition.pk, counted_until=petition.counted_until)
        if not rows.update(counted_until=span.until, settled_until=span.settled):
            return None
        tallies = _write_tallies(petition, steps, span)
        total = sum(row.count for row in tallies if row.axis == SignatureTally.ASSURANCE)
        Petition.objects.filter(pk=petition.pk).update(
            signatures_electronic=total,
            trend=_trend(tallies, now),
            areas_met=not missing_areas(petition, tallies),
        )
        petition.refresh_from_db()
        note_threshold(petition, now)
    return total


def _write_tallies(petition: Petition, steps: dict, span: Span) -> list[SignatureTally]:
    """Only the winner of the watermark comes here, so a row is never made twice."""
    known = {(row.axis, row.value): row for row in petition.tallies.all()}
    if span.start is None:
        for row in known.values():
            row.count = row.settled = 0
    made = []
    for axis, by_value in steps.items():
        for value, (settled, all_of_it) in by_value.items():
            row = known.get((axis, value))
            if row is None:
                row = SignatureTally(petition=petition, axis=axis, value=value)
                known[axis, value] = row
                made.append(row)
            row.count = max(row.settled + all_of_it, 0)
            row.settled += settled
    SignatureTally.objects.bulk_create(made)
    old = [row for row in known.values() if row not in made]
    changed = old if span.start is None else [r for r in old if r.value in steps[r.axis]]
    SignatureTally.objects.bulk_update(changed, ["count", "settled"], batch_size=500)
    return list(known.values())


def missing_areas(petition: Petition, tallies: list[SignatureTally]) -> dict[str, int]:
    """How many signatures single areas lack, by code; nothing is asked where none is needed."""
    if not petition.required_areas:
        return {}
    by_area = {row.value: row.count for row in tallies if row.axis == SignatureTally.AREA}
    return missing_in(petition.required_areas, counted_in(petition, by_area))


def counted_in(petition: Petition, by_area: dict[str, int]) -> dict[str, int]:
    """The signatures of every area that needs some, with everything below it; one query."""
    wanted = petition.required_areas
    lineages = dict(Area.objects.for_site(petition.site_id).values_list("pk", "lineage"))
    codes = Area.objects.for_site(petition.site_id).filter(code__in=wanted)
    return {
        code: sum(
            count
            for area, count in by_area.items()
            if area and lineages.get(int(area), "").startswith(lineage)
        )
        for code, lineage in codes.values_list("code", "lineage")
    }


def _trend(tallies: list[SignatureTally], now: datetime) -> int:
    """Signatures of the last days: what sorts a list by “trending”."""
    first = (clock.day_of(now) - timedelta(days=TREND_DAYS - 1)).isoformat()
    return sum(
        row.count for row in tallies if row.axis == SignatureTally.DAY and row.value >= first
    )


def count_paper(petition: Petition, now: datetime) -> None:
    """Add up what remained of every checked delivery of paper signatures."""
    checks = PaperCheck.objects.filter(petition=petition, checked_at__isnull=False)
    total = sum(check.remaining for check in checks)
    Petition.objects.filter(pk=petition.pk).update(signatures_paper=total)
    petition.refresh_from_db()
    note_threshold(petition, now)


def note_threshold(petition: Petition, now: datetime) -> None:
    """Record that the threshold was reached, or that the count fell below it again."""
    standing = petition.standing
    if petition.state == lifecycle.DECIDED or not petition.has_basis:
        return
    if standing.reached == (petition.reached_at is not None):
        return
    moment = now if standing.reached else None
    rows = Petition.objects.filter(pk=petition.pk, reached_at__isnull=standing.reached)
    if rows.update(reached_at=moment):
        petition.reached_at = moment
        kind = "reached" if standing.reached else "unreached"
        record_event(petition, kind, now, {"count": standing.counted})


def _came(petition: Petition, span: Span):
    found = petition.signatures.filter(confirmed_at__lte=span.until)
    return found.filter(confirmed_at__gt=span.start) if span.start else found


def _went(petition: Petition, span: Span):
    found = petition.signatures.filter(ended_at__lte=span.until, confirmed_at__lte=span.until)
    return found.filter(ended_at__gt=span.start) if span.start else found


def _is_quiet(petition: Petition, span: Span) -> bool:
    return not (_came(petition, span).exists() or _went(petition, span).exists())


def _steps(petition: Petition, axis: str, span: Span) -> dict[str, tuple[int, int]]:
    """By value of the axis: the change that is settled, and the whole change."""
    steps: dict[str, tuple[int, int]] = {}
    for rows, moment, sign in (
        (_came(petition, span), "confirmed_at", 1),
        (_went(petition, span), "ended_at", -1),
    ):
        settled = Count("pk", filter=Q(**{f"{moment}__lte": span.settled}))
        groups = rows.order_by().values_list(AXES[axis]).annotate(settled=settled, n=Count("pk"))
        for value, old, count in groups:
            name = "" if value is None else str(value)
            before = steps.get(name, (0, 0))
            steps[name] = before[0] + sign * old, before[1] + sign * count
    return steps


def counts_by(petition: Petition) -> dict[str, dict[str, int]]:
    """The tallies of a petition, by axis; one query."""
    found: dict[str, dict[str, int]] = {axis: {} for axis in AXES}
    for axis, value, count in _tallies(petition=petition.pk):
        if count:
            found[axis][value] = count
    return found


@prepared(petition=BigAutoField())
def _tallies(petition) -> QuerySet:
    rows = SignatureTally.objects.filter(petition=petition)
    return rows.values_list("axis", "value", "count")
