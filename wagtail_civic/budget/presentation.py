"""The words and numbers of a public page, ready to be printed in its language."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wagtail_civic.core import formats, places

from . import chart, codes, figures, measures, treemap
from .figures import Part, View
from .models.amounts import DIRECTION_LABELS, STAGE_LABELS

BAR = 100
MILLION = 1_000_000


@dataclass
class Row:
    """One line of a table; `cells` are in the order of the headings."""

    name: str
    language: str
    code: str = ""
    url: str = ""
    cells: list[str] = field(default_factory=list)
    is_total: bool = False
    is_part: bool = False


@dataclass
class Bar:
    """A figure of one stage with its bar, 0 to 100 wide."""

    stage: str
    label: str
    amount: str
    width: int


@dataclass
class YearRow:
    year: int
    url: str
    current: bool
    bars: list[Bar]
    rate: str
    change: str


def stage_label(stage: str, months: int = 12) -> str:
    if months >= 12:
        return str(STAGE_LABELS[stage])
    return ngettext("%(stage)s, %(n)s month", "%(stage)s, %(n)s months", months) % {
        "stage": STAGE_LABELS[stage],
        "n": months,
    }


def money(value: Decimal | None) -> str:
    """Millions with one decimal from a million up, below that whole lari."""
    if value is None:
        return "–"
    unit = "million" if abs(value) >= MILLION else None
    return formats.money(value, unit=unit, digits=1 if unit else 0)


def percent(value: Decimal | None) -> str:
    return "–" if value is None else formats.percent(value, digits=1)


def share_of(part: Decimal | None, whole: Decimal | None) -> str:
    """In per cent, in words where it is too little for the digits."""
    value = measures.share(part, whole)
    return "–" if value is None else formats.share(value)


def page_context(page, view: View) -> dict:
    """The template's context for one programme in one year: plain values, no rows."""
    year = view.budget.fiscal_year
    is_whole = view.part.code == codes.TOTAL
    return {
        "direction": view.direction,
        "sources": [{"title": each.title, "date": each.date} for each in view.sources],
        "year": year,
        "is_whole": is_whole,
        "title": year_title(view) if is_whole else view.part.name,
        "title_language": "" if is_whole else view.part.language,
        "page_title": title_text(page, view),
        "crumbs": crumbs(page, view),
        "facts": facts(view),
        "residents_note": residents_note(view),
        "stage": stage_label(view.stage, view.months.get(view.stage, 12)),
        "drawings": drawings(page, view),
        "map_label": map_label(view),
        "map_finding": map_finding(view),
        "undrawn": sum(1 for part in view.tiles if part.values.get(view.stage, 0) < 0),
        "headings": headings(view),
        "parts": part_rows(page, view),
        "items": item_rows(view),
        "years": year_rows(page, view),
        "year_tabs": year_tabs(page, view),
        "stage_tabs": stage_tabs(page, view),
        "direction_tabs": direction_tabs(page, view),
        "csv_url": page.get_url() + page.reverse_subpage("csv", args=[year]),
        "api_url": reverse("civic_budget:api_year", args=[year]),
        "chart_url": chart_url(page, view),
        "chart_height": chart.HEIGHT,
    }


def year_title(view: View) -> str:
    names = {"year": view.budget.fiscal_year}
    if view.direction == figures.RECEIPTS:
        return _("Receipts of the %(year)s budget") % names
    return _("Budget of %(year)s") % names


def title_text(page, view: View) -> str:
    if view.part.code == codes.TOTAL:
        return f"{year_title(view)} – {page.title}"
    return f"{view.part.name}, {view.budget.fiscal_year} – {page.title}"


def crumbs(page, view: View) -> list[tuple[str, str]]:
    """From the home page to the programme above; the whole budget stands for its year."""
    year = view.budget.fiscal_year
    found = [*places.crumbs_of(page), (page.title, page.get_url())]
    for part in view.above:
        name = str(year) if part.code == codes.TOTAL else part.name
        found.append((name, page.address(year, part.code, view.direction)))
    return found


def key_facts(view: View) -> list[tuple[str, str]]:
    """The four that a front page has room for."""
    found = [(stage_label(view.stage, view.months.get(view.stage, 12)), money(view.value))]
    if "executed" in view.stages and view.stage != "executed":
        label = stage_label("executed", view.months.get("executed", 12))
        found.append((label, money(view.part.values["executed"])))
    if view.part.rate is not None:
        found.append((_("Execution rate"), percent(view.part.rate)))
    if view.per_resident is not None:
        found.append((_("Per resident"), formats.money(view.per_resident, digits=0)))
    return found


def facts(view: View) -> list[tuple[str, str]]:
    found = [
        (stage_label(stage, view.months.get(stage, 12)), money(view.part.values[stage]))
        for stage in view.stages
    ]
    if view.part.rate is not None:
        found.append((_("Execution rate"), percent(view.part.rate)))
    if view.part.code != codes.TOTAL and measures.share(view.value, view.whole) is not None:
        found.append((_("Share of the budget"), share_of(view.value, view.whole)))
    if view.per_resident is not None:
        found.append((_("Per resident"), formats.money(view.per_resident, digits=0)))
    for label, value in view.balances:
        found.append((str(label), money(value)))
    return found


