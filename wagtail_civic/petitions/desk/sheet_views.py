"""The screen on which the lines of paper sheets are entered."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import rolls, sheets
from ..models.paper import PaperCheck
from ..transitions import NotPossible
from .case_views import CASE, PAPER, case_of, require
from .sheet_forms import LinesForm

MOST_FAULTS = 200


def lines(request, pk, check_pk):
    """All lines of a list, or none of them: faults are told line by line."""
    petition = case_of(request, pk)
    require(request, PAPER, petition)
    delivery = get_object_or_404(
        PaperCheck.objects.select_related("petition__site"), pk=check_pk, petition=petition
    )
    if delivery.checked_at:
        return redirect(CASE, pk)
    form = LinesForm(request.POST or None, request.FILES or None)
    faulty: list[sheets.Entry] = []
    if request.method == "POST" and form.is_valid():
        try:
            entries = sheets.read(delivery, form.cleaned_data["table"])
            faulty = [entry for entry in entries if entry.faults]
            if not faulty:
                twins = sheets.enter(delivery, entries, user=request.user, now=timezone.now())
                _report(request, len(entries), twins)
                return redirect("civic_petitions_queue:lines", pk, check_pk)
        except NotPossible as error:
            form.add_error(None, str(error))
    return TemplateResponse(
        request,
        "wagtail_civic/petitions/admin/lines.html",
        {
            "petition": petition,
            "delivery": delivery,
            "header_title": _("Lines of the sheets"),
            "page_title": _("Lines of the sheets"),
            "header_icon": "list-ul",
            "form": form,
            "faulty": faulty[:MOST_FAULTS],
            "entered": delivery.entries.count(),
            "strangers": rolls.strangers(delivery),
            "twins": delivery.entries.exclude(duplicate=""),
            "case_url": reverse(CASE, args=[petition.pk]),
        },
    )


def _report(request, entered: int, twins: int) -> None:
    messages.success(
        request,
        _("Entered: %(entered)s lines; signed before: %(twins)s.")
        % {"entered": entered, "twins": twins},
    )
