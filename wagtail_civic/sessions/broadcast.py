"""Which video a session's page offers now."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from wagtail.models import Site

from wagtail_civic.core import players
from wagtail_civic.core.players import Offer

from . import status
from .models.session import Session, Stream

#: A broadcast is offered so long before the planned start, also if nobody has pressed "begin".
EARLY = timedelta(minutes=30)


def offers(session: Session, streams: list[Stream], site: Site, now: datetime) -> list[Offer]:
    """The recording once there is one; else the broadcast while it can be watched."""
    streams = [s for s in streams if not s.expires_at or s.expires_at > now]
    recordings = [s for s in streams if s.role == "recording"]
    broadcasts = [s for s in streams if s.role == "live"]
    if session.status == status.FINISHED:
        chosen = recordings or broadcasts
    elif session.is_live or _is_near(session, now):
        chosen = broadcasts or recordings
    else:
        chosen = recordings
    return [_offer(stream, session.is_live, site) for stream in chosen]


def _is_near(session: Session, now: datetime) -> bool:
    planned = session.planned_start
    return session.status == status.SCHEDULED and planned is not None and now >= planned - EARLY


def _offer(stream: Stream, is_live: bool, site: Site) -> Offer:
    live = is_live and stream.role == "live"
    label = _("Watch live") if live else _("Watch the recording")
    return players.offer(stream.pk, label, stream.video, site)
