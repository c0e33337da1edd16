"""Time passes: an act reads otherwise from today on, cites others and is found by other words;
drafts get the text that was read in their files; who follows an act hears what happens to it."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import Site

from wagtail_civic.core import clock, search

from . import citing, tidings, uploading
from .models.acts import Act
from .models.versions import ActVersion

#: How far back a run looks, so that a worker that stood still for a week misses nothing.
WINDOW = timedelta(days=8)


def refresh_texts(now: datetime | None = None) -> int:
    """Read again, also for the search, the acts of which another consolidated text is valid since
    some of the last days; how many. Their status the search knows by itself."""
    today, changed = clock.today(now or timezone.now()), 0
    for site in Site.objects.all():
        acts = Act.objects.for_site(site).published()
        recent = ActVersion.objects.filter(valid_from__range=(today - WINDOW, today))
        for act in acts.filter(pk__in=recent.values("act")):
            citing.read(act)
            search.changed("act", act.pk)
            changed += 1
    return changed


def tell_followers(now: datetime | None = None) -> int:
    """Find what has happened to acts that are followed and send the letters that wait; how many
    went out."""
    now = now or timezone.now()
    for site in Site.objects.all():
        tidings.notice(site, now)
    return tidings.send_waiting(now)


def finish_drafts() -> int:
    """Give drafts made of files what was read in these since; how many."""
    waiting = Act.objects.filter(awaits_text=True).values_list("pk", flat=True)
    return sum(_is_finished(pk) for pk in list(waiting))


def _is_finished(pk: int) -> bool:
    try:
        return uploading.finish(pk)
    except ValidationError:  # its number was taken a moment ago: the next run leaves it out
        return False
