"""Open petitions for the host's front page."""

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.models import Site


class OpenPetitionsBlock(blocks.StructBlock):
    heading = blocks.CharBlock(required=False, label=_("heading"))
    count = blocks.IntegerBlock(min_value=1, max_value=12, default=3, label=_("how many"))

    class Meta:
        icon = "form"
        label = _("open petitions")
        template = "wagtail_civic/petitions/blocks/open_petitions.html"

    def get_context(self, value, parent_context=None):
        from . import lifecycle, registers
        from .models.petition import Petition
        from .places import index_page

        context = super().get_context(value, parent_context)
        site = _site(context)
        if site is None:
            return {**context, "rows": []}
        petitions = Petition.objects.for_site(site).public().filter(state=lifecycle.OPEN)
        index = index_page(site, get_language())
        return {
            **context,
            "rows": registers.rows(list(petitions.order_by("deadline")[: value["count"]])),
            "index_url": index.get_url() if index else "",
        }


def _site(context) -> Site | None:
    request, page = context.get("request"), context.get("page")
    if request is not None:
        return Site.find_for_request(request)
    return page.get_site() if page is not None else None
