"""The newest acts on a host's front page."""

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.models import Site

from wagtail_civic.core import clock
from wagtail_civic.core.models import Body

from . import registry
from .loading import Catalogue
from .models.acts import Act
from .presentation import act_rows


class LatestActsBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=gettext_lazy("heading"), required=False, max_length=120)
    number = blocks.IntegerBlock(
        label=gettext_lazy("how many"), default=4, min_value=1, max_value=20
    )

    class Meta:
        label = gettext_lazy("newest acts")
        icon = "doc-full"
        template = "wagtail_civic/acts/blocks/latest_acts.html"

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        request = context.get("request")
        level = context.get("heading_level") or 2
        context |= {
            "rows": [],
            "heading": value["heading"] or _("Newest acts"),
            "level": level,
            "sublevel": level + 1,
        }
        site = Site.find_for_request(request) if request else None
        page = registry.registry_page(site, get_language()) if site else None
        if page is not None:
            context["all_url"] = page.get_url(request)
            context["rows"] = self.rows(page, site, request, value["number"])
        return context

    def rows(self, page, site, request, number: int) -> list[dict]:
        today = clock.today()
        acts = Act.objects.for_site(site).published().with_status(today).newest_first()
        catalogue = Catalogue(page.get_act_types(), Body.objects.for_site(site))
        return act_rows(list(acts[:number]), catalogue, page, request, today)
