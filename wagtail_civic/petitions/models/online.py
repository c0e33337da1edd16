"""The random check of online signatures: drawn by a published seed like those on paper."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .petition import Petition
from .signatures import Signature


class OnlineCheck(models.Model):
    """Online signatures numbered by their confirmation, some of them drawn and checked."""

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="online_checks")
    population = models.PositiveIntegerField(_("online signatures"))
    share = models.DecimalField(_("share checked, %"), max_digits=6, decimal_places=3)
    seed = models.CharField(_("seed of the draw"), max_length=64)
    drawn_at = models.DateTimeField(_("drawn"), default=timezone.now)
    void_lines = models.JSONField(_("void lines"), default=dict, blank=True)
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    checked_by = models.CharField(_("checked by"), max_length=255, blank=True)
    protocol = models.CharField(_("number of the protocol"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("check of online signatures")
        verbose_name_plural = _("checks of online signatures")
        ordering = ["drawn_at", "pk"]

    def __str__(self):
        return f"{self.petition_id}: {self.population}"

    @property
    def lines(self) -> list[int]:
        return list(self.drawn.order_by("number").values_list("number", flat=True))


class OnlineCheckLine(models.Model):
    """One drawn signature, by the number that the draw knows it by."""

    check_of = models.ForeignKey(OnlineCheck, on_delete=models.CASCADE, related_name="drawn")
    number = models.PositiveIntegerField(_("line"))
    signature = models.ForeignKey(Signature, on_delete=models.CASCADE, related_name="+")
    void = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("drawn online signature")
        verbose_name_plural = _("drawn online signatures")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["check_of", "number"], name="civic_petition_online_line"
            )
        ]

    def __str__(self):
        return f"{self.check_of_id}: {self.number}"
