from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.models import Site

from . import access, figures, presentation


class BudgetGlanceBlock(blocks.StructBlock):
    """The newest published year at a glance: figures, treemap, the same as a table."""

    heading = blocks.CharBlock(
        required=False, label=_("heading"), help_text=_("Empty: the year of the budget.")
    )

    class Meta:
        icon = "table"
        label = _("budget at a glance")
        template = "wagtail_civic/budget/blocks/glance.html"

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        request = (parent_context or {}).get("request")
        site = Site.find_for_request(request) if request else None
        page = access.public_page(site, get_language())
        view = figures.view(site, language=page.locale.language_code) if page else None
        if view is not None:
            context |= presentation.page_context(page, view)
            context |= {
                "budget_page": page,
                "facts": presentation.key_facts(view),
                "self": value,
                "value": value,
            }
        return context
