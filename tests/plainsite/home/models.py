"""The host's pages: one of its own, and two built on the suite's mixins."""

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from wagtail_civic.core import home
from wagtail_civic.core.stream import CivicStreamField
from wagtail_civic.news.models import NewsPageMixin
from wagtail_civic.sessions.models import SessionPageMixin


class HomePage(Page):
    body = CivicStreamField(home.blocks, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("body")]


class PhotoNewsPage(NewsPageMixin, Page):
    """The host's news: ours, and who took the picture. It stands in for ``NewsPage``."""

    caption = models.CharField(max_length=200, blank=True)

    parent_page_types = ["civic_news.NewsIndexPage"]
    subpage_types: list[str] = []
    content_panels = [*NewsPageMixin.content_panels, FieldPanel("caption")]


class HearingPage(SessionPageMixin, Page):
    """A page type with a record, beside ours: public hearings are sessions of another kind."""

    parent_page_types = ["civic_sessions.SessionIndexPage"]
    subpage_types: list[str] = []
