"""The end of collecting, and what became of the petition."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from wagtail_civic.core import alerts, history, search

from . import axes, lifecycle
from .events import record_event
from .models.petition import Petition
from .models.settings import PetitionSettings
from .transitions import NotPossible, make_move

HEARD_IN = lifecycle.GOING_ON
ANSWERED_IN = (*lifecycle.AFTER_CLOSING, lifecycle.DECIDED)


def close(petition: Petition, *, now: datetime, user=None, reason: str = "") -> None:
    """End collecting. The recorded moment is the deadline, however late the job came.

    An officer who closes earlier (or a paused petition) ends it at that moment.
    """
    ended = min(petition.deadline, now)
    settings = PetitionSettings.for_site(petition.site)
    unnamed = {"initiator_name": ""} if settings.initiator_leaves else {}
    make_move(
        petition,
        "close",
        now=ended,
        user=user,
        reason=reason,
        event="closed",
        closed_at=ended,
        paused_at=None,
        **unnamed,
    )


def begin_review(petition: Petition, *, now: datetime, user) -> None:
    make_move(petition, "review", now=now, user=user, event="reviewed")


@transaction.atomic
def record_hearing(
    petition: Petition, *, now: datetime, user, on: date, kind: str = "", key: UUID | None = None
) -> None:
    """When the council hears the petition, and in which session (a link by kind and key)."""
    still = Q(state__in=HEARD_IN)
    _change(petition, still, hearing_on=on, hearing_kind=kind if key else "", hearing_key=key)
    data = {"on": on.isoformat()}
    if key:
        data |= {"kind": kind, "key": str(key)}
    record_event(petition, "hearing", now, data)
    history.log(petition, "civic_petitions.hearing", user=user, data={"on": on.isoformat()})
    search.changed("petition", petition.pk)


@transaction.atomic
def record_heard(petition: Petition, *, now: datetime, user, result: str) -> None:
    """Whether the council heard the petition."""
    if result not in (axes.HEARD, axes.NOT_HEARD):
        raise ValueError("a hearing took place or it did not")
    _change(petition, Q(hearing_on__isnull=False, hearing_result=""), hearing_result=result)
    record_event(petition, result, now)
    history.log(petition, f"civic_petitions.{result}", user=user)


@transaction.atomic
def record_answer(petition: Petition, *, now: datetime, user) -> None:
    """The initiator and the public have their answer."""
    _change(petition, Q(state__in=ANSWERED_IN, answered_at__isnull=True), answered_at=now)
    record_event(petition, "responded", now)
    history.log(petition, "civic_petitions.responded", user=user)


def _change(petition: Petition, still: Q, **changes) -> None:
    """Write beside the state while ``still`` holds in the database; of two clicks one writes."""
    if not Petition.objects.filter(still, pk=petition.pk).update(**changes):
        raise NotPossible(_("This cannot be done now: the petition has moved on."))
    petition.refresh_from_db()


@transaction.atomic
def decide(
    petition: Petition,
    *,
    now: datetime,
    user,
    outcome: str,
    kind: str = "",
    key: UUID | None = None,
    answered: bool = True,
) -> None:
    """Record the council's decision and the act that answers (a link by kind and key).

    ``answered`` says that the answer is given with it; otherwise its term begins to run.
    """
    if outcome not in lifecycle.OUTCOMES:
        raise ValueError(f"an outcome is one of {', '.join(lifecycle.OUTCOMES)}")
    data = {"outcome": outcome}
    if key:
        data |= {"kind": kind, "key": str(key)}
    make_move(
        petition,
        "decide",
        now=now,
        user=user,
        event="decided",
        data=data,
        outcome=outcome,
        decided_at=now,
        answer_kind=kind if key else "",
        answer_key=key,
        **({"answered_at": petition.answered_at or now} if answered else {}),
    )
    alerts.raise_alert(petition)
