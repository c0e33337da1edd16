"""Blocks for the host's pages."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from wagtail_civic.core import places
from wagtail_civic.core.home import HomeBlock


class SubscribeBlock(HomeBlock):
    """An invitation to subscribe, and the way to the form."""

    title = blocks.CharBlock(required=False, label=_("Title"))
    text = blocks.TextBlock(required=False, label=_("Text"))

    is_remembered = True

    class Meta:
        icon = "mail"
        label = _("SMS subscription")
        template = "wagtail_civic/sms/blocks/subscribe.html"

    def find(self, value, site, request):
        return {"subscription_page": places.index_page(site, "sms", self.language)}
