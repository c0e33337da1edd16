"""Time passes: the search learns that an act came into force or lost it, or reads otherwise now;
drafts get the text that was read in their files."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from wagtail.models import Site

from wagtail_civic.core import clock, search

from . import uploading
from .models.acts import Act

#: How far back a run looks, so that a worker that stood still for a week misses nothing.
WINDOW = timedelta(days=8)


def refresh_statuses(now: datetime | None = None) -> int:
    """Ask the search to read again the acts whose status changed in the last days; how many."""
    now = now or timezone.now()
    changed, today = 0, clock.today(now)
    for site in Site.objects.all():
        for pk in _turning(site, today).values_list("pk", flat=True):
            search.changed("act", pk)
            changed += 1
    return changed


def finish_drafts() -> int:
    """Give drafts made of files what was read in these since; how many."""
    waiting = Act.objects.filter(awaits_text=True).values_list("pk", flat=True)
    return sum(_is_finished(pk) for pk in list(waiting))


def _is_finished(pk: int) -> bool:
    try:
        return uploading.finish(pk)
    except ValidationError:  # its number was taken a moment ago: the next run leaves it out
        return False


def _turning(site: Site, today):
    days = (today - WINDOW, today)
    repealing = Q(incoming__kind="repeals", incoming__act__live=True, incoming__act__site=site)
    return (
        Act.objects.for_site(site)
        .published()
        .filter(
            Q(effective_on__range=days)
            | Q(published_on__range=days)
            | Q(expires_on__range=(days[0] - timedelta(days=1), today - timedelta(days=1)))
            | Q(repealed_on__range=days)
            | Q(versions__valid_from__range=days)
            | repealing & Q(incoming__since__range=days)
            | repealing & Q(incoming__act__effective_on__range=days)
            | repealing & Q(incoming__act__published_on__range=days)
        )
        .distinct()
    )
