"""The four public registers: tabs with counts, paging, search within."""

from django.db.models import BigAutoField, DateTimeField, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from wagtail_civic.core import formats
from wagtail_civic.core.paging import CountedPaginator
from wagtail_civic.core.prepared import prepared
from wagtail_civic.core.text import fold
from wagtail_civic.core.visibility import private_paths

from . import display, lifecycle, wording
from .models.petition import Petition
from .models.settings import PetitionSettings
from .places import pages_of, petition_page_models

PER_PAGE = 20
QUERY_LENGTH = 100
QUERY_WORDS = 8
ORDER = Coalesce("decided_at", "closed_at", "opened_at").desc()


def register_context(page: Page, request: HttpRequest, register: str) -> dict:
    site = Site.find_for_request(request)
    query = request.GET.get("q", "").replace("\x00", "")[:QUERY_LENGTH].strip()
    petitions = Petition.objects.for_site(site).public()
    counts = counts_of(site)
    found = matching(petitions, query) if query else petitions
    rows_found = found.in_register(register).order_by(ORDER, "-pk")
    paginator = CountedPaginator(rows_found, PER_PAGE, None if query else counts[register])
    page_obj = paginator.get_page(request.GET.get("page"))
    accepts = PetitionSettings.for_site(site).accepts_petitions
    return {
        "register": register,
        "register_label": wording.REGISTER_LABELS[register],
        "tabs": tabs(page, register, counts),
        "counts_in_words": in_words(counts),
        "query": query,
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


def matching(petitions, query: str):
    """Petitions with every word of ``query`` in a page's title or text, or with that number."""
    words = fold(query).split()[:QUERY_WORDS]
    keys = None
    for word in words:
        found = Q(pk__in=[])
        for model in petition_page_models():
            hits = model.objects.live().filter(
                Q(title__icontains=word) | Q(ask__icontains=word) | Q(background__icontains=word)
            )
            found |= Q(key__in=hits.values("translation_key"))
        keys = found if keys is None else keys & found
    number = _number(query)
    if number:
        keys = number if keys is None else keys | number
    return petitions.filter(keys) if keys is not None else petitions.none()


def _number(query: str) -> Q | None:
    year, _dash, serial = query.lstrip("№ ").partition("-")
    if year.isascii() and serial.isascii() and year.isdigit() and serial.isdigit():
        return Q(year=int(year[:4]), serial=int(serial[:6]))
    return None


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
