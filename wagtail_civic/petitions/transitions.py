"""Making a move: check, write, tell the timeline and the log, all or nothing."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from wagtail_civic.core import history, search

from . import attaching, lifecycle
from .events import record_event
from .models.petition import Petition


class NotPossible(Exception):
    """Why an officer cannot do this now, and what to do first; for the screen."""


def make_move(
    petition: Petition,
    name: str,
    *,
    now: datetime,
    user=None,
    reason: str = "",
    event: str = "",
    data: dict | None = None,
    **changes,
) -> None:
    """Move ``petition`` along the arrow ``name``, changing the given fields with the state.

    The state is compared in the database, so that of two clicks or two officers only one moves;
    the other gets ``lifecycle.MoveRefused``.
    """
    state = lifecycle.target(name, petition.state, petition.earlier_state)
    changes |= {"state": state, "state_since": now}
    with transaction.atomic():
        rows = Petition.objects.filter(pk=petition.pk, state=petition.state)
        if not rows.update(**changes):
            petition.refresh_from_db()
            raise lifecycle.MoveRefused(name, petition.state)
        for field, value in changes.items():
            setattr(petition, field, value)
        if event:
            record_event(petition, event, now, data)
        history.log(petition, f"civic_petitions.{name}", user=user, reason=reason)
        attaching.settle(petition, now=now, user=user)
        search.changed("petition", petition.pk)


def allot_number(petition: Petition, year: int) -> None:
    """Give the petition the next number of the year, for ever; nothing if it has one."""
    if petition.serial:
        return
    for _attempt in range(20):
        numbered = Petition.objects.filter(site=petition.site_id, year=year)
        serial = (numbered.aggregate(last=Max("serial"))["last"] or 0) + 1
        try:
            with transaction.atomic():
                rows = Petition.objects.filter(pk=petition.pk, serial__isnull=True)
                if not rows.update(year=year, serial=serial):
                    petition.refresh_from_db(fields=["year", "serial"])
                    return
        except IntegrityError:
            continue
        petition.year, petition.serial = year, serial
        return
    raise NotPossible(_("No number was free just now. Please try again."))
