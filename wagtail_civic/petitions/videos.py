"""The video of an initiator: which addresses are taken, and what a reader is offered."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from wagtail_civic.core import conf, players
from wagtail_civic.core.video import FACEBOOK, NAMES, PEERTUBE, VIMEO, YOUTUBE, Video, parse

HOSTS = (YOUTUBE, VIMEO, FACEBOOK)


def video_at(address: str) -> Video | None:
    """The one finished video at an address or in a pasted embed code.

    No channel and no event: what they show changes after people have signed. No file either: every
    reader would be known to whoever owns its server.
    """
    video = parse(address)
    if video is None or video.provider not in (*HOSTS, PEERTUBE) or "event/" in video.ref:
        return None
    return video


def places() -> str:
    """Where videos may be, for a sentence."""
    return ", ".join([*(NAMES[host] for host in HOSTS), *conf.settings.PEERTUBE_HOSTS])


def refusal() -> ValidationError:
    return ValidationError(
        _(
            "No video that can be shown here is at this address. These work: %(places)s. Open the "
            "video itself and copy its address, for example https://www.youtube.com/watch?v=…"
        )
        % {"places": places()}
    )


def validate(address: str) -> None:
    """For pages. A PeerTube server that plays here no more leaves a page as it was signed: its
    video is then a link."""
    if video_at(address) is None:
        raise refusal()


def context(page: Page, wanted: str | None, site: Site, language: str) -> dict:
    """The player of a petition's page; nothing where it has no video."""
    video = video_at(page.video)
    if video is None:
        return {}
    offer = players.offer(1, _("Watch the initiator's video"), video, site)
    return {"offer": offer, **players.context([offer], wanted, site, language)}
