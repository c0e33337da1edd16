"""Paper forms: which numbers were printed, given out for which village, and came back."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from wagtail_civic.core.models import Area

from .consent import ConsentWording


class FormBatch(models.Model):
    """Forms numbered `first` to `last`, with one wording, for one village and one collector.

    What was entered and confirmed is counted from the consents; only what the office alone knows
    (how many were given out and returned) is stored.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, verbose_name=_("site"))
    area = models.ForeignKey(
        Area,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("area"),
    )
    wording = models.ForeignKey(
        ConsentWording, on_delete=models.PROTECT, related_name="+", verbose_name=_("wording")
    )
    collector = models.CharField(_("collector"), max_length=100)
    first = models.PositiveIntegerField(_("first number"), editable=False)
    last = models.PositiveIntegerField(_("last number"), editable=False)
    given_out = models.PositiveIntegerField(_("given out"), default=0)
    returned = models.PositiveIntegerField(_("returned"), default=0)
    printed_at = models.DateTimeField(_("printed"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("batch of paper forms")
        verbose_name_plural = _("batches of paper forms")
        ordering = ["-first"]
        constraints = [
            models.UniqueConstraint(fields=["site", "first"], name="civic_sms_batch_first"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="civic_sms_batch_order"),
        ]

    def __str__(self):
        return f"№ {self.first}–{self.last}"
