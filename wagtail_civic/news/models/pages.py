"""News and announcements, and the list of them."""

from django.db import models
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.blocks import CharBlock, PageChooserBlock, StructBlock, URLBlock
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.images import get_image_model_string
from wagtail.models import Page
from wagtail.search import index

from wagtail_civic.core.blocks import body_blocks
from wagtail_civic.core.models import Area, Topic, named_by_code
from wagtail_civic.core.pages import CivicIndexMixin, CivicPageMixin
from wagtail_civic.core.places import requested_site
from wagtail_civic.core.stream import CivicStreamField

from ..forms import NewsPageForm


def kinds():
    return [("news", _("news")), ("announcement", _("announcement"))]


class LinkBlock(StructBlock):
    text = CharBlock(label=_("Text"))
    url = URLBlock(label=pgettext_lazy("link", "address"))

    class Meta:
        icon = "link"
        label = _("address on another site")


def related_blocks():
    return [("page", PageChooserBlock(label=_("Page of this site"))), ("link", LinkBlock())]


class NewsPageMixin(CivicPageMixin):
    """What a news item says. Lists are sorted by ``date``, the day the editor gives."""

    holds_news = True

    kind = models.CharField(_("kind"), max_length=20, choices=kinds, default="news")
    date = models.DateField(_("date"), default=timezone.localdate, db_index=True)
    lead = models.TextField(_("lead"), max_length=400)
    image = models.ForeignKey(
        get_image_model_string(),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    image_alt = models.CharField(_("what the picture shows"), max_length=200, blank=True)
    body = CivicStreamField(body_blocks, blank=True, verbose_name=_("text"))
    topics = ParentalManyToManyField(Topic, blank=True, related_name="+", verbose_name=_("topics"))
    areas = ParentalManyToManyField(Area, blank=True, related_name="+", verbose_name=_("areas"))
    related = CivicStreamField(related_blocks, blank=True, verbose_name=_("related"))

    base_form_class = NewsPageForm
    content_panels = [
        *Page.content_panels,
        HelpPanel(template="wagtail_civic/news/admin/page_help.html"),
        FieldPanel("kind"),
        FieldPanel("date"),
        FieldPanel("lead", help_text=_("One or two sentences; they are the text of a message.")),
        MultiFieldPanel(
            [
                FieldPanel("image"),
                FieldPanel(
                    "image_alt",
                    help_text=_(
                        "For people who do not see it. Empty: the picture's own description."
                    ),
                ),
            ],
            heading=_("Picture"),
        ),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("topics"), FieldPanel("areas")],
            heading=_("What it is about"),
            help_text=_(
                "Subscribers of these topics and areas hear of it; none chosen concerns everybody."
            ),
        ),
        FieldPanel(
            "related",
            help_text=_("Left empty, the newest items on the same topics are shown."),
        ),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("lead"),
        index.SearchField("body"),
        index.FilterField("date"),
        index.FilterField("kind"),
    ]
    template = "wagtail_civic/news/news_page.html"
    page_description = _("One news item or announcement.")

    class Meta:
        abstract = True

    @property
    def picture_alt(self) -> str:
        return self.image_alt or (self.image.description if self.image else "")

    def get_context(self, request, *args, **kwargs):
        from ..reading import page_context

        context = super().get_context(request, *args, **kwargs)
        return {**context, **page_context(self, request)}


class NewsIndexPageMixin(RoutablePageMixin, CivicIndexMixin):
    """The list: paged, by topic, as a feed. ``news_shown`` is the seam for a selection."""

    civic_index = "news"
    children_with = ("image",)

    introduction = models.TextField(_("introduction"), blank=True)

    per_page = 20
    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    search_fields = [*Page.search_fields, index.SearchField("introduction")]
    template = "wagtail_civic/news/news_index_page.html"
    page_description = _("List of news and announcements; its pages are the items.")

    class Meta:
        abstract = True

    def news_shown(self) -> models.Q:
        """Which of its items the list shows, by their columns: override it to show a part."""
        return models.Q()

    def get_news(self):
        """The items of this list that its reader may see, newest first."""
        from .. import listing

        return listing.of_index(self)

    @path("")
    def all_news(self, request):
        return self._list(request, None)

    @path("topic/<slug:code>/")
    def by_topic(self, request, code):
        return self._list(request, self._topic(request, code))

    @path("feed/")
    def feed(self, request):
        return self._feed(request, None)

    @path("topic/<slug:code>/feed/")
    def topic_feed(self, request, code):
        return self._feed(request, self._topic(request, code))

    def _topic(self, request, code: str) -> Topic:
        found = named_by_code(Topic, requested_site(request), [code])
        if not found:
            raise Http404
        return found[0]

    def _list(self, request, topic):
        from ..reading import index_context

        return self.render(request, context_overrides=index_context(self, request.GET, topic))

    def _feed(self, request, topic):
        from ..feeds import NewsFeed

        return NewsFeed(self, topic)(request)


class NewsPage(NewsPageMixin, Page):
    # Wagtail names a template after each page class that does not name one itself.
    template = NewsPageMixin.template
    parent_page_types = ["civic_news.NewsIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("news items")


class NewsIndexPage(NewsIndexPageMixin, Page):
    template = NewsIndexPageMixin.template
    subpage_types = ["civic_news.NewsPage"]

    class Meta:
        verbose_name = _("list of news")
        verbose_name_plural = _("lists of news")
