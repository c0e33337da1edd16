"""The table into which the lines of a sheet are typed, by keyboard alone and with no script."""

from dataclasses import dataclass, field
from itertools import islice

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail_civic.core.models import Area, named

from .. import rolls, sheets
from ..forms import takes_phones
from ..models.paper import PaperCheck
from ..transitions import NotPossible
from .case_views import CASE, PAPER, case_of, require

ROWS = 20
MOST_ROWS = 200
LONGEST = 200
TYPED = ("name", "person", "phone", "area")
"""What somebody types; the number of the line stands there already."""


@dataclass
class Row:
    """One row as it was typed, with what is wrong about it."""

    texts: dict[str, str]
    faults: list[str] = field(default_factory=list)

    @property
    def is_blank(self) -> bool:
        return not any(self.texts.get(name) for name in TYPED)

    @property
    def cells(self) -> list[dict]:
        return [
            {"name": name, "label": sheets.LABELS[name], "value": self.texts.get(name, "")}
            for name in columns()
        ]


def columns() -> list[str]:
    """Without a telephone where none can be read."""
    return ["number", *(name for name in TYPED if name != "phone" or takes_phones())]


def grid(request, pk, check_pk):
    """What is in order is entered; what is not stays in the table, with the reason in its row."""
    petition = case_of(request, pk)
    require(request, PAPER, petition)
    rows = PaperCheck.objects.select_related("petition__site")
    delivery = get_object_or_404(rows, pk=check_pk, petition=petition)
    if delivery.checked_at:
        return redirect(CASE, pk)
    left: list[Row] = []
    wanted = ROWS
    if request.method == "POST":
        left = [row for row in typed(request.POST) if not row.is_blank]
        if "more" in request.POST:
            wanted = len(left) + ROWS
        else:
            left = _enter(request, delivery, left)
            if not left:
                return redirect("civic_petitions_queue:grid", pk, check_pk)
    return TemplateResponse(
        request,
        "wagtail_civic/petitions/admin/grid.html",
        {
            "petition": petition,
            "delivery": delivery,
            "header_title": _("Lines of the sheets"),
            "page_title": _("Lines of the sheets"),
            "header_icon": "list-ul",
            "headings": [sheets.LABELS[name] for name in columns()],
            "rows": _filled_up(delivery, left, wanted),
            "faulty": [row for row in left if row.faults],
            "areas": [area.label() for area in named(Area.objects.for_site(petition.site))],
            "entered": delivery.entries.count(),
            "strangers": rolls.strangers(delivery),
            "twins": delivery.entries.exclude(duplicate=""),
            "case_url": reverse(CASE, args=[petition.pk]),
        },
    )


def typed(data: QueryDict) -> list[Row]:
    """The rows of the table as they were sent."""
    lists = {name: data.getlist(name) for name in columns()}
    length = min(max(map(len, lists.values())), MOST_ROWS)
    return [
        Row(
            {
                name: " ".join(values[place][:LONGEST].split())
                for name, values in lists.items()
                if place < len(values)
            }
        )
        for place in range(length)
    ]


def _enter(request, delivery: PaperCheck, rows: list[Row]) -> list[Row]:
    """Enter the rows that are in order; the others, with their faults."""
    entries = sheets.judge(delivery, ((place, row.texts) for place, row in enumerate(rows)))
    for entry in entries:
        rows[entry.row].faults = entry.faults
    good = [entry for entry in entries if not entry.faults]
    if good:
        try:
            twins = sheets.enter(delivery, good, user=request.user, now=timezone.now())
        except NotPossible as error:
            messages.error(request, str(error))
            return rows
        messages.success(
            request,
            _("Entered: %(entered)s lines; signed before: %(twins)s.")
            % {"entered": len(good), "twins": twins},
        )
    return [row for row in rows if row.faults]


def _filled_up(delivery: PaperCheck, left: list[Row], wanted: int) -> list[Row]:
    """What is left, then blank rows with the next free numbers."""
    taken = {row.texts.get("number", "").rstrip(".") for row in left}
    free = (number for number in sheets.free_numbers(delivery) if str(number) not in taken)
    blank = islice(free, max(min(wanted, MOST_ROWS) - len(left), 0))
    return [*left, *(Row({"number": str(number)}) for number in blank)]
