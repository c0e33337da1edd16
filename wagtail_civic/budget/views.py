"""The public side: a page of the budget, its CSV, the chart's frame and what the frame loads."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from wagtail_civic.core import places, remembered
from wagtail_civic.core.records import site_of

from . import access, chart, exports, figures, presentation
from .models.amounts import STAGE_LABELS, Budget

FRAME_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


def node(
    request: HttpRequest,
    page,
    year: int | None = None,
    code: str = "00",
    direction: str = figures.EXPENDITURE,
) -> HttpResponse:
    """One programme of one year; the newest year where none is named."""
    site = places.requested_site(request)
    language = places.language_of(page, site)
    wanted = request.GET.get("stage", "")
    wanted = wanted if wanted in STAGE_LABELS else ""

    def context_of() -> dict | None:
        view = figures.view(site, year, code, direction, wanted, language)
        return presentation.page_context(page, view) if view else None

    # Figures change with an act of an officer only: publishing, withdrawing, naming.
    context = remembered.value(request, [page.pk, year, code, direction, wanted], context_of)
    if context is None:
        if year is not None or code != "00":
            raise Http404
        return page.render(request, template="wagtail_civic/budget/empty.html")
    return page.render(
        request, context_overrides=context, template="wagtail_civic/budget/budget_page.html"
    )


def csv(request: HttpRequest, page, year: int) -> HttpResponse:
    budgets = Budget.objects.for_site(site_of(page)).published()
    budget = budgets.filter(fiscal_year=year).first()
    if budget is None:
        raise Http404
    return exports.csv_response(budget)


def _public_view(request: HttpRequest, lang: str, year: int, direction: str, code: str):
    site = access.public_site(request)
    view = figures.view(site, year, code, direction, language=lang) if site else None
    if view is None or not chart.is_available():
        raise Http404
    return view


@require_safe
@xframe_options_sameorigin
def frame(request: HttpRequest, lang: str, year: int, direction: str, code: str) -> HttpResponse:
    """The chart's own small document, with a policy of its own: Bokeh writes inline styles."""
    with translation.override(lang):
        view = _public_view(request, lang, year, direction, code)
        response = render(
            request,
            "wagtail_civic/budget/frame.html",
            {
                "view": view,
                "language": lang,
                "bokeh_version": chart.version(),
                "legend": chart.legend(view),
            },
        )
    response["Content-Security-Policy"] = FRAME_POLICY
    patch_cache_control(response, public=True, max_age=300)
    return response


@require_safe
def frame_data(
    request: HttpRequest, lang: str, year: int, direction: str, code: str
) -> HttpResponse:
    with translation.override(lang):
        view = _public_view(request, lang, year, direction, code)
        response = JsonResponse(chart.item(view))
    patch_cache_control(response, public=True, max_age=300)
    return response


@require_safe
def library(request: HttpRequest, version: str) -> HttpResponse:
    """Bokeh's script from the installed package; its version is in the address."""
    if not chart.is_available() or version != chart.version():
        raise Http404
    compressed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(
        chart.library(compressed), content_type="text/javascript; charset=utf-8"
    )
    if compressed:
        response["Content-Encoding"] = "gzip"
    response["X-Content-Type-Options"] = "nosniff"
    patch_cache_control(response, public=True, max_age=31536000, immutable=True)
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
