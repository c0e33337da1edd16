"""Lists of sessions, each with the page its reader may open: a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min, QuerySet
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from wagtail_civic.core import clock, formats, places
from wagtail_civic.core.models import Body, named
from wagtail_civic.core.once import once_a_request
from wagtail_civic.core.visibility import public_pages

from . import status
from .models.session import Session

_TAGS = {status.LIVE: "live", status.POSTPONED: "warn", status.CANCELLED: "warn"}

#: Bodies that hold sessions; factions and the city hall hold none.
SITTING = ("council", "bureau", "commission", "other")

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
    """A session in a list: a row for the include ``rows.html``."""

    session: Session
    page: Page
    language: str
    bodies: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return self.page.title

    @property
    def url(self) -> str:
        return self.page.get_url() or ""

    @property
    def lang(self) -> str:
        """The language of the title, where it is not the reader's."""
        code = self.page.locale.language_code
        return "" if code == self.language else code

    @property
    def lead(self) -> str:
        """The day."""
        start = self.session.start
        return formats.date(start, self.language) if start else _("day not known yet")

    @property
    def lead_more(self) -> str:
        """The time of the day."""
        start = self.session.start
        return formats.time(start) if start else ""

    @property
    def tags(self) -> list[tuple[str, str]]:
        return status_tags(self.session)

    @property
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


def readable_pages() -> QuerySet:
    """The pages that anybody may read; building it asks once which are private, so share it."""
    return public_pages(Page.objects.filter(alias_of__isnull=True))


def published(site: Site, pages: QuerySet | None = None) -> QuerySet:
    """The sessions of a site that anybody may know of, with the length of their agendas."""
    rows = Session.objects.for_site(site).published(pages)
    return rows.annotate(item_count=Count("agenda"))


def pages_of(
    sessions: Iterable[Session], language: str | None = None, pages: QuerySet | None = None
) -> dict[object, Page]:
    """The public page of each session for a reader of ``language``, by key; in one query."""
    keys = [session.key for session in sessions]
    rows = (readable_pages() if pages is None else pages).filter(translation_key__in=keys)
    return places.best_by_key(rows.select_related("locale").only(*PAGE), language)


@once_a_request
def bodies_of(site: Site) -> dict[int, Body]:
    """The bodies of the site with their names, by id."""
    return {body.pk: body for body in named(Body.objects.for_site(site))}


def cards(
    sessions: Iterable[Session],
    site: Site,
    language: str | None = None,
    pages: QuerySet | None = None,
) -> list[Card]:
    """A card for each session that has a readable page, in the given order."""
    language = language or get_language() or ""
    sessions = list(sessions)
    if not sessions:
        return []
    found = pages_of(sessions, language, pages)
    bodies = bodies_of(site)
    seats: dict[int, list[int]] = {s.pk: [s.body_id] if s.body_id else [] for s in sessions}
    joint = Session.joint_bodies.through.objects.filter(session__in=list(seats)).order_by("pk")
    for session_id, body_id in joint.values_list("session_id", "body_id"):
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


def years(past: QuerySet) -> list[int]:
    """The years from the newest past session to the oldest."""
    ends = past.order_by().aggregate(first=Min("day"), last=Max("day"))
    if not ends["first"]:
        return []
    first, last = (clock.day_of(ends[name]).year for name in ("first", "last"))
    return list(range(last, first - 1, -1))
