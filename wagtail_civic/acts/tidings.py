"""What followers of acts are told: each event once, all acts of an address in one letter.

An event is told when a job sees it for the first time on its day or later, however late it was
entered. It is a row for each follower before anything is sent.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page, Site

from wagtail_civic.core import letters

from . import following, registry
from .happenings import Story, happened
from .models.followers import ActFollower, ActTiding
from .presentation import dated, designation, event_rows

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
    names = {pk: [event.name for event in story.events] for pk, story in stories.items()}
    wanted = {(pk, name) for pk, act in act_of.items() for name in names.get(act, ())}
    rows = ActTiding.objects.filter(follower__act__in=acts)
    told = {(pk, name): at for pk, name, at in rows.values_list("follower", "name", "told_at")}
    over = {
        act_of.get(pk) for (pk, name), at in told.items() if not at and (pk, name) not in wanted
    }
    for act in over:
        waiting = ActTiding.objects.filter(told_at=None, follower__act=act)
        waiting.exclude(name__in=names.get(act, ())).delete()
    new = wanted - told.keys()
    ActTiding.objects.bulk_create(
        (ActTiding(follower_id=pk, name=name, found_at=now) for pk, name in sorted(new)),
        ignore_conflicts=True,
    )
    return len(new)


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
        for follower, names in _by_follower(tidings):
            act, events = stories.get(follower.act_id, (None, []))
            if events := [event for event in events if event.name in names]:
                told.append((act, _about(Story(act, events), follower, page)))
        if not told:
            return None
        subject = ngettext(
            "An act that you follow: %(act)s", "Acts that you follow: %(count)s", len(told)
        ) % {"act": designation(told[0][0]), "count": len(told)}
    stop = site.root_url + following.stop_url(first)
    text = "\n\n".join(words for _act, words in told)
    return letters.message(site, language, first.address, subject, text, stop)


def _by_follower(tidings: Iterable[ActTiding]) -> Iterable[tuple[ActFollower, set[str]]]:
    found: dict[int, tuple[ActFollower, set[str]]] = {}
    for tiding in tidings:
        found.setdefault(tiding.follower_id, (tiding.follower, set()))[1].add(tiding.name)
    return found.values()


def _about(story: Story, follower: ActFollower, page: Page) -> str:
    """One act in a letter. Of one that was withdrawn its title is not told."""
    act, events = story
    base = registry.act_url(page, act, full=True)
    title = f"{designation(act)}: {act.title_in()}" if act.is_public else dated(act)
    parts = [f"{title}\n{base}"]
    for row in event_rows(events[-MOST_OF_AN_ACT:], page, None, base, full=True):
        words = ": ".join(filter(None, [row["when"], row["title"], row["text"]]))
        parts.append(f"{words}\n{row['url']}".strip())
    if len(events) > MOST_OF_AN_ACT:
        parts.append(_("There is more: the page of the act shows all of it."))
    stop = follower.site.root_url + following.stop_url(follower)
    parts.append(_("To hear no more of this act: %(url)s") % {"url": stop})
    return "\n\n".join(parts)
