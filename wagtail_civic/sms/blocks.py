"""Blocks for the host's pages."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from wagtail_civic.core import places
from wagtail_civic.core.home import HomeBlock

from . import subscribing
from .forms import SubscribeForm


class SubscribeBlock(HomeBlock):
    """An invitation to subscribe, and the way to the form or the form itself."""

    title = blocks.CharBlock(required=False, label=_("Title"))
    text = blocks.TextBlock(required=False, label=_("Text"))
    with_form = blocks.BooleanBlock(
        required=False,
        label=_("Show the form itself"),
        help_text=_("Number, topics and area on this page. Otherwise a button leads to them."),
    )

    is_remembered = True

    class Meta:
        icon = "mail"
        label = _("SMS subscription")
        template = "wagtail_civic/sms/blocks/subscribe.html"

    def find(self, value, site, request):
        page, language = places.index_page(site, "sms", self.language), self.language
        found = {"subscription_page": page}
        if page and value.get("with_form"):
            wording = subscribing.current_wording(site, language)
            form = SubscribeForm(site=site, language=language, wording=wording).unstamped()
            notice = subscribing.data_notice(site, language)
            found |= {"form": form, "action_language": language, "notice": notice}
        return found
