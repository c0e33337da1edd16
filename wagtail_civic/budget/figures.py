"""What a public page of the budget says: the figures of one programme in one year, its parts,
its economic items and the years side by side. A fixed number of queries, whatever the size."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from wagtail_civic.core.languages import in_language

from . import codes, economics, matching, measures
from .models.amounts import Budget, Population, Rollup
from .models.classification import Node

EXPENDITURE, RECEIPTS = "expenditure", "receipts"
SHOWN_STAGES = ("approved", "revised", "executed")
_LEADING = ("revised", "approved", "executed", "proposed", "committed")
MOST_YEARS = 12

Values = dict[str, Decimal]


@dataclass
class Part:
    """One row of a table: a programme, a receipt or an economic item."""

    code: str
    display_code: str
    name: str
    language: str
    values: Values = field(default_factory=dict)
    additive: bool = True
    node_id: int = 0

    @property
    def rate(self) -> Decimal | None:
        return measures.execution_rate(self.values.get("executed"), plan_of(self.values))


@dataclass
class Year:
    """One year of the comparison; `values` is empty where the programme did not exist."""

    year: int
    code: str
    values: Values
    months: dict[str, int]

    @property
    def rate(self) -> Decimal | None:
        return measures.execution_rate(self.values.get("executed"), plan_of(self.values))


@dataclass
class View:
    budget: Budget
    direction: str
    stage: str
    part: Part
    months: dict[str, int]
    above: list[Part]
    parts: list[Part]
    tiles: list[Part]
    items: list[Part]
    years: list[Year]
    other_direction: bool
    sources: list
    population: Population | None
    whole: Decimal | None
    balances: list[tuple[object, Decimal]] = field(default_factory=list)

    @property
    def value(self) -> Decimal | None:
        return self.part.values.get(self.stage)

    @property
    def stages(self) -> list[str]:
        return [stage for stage in _SHOWN_ORDER if stage in self.part.values]

    @property
    def per_resident(self) -> Decimal | None:
        people = self.population.residents if self.population else None
        return measures.per_resident(self.value, people)


_SHOWN_ORDER = ("proposed", "approved", "revised", "executed", "committed")


def plan_of(values: Values) -> Decimal | None:
    """What execution is measured against: the revised plan, else the approved one."""
    return values.get("revised", values.get("approved"))


def change(before: Year | None, after: Year) -> Decimal | None:
    """Growth in per cent, like with like: cash of two full years, else plan against plan."""
    if before is None:
        return None
    if all(year.months.get("executed") == 12 for year in (before, after)):
        return measures.change(before.values["executed"], after.values["executed"])
    return measures.change(plan_of(before.values), plan_of(after.values))


def leading_stage(values: Values, wanted: str = "") -> str:
    """The stage a page shows: the one asked for if there are figures, else the plan in force."""
    if wanted in values:
        return wanted
    return next((stage for stage in _LEADING if stage in values), "")


def view(
    site,
    year: int | None = None,
    code: str = codes.TOTAL,
    direction: str = EXPENDITURE,
    stage: str = "",
    language: str | None = None,
) -> View | None:
    """Everything about one programme in one year (the newest unless named); None if unknown."""
    code = code.replace("\x00", "")
    history = _history(site, direction, code)
    years = sorted({row.budget.fiscal_year for row in history}, reverse=True)
    if not years or (year is not None and year not in years):
        return None
    year = year or years[0]
    rows = [row for row in history if row.budget.fiscal_year == year]
    values = {row.stage: row.value for row in rows}
    chosen = leading_stage(values, stage)
    leading = next(row for row in rows if row.stage == chosen)
    node, budget = leading.node, leading.budget
    part = _part(node, language)
    own = [row for row in rows if _is_same(row.node, node, language)]
    part.values = {row.stage: row.value for row in own}
    whole = part.values[chosen]
    if code != codes.TOTAL:
        whole = _whole(budget, direction, chosen)
    other = _has_other(budget, direction)
    parts = _parts(budget, direction, node, language)
    return View(
        budget=budget,
        direction=direction,
        stage=chosen,
        part=part,
        months={row.stage: row.months for row in own},
        above=_above(node, language),
        parts=parts,
        tiles=_tiles(parts, budget, direction, node, language),
        items=_items(budget, direction, node, own, language),
        years=_years(history, node, language),
        other_direction=other,
        sources=_sources(own),
        population=population(site, year),
        whole=whole,
        balances=_balances(budget, chosen) if other and code == codes.TOTAL else [],
    )


def published_years(site) -> list[int]:
    years = Budget.objects.for_site(site).published().values_list("fiscal_year", flat=True)
    return list(years)


def population(site, year: int) -> Population | None:
    """The residents of that year, else of the latest year before it that is known."""
    rows = Population.objects.filter(site=site, year__lte=year).order_by("-year")
    return rows.first()


def _history(site, direction: str, code: str) -> list[Rollup]:
    rows = Rollup.objects.filter(
        budget__site=site, direction=direction, node__code=code, economic__code=codes.TOTAL
    )
    related = ("budget", "node__classification", "revision__document")
    return list(rows.select_related(*related).prefetch_related("node__names"))


def _part(node: Node, language: str | None) -> Part:
    name = in_language(node.names.all(), language)
    return Part(
        code=node.code,
        display_code=node.display_code,
        name=name.name if name else node.display_code,
        language=name.language if name else "",
        additive=node.additive,
        node_id=node.pk,
    )


def _original_name(node: Node) -> str:
    """The name as the source wrote it: the first that was stored."""
    return next((name.name for name in node.names.all()), "")


def _is_same(node: Node, other: Node, language: str | None) -> bool:
    if node.pk == other.pk:
        return True
    return matching.is_same(node.code, _original_name(node), other.code, _original_name(other))


def _above(node: Node, language: str | None) -> list[Part]:
    """The programmes above, the whole budget first."""
    up = codes.parent if node.classification.kind == "programme" else codes.dotted_parent
    wanted, code = [], up(node.code)
    while code is not None:
        wanted.append(code)
        code = up(code)
    nodes = Node.objects.filter(classification=node.classification_id, code__in=wanted)
    nodes = nodes.select_related("classification").with_names().order_by("depth", "code")
    return [_part(row, language) for row in nodes]


def _parts(budget: Budget, direction: str, node: Node, language: str | None) -> list[Part]:
    """What the programme is made of, in the order of the codes."""
    rows = Rollup.objects.filter(
        budget=budget,
        direction=direction,
        economic__code=codes.TOTAL,
        node__parent__code=node.code,
    )
    rows = rows.select_related("node__classification").prefetch_related("node__names")
    found: dict[str, tuple[Node, Part]] = {}
    ordered = sorted(rows, key=lambda r: r.node.classification_id != node.classification_id)
    for row in ordered:
        known = found.get(row.node.code)
        if known is None:
            part = _part(row.node, language)
            if row.node.classification_id == node.classification_id:
                found[row.node.code] = (row.node, part)
            else:
                continue
        elif not _is_same(row.node, known[0], language):
            continue
        found[row.node.code][1].values[row.stage] = row.value
    return [found[code][1] for code in sorted(found)]


def _tiles(parts, budget, direction, node, language) -> list[Part]:
    """What the drawing shows: the parts; of all receipts the kinds of revenue instead of the
    whole revenue, which would fill the drawing."""
    revenue = economics.REVENUE
    if direction != RECEIPTS or node.code != codes.TOTAL:
        return parts
    whole = Node(code=revenue, classification_id=node.classification_id)
    inner = _parts(budget, direction, whole, language)
    return [*inner, *(part for part in parts if part.code != revenue)] if inner else parts


def _items(budget, direction, node, own, language) -> list[Part]:
    """The economic items of one programme; head-count is left to the open data."""
    rows = Rollup.objects.filter(
        budget=budget, direction=direction, node__in=[row.node_id for row in own]
    ).exclude(economic__code__in=[codes.TOTAL, codes.HEADCOUNT])
    rows = rows.select_related("economic__classification").prefetch_related("economic__names")
    found: dict[str, Part] = {}
    for row in rows:
        part = found.setdefault(row.economic.code, _part(row.economic, language))
        part.values[row.stage] = row.value
    return [found[code] for code in sorted(found)]


def _years(history: list[Rollup], node: Node, language: str | None) -> list[Year]:
    values: dict[int, Values] = defaultdict(dict)
    months: dict[int, dict[str, int]] = defaultdict(dict)
    for row in history:
        if _is_same(row.node, node, language):
            values[row.budget.fiscal_year][row.stage] = row.value
            months[row.budget.fiscal_year][row.stage] = row.months
    years = sorted(values)[-MOST_YEARS:]
    return [Year(year, node.code, values[year], months[year]) for year in years]


def _sources(rows: list[Rollup]) -> list:
    """The documents that the figures come from, the oldest first."""
    documents = {row.revision.document_id: row.revision.document for row in rows}
    return sorted(documents.values(), key=lambda d: (d.date or d.created_at.date(), d.pk))


def _has_other(budget: Budget, direction: str) -> bool:
    other = RECEIPTS if direction == EXPENDITURE else EXPENDITURE
    return Rollup.objects.filter(budget=budget, direction=other).exists()


def _whole(budget: Budget, direction: str, stage: str) -> Decimal | None:
    rows = Rollup.objects.filter(
        budget=budget,
        direction=direction,
        stage=stage,
        node__code=codes.TOTAL,
        economic__code=codes.TOTAL,
    )
    return rows.values_list("value", flat=True).first()


def _balances(budget: Budget, stage: str) -> list[tuple[object, Decimal]]:
    """Operating and overall balance, where both directions of the stage are published."""
    rows = Rollup.objects.filter(budget=budget, stage=stage, node__depth__lte=1)
    cells = {
        (direction, node, economic): value
        for direction, node, economic, value in rows.values_list(
            "direction", "node__code", "economic__code", "value"
        )
    }
    operating = measures.operating_balance(
        cells.get((RECEIPTS, economics.REVENUE, codes.TOTAL)),
        cells.get((EXPENDITURE, codes.TOTAL, economics.EXPENSE)),
    )
    overall = measures.overall_balance(
        operating,
        cells.get((EXPENDITURE, codes.TOTAL, economics.NON_FINANCIAL)),
        cells.get((RECEIPTS, economics.NON_FINANCIAL, codes.TOTAL)),
    )
    pairs = [(_("Operating balance"), operating), (_("Overall balance"), overall)]
    return [(label, value) for label, value in pairs if value is not None]
