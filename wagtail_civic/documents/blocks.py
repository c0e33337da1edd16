"""The search box of a front page."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from wagtail_civic.core.blocks import SparseBlock


class SearchBoxBlock(SparseBlock):
    """Leads to the search page of the site in the language of the page it stands on."""

    heading = blocks.CharBlock(required=False, label=_("Heading"))
    placeholder = blocks.CharBlock(required=False, label=_("Words in the empty field"))

    class Meta:
        label = _("search box")
        icon = "search"
        template = "wagtail_civic/documents/blocks/search_box.html"
