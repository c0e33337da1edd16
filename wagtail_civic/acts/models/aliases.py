from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from wagtail_civic.core.models import Body

from .types import ActType


class ActAlias(models.Model):
    """An address an act once had; it leads to the present one for ever."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    act = models.ForeignKey("civic_acts.Act", on_delete=models.CASCADE, related_name="aliases")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    act_type = models.ForeignKey(ActType, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    number_key = models.CharField(max_length=100)

    class Meta:
        verbose_name = _("former address of an act")
        constraints = [
            models.UniqueConstraint(
                fields=["site", "body", "act_type", "year", "number_key"],
                name="civic_act_alias_identity",
            )
        ]

    def __str__(self):
        return f"{self.body.code}/{self.act_type.code}/{self.year}/{self.number_key}"
