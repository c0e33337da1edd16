"""What waits for an officer today."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail_civic.core.permissions import sites_for
from wagtail_civic.core.todo import TodoItem

from . import lifecycle, status
from .models.questions import Question
from .models.session import Session, Stream

#: A question that has waited longer is overdue.
PATIENCE = timedelta(days=2)
#: Sessions this near need an agenda.
NEAR = timedelta(days=7)


def items(request) -> list[TodoItem]:
    now = timezone.now()
    return [*_questions(request.user, now), *_sessions(request.user, now)]


def _questions(user, now) -> list[TodoItem]:
    sites = sites_for(user, lifecycle.MODERATE)
    pending = Question.objects.pending().filter(session__site__in=sites)
    return [
        TodoItem(
            label=_("Questions waiting for moderation"),
            count=pending.count(),
            url=f"{reverse('civic_questions:index')}?state={lifecycle.PENDING}",
            overdue=pending.filter(created_at__lt=now - PATIENCE).count(),
        )
    ]


def _sessions(user, now) -> list[TodoItem]:
    sites = sites_for(user, "civic_sessions.change_session")
    sessions = Session.objects.filter(site__in=sites)
    desk = reverse("civic_sessions_desk:index")
    bare = sessions.published().filter(
        status=status.SCHEDULED,
        planned_start__gte=now,
        planned_start__lt=now + NEAR,
        agenda__isnull=True,
    )
    late = sessions.filter(status=status.SCHEDULED, planned_start__lt=now - timedelta(hours=1))
    return [
        TodoItem(_("Sessions of the next days without an agenda"), bare.count(), desk),
        TodoItem(_("Sessions whose time has come and that were not begun"), late.count(), desk),
        TodoItem(
            _("Broadcasts that their provider will delete, without a recording"),
            expiring(sessions, now).count(),
            desk,
        ),
    ]


def expiring(sessions, now):
    """Sessions whose only video goes within a week."""
    soon = Stream.objects.filter(expires_at__gt=now, expires_at__lt=now + NEAR)
    lasting = Stream.objects.filter(role="recording", expires_at__isnull=True)
    return sessions.filter(pk__in=soon.values("session")).exclude(pk__in=lasting.values("session"))
