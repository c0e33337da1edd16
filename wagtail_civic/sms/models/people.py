"""Who asked for messages, and who has yet to confirm the number."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from wagtail_civic.core.contacts import Contact
from wagtail_civic.core.encryption import EncryptedTextField
from wagtail_civic.core.languages import content_languages
from wagtail_civic.core.models import Area, Topic

from ..phones import CHANNEL, mask

ALL_DAYS = 0b1111111


class Origin(models.TextChoices):
    """How a number came here; those from paper and lists wait for their owner to confirm."""

    WEB = "web", _("web page")
    PAPER = "paper", _("paper form")
    INHERITED = "inherited", _("older list, without proof")
    KEYWORD = "keyword", _("word by SMS")


def origins():
    return Origin.choices


class SubscriberQuerySet(models.QuerySet):
    def active(self):
        """Those who confirmed their number and have not unsubscribed."""
        return self.filter(confirmed_at__isnull=False, opted_out_at__isnull=True)

    def waiting(self):
        """Entered by somebody else, and not yet confirmed by the number's owner."""
        return self.filter(confirmed_at__isnull=True, opted_out_at__isnull=True)

    def of(self, contact, site):
        return self.filter(site=site, lookup__in=contact.lookups())


class Subscriber(models.Model):
    """One number of one municipality. `all_topics` and `all_areas` say so outright, so that a
    deleted topic or village never widens what somebody receives.

    `quiet_days` holds the weekdays without mailings as bits, Monday 1 to Sunday 64; never all of
    them. `consented_at` is when the form was signed that waits for confirmation, `asked_at` when
    the one request to confirm it was made.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, verbose_name=_("site"))
    number = EncryptedTextField(_("number"), editable=False)
    lookup = models.CharField(max_length=64, editable=False)
    language = models.CharField(_("language"), max_length=16, choices=content_languages)
    topics = models.ManyToManyField(Topic, blank=True, related_name="+", verbose_name=_("topics"))
    areas = models.ManyToManyField(Area, blank=True, related_name="+", verbose_name=_("areas"))
    all_topics = models.BooleanField(_("all topics"), default=False)
    all_areas = models.BooleanField(_("the whole municipality"), default=False)
    quiet_days = models.PositiveSmallIntegerField(_("days without messages"), default=0)
    origin = models.CharField(
        _("came by"), max_length=20, choices=origins, default=Origin.WEB, editable=False
    )
    created_at = models.DateTimeField(_("since"), default=timezone.now, editable=False)
    consented_at = models.DateTimeField(_("form signed"), null=True, editable=False)
    asked_at = models.DateTimeField(_("asked to confirm"), null=True, editable=False)
    confirmed_at = models.DateTimeField(
        pgettext_lazy("subscriber", "confirmed"), null=True, editable=False
    )
    opted_out_at = models.DateTimeField(_("unsubscribed"), null=True, blank=True, editable=False)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        ordering = ["-created_at"]
        permissions = [
            ("suppress_subscriber", _("Can unsubscribe a number on request")),
            ("import_subscriber", _("Can enter paper forms and import lists of them")),
            ("unmask_subscriber", _("Can see whole numbers")),
            ("export_subscriber", _("Can export subscribers with whole numbers")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["site", "lookup"], name="civic_sms_subscriber_number"),
            models.CheckConstraint(
                condition=Q(quiet_days__lt=ALL_DAYS), name="civic_sms_subscriber_days"
            ),
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
        return Contact(CHANNEL, self.number, self.number)

    @property
    def is_untouched(self) -> bool:
        """Entered by the office, and nobody was written to or has decided yet."""
        return not (self.asked_at or self.confirmed_at or self.opted_out_at)

    @property
    def state_in_words(self) -> str:
        if self.opted_out_at:
            return gettext("unsubscribed")
        if self.confirmed_at:
            return pgettext("subscriber", "number confirmed")
        return gettext("asked to confirm") if self.asked_at else gettext("waits to be asked")

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
    wording = models.ForeignKey(
        "civic_sms.ConsentWording", on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("subscription request")

    def __str__(self):
        return mask(self.number)
