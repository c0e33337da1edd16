"""The end of collecting, and what became of the petition."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from wagtail_civic.core import alerts, history, search

from . import lifecycle
from .models.petition import Petition
from .transitions import make_move, record_event


def close(petition: Petition, *, now: datetime, user=None, reason: str = "") -> None:
    """End collecting. The recorded moment is the deadline, however late the job came.

    An officer who closes earlier (or a paused petition) ends it at that moment.
    """
    ended = min(petition.deadline, now)
    make_move(
        petition,
        "close",
        now=ended,
        user=user,
        reason=reason,
        event="closed",
        closed_at=ended,
        paused_at=None,
    )


def begin_review(petition: Petition, *, now: datetime, user) -> None:
    make_move(petition, "review", now=now, user=user, event="reviewed")


@transaction.atomic
def record_hearing(
    petition: Petition, *, now: datetime, user, on: date, kind: str = "", key: UUID | None = None
) -> None:
    """When the council hears the petition, and in which session (a link by kind and key)."""
    Petition.objects.filter(pk=petition.pk).update(
        hearing_on=on, hearing_kind=kind if key else "", hearing_key=key
    )
    petition.refresh_from_db()
    data = {"on": on.isoformat()}
    if key:
        data |= {"kind": kind, "key": str(key)}
    record_event(petition, "hearing", now, data)
    history.log(petition, "civic_petitions.hearing", user=user, data={"on": on.isoformat()})
    search.changed("petition", petition.pk)


@transaction.atomic
def decide(
    petition: Petition,
    *,
    now: datetime,
    user,
    outcome: str,
    kind: str = "",
    key: UUID | None = None,
) -> None:
    """Record the council's decision and the act that answers (a link by kind and key)."""
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
    )
    alerts.raise_alert(petition)
