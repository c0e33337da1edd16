"""Whether a table adds up: what the file says of a whole against the sum of its parts.

Nothing is corrected: a difference is shown with its lines, the officer decides.
"""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from . import codes, economics, headings
from .annex import RECEIPTS, Group, Table

CHILDREN, ECONOMIC, FUNDS, OF_WHICH, DUPLICATE, NO_PARENT = (
    "children",
    "economic",
    "funds",
    "of_which",
    "duplicate",
    "no_parent",
)
ROUNDING = {1: Decimal("1"), 1000: Decimal("0.6")}
"""How far rounded figures may lie apart, in the unit of the file: 1 lari; 600 lari in thousands."""


@dataclass(frozen=True)
class Difference:
    """`stated` is what the line says, `summed` what its parts make; both in the file's unit."""

    kind: str
    line: int
    code: str
    economic: str
    fund: str
    stated: Decimal
    summed: Decimal
    other_line: int = 0

    @property
    def value(self) -> Decimal:
        return self.summed - self.stated


def differences(table: Table, group: Group, unit: int | None = None) -> list[Difference]:
    """Everything in one group of columns that does not add up, in the order of the lines."""
    tolerance = ROUNDING[unit or table.unit or 1000]
    ledger = _Ledger(table, group)
    found = [
        *ledger.duplicates,
        *_children(ledger, tolerance, table.direction),
        *_funds(ledger, tolerance),
    ]
    if table.direction != RECEIPTS:
        found += _economic(ledger, tolerance)
    return sorted(found, key=lambda difference: (difference.line, difference.kind))


class _Ledger:
    def __init__(self, table: Table, group: Group) -> None:
        self.values: dict[tuple[str, str, str], Decimal] = {}
        self.lines: dict[tuple[str, str], int] = {}
        self.additive: dict[tuple[str, str], bool] = {}
        self.duplicates: list[Difference] = []
        for row, fund, value in table.values(group):
            key = (row.code, row.economic, fund)
            if key in self.values:
                if fund == headings.TOTAL:
                    self.duplicates.append(self._duplicate(row, fund, value))
                continue
            self.values[key] = value
            self.lines.setdefault(key[:2], row.line)
            self.additive[key[:2]] = row.additive

    def _duplicate(self, row, fund: str, value: Decimal) -> Difference:
        first = (row.code, row.economic)
        stated = self.values[(*first, fund)]
        return Difference(DUPLICATE, row.line, *first, fund, value, stated, self.lines[first])


def _children(ledger: _Ledger, tolerance: Decimal, direction: str):
    above = codes.dotted_parent if direction == RECEIPTS else codes.parent
    sums: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for (code, economic, fund), value in ledger.values.items():
        parent = above(code)
        if parent is None:
            continue
        sums[(parent, economic, fund)] += value
        orphan = (parent, codes.TOTAL) not in ledger.lines and economic == codes.TOTAL
        if orphan and fund == headings.TOTAL:
            line = ledger.lines[(code, economic)]
            yield Difference(NO_PARENT, line, code, economic, fund, value, value)
    for key, total in sums.items():
        stated = ledger.values.get(key)
        if stated is not None and abs(total - stated) > tolerance:
            yield Difference(CHILDREN, ledger.lines[key[:2]], *key, stated, total)


def _economic(ledger: _Ledger, tolerance: Decimal):
    parts: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for (code, economic, fund), value in ledger.values.items():
        if economic in economics.ADDENDS:
            parts[(code, fund)] += value
    for (code, fund), total in parts.items():
        stated = ledger.values.get((code, codes.TOTAL, fund))
        line = ledger.lines.get((code, codes.TOTAL), 0)
        if stated is not None and abs(total - stated) > tolerance:
            yield Difference(ECONOMIC, line, code, codes.TOTAL, fund, stated, total)
    for (code, economic, fund), value in ledger.values.items():
        whole = ledger.values.get((code, economics.EXPENSE, fund))
        if economic == economics.PAY and whole is not None and value - whole > tolerance:
            line = ledger.lines[(code, economic)]
            yield Difference(OF_WHICH, line, code, economic, fund, value, whole)


def _funds(ledger: _Ledger, tolerance: Decimal):
    parts: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for (code, economic, fund), value in ledger.values.items():
        if fund != headings.TOTAL:
            parts[(code, economic)] += value
    for key, total in parts.items():
        stated = ledger.values.get((*key, headings.TOTAL))
        if stated is not None and abs(total - stated) > tolerance:
            line = ledger.lines[key]
            yield Difference(FUNDS, line, *key, headings.TOTAL, stated, total)
