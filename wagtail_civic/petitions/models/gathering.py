"""Supporters that a petition needs before an officer looks at it."""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from .petition import Petition

MOST = 20


class GatheringRules(models.Model):
    supporters = models.PositiveSmallIntegerField(
        _("supporters before moderation"), default=0, validators=[MaxValueValidator(MOST)]
    )
    gathering_days = models.PositiveSmallIntegerField(
        _("days for finding them"), default=30, validators=[MinValueValidator(1)]
    )

    class Meta:
        abstract = True


GATHERING_PANEL = MultiFieldPanel(
    [FieldRowPanel([FieldPanel("supporters"), FieldPanel("gathering_days")])],
    heading=_("Supporters"),
    help_text=_(
        "So many people have to sign before a petition comes into the queue; 0 asks for none. "
        "The initiator gets an address to share, which nobody finds by searching. Their signatures "
        "count as the first ones."
    ),
)


class Gathering(models.Model):
    """What was asked of one petition, as it was promised, and the address that is shared."""

    petition = models.OneToOneField(Petition, on_delete=models.CASCADE, related_name="gathering")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """Whoever has the address with this key may read the petition and sign it."""
    required = models.PositiveSmallIntegerField(_("supporters asked for"))
    begun_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(_("last moment"))

    class Meta:
        verbose_name = _("gathering of supporters")
        verbose_name_plural = _("gatherings of supporters")

    def __str__(self):
        return f"{self.petition_id}: {self.required}"
