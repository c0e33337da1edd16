"""Open data of budgets: the years, and every figure in force of one year."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from wagtail_civic.core import api

from . import access, exports
from .models.amounts import Budget, Rollup


def _budgets(request: HttpRequest):
    site = access.public_site(request)
    return Budget.objects.for_site(site).published() if site else Budget.objects.none()


@require_safe
def years(request: HttpRequest) -> HttpResponse:
    budgets = list(_budgets(request))
    totals: dict[int, list[dict]] = {}
    whole = Rollup.objects.filter(budget__in=budgets, node__code="00", economic__code="00")
    for row in whole.order_by("direction", "stage"):
        totals.setdefault(row.budget_id, []).append(
            {
                "direction": row.direction,
                "stage": row.stage,
                "months": row.months,
                "amount": row.value,
            }
        )
    return api.respond(
        request,
        {
            "budgets": [
                {
                    "year": budget.fiscal_year,
                    "currency": budget.currency,
                    "url": request.build_absolute_uri(
                        reverse("civic_budget:api_year", args=[budget.fiscal_year])
                    ),
                    "totals": totals.get(budget.pk, []),
                }
                for budget in budgets
            ]
        },
    )


@require_safe
def year(request: HttpRequest, year: int) -> HttpResponse:
    budget = _budgets(request).filter(fiscal_year=year).first()
    if budget is None:
        raise Http404
    data = {
        "year": budget.fiscal_year,
        "currency": budget.currency,
        "lines": list(exports.rows(budget)),
    }
    return api.respond(request, data)
