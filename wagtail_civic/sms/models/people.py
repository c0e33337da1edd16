"""Who asked for messages, what they agreed to, and who wants none."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Site

from wagtail_civic.core.encryption import EncryptedTextField
from wagtail_civic.core.languages import content_languages
from wagtail_civic.core.models import Area, Topic

from ..phones import CHANNEL, mask


class ConsentWording(models.Model):
    """What a citizen agrees to, word for word. Never edited: a change is a new version."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, verbose_name=_("site"))
    language = models.CharField(_("language"), max_length=16, choices=content_languages)
    version = models.PositiveIntegerField(_("version"), editable=False)
    text = models.TextField(_("wording"))
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("consent wording")
        verbose_name_plural = _("consent wordings")
        ordering = ["language", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "language", "version"], name="civic_sms_wording_version"
            )
        ]

    def __str__(self):
        return f"{self.language} {self.version}"


class SubscriberQuerySet(models.QuerySet):
    def active(self):
        """Those who confirmed their number and have not unsubscribed."""
        return self.filter(confirmed_at__isnull=False, opted_out_at__isnull=True)

    def of(self, contact, site):
        return self.filter(site=site, lookup__in=contact.lookups())


class Subscriber(models.Model):
    """One number of one municipality. `all_topics` and `all_areas` say so outright, so that a
    deleted topic or village never widens what somebody receives."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, verbose_name=_("site"))
    number = EncryptedTextField(_("number"), editable=False)
    lookup = models.CharField(max_length=64, editable=False)
    language = models.CharField(_("language"), max_length=16, choices=content_languages)
    topics = models.ManyToManyField(Topic, blank=True, related_name="+", verbose_name=_("topics"))
    areas = models.ManyToManyField(Area, blank=True, related_name="+", verbose_name=_("areas"))
    all_topics = models.BooleanField(_("all topics"), default=False)
    all_areas = models.BooleanField(_("the whole municipality"), default=False)
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(
        pgettext_lazy("subscriber", "confirmed"), null=True, editable=False
    )
    opted_out_at = models.DateTimeField(_("unsubscribed"), null=True, blank=True, editable=False)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        ordering = ["-created_at"]
        permissions = [("suppress_subscriber", _("Can unsubscribe a number on request"))]
        constraints = [
            models.UniqueConstraint(fields=["site", "lookup"], name="civic_sms_subscriber_number")
        ]
        indexes = [
            models.Index(
                fields=["site", "language", "confirmed_at"], name="civic_sms_subscriber_active"
            )
        ]

    def __str__(self):
        return mask(self.number)

    @property
    def contact(self):
        from wagtail_civic.core.contacts import Contact

        return Contact(CHANNEL, self.number, self.number)

    @property
    def is_active(self) -> bool:
        return self.confirmed_at is not None and self.opted_out_at is None


class SubscriptionRequest(models.Model):
    """What somebody chose before the number was confirmed; gone once it is, or after a day."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site = models.ForeignKey(Site, on_delete=models.CASCADE)
    number = EncryptedTextField()
    lookup = models.CharField(max_length=64)
    language = models.CharField(max_length=16)
    choices = models.JSONField(default=dict)
    wording = models.ForeignKey(ConsentWording, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("subscription request")

    def __str__(self):
        return mask(self.number)


class ConsentKind(models.TextChoices):
    GIVEN = "given", _("given")
    CHANGED = "changed", _("choices changed")
    WITHDRAWN = "withdrawn", pgettext_lazy("consent", "withdrawn")


class ConsentSource(models.TextChoices):
    WEB = "web", _("web page, confirmed by code")
    LINK = "link", _("link in a message")
    CLERK = "clerk", _("clerk, on request")
    DEMO = "demo", _("demonstration")


def consent_kinds():
    return ConsentKind.choices


def consent_sources():
    return ConsentSource.choices


class Consent(models.Model):
    """One line of proof: what was agreed or withdrawn, when, how, and in which words."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    subscriber = models.ForeignKey(
        Subscriber, on_delete=models.CASCADE, related_name="consents", verbose_name=_("subscriber")
    )
    kind = models.CharField(_("consent"), max_length=20, choices=consent_kinds)
    source = models.CharField(_("how"), max_length=20, choices=consent_sources)
    wording = models.ForeignKey(
        ConsentWording,
        on_delete=models.PROTECT,
        null=True,
        related_name="consents",
        verbose_name=_("wording"),
    )
    choices = models.JSONField(_("choices"), default=dict)
    collector = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    given_at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_at", "-pk"]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.given_at:%d.%m.%Y}"


class SuppressionReason(models.TextChoices):
    OWNER = "owner", _("unsubscribed by link")
    CLERK = "clerk", _("unsubscribed on request")
    ERASED = "erased", _("data erased")


def suppression_reasons():
    return SuppressionReason.choices


class SuppressionQuerySet(models.QuerySet):
    def of(self, contact, site):
        return self.filter(site=site, lookup__in=contact.lookups())


class Suppression(models.Model):
    """A number that wants no mailings, kept as a fingerprint that outlives its data.

    Only its owner lifts it, by subscribing anew with a code; codes themselves are never held back.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, verbose_name=_("site"))
    lookup = models.CharField(max_length=64, editable=False)
    reason = models.CharField(_("reason"), max_length=20, choices=suppression_reasons)
    note = models.CharField(_("note"), max_length=255, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    created_at = models.DateTimeField(_("when"), default=timezone.now)

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        verbose_name = _("unsubscribed number")
        verbose_name_plural = _("unsubscribed numbers")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["site", "lookup"], name="civic_sms_suppression_number")
        ]

    def __str__(self):
        return f"{self.get_reason_display()}, {self.created_at:%d.%m.%Y}"
