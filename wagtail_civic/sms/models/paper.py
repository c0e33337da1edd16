"""Paper forms: which numbers were printed, given out for which village, and came back."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from wagtail_civic.core.encryption import EncryptedTextField
from wagtail_civic.core.models import Area

from .consent import ConsentWording


class FormBatch(models.Model):
    """Forms numbered `first` to `last`, with one wording, for one village and one collector.

    What was entered and confirmed is counted from the consents; only what the office alone knows
    (how many were given out and returned) is stored. `topics` are the ids of the printed topics in
    their printed order, so that a number ticked on paper means the same whatever is renamed later.
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
    topics = models.JSONField(default=list, editable=False)
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

    @property
    def size(self) -> int:
        return self.last - self.first + 1

    def clean(self):
        super().clean()
        if self.last is None:
            return
        if self.given_out > self.size:
            raise ValidationError({"given_out": _("More than were printed.")})
        if self.returned > self.given_out:
            raise ValidationError({"returned": _("More than were given out.")})


class ListKind(models.TextChoices):
    PAPER = "paper", _("signed paper forms")
    INHERITED = "inherited", _("older list, without proof of consent")


def list_kinds():
    return ListKind.choices


class PaperList(models.Model):
    """An uploaded list, between being read and being taken over.

    `content` is the table itself, encrypted; there is no file. Once good rows are taken over only
    the others stay, and after a week nothing does: then it is no longer `is_open`.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, verbose_name=_("site"))
    kind = models.CharField(
        _("what is in it"), max_length=20, choices=list_kinds, default=ListKind.PAPER
    )
    filename = models.CharField(_("file name"), max_length=200, editable=False)
    content = EncryptedTextField(blank=True, editable=False)
    mapping = models.JSONField(default=dict, editable=False)
    rows = models.PositiveIntegerField(_("rows"), default=0, editable=False)
    taken = models.PositiveIntegerField(_("taken over"), default=0, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("uploaded by"),
    )
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now, editable=False)
    is_open = models.BooleanField(default=True, editable=False)

    class Meta:
        verbose_name = _("paper list")
        verbose_name_plural = _("paper lists")
        ordering = ["-uploaded_at"]

    def __str__(self):
        return self.filename
