"""The text of an act: chapters and numbered articles."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from . import addresses
from .articles import article_title


class ChapterBlock(blocks.CharBlock):
    class Meta:
        label = _("chapter")
        icon = "title"
        template = "wagtail_civic/acts/blocks/chapter.html"


class ArticleBlock(blocks.StructBlock):
    number = blocks.CharBlock(
        label=_("Article number"), max_length=20, help_text=_("Only the number: 7, or 7¹.")
    )
    heading = blocks.CharBlock(label=_("Heading"), max_length=500, required=False)
    # “Article 7. Repealed” has nothing below it.
    text = blocks.RichTextBlock(
        label=_("Text"),
        features=["bold", "italic", "ol", "ul", "link", "document-link"],
        required=False,
    )

    class Meta:
        label = _("article")
        icon = "list-ol"
        template = "wagtail_civic/acts/blocks/article.html"

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        parent = parent_context or {}
        act = parent.get("act")
        anchors = parent.get("anchors") or {}
        context["level"] = parent.get("article_level", 3)
        context["anchor"] = anchors.get(id(value)) or addresses.article_anchor(value["number"])
        context["label"] = article_title(value, act.language if act else None)
        context["citations"] = parent.get("citations")
        return context


class PreambleBlock(blocks.RichTextBlock):
    """Text outside the articles: the preamble, or an act that has none."""

    def __init__(self, **kwargs):
        kwargs.setdefault("features", ["bold", "italic", "ol", "ul", "link", "document-link"])
        super().__init__(**kwargs)

    class Meta:
        label = _("text outside the articles")
        icon = "pilcrow"
        template = "wagtail_civic/acts/blocks/paragraph.html"


def text_blocks():
    return [
        ("paragraph", PreambleBlock()),
        ("chapter", ChapterBlock()),
        ("article", ArticleBlock()),
    ]
