"""Signatures collected on paper and the random check of them."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .. import sampling
from ..wording import check_rule_choices
from .petition import Petition


class PaperCheck(models.Model):
    """One delivery of sheets: submitted, sampled by a published seed, checked, what remained."""

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="paper_checks")
    sheets = models.PositiveIntegerField(_("sheets"))
    submitted = models.PositiveIntegerField(_("signatures delivered"))
    delivered_at = models.DateTimeField(_("delivered"), default=timezone.now)
    share = models.DecimalField(_("share checked, %"), max_digits=6, decimal_places=3)
    seed = models.CharField(_("seed of the draw"), max_length=64)
    rule = models.CharField(_("what a check deducts"), max_length=12, choices=check_rule_choices)
    lines = models.JSONField(_("lines drawn"), default=list)
    void_lines = models.JSONField(_("void lines"), default=dict, blank=True)
    duplicates = models.PositiveIntegerField(_("signed twice, deducted"), default=0)
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    checked_by = models.CharField(_("checked by"), max_length=255, blank=True)
    protocol = models.CharField(_("number of the protocol"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("check of paper signatures")
        verbose_name_plural = _("checks of paper signatures")
        ordering = ["delivered_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(submitted__gte=F("sheets")), name="civic_paper_sheets"
            )
        ]

    def __str__(self):
        return f"{self.petition_id}: {self.submitted}"

    @property
    def checked(self) -> int:
        return len(self.lines)

    @property
    def void(self) -> int:
        return len(self.void_lines)

    @property
    def remaining(self) -> int | None:
        """Signatures left, once the check is done."""
        if self.checked_at is None:
            return None
        left = sampling.remaining(self.submitted, self.checked, self.void, self.rule)
        return max(left - self.duplicates, 0)

    def clean(self):
        super().clean()
        if self.sheets is not None and self.submitted is not None and self.submitted < self.sheets:
            raise ValidationError(
                {"submitted": _("A sheet holds at least one signature.")}, code="too_few"
            )
