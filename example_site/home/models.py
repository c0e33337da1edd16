from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import CharBlock, PageChooserBlock, StructBlock
from wagtail.models import Page

from wagtail_civic.core import home
from wagtail_civic.core.blocks import body_blocks
from wagtail_civic.core.stream import CivicStreamField

AREAS = {
    "live_banner": "top",
    "search_box": "hero",
    "latest_news": "main",
    "latest_acts": "side",
    "next_sessions": "side",
}
"""Where the front page puts the suite's blocks; all others get the full width, in their order."""


class ShortcutBlock(StructBlock):
    text = CharBlock(label=_("text"))
    page = PageChooserBlock(label=_("page"))

    class Meta:
        icon = "link"
        label = _("link")


class HomePage(Page):
    heading = models.CharField(_("heading"), max_length=120, blank=True)
    shortcuts = CivicStreamField(
        [("shortcut", ShortcutBlock())], blank=True, verbose_name=_("shortcuts")
    )
    body = CivicStreamField(home.blocks, blank=True, verbose_name=_("blocks"))

    content_panels = [*Page.content_panels, "heading", "shortcuts", FieldPanel("body")]
    parent_page_types = ["wagtailcore.Page"]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context |= {"areas": self.areas(), "shortcuts": self.links()}
        return context

    def links(self) -> list[tuple[str, Page]]:
        """The shortcuts as text and page, in the language of this page."""
        chosen = [(block.value["text"], block.value["page"]) for block in self.shortcuts]
        return [
            (text, page if page.locale_id == self.locale_id else page.localized)
            for text, page in chosen
            if page and page.live
        ]

    def areas(self) -> dict[str, list]:
        """The blocks by area: top, hero, main and side are columns, wide is the rest."""
        areas = {area: [] for area in ("top", "hero", "main", "side", "wide")}
        for block in self.body:
            areas[AREAS.get(block.block_type, "wide")].append(block)
        return areas


class ContentPage(Page):
    introduction = models.CharField(_("introduction"), max_length=300, blank=True)
    body = CivicStreamField(body_blocks, blank=True, verbose_name=_("text"))

    content_panels = [*Page.content_panels, "introduction", FieldPanel("body")]

    class Meta:
        verbose_name = _("page of text")
        verbose_name_plural = _("pages of text")
