"""What search engines read: schema.org ``Event`` as JSON-LD, which is data and never runs."""

from datetime import datetime

from django.utils.safestring import SafeString

from wagtail_civic.core import clock
from wagtail_civic.core.structured import script

from . import status

_STATUS = {
    status.POSTPONED: "https://schema.org/EventPostponed",
    status.CANCELLED: "https://schema.org/EventCancelled",
}


def event(page, session, bodies: list[str]) -> SafeString | str:
    """The element for the page's end; "" for a session without a day."""
    start = session.start or session.previous_start
    if start is None:
        return ""
    data = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": page.title,
        "url": page.full_url,
        "startDate": _iso(start),
        "endDate": _iso(session.actual_end or session.planned_end),
        "eventStatus": _STATUS.get(session.status, "https://schema.org/EventScheduled"),
        "location": {"@type": "Place", "name": place} if (place := session.place_label()) else None,
        "organizer": [{"@type": "GovernmentOrganization", "name": name} for name in bodies],
    }
    return script({name: value for name, value in data.items() if value})


def _iso(moment: datetime | None) -> str:
    return clock.local(moment).isoformat(timespec="seconds") if moment else ""
