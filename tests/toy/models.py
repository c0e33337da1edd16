from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.models import DraftStateMixin, Page, RevisionMixin, Site

from wagtail_civic.core.blocks import body_blocks
from wagtail_civic.core.models import PageRecord
from wagtail_civic.core.pages import CivicPageMixin
from wagtail_civic.core.stream import CivicStreamField


class ToyRecord(PageRecord):
    state = models.CharField(max_length=20, default="open")
    signed = models.BooleanField(default=False)

    def holds_citizens_data(self):
        return self.signed


class ToyPageMixin(CivicPageMixin):
    civic_index = "toy"

    body = CivicStreamField(body_blocks, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("body")]

    class Meta:
        abstract = True


class ToyPage(ToyPageMixin, Page):
    template = "toy/toy_page.html"


class ToyNotice(DraftStateMixin, RevisionMixin, models.Model):
    """A publishable row that is not a page."""

    key = models.UUIDField()
    site = models.ForeignKey(Site, on_delete=models.CASCADE)
    title = models.CharField(max_length=80)

    panels = [FieldPanel("title")]

    def __str__(self):
        return self.title
