"""One attempt to prove that somebody holds an address."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.db import models
from django.db.models import Q

from ..contacts import Contact
from ..encryption import EncryptedTextField

KEPT = timedelta(days=7)


class VerificationQuerySet(models.QuerySet):
    def open(self, now: datetime) -> models.QuerySet:
        """Those that can still be confirmed."""
        return self.filter(
            confirmed_at__isnull=True, superseded_at__isnull=True, expires_at__gt=now
        )

    def about(self, contact: Contact) -> models.QuerySet:
        return self.filter(channel=contact.channel, contact_lookup__in=contact.lookups())

    def unsent(self, now: datetime) -> models.QuerySet:
        """Those whose message waits: not yet taken by a worker, or taken by one that fell."""
        free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=now)
        return self.open(now).filter(free, sent_at__isnull=True)

    def purge(self, now: datetime) -> int:
        """Delete what ended a week ago: what it was for has its own record. How many."""
        return self.filter(expires_at__lte=now - KEPT).delete()[0]


class Verification(models.Model):
    """Only digests of the token and the code are kept; both are made when the message is sent.

    ``handle`` is for the citizen's own screen and confirms nothing. A row with ``notify`` off looks
    like any other from outside, its ``sent_at`` and ``fault`` included, but nothing is sent and
    nothing can confirm it. ``fault`` is what went wrong last.
    """

    AWAY, REFUSED, CAME_BACK = "away", "refused", "came_back"

    handle = models.UUIDField(default=uuid4, unique=True, editable=False)
    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=20)
    purpose = models.CharField(max_length=60)
    subject = models.UUIDField(null=True)
    language = models.CharField(max_length=16)
    contact_lookup = models.CharField(max_length=64)
    contact_value = EncryptedTextField()
    contact_canonical = EncryptedTextField()
    notify = models.BooleanField(default=True)
    token_digest = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001
    code_digest = models.CharField(max_length=64, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    deliveries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=10, blank=True)
    fault_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    superseded_at = models.DateTimeField(null=True)

    objects = VerificationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["contact_lookup", "purpose", "subject"], name="civic_verification_contact"
            ),
            models.Index(fields=["sent_at", "expires_at"], name="civic_verification_unsent"),
        ]

    def __str__(self):
        return f"{self.purpose} ({self.channel})"

    @property
    def contact(self) -> Contact:
        return Contact(self.channel, self.contact_value, self.contact_canonical)
