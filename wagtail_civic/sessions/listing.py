"""Lists of sessions, each with the page its reader may open: a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import BigAutoField, Count, DateTimeField, Max, Min, QuerySet, UUIDField
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from wagtail_civic.core import clock, formats, places
from wagtail_civic.core.models import Body, named_in
from wagtail_civic.core.once import once_a_request
from wagtail_civic.core.prepared import prepared
from wagtail_civic.core.visibility import private_paths, public_pages

from . import status
from .models.session import Session

_TAGS = {status.LIVE: "live", status.POSTPONED: "warn", status.CANCELLED: "warn"}

#: Bodies that hold sessions; factions and the city hall hold none.
SITTING = ("council", "bureau", "commission", "other")

#: Sessions in one list: more than any council holds in a year.
MOST = 500

#: What a card shows of its session; calendars and feeds tell more.
CARD = (
    *("key", "site", "body", "kind", "status", "channel"),
    *("planned_start", "actual_start", "previous_start"),
)
#: What cards, calendars and feeds show of its page.
PAGE = (
    *("title", "url_path", "translation_key", "locale__language_code"),
    *("first_published_at", "last_published_at"),
)


@dataclass(frozen=True)
class Card:
    """A session in a list: a row for the include ``rows.html``, which asks most things twice."""

    session: Session
    page: Page
    language: str
    bodies: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return self.page.title

    @cached_property
    def url(self) -> str:
        return places.address(self.page)

    @cached_property
    def lang(self) -> str:
        """The language of the title, where it is not the reader's."""
        code = self.page.locale.language_code
        return "" if code == self.language else code

    @property
    def lead(self) -> str:
        """The day."""
        start = self.session.start
        return formats.date(start, self.language) if start else _("day not known yet")

    @cached_property
    def lead_more(self) -> str:
        """The time of the day."""
        start = self.session.start
        return formats.time(start) if start else ""

    @cached_property
    def tags(self) -> list[tuple[str, str]]:
        return status_tags(self.session)

    @cached_property
    def note(self) -> str:
        """Who sits, and how long the agenda is."""
        count = getattr(self.session, "item_count", 0)
        items = ngettext("Agenda: %(count)s item", "Agenda: %(count)s items", count)
        words = items % {"count": count} if count else ""
        return ". ".join(filter(None, [", ".join(self.bodies), words]))


def status_tags(session: Session) -> list[tuple[str, str]]:
    """Words for what is unusual: an ordinary session that is scheduled or over needs none."""
    tags = []
    if session.status in _TAGS:
        tags.append((session.get_status_display(), _TAGS[session.status]))
    if session.kind == "extraordinary":
        tags.append((session.get_kind_display(), ""))
    return tags


def readable_pages(now: datetime | None = None) -> QuerySet:
    """The pages that anybody may read."""
    return public_pages(Page.objects.filter(alias_of__isnull=True), now)


def published(site: Site, now: datetime | None = None) -> QuerySet:
    """The sessions of a site that anybody may know of, with the length of their agendas."""
    rows = Session.objects.for_site(site).published(readable_pages(now))
    return rows.annotate(item_count=Count("agenda"))


@prepared(
    site=BigAutoField(),
    now=DateTimeField(),
    today=DateTimeField(),
    body=BigAutoField(),
    first=DateTimeField(),
    end=DateTimeField(),
)
def overview(site, now, today, body, first, end, of_one, dated, ahead, private) -> QuerySet:
    """The sessions ``of_one`` body or all, those ``ahead`` and, if ``dated``, between two days."""
    rows = published(site, now).only(*CARD)
    rows = rows.of_body(body) if of_one else rows
    return rows.overview(today, (first, end) if dated else None, ahead)[: 2 * MOST]


def pages_of(sessions: Iterable[Session], language: str | None = None) -> dict[object, Page]:
    """The public page of each session for a reader of ``language``, by key; in one query."""
    keys = [session.key for session in sessions]
    pages = _pages(keys=keys, now=timezone.now(), private=private_paths())
    return places.best_by_key(pages, language)


@prepared(keys=[UUIDField()], now=DateTimeField())
def _pages(keys, now, private) -> QuerySet:
    rows = readable_pages(now).filter(translation_key__in=keys)
    return rows.select_related("locale").only(*PAGE)


@once_a_request
def bodies_of(site: Site) -> dict[int, Body]:
    """The bodies of the site with their names, by id."""
    return {body.pk: body for body in named_in(Body, site)}


def cards(sessions: Iterable[Session], site: Site, language: str | None = None) -> list[Card]:
    """A card for each session that has a readable page, in the given order."""
    language = language or get_language() or ""
    sessions = list(sessions)
    if not sessions:
        return []
    found = pages_of(sessions, language)
    bodies = bodies_of(site)
    seats: dict[int, list[int]] = {s.pk: [s.body_id] if s.body_id else [] for s in sessions}
    for session_id, body_id in _joint_bodies(sessions=list(seats)):
        seats[session_id].append(body_id)
    return [
        Card(
            session,
            found[session.key],
            language,
            tuple(bodies[body].label(language) for body in seats[session.pk] if body in bodies),
        )
        for session in sessions
        if session.key in found
    ]


@prepared(sessions=[BigAutoField()])
def _joint_bodies(sessions) -> QuerySet:
    rows = Session.joint_bodies.through.objects.filter(session__in=sessions).order_by("pk")
    return rows.values_list("session_id", "body_id")


def body_choices(site: Site, language: str | None = None) -> list[dict]:
    """The bodies that hold sessions, for a filter."""
    rows = [body for body in bodies_of(site).values() if body.kind in SITTING]
    return [{"code": body.code, "label": body.label(language), "body": body} for body in rows]


def body_of(site: Site, code: str | None) -> Body | None:
    code = (code or "").replace("\x00", "")
    return Body.objects.for_site(site).filter(code=code).first() if code else None


def year_bounds(year: int) -> tuple[datetime, datetime]:
    zone = clock.zone()
    return datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone)


def years(site: Site, today: datetime, body: Body | None = None) -> list[int]:
    """The years from the newest past session to the oldest."""
    asked = {"site": site.pk, "now": timezone.now(), "today": today, "body": body and body.pk}
    found = _first_and_last(**asked, of_one=body is not None, private=private_paths())
    if not found:
        return []
    first, last = (clock.day_of(day).year for day in found[0])
    return list(range(last, first - 1, -1))


@prepared(site=BigAutoField(), now=DateTimeField(), today=DateTimeField(), body=BigAutoField())
def _first_and_last(site, now, today, body, of_one, private) -> QuerySet:
    rows = Session.objects.for_site(site).published(readable_pages(now))
    rows = rows.of_body(body) if of_one else rows
    ends = rows.past(today).order_by().values("site").annotate(first=Min("day"), last=Max("day"))
    return ends.exclude(last=None).values_list("first", "last")
