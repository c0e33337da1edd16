from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from wagtail_civic.core.home import HomeBlock

from . import access, figures, presentation


class BudgetGlanceBlock(HomeBlock):
    """The newest published year at a glance: figures, treemap, the same as a table."""

    heading = blocks.CharBlock(
        required=False, label=_("Heading"), help_text=_("Empty: the year of the budget.")
    )

    is_remembered = True

    class Meta:
        icon = "table"
        label = _("budget at a glance")
        template = "wagtail_civic/budget/blocks/glance.html"

    def find(self, value, site, request):
        page = access.public_page(site, self.language)
        view = figures.view(site, language=page.locale.language_code) if page else None
        if view is None:
            return {}
        shown = presentation.page_context(page, view)
        shown |= {"budget_page": page, "facts": presentation.key_facts(view)}
        return shown | {"self": value, "value": value}
