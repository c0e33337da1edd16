"""Lists of sessions, each with the page its reader may open: a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Count, Max, Min
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from wagtail_civic.core import formats
from wagtail_civic.core.models import Body, MunicipalitySettings
from wagtail_civic.core.models.names import language_order
from wagtail_civic.core.visibility import public_pages

from . import status
from .models import Session

_TAGS = {
    status.LIVE: "live",
    status.POSTPONED: "warn",
    status.CANCELLED: "warn",
}


@dataclass(frozen=True)
class Card:
    """A session in a list."""

    session: Session
    page: Page
    language: str

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
        start = self.session.start
        return formats.datetime(start, self.language) if start else _("day not known yet")

    @property
    def tags(self) -> list[tuple[str, str]]:
        return status_tags(self.session)

    @property
    def note(self) -> str:
        """Who sits, and how long the agenda is."""
        names = ", ".join(body.label(self.language) for body in self.session.bodies)
        count = getattr(self.session, "item_count", 0)
        items = ngettext("Agenda: %(count)s item", "Agenda: %(count)s items", count)
        return ". ".join(filter(None, [names, items % {"count": count} if count else ""]))


def status_tags(session: Session) -> list[tuple[str, str]]:
    """Words for what is unusual: an ordinary session that is scheduled or over needs none."""
    tags = []
    if session.status in _TAGS:
        tags.append((session.get_status_display(), _TAGS[session.status]))
    if session.kind == "extraordinary":
        tags.append((session.get_kind_display(), ""))
    return tags


def pages_of(sessions: Iterable[Session], language: str | None = None) -> dict[object, Page]:
    """The public page of each session for a reader of ``language``, by key; in one query."""
    keys = [session.key for session in sessions]
    rows = public_pages(Page.objects.filter(translation_key__in=keys, alias_of__isnull=True))
    order = {code: place for place, code in enumerate(language_order(language))}
    best: dict[object, Page] = {}
    for page in rows.select_related("locale"):
        known = best.get(page.translation_key)
        if known is None or _rank(page, order) < _rank(known, order):
            best[page.translation_key] = page
    return best


def cards(sessions: Iterable[Session], language: str | None = None) -> list[Card]:
    language = language or get_language() or ""
    sessions = list(sessions)
    pages = pages_of(sessions, language)
    return [Card(s, pages[s.key], language) for s in sessions if s.key in pages]


def published(site: Site):
    """The sessions of a site that anybody may know of."""
    rows = Session.objects.for_site(site).published().with_bodies()
    return rows.annotate(item_count=Count("agenda"))


def zone_of(site: Site):
    return MunicipalitySettings.for_site(site).time_zone


def start_of_day(site: Site, now: datetime) -> datetime:
    """Midnight in the municipality: what is planned for today is still to come."""
    zone = zone_of(site)
    day = timezone.localtime(now, zone).date()
    return datetime.combine(day, time.min, tzinfo=zone)


def year_bounds(site: Site, year: int) -> tuple[datetime, datetime]:
    zone = zone_of(site)
    return datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone)


def years(past, site: Site) -> list[int]:
    """The years from the newest past session to the oldest."""
    ends = past.order_by().aggregate(first=Min("day"), last=Max("day"))
    if not ends["first"]:
        return []
    zone = zone_of(site)
    first, last = (timezone.localtime(ends[name], zone).year for name in ("first", "last"))
    return list(range(last, first - 1, -1))


def body_choices(site: Site) -> list[Body]:
    """The bodies that hold sessions on this site."""
    lead = Session.objects.for_site(site).filter(body__isnull=False).values("body")
    joint = Session.joint_bodies.through.objects.filter(session__site=site).values("body")
    bodies = Body.objects.filter(pk__in=lead) | Body.objects.filter(pk__in=joint)
    return list(bodies.distinct().prefetch_related("names"))


def body_of(site: Site, code: str | None) -> Body | None:
    return Body.objects.for_site(site).filter(code=code).first() if code else None


def _rank(page: Page, order: dict[str, int]) -> int:
    return order.get(page.locale.language_code, len(order))
