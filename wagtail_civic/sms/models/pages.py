"""The page on which a citizen subscribes."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.fields import RichTextField
from wagtail.models import Page

from wagtail_civic.core.pages import CivicPageMixin
from wagtail_civic.core.places import language_of, requested_site


class SubscriptionPageMixin(CivicPageMixin, RoutablePageMixin):
    """Words around the form; who subscribes is never a matter of the page."""

    civic_index = "sms"

    intro = RichTextField(_("introduction"), blank=True, features=["bold", "link", "ul"])

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    page_description = _("Where citizens subscribe to SMS by topic and area.")

    class Meta:
        abstract = True

    def get_context(self, request, *args, **kwargs):
        from ..forms import SubscribeForm
        from ..subscribing import current_wording, data_notice

        site = requested_site(request)
        language = language_of(self, site)
        wording = current_wording(site, language)
        form = SubscribeForm(site=site, language=language, wording=wording).unstamped()
        context = super().get_context(request, *args, **kwargs)
        notice = data_notice(site, language)
        return {**context, "form": form, "action_language": language, "notice": notice}


class SubscriptionPage(SubscriptionPageMixin, Page):
    template = "wagtail_civic/sms/subscription_page.html"

    class Meta:
        verbose_name = _("SMS subscription page")
        verbose_name_plural = _("SMS subscription pages")
