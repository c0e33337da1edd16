"""Posters to print: for one petition, and for the service."""

from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from wagtail_civic.core.permissions import required_sites

from .. import kit
from .case_views import CASE, VIEW, case_of


@require_GET
def petition_kit(request, pk):
    petition = case_of(request, pk)
    posters = kit.posters_of(petition)
    return _show(request, posters) if posters else redirect(CASE, pk)


@require_GET
def service_kit(request):
    sites = required_sites(request.user, VIEW)
    chosen = request.GET.get("site", "")
    if chosen.isascii() and chosen.isdigit() and len(chosen) < 10:
        site = get_object_or_404(sites, pk=int(chosen))
    else:
        site = sites.first()
    return _show(request, kit.posters_of_service(site))


def _show(request, posters: list[kit.Poster]):
    return render(request, "wagtail_civic/petitions/admin/kit.html", {"posters": posters})
