"""Blocks for the body of a page."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

from .visibility import withheld

RICH_TEXT = ["bold", "italic", "ol", "ul", "link", "document-link"]


class HeadingBlock(blocks.CharBlock):
    class Meta:
        icon = "title"
        label = _("heading")
        template = "wagtail_civic/core/blocks/heading.html"


class ParagraphBlock(blocks.RichTextBlock):
    def __init__(self, **kwargs):
        kwargs.setdefault("features", RICH_TEXT)
        super().__init__(**kwargs)

    class Meta:
        icon = "pilcrow"
        label = _("text")


class SparseBlock(blocks.StructBlock):
    """A block of which parts may be left out: no search finds “None” in their place."""

    def get_searchable_content(self, value: blocks.StructValue) -> list[str]:
        written = {name: part for name, part in value.items() if part is not None}
        found = [self.child_blocks[name].get_searchable_content(written[name]) for name in written]
        return [text for texts in found for text in texts]


class FigureBlock(SparseBlock):
    image = ImageBlock(label=_("Image"))
    caption = blocks.CharBlock(required=False, label=_("Caption"))

    class Meta:
        icon = "image"
        label = _("image")
        template = "wagtail_civic/core/blocks/figure.html"


class QuotationBlock(SparseBlock):
    text = blocks.TextBlock(label=_("Text"))
    source = blocks.CharBlock(required=False, label=_("Source"))

    class Meta:
        icon = "openquote"
        label = _("quotation")
        template = "wagtail_civic/core/blocks/quotation.html"


class DocumentBlock(SparseBlock):
    document = DocumentChooserBlock(label=_("Document"))
    note = blocks.CharBlock(required=False, label=_("Note"))

    class Meta:
        icon = "doc-full"
        label = _("document")
        template = "wagtail_civic/core/blocks/document.html"

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context=parent_context)
        document = value.get("document")
        context["is_withheld"] = document is not None and bool(withheld([document.pk]))
        return context


class TableBlock(TypedTableBlock):
    def __init__(self, local_blocks=None, **kwargs):
        columns = local_blocks or [
            ("text", blocks.CharBlock(required=False, label=_("Text"))),
            ("number", blocks.DecimalBlock(required=False, label=_("Number"))),
        ]
        super().__init__(columns, **kwargs)

    class Meta:
        icon = "table"
        label = _("table")
        template = "wagtail_civic/core/blocks/table.html"


def body_blocks() -> list[tuple[str, blocks.Block]]:
    """For ``CivicStreamField(body_blocks)``."""
    return [
        ("heading", HeadingBlock()),
        ("paragraph", ParagraphBlock()),
        ("figure", FigureBlock()),
        ("quotation", QuotationBlock()),
        ("document", DocumentBlock()),
        ("table", TableBlock()),
    ]
