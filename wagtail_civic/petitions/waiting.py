"""What waits for an officer, and how long it has waited."""

from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from wagtail_civic.core import clock
from wagtail_civic.core.permissions import sites_for
from wagtail_civic.core.todo import TodoItem

from . import deadlines, lifecycle, terms
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

    def term(self, petition: Petition) -> terms.Term | None:
        return terms.running(petition, self.settings(petition.site))

    def clock(self, petition: Petition) -> deadlines.Clock | None:
        term = self.term(petition)
        if term is None:
            return None
        return deadlines.clock(term.started, term.days, self.now, clock.zone())

    def age(self, petition: Petition) -> str:
        """``fresh``, ``due`` or ``late``; empty where nothing waits."""
        term = self.term(petition)
        if term is None:
            return ""
        return deadlines.age(term.started, term.days, self.now, clock.zone())


def waiting_for(request) -> list[TodoItem]:
    """The rows of the dashboard: petitions to moderate, petitions to take to the council."""
    now, found = timezone.now(), []
    for permission, waiting, label in (
        (lifecycle.MODERATE, "moderation", _("Petitions to moderate")),
        (lifecycle.DECIDE, "council", _("Petitions waiting for the council")),
        (lifecycle.DECIDE, "answer", _("Petitions waiting for an answer")),
    ):
        sites = sites_for(request.user, permission)
        petitions = Petition.objects.filter(terms.WAITING[waiting], site__in=sites)
        late = overdue_in(sites, now)
        url = f"{reverse('civic_petitions_queue:index')}?waiting={waiting}"
        found.append(TodoItem(label, petitions.count(), url, petitions.filter(late).count()))
    return [*found, *doubts_for(request)]


def overdue_in(sites, now: datetime) -> Q:
    """What is overdue in several municipalities, each by its own settings."""
    found = Q(pk__in=[])
    for site in sites:
        found |= terms.overdue(site, PetitionSettings.for_site(site), now)
    return found


def doubts_for(request) -> list[TodoItem]:
    """Open petitions with doubted signatures, or with a voiding that waits for somebody else."""
    sites = sites_for(request.user, "civic_petitions.void_petition")
    waiting = Petition.objects.filter(terms.DOUBTED, site__in=sites).distinct()
    url = f"{reverse('civic_petitions_queue:index')}?waiting=doubts"
    return [TodoItem(_("Petitions with doubtful signatures"), waiting.count(), url)]