def residents_note(view: View) -> str:
    """Whose number of residents was used, if it is not that of the year."""
    people = view.population
    if people is None or people.year == view.budget.fiscal_year:
        return ""
    return _("Per resident: by the %(residents)s residents of %(year)s.") % {
        "residents": formats.number(people.residents),
        "year": people.year,
    }


def drawings(page, view: View) -> list[treemap.Drawing]:
    year = view.budget.fiscal_year
    items = [
        treemap.Item(
            name=part.name,
            value=part.values[view.stage],
            amount=money(part.values[view.stage]),
            share=share_of(part.values[view.stage], view.value),
            url=page.address(year, part.code, view.direction),
        )
        for part in view.tiles
        if view.stage in part.values
    ]
    other = treemap.Item(_("Other, smaller"), Decimal(0), "", "", "#civic-budget-parts")
    return treemap.drawings(items, other)


def map_label(view: View) -> str:
    if view.direction == figures.RECEIPTS:
        return _("Where the money comes from")
    if view.part.code == codes.TOTAL:
        return _("What the money is spent on")
    return _("What the programme is made of")


def map_finding(view: View) -> str:
    """One sentence: the largest part and its share."""
    parts = [part for part in view.tiles if part.values.get(view.stage, 0) > 0]
    if not parts:
        return ""
    largest = max(parts, key=lambda part: part.values[view.stage])
    return _("The largest part: %(name)s, %(share)s.") % {
        "name": largest.name,
        "share": share_of(largest.values[view.stage], view.value),
    }


def headings(view: View) -> list[str]:
    labels = [stage_label(stage, view.months.get(stage, 12)) for stage in view.stages]
    rate = [_("Execution rate")] if _has_rates(view) else []
    return [*labels, *rate, _("Share")]


def _has_rates(view: View) -> bool:
    return "executed" in view.stages and figures.plan_of(view.part.values) is not None


def _cells(view: View, part: Part) -> list[str]:
    cells = [money(part.values.get(stage)) for stage in view.stages]
    if _has_rates(view):
        cells.append(percent(part.rate))
    cells.append(share_of(part.values.get(view.stage), view.value))
    return cells


def part_rows(page, view: View) -> list[Row]:
    year = view.budget.fiscal_year
    rows = [
        Row(
            part.name,
            part.language,
            _together(part.display_code),
            page.address(year, part.code, view.direction),
            _cells(view, part),
        )
        for part in view.parts
    ]
    if rows:
        rows.append(Row(_("Total"), "", "", "", _cells(view, view.part), is_total=True))
    return rows


def _together(code: str) -> str:
    """The code, never broken at the end of a line."""
    return code.replace(" ", "\N{NO-BREAK SPACE}")


def item_rows(view: View) -> list[Row]:
    rows = [
        Row(part.name, part.language, part.code, "", _cells(view, part), is_part=not part.additive)
        for part in view.items
    ]
    if rows:
        rows.append(Row(_("Total"), "", "", "", _cells(view, view.part), is_total=True))
    return rows


def year_rows(page, view: View) -> list[YearRow]:
    """The newest year last; bars share one scale, a negative amount has none."""
    tops = [value for year in view.years for value in year.values.values()]
    top = max(tops, default=Decimal(0))
    rows, before = [], None
    for year in view.years:
        rows.append(
            YearRow(
                year=year.year,
                url=page.address(year.year, year.code, view.direction),
                current=year.year == view.budget.fiscal_year,
                bars=[
                    Bar(
                        stage,
                        stage_label(stage, year.months.get(stage, 12)),
                        money(year.values[stage]),
                        bar_width(year.values[stage], top),
                    )
                    for stage in figures.SHOWN_STAGES
                    if stage in year.values
                ],
                rate=percent(year.rate),
                change=_signed(figures.change(before, year)),
            )
        )
        before = year
    return rows


def bar_width(value: Decimal, top: Decimal) -> int:
    """0 to 100; anything above nought is at least one wide."""
    if value <= 0 or top <= 0:
        return 0
    return max(1, round(value * BAR / top))


def _signed(value: Decimal | None) -> str:
    if value is None:
        return "–"
    return ("+" if value > 0 else "") + percent(value)


def year_tabs(page, view: View) -> list[dict]:
    return [
        {
            "title": str(year.year),
            "url": page.address(year.year, view.part.code, view.direction),
            "current": year.year == view.budget.fiscal_year,
        }
        for year in reversed(view.years)
    ]


def stage_tabs(page, view: View) -> list[dict]:
    if len(view.stages) < 2:
        return []
    address = page.address(view.budget.fiscal_year, view.part.code, view.direction)
    return [
        {
            "title": stage_label(stage, view.months.get(stage, 12)),
            "url": f"{address}?stage={stage}",
            "current": stage == view.stage,
        }
        for stage in view.stages
    ]


def direction_tabs(page, view: View) -> list[dict]:
    if not view.other_direction:
        return []
    year = view.budget.fiscal_year
    return [
        {
            "title": str(label),
            "url": page.address(year, codes.TOTAL, direction),
            "current": direction == view.direction,
        }
        for direction, label in DIRECTION_LABELS.items()
    ]


def chart_url(page, view: View) -> str:
    """The frame of the interactive chart; empty where there is nothing to compare or draw with."""
    if len(view.years) < 2 or not chart.is_available():
        return ""
    return reverse(
        "civic_budget:chart",
        args=[
            page.locale.language_code,
            view.budget.fiscal_year,
            view.direction,
            view.part.code,
        ],
    )
