"""How a page offers a video: at once if it is our own, otherwise after one click of consent."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wagtail.models import Site

from . import conf
from .models.municipality import MunicipalitySettings
from .video import PEERTUBE, Video


def _hosts_fault(hosts: Sequence[str]) -> str | None:
    if all(isinstance(host, str) and host and "/" not in host for host in hosts):
        return None
    return "each is the name of a server alone, such as 'tube.example.org'"


conf.declare(
    "PEERTUBE_HOSTS",
    (list, tuple),
    (),
    "PeerTube servers whose player may be shown; others get a link only.",
    validate=_hosts_fault,
)


@dataclass(frozen=True)
class Offer:
    """A video and what its button says; ``number`` tells it from the others of the page."""

    number: int
    label: str
    video: Video
    is_local: bool

    @property
    def provider(self) -> str:
        return self.video.name

    @property
    def has_player(self) -> bool:
        return has_player(self.video)


def has_player(video: Video) -> bool:
    return video.provider != PEERTUBE or video.name in conf.settings.PEERTUBE_HOSTS


def offer(number: int, label: str, video: Video, site: Site) -> Offer:
    return Offer(number, label, video, video.is_local({site.hostname}))


def context(offered: Iterable[Offer], wanted: str | None, site: Site, language: str) -> dict:
    """What ``includes/player.html`` and the head of its page need; ``wanted`` is ``?play=``."""
    playing = _chosen(offered, wanted)
    return {
        "playing": playing,
        "frame_policy": _frame_policy(playing),
        "embed_notice": _notice(offered, site, language),
    }


def _chosen(offered: Iterable[Offer], wanted: str | None) -> Offer | None:
    """The offer that the visitor has asked to load; None before the click."""
    return next((o for o in offered if wanted and wanted == str(o.number) and o.has_player), None)


def _frame_policy(playing: Offer | None) -> str:
    """Content policy for a page that shows ``playing``: frames of its player only."""
    if playing is None or not playing.video.is_framed:
        return ""
    return f"frame-src 'self' {playing.video.origin}"


def _notice(offered: Iterable[Offer], site: Site, language: str) -> str:
    """The municipality's words of consent, where a video needs it."""
    if all(each.is_local for each in offered):
        return ""
    return MunicipalitySettings.for_site(site).text(language).embed_notice
