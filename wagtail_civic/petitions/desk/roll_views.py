"""The screen on which the personal numbers of an electoral roll are taken in, and forgotten."""

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from wagtail_civic.core import formats, tables
from wagtail_civic.core.models import VoterRoll
from wagtail_civic.core.permissions import required_sites
from wagtail_civic.core.reporting import hush
from wagtail_civic.core.workbook import MEGABYTE

from .. import rolls
from ..models.roll import RollNumbers
from ..transitions import NotPossible
from .case_views import IMPORT
from .choosing import ChoiceOfSites

ROLL = "civic_petitions_queue:roll"
LARGEST = 10
"""Megabytes: half a million numbers. What is larger is for the command."""


class RollForm(forms.Form):
    roll = ChoiceOfSites(
        VoterRoll.objects.none(), label=gettext_lazy("Electoral roll"), empty_label=None
    )
    file = forms.FileField(
        label=gettext_lazy("CSV or Excel file"),
        help_text=gettext_lazy("One column: the personal numbers, with or without a heading."),
    )

    def __init__(self, *args, sites, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["roll"].offer(VoterRoll.objects.filter(site__in=sites), sites)

    def clean_file(self) -> rolls.Reading:
        file = self.cleaned_data["file"]
        if file.size > LARGEST * MEGABYTE:
            raise forms.ValidationError(
                _("The file is larger than %(n)s MB. Ask whoever runs the site to take it in.")
                % {"n": LARGEST}
            )
        try:
            return rolls.read(
                tables.stream(file, most_rows=rolls.MOST_ROWS, longest=rolls.LONGEST_CELL)
            )
        except tables.TableError as error:
            raise forms.ValidationError(str(error)) from error


def roll(request):
    """All numbers of a file, or none of them; faults are told line by line."""
    hush(request)
    sites = required_sites(request.user, IMPORT)
    form = RollForm(request.POST or None, request.FILES or None, sites=sites)
    faults: list[tuple[int, str]] = []
    if request.method == "POST" and form.is_valid():
        reading = form.cleaned_data["file"]
        faults = reading.faults
        try:
            if not faults:
                chosen = form.cleaned_data["roll"]
                count = rolls.keep(chosen, reading, now=timezone.now(), user=request.user)
                _report(request, count, reading.repeated)
                return redirect(ROLL)
        except NotPossible as error:
            form.add_error("file", str(error))
    return TemplateResponse(
        request,
        "wagtail_civic/petitions/admin/roll.html",
        {
            "header_title": _("Personal numbers of the roll"),
            "page_title": _("Personal numbers of the roll"),
            "header_icon": "list-ul",
            "form": form,
            "faults": faults,
            "names_sites": len(sites) > 1,
            "kept": RollNumbers.objects.filter(roll__site__in=sites)
            .select_related("roll__site")
            .order_by("-roll__date"),
        },
    )


@require_POST
def forget(request, pk):
    """The numbers go, the roll stays."""
    sites = required_sites(request.user, IMPORT)
    count = rolls.remove(
        get_object_or_404(VoterRoll, pk=pk, site__in=sites),
        user=request.user,
    )
    messages.success(
        request, _("Forgotten: %(count)s personal numbers.") % {"count": formats.number(count)}
    )
    return redirect(ROLL)


def _report(request, count: int, repeated: int) -> None:
    words = _("Kept: %(count)s personal numbers; lines that repeat one: %(repeated)s.")
    told = {"count": formats.number(count), "repeated": formats.number(repeated)}
    messages.success(request, words % told)
