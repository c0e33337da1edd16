"""What a public page of the budget says: the figures of one programme in one year, its parts,
its economic items and the years side by side. A fixed number of queries, whatever the size."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from wagtail_civic.core.languages import best_language

from . import codes, economics, matching, measures
from .facts import EXPENDITURE, RECEIPTS, Fact, codes_above, facts_of, name
from .models.amounts import Budget, Population, Rollup
from .models.classification import Node

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
    """Growth in per cent on the year before, like with like: cash of two full years, else plan
    against plan. Where the year before is not known, there is none."""
    if before is None or before.year != after.year - 1:
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
    chosen = leading_stage({row.stage: row.value for row in rows}, stage)
    leading = next(row for row in rows if row.stage == chosen)
    node, budget = leading.node, leading.budget
    facts = facts_of(budget, node, direction, chosen)
    name(_all_nodes(history, facts))
    own = [row for row in rows if _is_same(row.node, node)]
    part = _part(node, language, {row.stage: row.value for row in own})
    here = [fact for fact in facts if fact.direction == direction]
    parts = _parts(here, node, language)
    other = len(here) < len(facts)
    return View(
        budget=budget,
        direction=direction,
        stage=chosen,
        part=part,
        months={row.stage: row.months for row in own},
        above=_above(here, node, language),
        parts=parts,
        tiles=_tiles(parts, here, direction, node, language),
        items=_items(here, own, language),
        years=_years(history, node),
        other_direction=other,
        sources=_sources(own),
        population=population(site, year),
        whole=part.values[chosen] if code == codes.TOTAL else _whole(here, chosen),
        balances=_balances(facts, chosen) if other and code == codes.TOTAL else [],
    )


def _all_nodes(history: list[Rollup], facts: list[Fact]) -> list[Node]:
    found = [row.node for row in history]
    return [*found, *(node for fact in facts for node in (fact.node, fact.economic))]


def published_years(site) -> list[int]:
    years = Budget.objects.for_site(site).published().values_list("fiscal_year", flat=True)
    return list(years)


def population(site, year: int) -> Population | None:
    """The residents of that year, else of the latest year before it that is known."""
    rows = Population.objects.filter(site=site, year__lte=year).order_by("-year")
    return rows.first()


def _history(site, direction: str, code: str) -> list[Rollup]:
    """The totals of one code in every year."""
    rows = Rollup.objects.filter(
        budget__site=site, direction=direction, node__code=code, economic__code=codes.TOTAL
    )
    source = [f"revision__document__{name}" for name in ("title", "date", "created_at")]
    programme = [f"node__{name}" for name in ("code", "depth", "additive", "classification__kind")]
    rows = rows.select_related("budget", "node__classification", "revision__document")
    return list(rows.only("stage", "months", "value", "budget__fiscal_year", *programme, *source))


def _part(node: Node, language: str | None, values: Values | None = None) -> Part:
    names = node.names_by_language()
    known = best_language(names, language)
    return Part(
        code=node.code,
        display_code=node.display_code,
        name=names.get(known) or node.display_code,
        language=known,
        values=values or {},
        additive=node.additive,
        node_id=node.pk,
    )


def _original_name(node: Node) -> str:
    """The name as the source wrote it: the first that was stored."""
    return next(iter(node.names_by_language().values()), "")


def _is_same(node: Node, other: Node) -> bool:
    if node.pk == other.pk:
        return True
    return matching.is_same(node.code, _original_name(node), other.code, _original_name(other))


def _above(facts: list[Fact], node: Node, language: str | None) -> list[Part]:
    """The programmes above, the whole budget first."""
    above, edition = codes_above(node), node.classification_id
    nodes = {
        fact.node.pk: fact.node
        for fact in facts
        if fact.is_total and fact.node.code in above and fact.node.classification_id == edition
    }
    rows = sorted(nodes.values(), key=lambda row: (row.depth, row.code))
    return [_part(row, language) for row in rows]


def _parts(facts: list[Fact], node: Node, language: str | None) -> list[Part]:
    """What the programme is made of, in the order of the codes."""
    rows = [fact for fact in facts if fact.is_total and fact.parent == node.code]
    rows.sort(key=lambda fact: fact.node.classification_id != node.classification_id)
    found: dict[str, tuple[Node, Part]] = {}
    for row in rows:
        known = found.get(row.node.code)
        if known is None:
            if row.node.classification_id != node.classification_id:
                continue
            found[row.node.code] = (row.node, _part(row.node, language))
        elif not _is_same(row.node, known[0]):
            continue
        found[row.node.code][1].values[row.stage] = row.value
    return [found[code][1] for code in sorted(found)]


def _tiles(parts, facts, direction, node, language) -> list[Part]:
    """What the drawing shows: the parts; of all receipts the kinds of revenue instead of the
    whole revenue, which would fill the drawing."""
    revenue = economics.REVENUE
    if direction != RECEIPTS or node.code != codes.TOTAL:
        return parts
    whole = Node(code=revenue, classification_id=node.classification_id)
    inner = _parts(facts, whole, language)
    return [*inner, *(part for part in parts if part.code != revenue)] if inner else parts


def _items(facts: list[Fact], own: list[Rollup], language: str | None) -> list[Part]:
    """The economic items of one programme; head-count is left to the open data."""
    nodes = {row.node_id for row in own}
    found: dict[str, Part] = {}
    for fact in facts:
        code = fact.economic.code
        if fact.node.pk in nodes and code not in (codes.TOTAL, codes.HEADCOUNT):
            part = found.setdefault(code, _part(fact.economic, language))
            part.values[fact.stage] = fact.value
    return [found[code] for code in sorted(found)]


def _years(history: list[Rollup], node: Node) -> list[Year]:
    values: dict[int, Values] = defaultdict(dict)
    months: dict[int, dict[str, int]] = defaultdict(dict)
    for row in history:
        if _is_same(row.node, node):
            values[row.budget.fiscal_year][row.stage] = row.value
            months[row.budget.fiscal_year][row.stage] = row.months
    years = sorted(values)[-MOST_YEARS:]
    return [Year(year, node.code, values[year], months[year]) for year in years]


def _sources(rows: list[Rollup]) -> list:
    """The documents that the figures come from, the oldest first."""
    documents = {row.revision.document_id: row.revision.document for row in rows}
    return sorted(documents.values(), key=lambda d: (d.date or d.created_at.date(), d.pk))


def _whole(facts: list[Fact], stage: str) -> Decimal | None:
    """The whole budget at that stage."""
    wholes = (f for f in facts if f.is_total and f.node.code == codes.TOTAL and f.stage == stage)
    return next((fact.value for fact in wholes), None)


def _balances(facts: list[Fact], stage: str) -> list[tuple[object, Decimal]]:
    """Operating and overall balance, where both directions of the stage are published."""
    cells = {
        (f.direction, f.node.code, f.economic.code): f.value for f in facts if f.stage == stage
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
