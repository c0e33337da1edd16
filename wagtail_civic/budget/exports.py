"""Open data: the figures in force of one year, as CSV rows and for the API."""

from collections.abc import Iterator
from datetime import datetime

from django.http import HttpResponse

from wagtail_civic.core.downloads import TYPE, csv_lines

from .models.amounts import Budget, Rollup

COLUMNS = [
    "code",
    "year",
    "direction",
    "level",
    "parent",
    "name_ka",
    "name_en",
    "economic_code",
    "economic_ka",
    "economic_en",
    "part_of_total",
    "stage",
    "months",
    "amount",
    "updated_at",
]


def figures(budget: Budget) -> list[Rollup]:
    """The figures in force, in the order of directions, codes and stages; names prefetched."""
    rows = Rollup.objects.filter(budget=budget).select_related(
        "node__classification",
        "node__parent__classification",
        "economic__classification",
        "revision",
    )
    rows = rows.prefetch_related("node__names", "economic__names")
    return list(rows.order_by("direction", "node__code", "economic__code", "stage"))


def rows(budget: Budget) -> Iterator[dict[str, object]]:
    for row in figures(budget):
        names, economic = _names(row.node), _names(row.economic)
        yield {
            "code": row.node.display_code,
            "year": budget.fiscal_year,
            "direction": row.direction,
            "level": row.node.depth,
            "parent": row.node.parent.display_code if row.node.parent else "",
            "name_ka": names.get("ka", ""),
            "name_en": names.get("en", ""),
            "economic_code": row.economic.code,
            "economic_ka": economic.get("ka", ""),
            "economic_en": economic.get("en", ""),
            "part_of_total": row.economic.additive,
            "stage": row.stage,
            "months": row.months,
            "amount": row.value,
            "updated_at": row.revision.published_at,
        }


def _names(node) -> dict[str, str]:
    return {name.language: name.name for name in node.names.all()}


def csv_response(budget: Budget) -> HttpResponse:
    """The figures of one year, a few thousand lines at most: whole, with their length."""
    response = HttpResponse(csv_lines([COLUMNS, *map(_cells, rows(budget))]), content_type=TYPE)
    response["Content-Disposition"] = f'attachment; filename="budget-{budget.fiscal_year}.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _cells(row: dict[str, object]) -> list[object]:
    values = (row[name] for name in COLUMNS)
    return [v.isoformat(timespec="seconds") if isinstance(v, datetime) else v for v in values]
