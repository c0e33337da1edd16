"""The screen on which online signatures are drawn and checked."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wagtail_civic.core import history
from wagtail_civic.core.downloads import csv_download

from .. import exporting, online_check, rolls
from ..models.online import OnlineCheck
from ..models.petition import Petition
from ..transitions import NotPossible
from .case_views import CASE, EXPORT, PAPER, case_of, require
from .move_forms import CheckForm

ONLINE = "civic_petitions_queue:online"


def online(request, pk):
    """Draw a sample, then record what the check of it found."""
    petition = case_of(request, pk)
    require(request, PAPER, petition)
    check = _waiting(petition)
    if request.method == "POST" and check is None:
        try:
            online_check.draw(petition, now=timezone.now(), user=request.user)
        except NotPossible as error:
            messages.error(request, str(error))
        return redirect(ONLINE, pk)
    form = CheckForm(request.POST or None, petition=petition) if check else None
    if form and request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            online_check.record(
                check,
                void_lines=data["void"],
                checked_by=data["checked_by"],
                protocol=data["protocol"],
                now=timezone.now(),
                user=request.user,
            )
        except NotPossible as error:
            form.add_error("void", str(error))
        else:
            messages.success(request, _("Recorded. A second officer approves what is void."))
            return redirect(CASE, pk)
    return TemplateResponse(
        request,
        "wagtail_civic/petitions/admin/online.html",
        {
            "petition": petition,
            "header_title": _("Sample of online signatures"),
            "page_title": _("Sample of online signatures"),
            "header_icon": "list-ul",
            "check": check,
            **_on_roll(check),
            "checks": petition.online_checks.filter(checked_at__isnull=False),
            "form": form,
            "case_url": reverse(CASE, args=[petition.pk]),
        },
    )


@require_POST
def drawn(request, pk):
    """Who was drawn, to be compared with the electoral roll: personal data, so noted."""
    petition = case_of(request, pk)
    require(request, EXPORT, petition)
    check = _waiting(petition)
    if check is None:
        raise Http404
    history.log(petition, "civic_petitions.export", user=request.user, data={"sample": check.pk})
    return csv_download(exporting.drawn_rows(check), f"sample-{petition.number}")


def _on_roll(check: OnlineCheck | None) -> dict:
    """Which of the drawn lines are not on the roll, and which have no personal number."""
    standing = rolls.standing_of(check) if check else None
    if standing is None:
        return {}
    return {
        "strangers": [line for line, found in standing.items() if not found],
        "unasked": [line for line in check.lines if line not in standing],
    }


def _waiting(petition: Petition) -> OnlineCheck | None:
    return petition.online_checks.filter(checked_at__isnull=True).first()
