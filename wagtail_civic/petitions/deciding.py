"""The end of collecting, and what became of the petition."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from wagtail_civic.core import alerts, history, search

from . import axes, lifecycle
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
def record_heard(petition: Petition, *, now: datetime, user, result: str) -> None:
    """Whether the council heard the petition."""
    if result not in (axes.HEARD, axes.NOT_HEARD):
        raise ValueError("a hearing took place or it did not")
    Petition.objects.filter(pk=petition.pk).update(hearing_result=result)
    petition.refresh_from_db()
    record_event(petition, result, now)
    history.log(petition, f"civic_petitions.{result}", user=user)


@transaction.atomic
def record_answer(petition: Petition, *, now: datetime, user) -> None:
    """The initiator and the public have their answer; the second click finds it given."""
    rows = Petition.objects.filter(pk=petition.pk, answered_at__isnull=True)
    if not rows.update(answered_at=now):
        return
    petition.refresh_from_db()
    record_event(petition, "responded", now)
    history.log(petition, "civic_petitions.responded", user=user)


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
        answered_at=petition.answered_at or (now if answered else None),
        answer_kind=kind if key else "",
        answer_key=key,
    )
    alerts.raise_alert(petition)
