"""The four terms of the office: which one runs for a petition, and which are over.

The database finds what is overdue by the same table by which a page tells which term runs.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from wagtail_civic.core import clock

from . import deadlines, lifecycle
from .models.doubts import Voiding
from .models.petition import Petition
from .models.settings import PetitionSettings
from .models.signatures import SUSPECTED, Signature

MODERATION = "moderation"
REGISTRATION = "registration"
REVIEW = "review"
ANSWER = "answer"
LABELS = {
    MODERATION: _("moderation"),
    REGISTRATION: _("registration with the council"),
    REVIEW: _("review by the council"),
    ANSWER: _("answer after the decision"),
}
_TABLE = {
    MODERATION: ("submitted_at", Q(state__in=lifecycle.QUEUE)),
    REGISTRATION: ("closed_at", Q(state=lifecycle.CLOSED, reached_at__isnull=False)),
    REVIEW: ("state_since", Q(state=lifecycle.REVIEW)),
    ANSWER: ("decided_at", Q(state=lifecycle.DECIDED, answered_at__isnull=True)),
}
#: What waits for whom, as the queue filters it.
WAITING = {
    "moderation": _TABLE[MODERATION][1],
    "council": _TABLE[REGISTRATION][1] | _TABLE[REVIEW][1],
    "answer": _TABLE[ANSWER][1],
}

# What ended is indexed, so that a million signatures are not looked through.
_SUSPECTED = Signature.objects.filter(
    petition=OuterRef("pk"), ended_at__isnull=False, ended_as=SUSPECTED
)
#: With doubted signatures that nobody has decided on, or a voiding that waits for a second officer.
DOUBTED = Q(state__in=lifecycle.GOING_ON) & (
    Q(Exists(_SUSPECTED))
    | Q(
        Exists(
            Voiding.objects.filter(
                petition=OuterRef("pk"), approved_at__isnull=True, cancelled_at__isnull=True
            )
        )
    )
)
WAITING["doubts"] = DOUBTED


@dataclass(frozen=True)
class Term:
    name: str
    started: datetime
    days: int


def name_of(petition: Petition) -> str:
    """The term that runs for a petition, empty where none does."""
    if petition.state in lifecycle.QUEUE:
        return MODERATION
    if petition.state == lifecycle.CLOSED and petition.reached_at:
        return REGISTRATION
    if petition.state == lifecycle.REVIEW:
        return REVIEW
    if petition.state == lifecycle.DECIDED and petition.answered_at is None:
        return ANSWER
    return ""


def running(petition: Petition, settings: PetitionSettings) -> Term | None:
    name = name_of(petition)
    if not name:
        return None
    started = getattr(petition, _TABLE[name][0]) or petition.state_since
    return Term(name, started, getattr(settings, f"{name}_days"))


def late_in(name: str, settings: PetitionSettings, now: datetime) -> Q:
    """The petitions of a municipality that are past this one term, for a queryset."""
    field, rows = _TABLE[name]
    last = clock.day_of(now) - timedelta(days=getattr(settings, f"{name}_days"))
    return rows & Q(**{f"{field}__lt": deadlines.beginning_of(last, clock.zone())})


def overdue(site, settings: PetitionSettings, now: datetime) -> Q:
    """The petitions of a municipality whose term is over, for a queryset."""
    found = Q(pk__in=[])
    for name in _TABLE:
        found |= late_in(name, settings, now)
    return Q(site=site) & found


def basis_of(name: str, settings: PetitionSettings) -> str:
    """The article behind a term, in the active language."""
    return getattr(settings.text(), f"{name}_basis", "")
