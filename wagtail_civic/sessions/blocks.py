"""What the front page shows of sessions."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.models import Site

from wagtail_civic.core import clock, places

from . import listing


class SessionsBlock(blocks.StructBlock):
    """Finds its sessions when it is shown, on the site of the request."""

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context=parent_context)
        request = (parent_context or {}).get("request")
        site = Site.find_for_request(request) if request else None
        context["site"] = site
        context["cards"] = self.cards(value, site) if site else []
        return context

    def cards(self, value, site):
        raise NotImplementedError


class NextSessionsBlock(SessionsBlock):
    heading = blocks.CharBlock(required=False, label=_("heading"))
    count = blocks.IntegerBlock(default=3, min_value=1, max_value=10, label=_("how many"))

    def cards(self, value, site):
        today = clock.midnight(timezone.now())
        rows = listing.published(site).upcoming(today)
        return listing.cards(rows[: value.get("count") or 3], site)

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context=parent_context)
        context["index_url"] = places.index_url(context["site"], "sessions")
        return context

    class Meta:
        icon = "date"
        label = _("next sessions")
        template = "wagtail_civic/sessions/blocks/next_sessions.html"


class LiveBannerBlock(SessionsBlock):
    """Shown only while a session is live; the same for everybody, without a cookie."""

    def cards(self, value, site):
        rows = listing.published(site).live().select_related("current_item")
        return listing.cards(rows, site)

    class Meta:
        icon = "media"
        label = _("live session")
        template = "wagtail_civic/sessions/blocks/live_banner.html"
