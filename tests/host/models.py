from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from wagtail_civic.core import home
from wagtail_civic.core.blocks import body_blocks
from wagtail_civic.core.stream import CivicStreamField


class HomePage(Page):
    body = CivicStreamField(home.blocks, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("body")]
    template = "host/home_page.html"


class ContentPage(Page):
    """An ordinary page of the host."""

    body = CivicStreamField(body_blocks, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("body")]
    template = "host/content_page.html"
