"""How often something may be done, counted in the database: all processes count together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connections, router
from django.db.models import BigAutoField, CharField, DateTimeField, F, Q, QuerySet
from wagtail.models import Site

from .encryption import keyed_digest
from .models.abuse import RateWindow
from .prepared import prepared


@dataclass(frozen=True)
class Rule:
    """At most ``count`` times in each ``window``; windows start at multiples of their length."""

    count: int
    window: timedelta


@dataclass(frozen=True)
class Limit:
    """How often ``key`` may do what ``scope`` names.

    The key may be anything (a lookup, a network key): only its keyed digest is stored, until the
    window is over.
    """

    scope: str
    key: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class _Window:
    """A row to be counted on, and up to where."""

    turn: int
    scope: str
    key: str
    seconds: int
    start: datetime
    ends: datetime
    most: int

    @property
    def identity(self) -> tuple[str, str, int]:
        return self.scope, self.key, self.seconds


def hit(scope: str, key: str, site: Site, rules: Iterable[Rule], now: datetime) -> bool:
    """Count once more under every rule; True while all of them hold, False once one is exceeded.

    Call it outside a long transaction, which would keep the row locked.
    """
    return hit_in_turn(site, [[Limit(scope, key, tuple(rules))]], now)[0]


def hit_in_turn(site: Site, turns: Sequence[Sequence[Limit]], now: datetime) -> list[bool]:
    """Count under all limits of the first turn, of the next one only while the first holds, and so
    on; for each turn whether it held.

    One statement, where the database can say what it counted. Of requests at the same moment, one
    that is refused may have counted in the next turn too; no limit is ever exceeded.
    """
    windows = [
        _window(turn, limit, rule, now)
        for turn, limits in enumerate(turns)
        for limit in limits
        for rule in limit.rules
    ]
    features = connections[router.db_for_write(RateWindow)].features
    at_once = (
        features.supports_update_conflicts_with_target and features.can_return_rows_from_bulk_insert
    )
    counted = _count_at_once(site, windows) if at_once else _count_each(site, windows)
    held: list[bool] = []
    for turn in range(len(turns)):
        own = [window.identity for window in windows if window.turn == turn]
        held.append(all(held) and counted.issuperset(own))
    return held


def reached(scope: str, key: str, site: Site, rules: Iterable[Rule], now: datetime) -> bool:
    """Whether the next ``hit`` would be refused; counts nothing."""
    windows = [_window(0, Limit(scope, key, ()), rule, now) for rule in rules]
    starts = [window.start for window in windows]
    shape = {"scope": scope, "sizes": tuple((window.seconds, window.most) for window in windows)}
    return bool(_full(site=site.pk, key=_digest(scope, key), starts=starts, **shape))


@prepared(site=BigAutoField(), key=CharField(), starts=[DateTimeField()])
def _full(site, key, starts, scope, sizes) -> QuerySet:
    """The windows of these sizes, each with its start, that have no room left."""
    full = Q(pk__in=[])
    for place, (seconds, most) in enumerate(sizes):
        full |= Q(seconds=seconds, start=starts.at(place), count__gte=most)
    rows = RateWindow.objects.filter(full, site=site, scope=scope, key=key)
    return rows.values_list("pk", flat=True)[:1]


def _window(turn: int, limit: Limit, rule: Rule, now: datetime) -> _Window:
    seconds = int(rule.window.total_seconds())
    start = datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)
    digest = _digest(limit.scope, limit.key)
    return _Window(turn, limit.scope, digest, seconds, start, start + rule.window, rule.count)


def _digest(scope: str, key: str) -> str:
    return keyed_digest(f"limit {scope}", key)


COUNT = """
WITH wanted (place, turn, scope, key, seconds, start, ends, most) AS (VALUES {rows})
INSERT INTO {table} AS known (site_id, scope, key, seconds, start, ends, count)
SELECT {site}, scope, key, seconds, start, ends, 1 FROM wanted
WHERE most > 0 AND NOT EXISTS (
  SELECT 1 FROM wanted AS earlier JOIN {table} AS full_one
    ON full_one.site_id = {site} AND full_one.scope = earlier.scope
    AND full_one.key = earlier.key AND full_one.seconds = earlier.seconds
    AND full_one.start = earlier.start
  WHERE earlier.turn < wanted.turn AND full_one.count >= earlier.most
)
ORDER BY place
ON CONFLICT (site_id, scope, key, seconds, start) DO UPDATE SET count = known.count + 1
WHERE known.count < (
  SELECT most FROM wanted WHERE wanted.scope = excluded.scope AND wanted.key = excluded.key
    AND wanted.seconds = excluded.seconds
)
RETURNING scope, key, seconds
"""
"""Rows are locked in the same order by everybody, so that no two wait for each other."""


def _count_at_once(site: Site, windows: list[_Window]) -> set[tuple[str, str, int]]:
    """The windows that had room, counted on."""
    connection = connections[router.db_for_write(RateWindow)]
    typed = connection.vendor == "postgresql"
    fields = {field.name: field for field in RateWindow._meta.fields}
    number, names = fields["seconds"], ("scope", "key", "seconds", "start", "ends")
    kinds = [number, number, *(fields[name] for name in names), number]
    cell = ["%s::" + kind.db_type(connection) if typed else "%s" for kind in kinds]
    params: list = []
    for place, row in enumerate(sorted(windows, key=lambda window: window.identity)):
        values = (place, row.turn, row.scope, row.key, row.seconds, row.start, row.ends, row.most)
        params += [
            kind.get_db_prep_value(value, connection)
            for kind, value in zip(kinds, values, strict=True)
        ]
    statement = COUNT.format(
        rows=", ".join([f"({', '.join(cell)})"] * len(windows)),
        table=connection.ops.quote_name(RateWindow._meta.db_table),
        site=int(site.pk),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return set(cursor.fetchall())


def _count_each(site: Site, windows: list[_Window]) -> set[tuple[str, str, int]]:
    counted: set[tuple[str, str, int]] = set()
    open_until = len(windows)
    for window in windows:
        if window.turn <= open_until:
            if _count(site, window):
                counted.add(window.identity)
            else:
                open_until = window.turn
    return counted


def _row(window: _Window) -> Q:
    return Q(scope=window.scope, key=window.key, seconds=window.seconds, start=window.start)


def _count(site: Site, window: _Window) -> bool:
    room = RateWindow.objects.filter(_row(window), site=site, count__lt=window.most)
    if room.update(count=F("count") + 1):
        return True
    made = RateWindow(
        site=site,
        scope=window.scope,
        key=window.key,
        seconds=window.seconds,
        start=window.start,
        ends=window.ends,
    )
    # Two processes may both find no row: one insert wins, and both count on it. Where the row is
    # there and full, nothing is inserted and nothing counted.
    RateWindow.objects.bulk_create([made], ignore_conflicts=True)
    return bool(room.update(count=F("count") + 1))
