"""What passes between us and the gateways beside our own messages."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from wagtail_civic.core.encryption import EncryptedTextField

from ..phones import mask
from .states import MessageState, message_states


class GatewayState(models.Model):
    """One gateway of the settings as it is now: may it send, how fast, what is left on it.

    `tokens` are the parts that may leave at once, as of `filled_at`; they refill at the gateway's
    rate. A paused gateway sends nothing for anybody until somebody resumes it; `told_at` and, for a
    low balance, `low_told_at` are when those who may were written to. One that was not reached
    `failures` times in a row rests until `rest_until` and is then tried again.
    """

    key = models.CharField(_("gateway"), max_length=60, primary_key=True)
    tokens = models.FloatField(default=0)
    filled_at = models.DateTimeField(default=timezone.now)
    paused_at = models.DateTimeField(_("paused"), null=True)
    reason = models.CharField(_("reason"), max_length=60, blank=True)
    told_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    rest_until = models.DateTimeField(null=True)
    balance = models.DecimalField(_("balance"), max_digits=12, decimal_places=2, null=True)
    balance_at = models.DateTimeField(_("balance asked"), null=True)
    low_told_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("gateway")
        verbose_name_plural = _("gateways")
        ordering = ["key"]
        permissions = [("test_gatewaystate", _("Can send a test message"))]

    def __str__(self):
        return self.key

    def is_open(self, now) -> bool:
        rests = self.rest_until is not None and self.rest_until > now
        return self.paused_at is None and not rests


class DayUse(models.Model):
    """Parts that one municipality has handed over, or may be handing over, on one of its days.

    Until `held_until` a worker may still hold some; after that they are counted anew.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    parts = models.PositiveIntegerField(default=0)
    held_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("parts of one day")
        constraints = [
            models.UniqueConstraint(fields=["site", "day"], name="civic_sms_use_day"),
        ]

    def __str__(self):
        return f"{self.day:%d.%m.%Y}: {self.parts}"


class Receipt(models.Model):
    """A provider's word on what became of a message, kept until the message is found.

    `event` makes a repeated report harmless.
    """

    gateway = models.CharField(_("gateway"), max_length=60)
    event = models.CharField(max_length=120)
    ref = models.CharField(max_length=100, blank=True)
    provider_id = models.CharField(max_length=100, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=message_states)
    code = models.CharField(_("code"), max_length=60, blank=True)
    received_at = models.DateTimeField(_("when"), default=timezone.now)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("delivery receipt")
        verbose_name_plural = _("delivery receipts")
        constraints = [
            models.UniqueConstraint(fields=["gateway", "event"], name="civic_sms_receipt_event")
        ]
        indexes = [
            models.Index(fields=["gateway", "provider_id"], name="civic_sms_receipt_provider"),
            models.Index(fields=["applied_at", "received_at"], name="civic_sms_receipt_open"),
        ]

    def __str__(self):
        return f"{self.gateway} {MessageState(self.state).label}"


class InboundAction(models.TextChoices):
    NONE = "none", _("none")
    OPT_OUT = "opt_out", _("unsubscribed")
    CONFIRM = "confirm", _("number confirmed")
    JOIN = "join", _("subscribed")


def inbound_actions():
    return InboundAction.choices


class Inbound(models.Model):
    """A message from a citizen's phone, and what it brought about."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, verbose_name=_("site"))
    gateway = models.CharField(_("gateway"), max_length=60)
    event = models.CharField(max_length=120)
    number = EncryptedTextField(_("number"), editable=False)
    lookup = models.CharField(max_length=64, editable=False)
    text = EncryptedTextField(_("text"), editable=False)
    action = models.CharField(
        _("effect"), max_length=20, choices=inbound_actions, default=InboundAction.NONE
    )
    received_at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("message from a citizen")
        verbose_name_plural = _("messages from citizens")
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "gateway", "event"], name="civic_sms_inbound_event"
            )
        ]
        indexes = [models.Index(fields=["lookup"], name="civic_sms_inbound_number")]

    def __str__(self):
        return mask(self.number)
