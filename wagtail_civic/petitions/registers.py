"""The four public registers: tabs with counts, paging, search, filters, order."""

from django.core.paginator import Paginator
from django.db.models import BigAutoField, CharField, DateTimeField, IntegerField, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from wagtail_civic.core import formats, places
from wagtail_civic.core.models import Area, Topic, trees_of
from wagtail_civic.core.paging import CountedPaginator, CountingPaginator, Rows, with_total
from wagtail_civic.core.prepared import prepared
from wagtail_civic.core.visibility import private_paths

from . import convocations, display, lifecycle, wording
from .convocations import Span
from .filtering import Filters, number_of, says, sorts_of, words_of
from .models.petition import Petition
from .models.settings import PetitionSettings
from .places import pages_of

PER_PAGE = 20
#: What a row of a list shows of its petition.
ROW = (
    *("key", "year", "serial", "state", "outcome", "opened_at", "deadline"),
    *("closed_at", "decided_at", "combining", "areas_met", "deducted"),
    *("signatures_electronic", "signatures_paper", "required_electronic", "required_paper"),
)
DASH = "\u2013 "
NARROWING = ("query", "topic", "area", "convocation")


def register_context(page: Page, request: HttpRequest, register: str) -> dict:
    site = Site.find_for_request(request)
    filters = Filters.of(request.GET)
    is_open = bool(filters.topic or filters.area or filters.convocation or request.GET.get("more"))
    topics, areas = trees_of(site, Topic, Area) if is_open else ([], [])
    spans = convocations.spans_of(site) if is_open else []
    span = convocations.find(spans, filters.convocation)
    counts = counts_of(site, span)
    below = {"topics": _below(topics, filters.topic), "areas": _below(areas, filters.area)}
    paginator = _found(filters, site, register, counts[register], below, span)
    page_obj = paginator.get_page(request.GET.get("page"))
    accepts = PetitionSettings.for_site(site).accepts_petitions
    return {
        "register": register,
        "register_label": wording.REGISTER_LABELS[register],
        "tabs": tabs(page, register, counts, span),
        "counts_in_words": in_words(counts, span),
        "filters": filters,
        "sorts": [(name, label, name == filters.sort) for name, label in sorts_of(register)],
        "more": is_open,
        "csv_url": csv_url(register, request),
        "topics": _chosen(topics, filters.topic),
        "areas": _chosen(areas, filters.area),
        "convocations": _to_choose_from(spans, span),
        "page_obj": page_obj,
        "rows": rows(list(page_obj)),
        "submit_url": submit_url() if accepts else "",
        "feed_url": reverse("civic_petitions:feed", kwargs={"lang": get_language()}),
    }


def _below(rows: list, code: str) -> list[int]:
    """The topic or area with a code and everything below it."""
    lineage = next((row.lineage for row in rows if row.code == code), None)
    return [row.pk for row in rows if lineage and row.lineage.startswith(lineage)]


def _found(
    filters: Filters,
    site: Site,
    register: str,
    count: int,
    below: dict[str, list[int]],
    span: Span | None,
) -> Paginator:
    """The petitions of a register that a reader asked for; ``count`` is how many there are."""
    asked = {"site": site.pk, "now": timezone.now(), "private": private_paths()}
    asked |= {"register": register, "sort": filters.sort}
    if not filters.narrows:
        rows = Rows(lambda start, stop: _in_register(**asked, start=start, stop=stop))
        return CountedPaginator(rows, PER_PAGE, count)
    if filters.convocation and span is None:
        return CountedPaginator([], PER_PAGE)
    # To write such a search costs more than to answer it: it is written once.
    words, number = words_of(filters.query), number_of(filters.query)
    asked |= {"words": words, "said": len(words), "is_number": number is not None, **below}
    asked |= dict(zip(("year", "serial"), number or (None, None), strict=True))
    asked |= _moments(span)
    by = tuple(name for name in NARROWING if getattr(filters, name))

    def ask(start: int, stop: int) -> list:
        return _narrowed(**asked, by=by, start=start, stop=stop)

    return CountingPaginator(ask, PER_PAGE)


