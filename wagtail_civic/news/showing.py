"""Which alert banners a reader sees now."""

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone, translation
from wagtail.models import Site

from .models.banners import EMERGENCY, MINOR, AlertBanner

_STYLE = {EMERGENCY: "error", MINOR: "warn"}


def banners(site: Site, now: datetime | None = None, language: str | None = None) -> list[dict]:
    """What the template needs, the worst banner first; a banner without words is left out."""
    showing = AlertBanner.objects.for_site(site).showing(now or timezone.now())
    language = language or translation.get_language()
    found = []
    for banner in showing.by_urgency():
        text = banner.text(language)
        if text:
            found.append(
                {
                    "level": banner.get_level_display(),
                    "style": _STYLE.get(banner.level, ""),
                    "text": text,
                    "lang": "" if text.language == language else text.language,
                    "anchor": f"alert-{banner.pk}",
                }
            )
    return found


def for_request(request: HttpRequest | None) -> list[dict]:
    """Once a request: a front page whose base shows the banners does not show them twice."""
    site = Site.find_for_request(request) if request else None
    if site is None or getattr(request, "_civic_alert_banners", False):
        return []
    request._civic_alert_banners = True
    return banners(site)
