"""Reads the figures that a public page shows of one year, in one query, and their names in one."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from . import codes, economics
from .models.amounts import Budget, Rollup
from .models.classification import Classification, Node, NodeName

EXPENDITURE, RECEIPTS = "expenditure", "receipts"


@dataclass(frozen=True)
class Fact:
    """A figure in force: of one programme, for one economic item, at one stage."""

    direction: str
    stage: str
    value: Decimal
    parent: str | None
    node: Node
    economic: Node

    @property
    def is_total(self) -> bool:
        return self.economic.code == codes.TOTAL


_NODE = ("id", "code", "depth", "additive", "classification_id", "classification__kind")
_COLUMNS = (
    *("direction", "stage", "value", "node__parent__code"),
    *(f"node__{name}" for name in _NODE),
    *(f"economic__{name}" for name in _NODE),
)


def facts_of(budget: Budget, node: Node, direction: str, stage: str) -> list[Fact]:
    """What the page of ``node`` shows of its year: parts, items, what it lies in, balances."""
    rows = Rollup.objects.filter(_wanted(node, direction, stage), budget=budget).order_by("pk")
    nodes: dict[int, Node] = {}
    found = []
    for kind, at, value, parent, *both in rows.values_list(*_COLUMNS):
        programme, economic = _node(nodes, both[: len(_NODE)]), _node(nodes, both[len(_NODE) :])
        found.append(Fact(kind, at, value, parent, programme, economic))
    return found


def _wanted(node: Node, direction: str, stage: str) -> Q:
    totals = Q(direction=direction, economic__code=codes.TOTAL)
    parents = [node.code]
    if direction == RECEIPTS and node.code == codes.TOTAL:
        parents.append(economics.REVENUE)
    wanted = totals & (Q(node__parent__code__in=parents) | Q(node__code__in=codes_above(node)))
    items = Q(direction=direction, node__code=node.code)
    wanted |= items & ~Q(economic__code__in=[codes.TOTAL, codes.HEADCOUNT])
    # Whether there is another direction, and what the balances are made of.
    whole = Q(node__code=codes.TOTAL, economic__code=codes.TOTAL)
    wanted |= ~Q(direction=direction) & whole
    if node.code == codes.TOTAL:
        wanted |= Q(stage=stage, node__depth__lte=1)
    return wanted


def codes_above(node: Node) -> list[str]:
    """The codes of the programmes above, the nearest first."""
    programmes = node.classification.kind == Classification.PROGRAMME
    up = codes.parent if programmes else codes.dotted_parent
    above, code = [], up(node.code)
    while code is not None:
        above.append(code)
        code = up(code)
    return above


def _node(known: dict[int, Node], values: list) -> Node:
    pk, code, depth, additive, classification, kind = values
    if pk not in known:
        known[pk] = Node(pk=pk, code=code, depth=depth, additive=additive)
        known[pk].classification = Classification(pk=classification, kind=kind)
    return known[pk]


def name(nodes: Iterable[Node]) -> None:
    """Let the nodes know their names in every language; one query."""
    by_pk: dict[int, list[Node]] = {}
    for node in nodes:
        by_pk.setdefault(node.pk, []).append(node)
    names: dict[int, dict[str, str]] = {pk: {} for pk in by_pk}
    rows = NodeName.objects.filter(row__in=by_pk).order_by("pk")
    for pk, language, text in rows.values_list("row", "language", "name"):
        names[pk][language] = text
    for pk, same in by_pk.items():
        for node in same:
            node.known_names = names[pk]
