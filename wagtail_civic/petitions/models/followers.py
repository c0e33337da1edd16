"""Who wants to hear what becomes of a petition: apart from the signatures, deleted on one click."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail_civic.core.encryption import EncryptedTextField

from .petition import Petition


class Follower(models.Model):
    """One address that asked for notices about one petition, signer or not.

    ``told_event`` is the last event that was told, or the last one before the address asked.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="followers")
    channel = models.CharField(max_length=10)
    address = EncryptedTextField()
    lookup = models.CharField(max_length=64, db_index=True)
    language = models.CharField(max_length=16)
    asked_at = models.DateTimeField(default=timezone.now)
    told_event = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("follower of a petition")
        verbose_name_plural = _("followers of petitions")
        constraints = [
            models.UniqueConstraint(fields=["petition", "lookup"], name="civic_petition_follower")
        ]
        indexes = [models.Index(fields=["petition", "told_event"], name="civic_follower_told")]

    def __str__(self):
        return str(self.uuid)
