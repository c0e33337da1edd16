"""The text of an act as its amendments left it, from one day on."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from wagtail_civic.core import formats
from wagtail_civic.core.stream import CivicStreamField

from ..blocks import text_blocks


class ActVersion(models.Model):
    """A consolidated text. The text of the act itself is the one that was adopted."""

    site_lookup = "act__site"

    act = models.ForeignKey(
        "civic_acts.Act", on_delete=models.CASCADE, related_name="versions", verbose_name=_("act")
    )
    valid_from = models.DateField(_("text valid from"))
    text = CivicStreamField(text_blocks, verbose_name=_("text"))
    note = models.CharField(_("note"), max_length=255, blank=True)
    official_url = models.URLField(_("the same text on matsne.gov.ge"), max_length=500, blank=True)
    personal_checked = models.TextField(blank=True, editable=False)
    modified_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("consolidated version")
        verbose_name_plural = _("consolidated versions")
        ordering = ["-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["act", "valid_from"], name="civic_act_version_day")
        ]

    def __str__(self):
        return f"{self.act} ({formats.date(self.valid_from)})"

    def clean(self):
        super().clean()
        act = self.act if self.act_id else None
        if act and act.adopted and self.valid_from and self.valid_from < act.adopted:
            message = _("The act was adopted later: this text cannot have been valid then.")
            raise ValidationError({"valid_from": message})
