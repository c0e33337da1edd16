"""A mailing: what is said, to whom, who answers for it."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.models import Site

from wagtail_civic.core.languages import content_languages, in_language
from wagtail_civic.core.models import Area, Topic
from wagtail_civic.core.models.clusters import Cluster

from ..placeholders import faults
from .states import CampaignState, campaign_states


class CampaignQuerySet(models.QuerySet):
    def sending(self):
        return self.filter(state=CampaignState.SENDING)

    def due(self, now):
        """Approved and scheduled for a moment that has come."""
        return self.filter(state=CampaignState.APPROVED, scheduled_for__lte=now)

    def editable(self):
        return self.filter(
            state__in=[CampaignState.DRAFT, CampaignState.SUBMITTED, CampaignState.APPROVED]
        )


class Purpose(models.TextChoices):
    ANNOUNCE = "announce", _("information")
    CONFIRM = "confirm", _("request to confirm a number")


def purposes():
    return Purpose.choices


class Campaign(Cluster):
    """`kind` and `key` name what is announced; a mailing that stands alone has no key.

    `occasion` tells apart several mailings about one thing: empty for the first, "reminder";
    `begins_at` is the beginning that a reminder was drafted for. A campaign whose `purpose` is to
    confirm goes to those who wait for confirmation, and to no other.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, verbose_name=_("site"))
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(max_length=60, blank=True, editable=False)
    key = models.UUIDField(null=True, editable=False)
    occasion = models.CharField(max_length=20, blank=True, editable=False)
    begins_at = models.DateTimeField(null=True, editable=False)
    purpose = models.CharField(
        _("purpose"), max_length=20, choices=purposes, default=Purpose.ANNOUNCE, editable=False
    )
    all_topics = models.BooleanField(_("all topics"), default=False)
    topics = ParentalManyToManyField(Topic, blank=True, related_name="+", verbose_name=_("topics"))
    all_areas = models.BooleanField(_("the whole municipality"), default=False)
    areas = ParentalManyToManyField(Area, blank=True, related_name="+", verbose_name=_("areas"))
    only_language = models.CharField(
        _("only those who read"), max_length=16, blank=True, choices=content_languages
    )
    sender = models.CharField(_("sender"), max_length=11, blank=True)
    is_urgent = models.BooleanField(_("urgent"), default=False)
    scheduled_for = models.DateTimeField(_("send at"), null=True, blank=True)
    expires_at = models.DateTimeField(_("not later than"), null=True, blank=True)
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=campaign_states,
        default=CampaignState.DRAFT,
        editable=False,
    )
    reason = models.CharField(_("reason"), max_length=255, blank=True, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("author"),
    )
    approver = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("approved by"),
    )
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    submitted_at = models.DateTimeField(null=True, editable=False)
    approved_at = models.DateTimeField(_("approved"), null=True, editable=False)
    started_at = models.DateTimeField(_("started"), null=True, editable=False)
    expanded_at = models.DateTimeField(null=True, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, editable=False)
    pumped_at = models.DateTimeField(null=True, editable=False)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")
        ordering = ["-created_at"]
        permissions = [
            ("send_campaign", _("Can submit, send, pause and cancel mailings")),
            ("approve_campaign", _("Can approve mailings")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "kind", "key", "occasion"], name="civic_sms_campaign_alert"
            )
        ]
        indexes = [models.Index(fields=["state", "scheduled_for"], name="civic_sms_campaign_due")]

    def __str__(self):
        return self.title

    @property
    def is_editable(self) -> bool:
        return self.state in (
            CampaignState.DRAFT,
            CampaignState.SUBMITTED,
            CampaignState.APPROVED,
        )

    @property
    def is_fixed(self) -> bool:
        """The words of a request to confirm are nobody's to change: it is no advertisement."""
        return self.purpose == Purpose.CONFIRM

    def text_for(self, language: str):
        """The text row a reader of `language` gets, another language's where there is none."""
        return in_language(self.texts.all(), language)

    def clean(self):
        super().clean()
        if self.expires_at and self.scheduled_for and self.expires_at <= self.scheduled_for:
            raise ValidationError({"expires_at": _("This is before the mailing begins.")})


class CampaignText(models.Model):
    """What is said in one language; `final` and `segments` are fixed at approval."""

    campaign = ParentalKey(Campaign, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=16, choices=content_languages)
    text = models.TextField(_("text"), max_length=1000)
    latin = models.BooleanField(_("in Latin letters"), default=False)
    final = models.TextField(blank=True, editable=False)
    segments = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "language"], name="civic_sms_campaign_language"
            )
        ]

    def __str__(self):
        return f"{self.language}: {self.text[:40]}"

    def clean(self):
        super().clean()
        campaign = getattr(self, "campaign", None)
        found = faults(self.text, announces=campaign is None or campaign.key is not None)
        if found:
            raise ValidationError({"text": found})
