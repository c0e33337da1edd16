"""The random check of online signatures: drawn by a published seed like those on paper."""

from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from .. import sampling
from ..wording import check_rule_choices
from .doubts import Voiding
from .petition import Petition
from .signatures import Signature


class OnlineCheck(models.Model):
    """Online signatures numbered by their confirmation, some of them drawn and checked."""

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="online_checks")
    population = models.PositiveIntegerField(_("online signatures"))
    share = models.DecimalField(_("share checked, %"), max_digits=6, decimal_places=3)
    seed = models.CharField(_("seed of the draw"), max_length=64)
    rule = models.CharField(_("what a check deducts"), max_length=12, choices=check_rule_choices)
    voiding = models.OneToOneField(
        Voiding, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    """By which the void ones leave the count; None where none was void."""
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
    def beyond(self) -> int:
        """Signatures that the rule takes off beside the void ones, once the check is recorded."""
        if self.checked_at is None:
            return 0
        drawn, void = len(self.lines), len(self.void_lines)
        return sampling.beyond(self.population, drawn, void, self.rule)

    @property
    def holds(self) -> bool:
        """Recorded, and what it found is out of the count: approved, and not taken back."""
        if self.checked_at is None or not self.void_lines:
            return self.checked_at is not None
        return self.voiding is not None and self.voiding.standing in ("running", "done")

    @cached_property
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
