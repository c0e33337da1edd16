"""What waits for an officer, and how long it has waited."""

from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail_civic.core import clock
from wagtail_civic.core.permissions import sites_for
from wagtail_civic.core.todo import TodoItem

from . import deadlines, lifecycle
from .models.petition import Petition
from .models.settings import PetitionSettings


class Clocks:
    """The terms that run, asked for many petitions; settings are read once per municipality."""

    def __init__(self, now: datetime):
        self.now = now
        self._settings: dict = {}

    def settings(self, site) -> PetitionSettings:
        if site.pk not in self._settings:
            self._settings[site.pk] = PetitionSettings.for_site(site)
        return self._settings[site.pk]

    def term(self, petition: Petition) -> int | None:
        """Days allowed for the state the petition is in; None where no term runs."""
        if petition.state in lifecycle.QUEUE:
            return self.settings(petition.site).moderation_days
        if petition.state == lifecycle.REVIEW or (
            petition.state == lifecycle.CLOSED and petition.reached_at
        ):
            return self.settings(petition.site).review_days
        return None

    def clock(self, petition: Petition) -> deadlines.Clock | None:
        days = self.term(petition)
        if days is None:
            return None
        return deadlines.clock(began_at(petition), days, self.now, clock.zone())

    def age(self, petition: Petition) -> str:
        """``fresh``, ``due`` or ``late``; empty where nothing waits."""
        days = self.term(petition)
        if days is None:
            return ""
        return deadlines.age(began_at(petition), days, self.now, clock.zone())


def began_at(petition: Petition) -> datetime:
    """Moderation runs from the submission, however often it changed hands since."""
    if petition.state in lifecycle.QUEUE and petition.submitted_at:
        return petition.submitted_at
    return petition.closed_at or petition.state_since


def waiting_for(request) -> list[TodoItem]:
    """The rows of the dashboard: petitions to moderate, petitions to take to the council."""
    clocks = Clocks(timezone.now())
    found = []
    for permission, label, rows in (
        (lifecycle.MODERATE, _("Petitions to moderate"), Q(state__in=lifecycle.QUEUE)),
        (
            lifecycle.DECIDE,
            _("Petitions waiting for the council"),
            Q(state=lifecycle.REVIEW) | Q(state=lifecycle.CLOSED, reached_at__isnull=False),
        ),
    ):
        sites = sites_for(request.user, permission)
        petitions = list(Petition.objects.filter(rows, site__in=sites).select_related("site"))
        overdue = sum(clocks.age(petition) == "late" for petition in petitions)
        states = sorted({petition.state for petition in petitions})
        query = "&".join(f"state={state}" for state in states)
        url = f"{reverse('civic_petitions_queue:index')}?{query}"
        found.append(TodoItem(label, len(petitions), url, overdue))
    return found
