"""Numbers that want no mailings."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site


class SuppressionReason(models.TextChoices):
    OWNER = "owner", _("unsubscribed by link")
    KEYWORD = "keyword", _("unsubscribed by SMS")
    CLERK = "clerk", _("unsubscribed on request")
    GATEWAY = "gateway", _("refused by the provider for good")
    UNREACHABLE = "unreachable", _("messages no longer arrive")
    ERASED = "erased", _("data erased")
    UNCONFIRMED = "unconfirmed", _("never confirmed")


def suppression_reasons():
    return SuppressionReason.choices


class SuppressionQuerySet(models.QuerySet):
    def of(self, contact, site):
        return self.filter(site=site, lookup__in=contact.lookups())


class Suppression(models.Model):
    """A number that wants no mailings, kept as a fingerprint that outlives its data.

    Only its owner lifts it: by subscribing anew with a code, or by confirming a paper form that was
    signed later. Codes themselves are never held back.
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
