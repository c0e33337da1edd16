"""Open petitions for the host's front page."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from wagtail_civic.core import places
from wagtail_civic.core.home import HomeBlock


class OpenPetitionsBlock(HomeBlock):
    heading = blocks.CharBlock(required=False, label=_("Heading"))
    count = blocks.IntegerBlock(min_value=1, max_value=12, default=3, label=_("How many"))

    is_remembered = True

    class Meta:
        icon = "form"
        label = _("open petitions")
        template = "wagtail_civic/petitions/blocks/open_petitions.html"

    def find(self, value, site, request):
        from . import lifecycle, registers
        from .models.petition import Petition

        petitions = Petition.objects.for_site(site).public().filter(state=lifecycle.OPEN)
        return {
            "rows": registers.rows(list(petitions.order_by("deadline")[: value["count"]])),
            "index_url": places.index_url(site, "petitions", self.language),
        }
