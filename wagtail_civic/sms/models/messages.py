"""One row per message that leaves, with all that was promised about it."""

import uuid

from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..phones import mask
from .campaigns import Campaign
from .people import Subscriber
from .states import UNFINISHED, WAITING, MessageState, message_states


class DeliveryQuerySet(models.QuerySet):
    def due(self, now):
        """Waiting, and not put off beyond `now`."""
        return self.filter(Q(due_at__isnull=True) | Q(due_at__lte=now), state__in=WAITING)

    def unfinished(self):
        return self.filter(state__in=UNFINISHED)

    def abandoned(self, now):
        """Handed to a worker that has not come back in its time."""
        return self.filter(state=MessageState.SENDING, lease_until__lt=now)

    def close(self, state, reason):
        """End what waits as `state`; what a gateway may hold already ends as unknown."""
        certain = Case(
            When(only_gateway="", then=Value(state)), default=Value(MessageState.UNKNOWN)
        )
        return self.filter(state__in=WAITING).update(reason=reason, state=certain)


class Delivery(models.Model):
    """One campaign's message to one number, with the text as it was promised.

    `only_gateway` is the one gateway that may take it again: it may have it already, and will
    recognise `ref`.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="deliveries")
    subscriber = models.ForeignKey(
        Subscriber, on_delete=models.SET_NULL, null=True, related_name="deliveries"
    )
    lookup = models.CharField(max_length=64)
    language = models.CharField(_("language"), max_length=16)
    text = models.TextField(_("text"))
    segments = models.PositiveSmallIntegerField(_("parts"))
    ref = models.UUIDField(_("reference"), default=uuid.uuid4, unique=True, editable=False)
    gateway = models.CharField(_("gateway"), max_length=60, blank=True)
    only_gateway = models.CharField(max_length=60, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=message_states, default=MessageState.QUEUED
    )
    reason = models.CharField(_("reason"), max_length=60, blank=True)
    provider_id = models.CharField(max_length=100, blank=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    token = models.UUIDField(null=True)
    due_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(_("handed over"), null=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "lookup"], name="civic_sms_delivery_number")
        ]
        indexes = [
            models.Index(fields=["campaign", "state", "due_at"], name="civic_sms_delivery_due"),
            models.Index(fields=["state", "lease_until"], name="civic_sms_delivery_lease"),
            models.Index(fields=["sent_at"], name="civic_sms_delivery_sent"),
            models.Index(fields=["provider_id"], name="civic_sms_delivery_provider"),
        ]

    def __str__(self):
        return self.recipient

    @property
    def recipient(self) -> str:
        """The masked number; a dash once the person's data are erased."""
        return mask(self.subscriber.number) if self.subscriber else "—"


class Attempt(models.Model):
    """One handing-over of a delivery to a gateway, and what the gateway said.

    `token` is that of the claim, so that nothing is recorded twice.
    """

    delivery = models.ForeignKey(
        Delivery, on_delete=models.CASCADE, related_name="attempts", db_index=False
    )
    token = models.UUIDField(null=True)
    gateway = models.CharField(_("gateway"), max_length=60, blank=True)
    number = models.PositiveSmallIntegerField(_("try"))
    outcome = models.CharField(_("outcome"), max_length=20)
    code = models.CharField(_("code"), max_length=60, blank=True)
    finished_at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("try")
        verbose_name_plural = _("tries")
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["delivery", "token"], name="civic_sms_attempt_claim")
        ]

    def __str__(self):
        return f"{self.number}: {self.outcome}"
