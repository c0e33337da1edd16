"""The four public registers: tabs with counts, paging, search, filters, order."""

from django.db.models import BigAutoField, DateTimeField, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from wagtail_civic.core import formats
from wagtail_civic.core.models import Area, Topic, tree_of
from wagtail_civic.core.paging import CountedPaginator
from wagtail_civic.core.prepared import prepared
from wagtail_civic.core.visibility import private_paths

from . import display, lifecycle, wording
from .filtering import Filters, sorts_of
from .models.petition import Petition
from .models.settings import PetitionSettings
from .places import pages_of

PER_PAGE = 20
DASH = "\u2013 "


def register_context(page: Page, request: HttpRequest, register: str) -> dict:
    site = Site.find_for_request(request)
    filters = Filters.of(request.GET)
    counts = counts_of(site)
    found = filters.apply(Petition.objects.for_site(site).public(), site)
    rows_found = found.in_register(register).order_by(*filters.order())
    known = None if filters.narrows else counts[register]
    paginator = CountedPaginator(rows_found, PER_PAGE, known)
    is_open = bool(filters.topic or filters.area or request.GET.get("more"))
    page_obj = paginator.get_page(request.GET.get("page"))
    accepts = PetitionSettings.for_site(site).accepts_petitions
    return {
        "register": register,
        "register_label": wording.REGISTER_LABELS[register],
        "tabs": tabs(page, register, counts),
        "counts_in_words": in_words(counts),
        "filters": filters,
        "sorts": [(name, label, name == filters.sort) for name, label in sorts_of(register)],
        "more": is_open,
        "csv_url": csv_url(register, request),
        **choices(site, filters, is_open),
        "page_obj": page_obj,
        "rows": rows(list(page_obj)),
        "submit_url": submit_url() if accepts else "",
        "feed_url": reverse("civic_petitions:feed", kwargs={"lang": get_language()}),
    }


def counts_of(site: Site) -> dict[str, int]:
    """How many petitions stand in each register; one query."""
    found = dict.fromkeys(lifecycle.REGISTERS, 0)
    rows = _standings(site=site.pk, now=timezone.now(), private=private_paths())
    for state, outcome, was_opened, count in rows:
        if register := lifecycle.register_of(state, outcome, bool(was_opened)):
            found[register] += count
    return found


@prepared(site=BigAutoField(), now=DateTimeField())
def _standings(site, now, private) -> QuerySet:
    return Petition.objects.for_site(site).public(now).standings()


def csv_url(register: str, request: HttpRequest) -> str:
    """The same petitions as a table."""
    query = request.GET.copy()
    query["register"] = register
    for name in ("page", "more"):
        query.pop(name, None)
    address = reverse("civic_petitions:csv", kwargs={"lang": get_language()})
    return f"{address}?{query.urlencode()}"


def submit_url() -> str:
    return reverse("civic_petitions:submit", kwargs={"lang": get_language()})


def tabs(page: Page, current: str, counts: dict[str, int]) -> list[dict]:
    base = page.get_url() or ""
    return [
        {
            "title": wording.REGISTER_LABELS[name],
            "url": base if name == lifecycle.CURRENT_REGISTER else f"{base}{name}/",
            "current": name == current,
            "count": counts[name],
        }
        for name in lifecycle.REGISTERS
    ]


def in_words(counts: dict[str, int]) -> str:
    """``3 petitions collect signatures, 4 are finished, …``."""
    collecting = ngettext(
        "%(number)s petition collects signatures",
        "%(number)s petitions collect signatures",
        counts[lifecycle.CURRENT_REGISTER],
    ) % {"number": formats.number(counts[lifecycle.CURRENT_REGISTER])}
    return _(
        "%(collecting)s; finished: %(finished)s, fulfilled: %(fulfilled)s, rejected: %(rejected)s."
    ) % {
        "collecting": collecting,
        "finished": formats.number(counts[lifecycle.FINISHED_REGISTER]),
        "fulfilled": formats.number(counts[lifecycle.FULFILLED_REGISTER]),
        "rejected": formats.number(counts[lifecycle.REJECTED_REGISTER]),
    }


def choices(site: Site, filters: Filters, is_open: bool) -> dict:
    """Topics and areas to choose from, where the reader asked for them: five queries."""
    if not is_open:
        return {}
    return {
        "topics": _chosen(tree_of(Topic, site), filters.topic),
        "areas": _chosen(tree_of(Area, site), filters.area),
    }


def _chosen(rows: list, code: str) -> list[tuple[str, str, bool]]:
    return [(row.code, row.indented(DASH), row.code == code) for row in rows]


def rows(petitions: list[Petition], language: str | None = None) -> list[dict]:
    """What a list shows of each petition; the pages are fetched in one query."""
    language = language or get_language()
    pages = pages_of(petitions, language)
    now = timezone.now()
    shown = []
    for petition in petitions:
        page = pages.get(petition.key)
        if page is None:
            continue
        own = page.locale.language_code
        shown.append(
            {
                "petition": petition,
                "page": page,
                "title": page.title,
                "url": page.get_url(),
                "lang": "" if own == language else own,
                "tags": display.tags_of(petition, page),
                "standing": petition.standing if petition.opened_at else None,
                "time_left": display.time_left(petition, now),
                "day": formats.date(
                    petition.decided_at or petition.closed_at or petition.opened_at
                ),
            }
        )
    return shown
