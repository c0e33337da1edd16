"""How often something may be done, counted in the database: all processes count together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import F
from wagtail.models import Site

from .encryption import keyed_digest
from .models.abuse import RateWindow


@dataclass(frozen=True)
class Rule:
    """At most ``count`` times in each ``window``; windows start at multiples of their length."""

    count: int
    window: timedelta


def hit(scope: str, key: str, site: Site, rules: Iterable[Rule], now: datetime) -> bool:
    """Count once more under every rule; True while all of them hold, False once one is exceeded.

    ``key`` may be anything (a lookup, a network key): only its keyed digest is stored, until the
    window is over. Call it outside a long transaction, which would keep the row locked.
    """
    digest = keyed_digest(f"limit {scope}", key)
    held = [_count(scope, digest, site, rule, now) for rule in rules]
    return all(held)


def reached(scope: str, key: str, site: Site, rules: Iterable[Rule], now: datetime) -> bool:
    """Whether the next ``hit`` would be refused; counts nothing."""
    digest = keyed_digest(f"limit {scope}", key)
    return any(
        _row(scope, digest, site, rule, now).filter(count__gte=rule.count).exists()
        for rule in rules
    )


def _start(rule: Rule, now: datetime) -> datetime:
    seconds = int(rule.window.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)


def _row(scope: str, digest: str, site: Site, rule: Rule, now: datetime):
    return RateWindow.objects.filter(
        site=site,
        scope=scope,
        key=digest,
        seconds=int(rule.window.total_seconds()),
        start=_start(rule, now),
    )


def _count(scope: str, digest: str, site: Site, rule: Rule, now: datetime) -> bool:
    row = _row(scope, digest, site, rule, now)
    room = row.filter(count__lt=rule.count)
    if room.update(count=F("count") + 1):
        return True
    start = _start(rule, now)
    made = RateWindow(
        site=site,
        scope=scope,
        key=digest,
        seconds=int(rule.window.total_seconds()),
        start=start,
        ends=start + rule.window,
    )
    # Two processes may both find no row: one insert wins, and both count on it. Where the row is
    # there and full, nothing is inserted and nothing counted.
    RateWindow.objects.bulk_create([made], ignore_conflicts=True)
    return bool(room.update(count=F("count") + 1))
