"""What has happened to acts by today, as the public may know it: what their followers are told."""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from wagtail.models import Page

from wagtail_civic.core import clock

from . import registry, timeline
from .loading import versions_of
from .models.acts import Act
from .models.children import ActRelation
from .models.versions import ActVersion
from .presentation import incoming
from .timeline import Event

#: What is told of the timeline, by the beginning of the event's name. An act that somebody follows
#: was adopted long ago.
TOLD = frozenset({"force", "part", "expires", "repealed", "version", *timeline.DONE_BY_OTHERS})


class Story(NamedTuple):
    """Its events by today, the oldest first; and those of days to come."""

    act: Act
    events: list[Event]
    ahead: list[Event]


def happened(page: Page | None, acts: Collection[int], now: datetime) -> dict[int, Story]:
    """What has happened to some acts, by their primary keys: those that a registry page shows, and
    of those that it showed until they were withdrawn this alone. However many acts, ten queries."""
    if page is None:
        return {}
    today = clock.today(now)
    shown = list(_with_events(page.get_acts().filter(pk__in=acts)))
    registry.hide(page, [relation.act for act in shown for relation in act.known_incoming])
    stories = {act.pk: _story(act, today) for act in shown}
    gone = page.get_withdrawn().filter(pk__in=acts).select_related("body", "act_type")
    for act in gone.prefetch_related("act_type__names"):
        stories[act.pk] = Story(act, [_withdrawal(act)], [])
    return stories


def _with_events(acts):
    """With all that the timeline and a letter about it say, and no text of an act."""
    changes = ActRelation.objects.in_effect().filter(kind__in=timeline.DONE_BY_OTHERS)
    changes = changes.select_related("act__body", "act__act_type").defer("act__text")
    changes = changes.prefetch_related("act__act_type__names")
    return (
        acts.for_list()
        .defer("text")
        .prefetch_related(
            "commencements",
            Prefetch("versions", queryset=ActVersion.objects.only("act", "valid_from")),
            Prefetch("incoming", queryset=changes, to_attr="known_incoming"),
        )
    )


def _story(act: Act, today: date) -> Story:
    found = timeline.events(act, incoming(act), versions_of(act))[::-1]
    events = [event for event in found if event.name.partition("-")[0] in TOLD]
    by_today = [event for event in events if event.day <= today]
    return Story(act, by_today, events[len(by_today) :])


def _withdrawal(act: Act) -> Event:
    """Another one each time that it was published before."""
    day = clock.day_of(act.withdrawn_at or act.expire_at)
    published = act.last_published_at or act.first_published_at
    return Event(day, f"withdrawn-{published:%Y%m%d%H%M%S%f}", _("Act withdrawn"))
