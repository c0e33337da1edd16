"""Periodic jobs: they find their work by query and may run twice."""

from datetime import timedelta

from django.utils import timezone

from wagtail_civic.core import conf

from . import status
from .models.session import Session


def finish_overrun(now=None) -> int:
    """Finish sessions that have been live for longer than any session lasts."""
    now = now or timezone.now()
    before = now - timedelta(hours=conf.settings.SESSIONS_LONGEST_HOURS)
    done = 0
    for session in Session.objects.live().filter(actual_start__lt=before):
        try:
            status.finish(session, user=None, now=now)
        except status.StatusRefused:
            continue
        done += 1
    return done


def archive_questions(now=None) -> int:
    """Close the channel of finished sessions whose time for questions is over."""
    now = now or timezone.now()
    over = Session.objects.filter(
        status=status.FINISHED, channel=status.OPEN, questions_until__lte=now
    )
    for session in over:
        status.set_channel(session, status.ARCHIVED, user=None)
    return len(over)
