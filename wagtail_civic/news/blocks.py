"""What the front page shows of the news."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from wagtail_civic.core import places
from wagtail_civic.core.home import HomeBlock

from . import listing, reading, showing


class LatestNewsBlock(HomeBlock):
    """The newest item with its picture, the next ones as lines."""

    heading = blocks.CharBlock(required=False, label=_("Heading"))
    count = blocks.IntegerBlock(default=6, min_value=1, max_value=12, label=_("How many"))

    is_remembered = True

    class Meta:
        icon = "doc-full"
        label = _("latest news")
        template = "wagtail_civic/news/blocks/latest_news.html"

    def find(self, value, site, request):
        news = listing.for_reader(site, self.language).select_related("image")
        items = list(news[: value.get("count") or 6])
        lead, rest = (items[0], items[1:]) if items and items[0].image else (None, items)
        return {
            "lead": lead,
            "lead_row": reading.row(lead, self.language) if lead else None,
            "rows": [reading.row(item, self.language) for item in rest],
            "index_url": places.index_url(site, "news", self.language),
        }


class AlertBlock(blocks.StaticBlock):
    """The alert banners, for a host that does not put the tag into its base template."""

    class Meta:
        icon = "warning"
        label = _("alert banners")
        admin_text = _("Shows the alert banners of the moment, where the site shows none above.")
        template = "wagtail_civic/news/blocks/alert.html"

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context=parent_context)
        context["banners"] = showing.for_request((parent_context or {}).get("request"))
        return context
