"""Which video a session's page offers now, and what the visitor is told before it is loaded."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from wagtail.models import Site

from wagtail_civic.core import conf

from . import status
from .models.session import Session, Stream
from .video import PEERTUBE, Video

#: A broadcast is offered so long before the planned start, also if nobody has pressed "begin".
EARLY = timedelta(minutes=30)


@dataclass(frozen=True)
class Offer:
    """A video to show: at once if it is our own, otherwise after one click of consent."""

    stream: Stream
    video: Video
    is_live: bool
    is_local: bool
    has_player: bool

    @property
    def number(self) -> int:
        return self.stream.pk

    @property
    def label(self) -> str:
        return _("Watch live") if self.is_live else _("Watch the recording")

    @property
    def provider(self) -> str:
        return self.video.name


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
    hosts = {site.hostname}
    return [_offer(stream, session.is_live, hosts) for stream in chosen]


def chosen(offered: list[Offer], wanted: str | None) -> Offer | None:
    """The offer that the visitor has asked to load; None before the click."""
    return next((o for o in offered if wanted and wanted == str(o.number) and o.has_player), None)


def frame_policy(offer: Offer | None) -> str:
    """Content policy for a page that shows ``offer``: frames of its player only."""
    if offer is None or not offer.video.is_framed:
        return ""
    return f"frame-src 'self' {offer.video.origin}"


def _is_near(session: Session, now: datetime) -> bool:
    planned = session.planned_start
    return session.status == status.SCHEDULED and planned is not None and now >= planned - EARLY


def _offer(stream: Stream, is_live: bool, hosts: set[str]) -> Offer:
    video = stream.video
    known = video.provider != PEERTUBE or video.name in conf.settings.SESSIONS_PEERTUBE_HOSTS
    return Offer(
        stream=stream,
        video=video,
        is_live=is_live and stream.role == "live",
        is_local=video.is_local(hosts),
        has_player=known,
    )
