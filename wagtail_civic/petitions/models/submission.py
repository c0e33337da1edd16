"""Who submits a petition, and what they typed until they prove their address."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from wagtail_civic.core.encryption import EncryptedTextField

from .petition import Petition


class Submission(models.Model):
    """A petition sent but not confirmed: emptied when it becomes one, deleted when it does not."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    site = models.ForeignKey(Site, on_delete=models.CASCADE)
    language = models.CharField(max_length=16)
    content = EncryptedTextField(blank=True)
    sent_at = models.DateTimeField(default=timezone.now)
    petition = models.ForeignKey(
        Petition, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("unconfirmed petition")
        verbose_name_plural = _("unconfirmed petitions")
        indexes = [models.Index(fields=["sent_at"], name="civic_submission_sent")]

    def __str__(self):
        return str(self.uuid)


class Initiator(models.Model):
    """The person behind a petition; the published name, if any, is ``petition.initiator_name``."""

    petition = models.OneToOneField(Petition, on_delete=models.CASCADE, related_name="initiator")
    name = EncryptedTextField()
    channel = models.CharField(max_length=10)
    address = EncryptedTextField()
    lookup = models.CharField(max_length=64, db_index=True)
    declaration = models.TextField(_("declaration of eligibility, as accepted"), blank=True)
    declared_at = models.DateTimeField(null=True, blank=True)
    told_event = models.BigIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("initiator")
        verbose_name_plural = _("initiators")

    def __str__(self):
        return str(self.petition_id)
