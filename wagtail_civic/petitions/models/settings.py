"""What the municipality's own rules say about petitions."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.settings.models import register_setting

from wagtail_civic.core.models import Area, CivicSiteSetting, LocalisedText
from wagtail_civic.core.models.clusters import Cluster

from .. import sampling, threshold
from ..settings_form import PetitionSettingsForm
from ..wording import (
    check_rule_choices,
    combining_choices,
    personal_number_choices,
    rounding_choices,
)
from .attachments import ATTACHMENTS_PANEL, AttachmentRules
from .gathering import GATHERING_PANEL, GatheringRules
from .office import LIMITS_PANEL, TERMS_PANEL, OfficeRules, TermsBasis

SHARE = [MinValueValidator(0), MaxValueValidator(100)]


@register_setting(icon="form", order=110)
class PetitionSettings(OfficeRules, GatheringRules, AttachmentRules, CivicSiteSetting, Cluster):
    base_form_class = PetitionSettingsForm

    share_electronic = models.DecimalField(
        _("share for electronic signatures, %"),
        max_digits=6,
        decimal_places=3,
        default=Decimal("0.5"),
        validators=SHARE,
    )
    share_paper = models.DecimalField(
        _("share for paper signatures, %"),
        max_digits=6,
        decimal_places=3,
        default=Decimal("1"),
        validators=SHARE,
    )
    rounding = models.CharField(
        _("rounding"), max_length=10, choices=rounding_choices, default="up"
    )
    combining = models.CharField(
        _("what counts"), max_length=12, choices=combining_choices, default=threshold.ELECTRONIC
    )
    collecting_days = models.PositiveSmallIntegerField(
        _("days for collecting"), default=30, validators=[MinValueValidator(1)]
    )
    moderation_days = models.PositiveSmallIntegerField(
        _("days for moderation"), default=10, validators=[MinValueValidator(1)]
    )
    review_days = models.PositiveSmallIntegerField(
        _("days for the council's review"), default=30, validators=[MinValueValidator(1)]
    )
    retention_months = models.PositiveSmallIntegerField(
        _("months for which personal data are kept after the end"), default=6
    )
    initiator_leaves = models.BooleanField(
        _("the initiator's name is public only until collecting ends"), default=False
    )
    sample_share = models.DecimalField(
        _("share of signatures to check, %"),
        max_digits=6,
        decimal_places=3,
        default=Decimal("20"),
        validators=SHARE,
    )
    check_rule = models.CharField(
        _("what a check deducts"),
        max_length=12,
        choices=check_rule_choices,
        default=sampling.DEDUCT,
    )
    personal_number = models.CharField(
        _("personal number of signers"),
        max_length=10,
        choices=personal_number_choices,
        default="no",
    )
    accepts_petitions = models.BooleanField(_("citizens can submit petitions"), default=True)
    accepts_signatures = models.BooleanField(_("citizens can sign petitions"), default=True)
    counts_signatures = models.BooleanField(_("new signatures are counted"), default=True)

    panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("share_electronic"), FieldPanel("share_paper")]),
                FieldRowPanel([FieldPanel("rounding"), FieldPanel("combining")]),
            ],
            heading=_("Required number of signatures"),
            help_text=_(
                "Computed from the newest electoral roll when a petition opens, and never changed "
                "afterwards."
            ),
        ),
        InlinePanel(
            "area_thresholds",
            heading=_("Signatures required in single areas"),
            label=_("Area"),
            help_text=_("Beside the number for the whole municipality; leave empty if none are."),
        ),
        InlinePanel("texts", heading=_("Texts"), label=_("language")),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("collecting_days"), FieldPanel("retention_months")]),
                FieldRowPanel([FieldPanel("moderation_days"), FieldPanel("review_days")]),
                FieldPanel("initiator_leaves"),
            ],
            heading=_("Terms"),
        ),
        TERMS_PANEL,
        GATHERING_PANEL,
        LIMITS_PANEL,
        ATTACHMENTS_PANEL,
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("sample_share"), FieldPanel("check_rule")])],
            heading=_("Random checks, on paper and online"),
        ),
        MultiFieldPanel(
            [FieldPanel("personal_number")],
            heading=_("Who signs"),
            help_text=_(
                "Kept only as a keyed digest, so that nobody signs twice, online or on paper. "
                "Ask for it only if the law requires it."
            ),
        ),
        MultiFieldPanel(
            [
                FieldPanel("accepts_petitions"),
                FieldPanel("accepts_signatures"),
                FieldPanel("counts_signatures"),
            ],
            heading=_("What citizens can do"),
            help_text=_(
                "Switches for an emergency. Signatures that come while counting is off are counted "
                "when it is on again."
            ),
        ),
    ]

    class Meta:
        verbose_name = _("petitions")

    def text(self, language: str | None = None) -> "PetitionSettingsText":
        """The texts in the wanted language, else the next best; empty ones if there are none."""
        return self.text_in(language) or PetitionSettingsText(settings=self)

    def required_areas(self) -> dict[str, int]:
        """What areas need each, by code, as it is frozen into a petition that opens."""
        rows = self.area_thresholds.values_list("area__code", "signatures")
        return dict(rows)

    def legal_bases(self) -> dict[str, str]:
        """The legal basis per language, as it is frozen into a petition that opens."""
        return {text.language: text.legal_basis for text in self.texts.all() if text.legal_basis}


class PetitionSettingsText(TermsBasis, LocalisedText):
    settings = ParentalKey(PetitionSettings, on_delete=models.CASCADE, related_name="texts")
    legal_basis = models.CharField(_("legal basis"), max_length=255, blank=True)
    eligibility = models.TextField(_("declaration of eligibility"), blank=True)
    data_notice = models.TextField(_("data-protection notice"), blank=True)

    panels = [
        FieldPanel("language"),
        FieldPanel("legal_basis", help_text=_("The article that sets the share and the terms.")),
        FieldPanel(
            "eligibility", help_text=_("What a citizen declares before submitting or signing.")
        ),
        FieldPanel(
            "data_notice",
            help_text=_("Two sentences at the button: who keeps which data and for how long."),
        ),
        *TermsBasis.panels,
    ]

    class Meta:
        verbose_name = _("texts in one language")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["settings", "language"], name="civic_petition_text_language"
            )
        ]

    def __str__(self):
        return self.legal_basis or self.language


class AreaThreshold(models.Model):
    """How many signatures must come from one area, with everything below it."""

    settings = ParentalKey(
        PetitionSettings, on_delete=models.CASCADE, related_name="area_thresholds"
    )
    area = models.ForeignKey(
        Area, on_delete=models.CASCADE, related_name="+", verbose_name=_("area")
    )
    signatures = models.PositiveIntegerField(
        _("signatures required there"), validators=[MinValueValidator(1)]
    )

    panels = [FieldPanel("area"), FieldPanel("signatures")]

    class Meta:
        verbose_name = _("signatures required in an area")
        constraints = [
            models.UniqueConstraint(fields=["settings", "area"], name="civic_petition_area_needs")
        ]

    def __str__(self):
        return f"{self.area}: {self.signatures}"
