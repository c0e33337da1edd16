"""What runs beside the state of a petition: the hearing, the answer, a hold on its data."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Axes(models.Model):
    hearing_result = models.CharField(max_length=10, blank=True, editable=False)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    held_at = models.DateTimeField(null=True, blank=True, editable=False)
    delayed_at = models.DateTimeField(null=True, blank=True, editable=False)
    """When its initiator was told that moderation takes longer than it should."""
    hold_reason = models.CharField(max_length=500, blank=True, editable=False)

    class Meta:
        abstract = True
