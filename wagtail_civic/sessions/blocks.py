"""What the front page shows of sessions."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from wagtail_civic.core import clock, places
from wagtail_civic.core.home import HomeBlock

from . import listing


class NextSessionsBlock(HomeBlock):
    heading = blocks.CharBlock(required=False, label=_("Heading"))
    count = blocks.IntegerBlock(default=3, min_value=1, max_value=10, label=_("How many"))

    is_remembered = True

    def find(self, value, site, request):
        today = clock.midnight(timezone.now())
        rows = listing.published(site).upcoming(today).only(*listing.CARD)
        url = places.index_url(site, "sessions", self.language)
        return {"cards": listing.cards(rows[: value.get("count") or 3], site), "index_url": url}

    class Meta:
        icon = "date"
        label = _("next sessions")
        template = "wagtail_civic/sessions/blocks/next_sessions.html"


class LiveBannerBlock(HomeBlock):
    """Shown only while a session is live; the same for everybody, without a cookie."""

    def find(self, value, site, request):
        rows = listing.published(site).live().only(*listing.CARD, "current_item")
        rows = rows.select_related("current_item")
        return {"cards": listing.cards(rows, site)}

    class Meta:
        icon = "media"
        label = _("live session")
        template = "wagtail_civic/sessions/blocks/live_banner.html"
