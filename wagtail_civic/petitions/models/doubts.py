"""Doubtful signatures: the watch list, voidings, hours with too many from one place."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from wagtail_civic.core import contacts
from wagtail_civic.core.encryption import EncryptedTextField
from wagtail_civic.core.models.bodies import SiteQuerySet

from .. import patterns
from ..doubt_words import effect_choices, pattern_choices, void_reason_choices
from .petition import Petition


class TracedContact(models.Model):
    """Where a signature came from. The IP address goes as soon as it has been judged; the network
    stays as a keyed digest of this petition alone, until the contact data go."""

    ip = EncryptedTextField(blank=True)
    network = models.CharField(max_length=64, blank=True)
    domain = models.CharField(max_length=100, blank=True)
    judged_at = models.DateTimeField(null=True, blank=True)
    suspicion = models.CharField(max_length=12, blank=True)

    class Meta:
        abstract = True


class WatchRule(models.Model):
    """A network (CIDR), e-mail domain, single address or country from which signatures are doubted,
    or never are. Of an address ``pattern`` is the keyed digest and ``mask`` what officers see."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, verbose_name=_("site"))
    kind = models.CharField(_("kind"), max_length=8, choices=pattern_choices)
    pattern = models.CharField(_("network, domain, address or country"), max_length=120)
    mask = models.CharField(max_length=80, blank=True, editable=False)
    effect = models.CharField(_("effect"), max_length=6, choices=effect_choices, default="block")
    comment = models.CharField(_("comment"), max_length=255, blank=True)

    objects = SiteQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the watch list")
        verbose_name_plural = _("watch list")
        ordering = ["kind", "pattern"]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "kind", "pattern"], name="civic_petition_watch_pattern"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["email", "phone"]) & ~Q(mask="")
                | ~Q(kind__in=["email", "phone"]) & Q(mask=""),
                name="civic_petition_watch_masked",
            ),
        ]

    def __str__(self):
        return self.mask or self.pattern

    def clean(self):
        super().clean()
        if self.kind not in patterns.KINDS:  # told at its own field
            return
        spellings = self._read_address() if self.kind in patterns.ADDRESSES else self._read()
        same = WatchRule.objects.filter(site=self.site_id, kind=self.kind, pattern__in=spellings)
        if same.exclude(pk=self.pk).exists():
            raise ValidationError({"pattern": _("This is on the list already.")}, code="listed")

    def _read(self) -> list[str]:
        try:
            self.pattern, self.mask = patterns.normal(self.kind, self.pattern), ""
        except ValueError:
            raise ValidationError({"pattern": patterns.HELP[self.kind]}, code="pattern") from None
        return [self.pattern]

    def _read_address(self) -> list[str]:
        """The digest under every key: the same address may be listed under an older one."""
        if self.mask and patterns.is_digest(self.pattern):
            return [self.pattern]
        if "*" in self.pattern:  # of all addresses of a domain there is another kind
            raise ValidationError({"pattern": patterns.HELP[patterns.DOMAIN]}, code="pattern")
        try:
            contact = contacts.parse(self.kind, self.pattern)
        except contacts.InvalidContact as error:
            raise ValidationError({"pattern": error}) from None
        self.pattern, self.mask = contact.lookup(), contact.mask()
        return contact.lookups()


class Voiding(models.Model):
    """Signatures to be taken out of the count: proposed by one officer, approved by another."""

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="voidings")
    criteria = models.JSONField(default=dict)
    reason = models.CharField(_("reason"), max_length=12, choices=void_reason_choices)
    explanation = models.TextField(_("explanation"), blank=True)
    found = models.PositiveIntegerField(_("found"), default=0)
    done = models.PositiveIntegerField(_("voided"), default=0)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    proposed_at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    reversing_at = models.DateTimeField(null=True, blank=True)
    reversed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("voiding of signatures")
        verbose_name_plural = _("voidings of signatures")
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(approved_at__isnull=False),
                name="civic_petition_voiding_approved",
            ),
            models.CheckConstraint(
                condition=Q(reversed_at__isnull=True) | Q(reversing_at__isnull=False),
                name="civic_petition_voiding_reversed",
            ),
        ]

    def __str__(self):
        return f"{self.petition_id}: {self.reason}"

    @property
    def standing(self) -> str:
        """``proposed``, ``running``, ``done``, ``cancelled``, ``reversing`` or ``reversed``."""
        for name, moment in (
            ("reversed", self.reversed_at),
            ("reversing", self.reversing_at),
            ("cancelled", self.cancelled_at),
            ("done", self.finished_at),
            ("running", self.approved_at),
        ):
            if moment:
                return name
        return "proposed"


class VoidedSignature(models.Model):
    """Which voiding took a signature out of the count; nobody's data."""

    voiding = models.ForeignKey(Voiding, on_delete=models.CASCADE, related_name="rows")
    signature = models.OneToOneField(
        "civic_petitions.Signature", on_delete=models.CASCADE, related_name="voided"
    )

    class Meta:
        verbose_name = _("voided signature")
        verbose_name_plural = _("voided signatures")

    def __str__(self):
        return str(self.signature_id)


class Concentration(models.Model):
    """An hour in which very many signatures of a petition came from one network or domain."""

    NETWORK, DOMAIN = "network", "domain"

    petition = models.ForeignKey(Petition, on_delete=models.CASCADE, related_name="concentrations")
    hour = models.DateTimeField()
    axis = models.CharField(max_length=8)
    value = models.CharField(max_length=100)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("concentration of signatures")
        verbose_name_plural = _("concentrations of signatures")
        ordering = ["-hour", "-count"]
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "hour", "axis", "value"], name="civic_petition_concentration"
            ),
        ]

    def __str__(self):
        return f"{self.axis} {self.value[:12]}: {self.count}"
