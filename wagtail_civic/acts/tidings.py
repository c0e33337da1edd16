"""What followers of acts are told: each event once, all acts of an address in one letter.

An event is told when a job sees it for the first time on its day or later, however late it was
entered. It is a row for each follower before anything is sent. Where its day is corrected after
that, this is told at once.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from functools import partial

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page, Site

from wagtail_civic.core import formats, letters

from . import following, registry
from .happenings import Story, happened
from .models.acts import Act
from .models.followers import ActFollower, ActTiding
from .presentation import dated, designation, event_rows
from .timeline import Event

#: So many acts are looked at together.
BATCH = 100
MOST_OF_AN_ACT = 30


def notice(site: Site, now: datetime) -> int:
    """Remember for whom something has happened; how many rows.

    What waits and has not happened any more, as where a wrong date was corrected or the act left
    the registry, is forgotten.
    """
    page = registry.registry_page(site)
    rows = ActFollower.objects.confirmed().filter(site=site)
    acts = sorted(rows.values_list("act", flat=True).distinct())
    parts = (acts[start : start + BATCH] for start in range(0, len(acts), BATCH))
    return sum(_notice(part, happened(page, part, now), now) for part in parts)


@transaction.atomic
def _notice(acts: list[int], stories: dict[int, Story], now: datetime) -> int:
    followers = ActFollower.objects.confirmed().filter(act__in=acts).select_for_update()
    act_of = dict(followers.values_list("pk", "act"))
    _correct(acts, stories, now)
    rows = ActTiding.objects.filter(follower__act__in=acts)
    told = {(pk, name): at for pk, name, at in rows.values_list("follower", "name", "told_at")}
    days = {pk: {event.name: event.day for event in s.events} for pk, s in stories.items()}
    wanted = {(pk, name) for pk, act in act_of.items() for name in days.get(act, ())}
    over = {act_of.get(pk) for (pk, name), at in told.items() if not (at or (pk, name) in wanted)}
    for act in over:
        _forget(act, stories.get(act))
    new = wanted - told.keys()
    ActTiding.objects.bulk_create(
        (
            ActTiding(follower_id=pk, name=name, day=days[act_of[pk]][name], found_at=now)
            for pk, name in sorted(new)
        ),
        ignore_conflicts=True,
    )
    return len(new)


def _correct(acts: list[int], stories: dict[int, Story], now: datetime) -> None:
    """Where an event has another day now, whoever knows the former one is to be told."""
    days = defaultdict(set)
    known = ActTiding.objects.filter(follower__act__in=acts).distinct()
    for act, name, day in known.values_list("follower__act", "name", "day"):
        days[act, name].add(day)
    for act, story in stories.items():
        for event in (*story.events, *story.ahead):
            if days[act, event.name] - {event.day}:
                _move(act, event, now)


def _move(act: int, event: Event, now: datetime) -> None:
    rows = ActTiding.objects.filter(follower__act=act, name=event.name)
    rows.filter(told_at=None).update(day=event.day)
    # Corrected back before anybody was told.
    rows.filter(told_at=None, former=event.day).update(told_at=now)
    told = rows.filter(told_at__isnull=False).exclude(day=event.day)
    told.update(former=F("day"), day=event.day, told_at=None, found_at=now)


def _forget(act: int | None, story: Story | None) -> None:
    """Nothing waits of an act but what has happened, and corrections of what was told."""
    happened = [event.name for event in story.events] if story else []
    ahead = [event.name for event in story.ahead] if story else []
    waiting = ActTiding.objects.filter(told_at=None, follower__act=act)
    waiting = waiting.exclude(name__in=happened)
    waiting.exclude(name__in=ahead, former__isnull=False).delete()


# Letters ------------------------------------------------------------------------------------


def send_waiting(now: datetime, most: int = letters.LETTERS) -> int:
    """One letter to each address that something waits for; how many went out."""
    compose = partial(message, now=now)
    return letters.send_waiting(ActTiding, compose, now, "Letters about acts", most)


def message(tidings: list[ActTiding], now: datetime) -> EmailMessage | None:
    """The letter about these; None where nothing of it is public any more."""
    first = tidings[0].follower
    site, language = first.site, first.language
    with translation.override(language):
        page = registry.registry_page(site, language)
        stories = happened(page, [each.follower.act_id for each in tidings], now)
        told = []
        for follower, formers in _by_follower(tidings):
            story = stories.get(follower.act_id)
            if story and (events := _waiting(story, formers)):
                told.append((story.act, _about(story.act, events, formers, follower, page)))
        if not told:
            return None
        subject = ngettext(
            "An act that you follow: %(act)s", "Acts that you follow: %(count)s", len(told)
        ) % {"act": designation(told[0][0]), "count": len(told)}
    stop = site.root_url + following.stop_url(first)
    text = "\n\n".join(words for _act, words in told)
    return letters.message(site, language, first.address, subject, text, stop)


#: Events by their names, with the days that were given before, where these were corrected.
Formers = dict[str, date | None]


def _by_follower(tidings: Iterable[ActTiding]) -> Iterable[tuple[ActFollower, Formers]]:
    found: dict[int, tuple[ActFollower, Formers]] = {}
    for tiding in tidings:
        formers = found.setdefault(tiding.follower_id, (tiding.follower, {}))[1]
        formers[tiding.name] = tiding.former
    return found.values()


def _waiting(story: Story, formers: Formers) -> list[Event]:
    events = [event for event in story.events if event.name in formers]
    return events + [event for event in story.ahead if formers.get(event.name)]


def _about(
    act: Act, events: list[Event], formers: Formers, follower: ActFollower, page: Page
) -> str:
    """One act in a letter. Of one that was withdrawn its title is not told."""
    base = registry.act_url(page, act, full=True)
    title = f"{designation(act)}: {act.title_in()}" if act.is_public else dated(act)
    parts = [f"{title}\n{base}"]
    for row in event_rows(events[-MOST_OF_AN_ACT:], page, None, base, full=True):
        words = ": ".join(filter(None, [row["when"], row["title"], row["text"]]))
        former = formers[row["name"]]
        if former and former != row["day"]:
            given = _("the date was corrected; before, it was given as %(day)s")
            words += f" ({given % {'day': formats.date(former)}})"
        parts.append(f"{words}\n{row['url']}".strip())
    if len(events) > MOST_OF_AN_ACT:
        parts.append(_("There is more: the page of the act shows all of it."))
    if not act.is_public:
        words = _("If it does not come back within %(days)s days, you follow it no more.")
        parts.append(words % {"days": following.GONE.days})
    stop = follower.site.root_url + following.stop_url(follower)
    parts.append(_("To hear no more of this act: %(url)s") % {"url": stop})
    return "\n\n".join(parts)
