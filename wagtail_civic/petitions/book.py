"""The signature book of a petition: who signs it today, to be printed and handed over."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import count
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from wagtail_civic.core import formats
from wagtail_civic.core.models import Area, MunicipalitySettings, named

from . import sheets
from .counting import counts_by
from .display import basis_of, by_area, by_assurance
from .doubt_words import VOID_LABELS
from .models.petition import Petition
from .voiding import voided_by_reason
from .wording import ASSURANCE_LABELS

CHUNK = 500
HERE = mark_safe("<!-- lines -->")


class Line(NamedTuple):
    name: str
    area: str
    day: str
    how: str


def signed_online(petition: Petition, areas: dict[int, str]) -> Iterator[Line]:
    """Whoever's signature counts today, the first first; without a name once it was deleted."""
    rows = petition.signatures.counting().order_by("confirmed_on", "pk")
    facts = rows.values_list("contact__name", "area", "confirmed_on", "assurance")
    # Facts and no objects: those that refer to each other would wait for the collector of garbage.
    for name, area, day, assurance in facts.iterator(chunk_size=CHUNK):
        how = str(ASSURANCE_LABELS.get(assurance, assurance))
        yield Line(name or "", areas.get(area, ""), formats.date(day), how)


def signed_on_paper(petition: Petition, areas: dict[int, str]) -> Iterator[Line]:
    """The lines of sheets that were entered, without void ones and those found to be twins."""
    off = sheets.twins_taken_off(petition.combining)
    for nth, check in enumerate(petition.paper_checks.all(), 1):
        day = formats.date(check.delivered_at)
        rows = check.entries.exclude(duplicate__in=off).order_by("number")
        for name, area, number in rows.values_list("name", "area", "number").iterator(CHUNK):
            if str(number) not in check.void_lines:
                yield Line(name, areas.get(area, ""), day, _where(nth, number))


def _where(delivery: int, line: int) -> str:
    return _("on paper, delivery %(delivery)s, line %(line)s") % {
        "delivery": delivery,
        "line": formats.number(line),
    }


def parts(petition: Petition, user, now: datetime, language: str) -> Iterator[str]:
    """The page, bit by bit: a petition may have a hundred thousand lines."""
    context = _context(petition, user, now, language)
    head, _here, foot = render_to_string(
        "wagtail_civic/petitions/admin/book.html", context
    ).partition(HERE)
    yield head
    areas = {area.pk: area.label() for area in named(Area.objects.for_site(petition.site_id))}
    numbers = count(1)
    yield from _rows(signed_online(petition, areas), numbers)
    yield from _rows(signed_on_paper(petition, areas), numbers)
    yield foot


def _rows(lines: Iterable[Line], numbers: Iterator[int]) -> Iterator[str]:
    for line in lines:
        cells = format_html_join("", "<td>{}</td>", ((cell or "\u2013",) for cell in line))
        yield format_html("<tr><th>{}</th>{}</tr>\n", next(numbers), cells)


def _context(petition: Petition, user, now: datetime, language: str) -> dict:
    counts, checks = counts_by(petition), list(petition.paper_checks.all())
    return {
        "petition": petition,
        "page": petition.page(language),
        "municipality": MunicipalitySettings.for_site(petition.site).text(language).name,
        "language": language,
        "standing": petition.standing,
        "basis": basis_of(petition),
        "by_assurance": by_assurance(petition, counts),
        "by_area": by_area(counts),
        "voided": [(str(VOID_LABELS[reason]), n) for reason, n in voided_by_reason(petition)],
        "checks": checks,
        "not_entered": [check for check in checks if not check.entries.exists()],
        "printed_by": user.get_full_name() or user.get_username(),
        "now": now,
        "lines": HERE,
    }
