"""Blocks for the host's pages."""

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.models import Site


class SubscribeBlock(blocks.StructBlock):
    """An invitation to subscribe, and the way to the form."""

    title = blocks.CharBlock(required=False, label=_("title"))
    text = blocks.TextBlock(required=False, label=_("text"))

    class Meta:
        icon = "mail"
        label = _("SMS subscription")
        template = "wagtail_civic/sms/blocks/subscribe.html"

    def get_context(self, value, parent_context=None):
        from .models.pages import SubscriptionPage

        context = super().get_context(value, parent_context)
        request = (parent_context or {}).get("request")
        site = Site.find_for_request(request) if request else None
        page = SubscriptionPage.of(site, get_language()) if site else None
        return {**context, "subscription_page": page}
