"""Signatures, apart from the data by which a signer could be found."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail_civic.core.encryption import EncryptedTextField
from wagtail_civic.core.models import Area

from ..duplicates import SEATS
from ..wording import assurance_choices
from .doubts import TracedContact
from .petition import Petition

WITHDRAWN = "withdrawn"
SUSPECTED = "suspected"
VOIDED = "voided"


class SignatureQuerySet(models.QuerySet):
    def confirmed(self):
        return self.filter(confirmed_at__isnull=False)

    def counting(self):
        """Signatures that count today."""
        return self.confirmed().filter(ended_at__isnull=True)

    def shown(self):
        """Signers who chose that their name is published, the newest first."""
        return self.filter(shown_at__isnull=False).order_by("-shown_at")


class Signature(models.Model):
    """What stays after the retention term: when, from where and how it was verified."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="signatures")
    assurance = models.CharField(_("verified by"), max_length=10, choices=assurance_choices)
    area = models.ForeignKey(
        Area, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    language = models.CharField(max_length=16)
    begun_at = models.DateTimeField(_("begun"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    confirmed_on = models.DateField(_("confirmed on"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_as = models.CharField(max_length=10, blank=True)
    public_name = models.CharField(_("published name"), max_length=160, blank=True)
    shown_at = models.DateTimeField(null=True, blank=True)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["-begun_at", "-pk"]
        indexes = [
            models.Index(fields=["petition", "confirmed_at"], name="civic_signature_confirmed"),
            models.Index(fields=["petition", "ended_at"], name="civic_signature_ended"),
            models.Index(fields=["petition", "shown_at"], name="civic_signature_shown"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_on__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_on__isnull=False),
                name="civic_signature_day",
            ),
        ]

    def __str__(self):
        return str(self.uuid)


class SignatureContact(TracedContact):
    """Who signed: deleted on withdrawal and by retention, so that nothing personal is left."""

    signature = models.OneToOneField(Signature, on_delete=models.CASCADE, related_name="contact")
    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="contacts")
    channel = models.CharField(max_length=10)
    address = EncryptedTextField()
    lookup = models.CharField(max_length=64)
    seat = models.PositiveSmallIntegerField(default=1)
    name = EncryptedTextField()
    hidden_at = models.DateTimeField(null=True, blank=True)
    """When the signer, who had chosen to show the name, took it off the public list."""
    follows = models.BooleanField(default=False)
    personal = models.JSONField(default=list, blank=True)
    """Digests of the personal number, under every lookup key; claimed when it is confirmed."""
    declaration = models.ForeignKey(
        "civic_petitions.DeclarationWording",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("contact data of a signer")
        verbose_name_plural = _("contact data of signers")
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "lookup", "seat"], name="civic_signature_seat"
            ),
            models.CheckConstraint(condition=Q(seat__in=SEATS), name="civic_signature_household"),
        ]
        indexes = [
            models.Index(fields=["lookup"], name="civic_signature_lookup"),
            models.Index(fields=["petition", "judged_at"], name="civic_signature_judged"),
            models.Index(fields=["petition", "network"], name="civic_signature_network"),
        ]

    def __str__(self):
        return str(self.signature)


class SignatureTally(models.Model):
    """How many signatures of a petition fall on one day, area or way of verification.

    ``settled`` is the part that is older than the petition's ``settled_until``.
    """

    DAY, AREA, ASSURANCE = "day", "area", "assurance"

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="tallies")
    axis = models.CharField(max_length=10)
    value = models.CharField(max_length=20)
    count = models.IntegerField(default=0)
    settled = models.IntegerField(default=0)

    class Meta:
        verbose_name = _("tally of signatures")
        verbose_name_plural = _("tallies of signatures")
        ordering = ["axis", "value"]
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "axis", "value"], name="civic_signature_tally"
            )
        ]

    def __str__(self):
        return f"{self.axis} {self.value}: {self.count}"
