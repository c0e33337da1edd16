"""Counting without touching a petition's row at every signature.

A job adds what was confirmed, and takes away what ended, between the watermark and a moment a
little in the past (transactions that began before may still be committing). The watermark moves
in the same statement, so that of two workers only one counts a window. Every night everything is
counted anew, which also mends what a late commit hid from the window.
"""

import logging
from collections import Counter
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import BigAutoField, Count, F, Q, QuerySet
from django.db.models.functions import Greatest

from wagtail_civic.core.prepared import prepared

from . import lifecycle
from .deadlines import GRACE
from .models.paper import PaperCheck
from .models.petition import Petition
from .models.signatures import SignatureTally
from .transitions import record_event

logger = logging.getLogger(__name__)

LAG = timedelta(seconds=5)
AXES = {
    SignatureTally.DAY: "confirmed_on",
    SignatureTally.AREA: "area",
    SignatureTally.ASSURANCE: "assurance",
}


def counted_petitions(now: datetime):
    """Petitions whose count may still move by itself: open, or closed within the grace."""
    recent = now - GRACE - timedelta(days=1)
    return Petition.objects.filter(
        Q(state__in=lifecycle.COLLECTING) | Q(closed_at__gte=recent), opened_at__isnull=False
    )


def count_window(petition: Petition, now: datetime) -> bool:
    """Bring the count up to ``now`` less the lag; whether this call did it."""
    since, until = petition.counted_until, now - LAG
    if since is None or since >= until:
        return False
    came = petition.signatures.filter(confirmed_at__gt=since, confirmed_at__lte=until)
    went = petition.signatures.confirmed().filter(
        ended_at__gt=since, ended_at__lte=until, confirmed_at__lte=until
    )
    steps = {axis: _steps(axis, came, went) for axis in AXES}
    change = sum(steps[SignatureTally.ASSURANCE].values())
    with transaction.atomic():
        rows = Petition.objects.filter(pk=petition.pk, counted_until=since)
        total = Greatest(F("signatures_electronic") + change, 0) if change else None
        moved = rows.update(
            counted_until=until, **({"signatures_electronic": total} if change else {})
        )
        if not moved:
            return False
        for axis, counts in steps.items():
            _add_to_tallies(petition, axis, counts)
        petition.refresh_from_db()
        note_threshold(petition, now)
    return True


def recount(petition: Petition, now: datetime) -> int:
    """Count everything anew; the difference to what was recorded, 0 when nothing was wrong."""
    until = now - LAG
    counting = petition.signatures.filter(confirmed_at__lte=until).exclude(ended_at__lte=until)
    counts = {axis: _group(axis, counting) for axis in AXES}
    total = sum(counts[SignatureTally.ASSURANCE].values())
    with transaction.atomic():
        rows = Petition.objects.filter(pk=petition.pk, counted_until=petition.counted_until)
        if not rows.update(signatures_electronic=total, counted_until=until):
            return 0
        petition.tallies.all().delete()
        SignatureTally.objects.bulk_create(
            SignatureTally(petition=petition, axis=axis, value=value, count=count)
            for axis, values in counts.items()
            for value, count in values.items()
        )
        difference = total - petition.signatures_electronic
        petition.refresh_from_db()
        note_threshold(petition, now)
    if difference:
        logger.warning("Recount of petition %s: difference %s", petition.number, difference)
    return difference


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


def _steps(axis: str, came, went) -> Counter:
    steps = _group(axis, came)
    steps.subtract(_group(axis, went))
    return Counter({value: step for value, step in steps.items() if step})


def _group(axis: str, signatures) -> Counter:
    column = AXES[axis]
    rows = signatures.order_by().values_list(column).annotate(n=Count("pk"))
    return Counter({"" if value is None else str(value): count for value, count in rows})


def _add_to_tallies(petition: Petition, axis: str, steps: Counter) -> None:
    """Only the winner of the watermark comes here, so a row is never made twice."""
    for value, step in steps.items():
        rows = SignatureTally.objects.filter(petition=petition, axis=axis, value=value)
        if not rows.update(count=Greatest(F("count") + step, 0)) and step > 0:
            SignatureTally.objects.create(petition=petition, axis=axis, value=value, count=step)


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