@prepared(
    site=BigAutoField(),
    now=DateTimeField(),
    words=[CharField()],
    year=IntegerField(),
    serial=IntegerField(),
    topics=[BigAutoField()],
    areas=[BigAutoField()],
    begins=DateTimeField(),
    ends=DateTimeField(),
)
def _narrowed(
    site, now, private, register, sort, by, said, is_number, start, stop, **slots
) -> QuerySet:
    found = Petition.objects.for_site(site).public(now).in_register(register)
    if "query" in by:
        words = [slots["words"].at(place) for place in range(said)]
        found = found.filter(says(words, (slots["year"], slots["serial"]) if is_number else None))
    if "topic" in by:
        tagged = Petition.topics.through.objects.filter(topic__in=slots["topics"])
        found = found.filter(pk__in=tagged.values("petition"))
    if "area" in by:
        found = found.filter(area__in=slots["areas"])
    if "convocation" in by:
        found = found.begun(slots["begins"], slots["ends"])
    return with_total(found.order_by(*Filters(sort=sort).order()).only(*ROW))[start:stop]


@prepared(site=BigAutoField(), now=DateTimeField())
def _in_register(site, now, private, register, sort, start, stop) -> QuerySet:
    found = Petition.objects.for_site(site).public(now).in_register(register)
    return found.order_by(*Filters(sort=sort).order()).only(*ROW)[start:stop]


def counts_of(site: Site, span: Span | None = None) -> dict[str, int]:
    """How many petitions stand in each register, all or those of a convocation; one query."""
    found = dict.fromkeys(lifecycle.REGISTERS, 0)
    asked = {"site": site.pk, "now": timezone.now(), "private": private_paths()}
    rows = _standings(**asked, **_moments(span), is_within=span is not None)
    for state, outcome, was_opened, count in rows:
        if register := lifecycle.register_of(state, outcome, bool(was_opened)):
            found[register] += count
    return found


def _moments(span: Span | None) -> dict:
    return {"begins": span and span.begins, "ends": span and span.ends}


@prepared(site=BigAutoField(), now=DateTimeField(), begins=DateTimeField(), ends=DateTimeField())
def _standings(site, now, begins, ends, private, is_within) -> QuerySet:
    found = Petition.objects.for_site(site).public(now)
    return (found.begun(begins, ends) if is_within else found).standings()


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


def tabs(page: Page, current: str, counts: dict[str, int], span: Span | None) -> list[dict]:
    """The registers, all of the same convocation where one is chosen."""
    base = page.get_url() or ""
    query = f"?convocation={span.code}" if span else ""
    return [
        {
            "title": wording.REGISTER_LABELS[name],
            "url": f"{base}{'' if name == lifecycle.CURRENT_REGISTER else f'{name}/'}{query}",
            "current": name == current,
            "count": counts[name],
        }
        for name in lifecycle.REGISTERS
    ]


def in_words(counts: dict[str, int], span: Span | None = None) -> str:
    """``3 petitions collect signatures, 4 are finished, …``, with the convocation before it."""
    collecting = ngettext(
        "%(number)s petition collects signatures",
        "%(number)s petitions collect signatures",
        counts[lifecycle.CURRENT_REGISTER],
    ) % {"number": formats.number(counts[lifecycle.CURRENT_REGISTER])}
    words = _(
        "%(collecting)s; finished: %(finished)s, fulfilled: %(fulfilled)s, rejected: %(rejected)s."
    ) % {
        "collecting": collecting,
        "finished": formats.number(counts[lifecycle.FINISHED_REGISTER]),
        "fulfilled": formats.number(counts[lifecycle.FULFILLED_REGISTER]),
        "rejected": formats.number(counts[lifecycle.REJECTED_REGISTER]),
    }
    return f"{span.label}: {words}" if span else words


def _to_choose_from(spans: list[Span], chosen: Span | None) -> list[tuple[str, str, bool]]:
    """Convocations, where there is a choice."""
    if len(spans) < 2:
        return []
    return [(span.code, span.label, span is chosen) for span in spans]


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
                "url": places.address(page),
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
