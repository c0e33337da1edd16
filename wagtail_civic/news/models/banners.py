"""Alert banners: what everybody must see on every page, from one moment until another."""

import uuid
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Site

from wagtail_civic.core.languages import in_language
from wagtail_civic.core.models import LocalisedText
from wagtail_civic.core.models.clusters import Cluster

ANNOUNCEMENT, MINOR, EMERGENCY = "announcement", "minor", "emergency"
URGENCY = [EMERGENCY, MINOR, ANNOUNCEMENT]


def levels():
    return [
        (ANNOUNCEMENT, _("announcement")),
        (MINOR, _("important notice")),
        (EMERGENCY, _("emergency")),
    ]


class AlertBannerQuerySet(models.QuerySet):
    def for_site(self, site: Site) -> models.QuerySet:
        return self.filter(site=site)

    def showing(self, now: datetime) -> models.QuerySet:
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now), starts_at__lte=now)

    def by_urgency(self) -> list["AlertBanner"]:
        """Those that have words, which come with them: the worst first, then the newest."""
        texts = AlertBannerText.objects.filter(banner__in=self).select_related("banner")
        banners: dict[int, AlertBanner] = {}
        for text in texts.order_by("-banner__starts_at", "-banner", "pk"):
            banner = banners.setdefault(text.banner_id, text.banner)
            banner.known_texts = [*(banner.known_texts or []), text]
        return sorted(banners.values(), key=lambda banner: URGENCY.index(banner.level))


class AlertBanner(Cluster):
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    site = models.ForeignKey(Site, on_delete=models.CASCADE, verbose_name=_("site"))
    level = models.CharField(_("level"), max_length=20, choices=levels, default=ANNOUNCEMENT)
    starts_at = models.DateTimeField(_("shown from"), default=timezone.now)
    ends_at = models.DateTimeField(_("shown until"), null=True, blank=True)

    objects = AlertBannerQuerySet.as_manager()

    #: The words, where they were read with the banner.
    known_texts: "list[AlertBannerText] | None" = None

    class Meta:
        verbose_name = _("alert banner")
        verbose_name_plural = _("alert banners")
        ordering = ["-starts_at"]
        indexes = [models.Index(fields=["site", "starts_at"], name="civic_news_banner_start")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=models.F("starts_at")),
                name="civic_news_banner_time",
            )
        ]

    def __str__(self):
        text = self.text()
        return text.title if text else str(self.get_level_display())

    def clean(self):
        super().clean()
        if self.ends_at and self.starts_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("The end must be later than the beginning.")})

    def text(self, language: str | None = None) -> "AlertBannerText | None":
        """The words in the wanted language, else in the next best."""
        texts = self.texts.all() if self.known_texts is None else self.known_texts
        return in_language(texts, language)

    def is_showing(self, now: datetime) -> bool:
        return self.starts_at <= now and (self.ends_at is None or self.ends_at > now)


class AlertBannerText(LocalisedText):
    banner = ParentalKey(AlertBanner, on_delete=models.CASCADE, related_name="texts")
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"), max_length=600, blank=True)
    url = models.URLField(_("address of further information"), blank=True)

    class Meta:
        verbose_name = _("text in one language")
        verbose_name_plural = _("texts")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["banner", "language"], name="civic_news_banner_text_language"
            )
        ]

    def __str__(self):
        return self.title
