"""The lines of paper sheets, entered to find who signed twice."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail_civic.core.encryption import EncryptedTextField
from wagtail_civic.core.models import Area

from .paper import PaperCheck
from .petition import Petition


class PaperLine(models.Model):
    """One signature on paper. Of its personal number only digests are kept; all of it goes with
    the personal data of the petition."""

    ON_PAPER, ONLINE = "paper", "online"

    delivery = models.ForeignKey(PaperCheck, on_delete=models.CASCADE, related_name="entries")
    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField(_("line"))
    name = EncryptedTextField(blank=True)
    phone = models.CharField(max_length=64, blank=True)
    area = models.ForeignKey(
        Area, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    personal = models.JSONField(default=list, blank=True)
    """Digests of the personal number, under every lookup key, to be asked of the roll."""
    duplicate = models.CharField(max_length=8, blank=True)

    class Meta:
        verbose_name = _("line of a paper sheet")
        verbose_name_plural = _("lines of paper sheets")
        ordering = ["delivery", "number"]
        constraints = [
            models.UniqueConstraint(fields=["delivery", "number"], name="civic_petition_paper_line")
        ]
        indexes = [models.Index(fields=["phone"], name="civic_paper_line_phone")]

    def __str__(self):
        return f"{self.delivery_id}: {self.number}"
