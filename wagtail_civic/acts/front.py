"""The newest acts on a host's front page."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import blocks

from wagtail_civic.core import clock
from wagtail_civic.core.home import HomeBlock

from . import registry
from .loading import Catalogue
from .models.acts import Act
from .presentation import act_rows


class LatestActsBlock(HomeBlock):
    heading = blocks.CharBlock(label=gettext_lazy("heading"), required=False, max_length=120)
    number = blocks.IntegerBlock(
        label=gettext_lazy("how many"), default=4, min_value=1, max_value=20
    )

    is_remembered = True

    class Meta:
        label = gettext_lazy("newest acts")
        icon = "doc-full"
        template = "wagtail_civic/acts/blocks/latest_acts.html"

    def find(self, value, site, request):
        shown = {"heading": value["heading"] or _("Newest acts"), "rows": []}
        page = registry.registry_page(site, self.language)
        if page is not None:
            shown["all_url"] = page.get_url(request)
            shown["rows"] = self.rows(page, site, request, value["number"])
        return shown

    def rows(self, page, site, request, number: int) -> list[dict]:
        today = clock.today()
        acts = Act.objects.for_site(site).published().filter(page.acts_shown()).as_rows(today)
        catalogue = Catalogue(site.pk)
        return act_rows(list(acts[:number]), catalogue, page, request, today)
