"""The personal numbers of an electoral roll: keyed digests, which nobody can read back."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail_civic.core.models import VoterRoll


class RollNumbers(models.Model):
    """That the numbers of a roll are kept, and how many; deleted with the roll."""

    roll = models.OneToOneField(VoterRoll, on_delete=models.CASCADE, related_name="+")
    count = models.PositiveIntegerField(_("personal numbers"))
    taken_in_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("personal numbers of a roll")
        verbose_name_plural = _("personal numbers of rolls")

    def __str__(self):
        return f"{self.roll_id}: {self.count}"


class RollDigest(models.Model):
    """One number under one lookup key; each number has a row for every key."""

    numbers = models.ForeignKey(RollNumbers, on_delete=models.CASCADE, related_name="digests")
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("personal number of a roll")
        verbose_name_plural = _("personal numbers of a roll")
        constraints = [
            models.UniqueConstraint(fields=["numbers", "digest"], name="civic_petition_roll_digest")
        ]

    def __str__(self):
        return f"{self.numbers_id}: {self.pk}"
