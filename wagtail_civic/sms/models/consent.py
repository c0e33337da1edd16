"""What a citizen agreed to, word for word, and the log that proves it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Site

from wagtail_civic.core.models.names import content_languages

from .people import Subscriber


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


class ConsentKind(models.TextChoices):
    GIVEN = "given", _("given")
    CONFIRMED = "confirmed", pgettext_lazy("consent", "number confirmed")
    CHANGED = "changed", _("choices changed")
    WITHDRAWN = "withdrawn", pgettext_lazy("consent", "withdrawn")


class ConsentSource(models.TextChoices):
    WEB = "web", _("web page, confirmed by code")
    PAPER = "paper", _("paper form")
    INHERITED = "inherited", _("older list, without proof")
    LINK = "link", _("link in a message")
    KEYWORD = "keyword", _("answer by SMS")
    CLERK = "clerk", _("clerk, on request")
    DEMO = "demo", _("demonstration")


def consent_kinds():
    return ConsentKind.choices


def consent_sources():
    return ConsentSource.choices


class Consent(models.Model):
    """One line of proof: what was agreed or withdrawn, when, how, and in which words.

    `form_number` is the number printed on a paper form, NULL for every other way; one form is
    entered once.
    """

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
    form_number = models.CharField(  # noqa: DJ001 - NULLs do not collide, empty texts would
        _("form number"), max_length=30, null=True, blank=True
    )
    batch = models.ForeignKey(
        "civic_sms.FormBatch",
        on_delete=models.SET_NULL,
        null=True,
        related_name="consents",
        verbose_name=_("batch of paper forms"),
    )
    collected_by = models.CharField(_("collected by"), max_length=100, blank=True)
    scan = models.CharField(_("scan"), max_length=200, blank=True)
    given_at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["site", "form_number"], name="civic_sms_consent_form")
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.given_at:%d.%m.%Y}"
