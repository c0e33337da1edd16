"""What the editors say about their municipality: a site setting and the electoral rolls."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.settings.models import register_setting
from wagtail.images import get_image_model_string
from wagtail.models import Site

from .. import formats
from .bodies import SiteQuerySet
from .clusters import Cluster
from .names import LocalisedText
from .site_settings import CivicSiteSetting


@register_setting(icon="home", order=100)
class MunicipalitySettings(CivicSiteSetting, Cluster):
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    population = models.PositiveIntegerField(_("residents"), null=True, blank=True)
    coat_of_arms = models.ForeignKey(
        get_image_model_string(),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("coat of arms"),
    )
    is_demonstration = models.BooleanField(_("this site is a demonstration"), default=False)

    panels = [
        MultiFieldPanel(
            [FieldPanel("phone"), FieldPanel("email"), FieldPanel("population")],
            heading=_("Contact"),
        ),
        FieldPanel("coat_of_arms"),
        InlinePanel("texts", heading=_("Texts"), label=_("language")),
        FieldPanel(
            "is_demonstration",
            help_text=_("Every page says so, and search engines are asked to stay away."),
        ),
    ]

    class Meta:
        verbose_name = _("municipality")
        permissions = [("handle_personal_data", "Can answer requests about personal data")]

    def text(self, language: str | None = None) -> "MunicipalityText":
        """The texts in the wanted language, else the next best; empty ones if there are none."""
        return self.text_in(language) or MunicipalityText(
            settings=self, name=self.site.site_name or self.site.hostname
        )


class MunicipalityText(LocalisedText):
    settings = ParentalKey(MunicipalitySettings, on_delete=models.CASCADE, related_name="texts")
    name = models.CharField(_("name of the municipality"), max_length=160)
    address = models.CharField(_("address"), max_length=255, blank=True)
    hours = models.CharField(_("office hours"), max_length=160, blank=True)
    data_notice = models.TextField(_("data-protection notice"), blank=True)
    embed_notice = models.TextField(_("notice before a video is loaded"), blank=True)

    panels = [
        FieldPanel("language"),
        FieldPanel("name"),
        FieldPanel("address"),
        FieldPanel("hours"),
        FieldPanel(
            "data_notice",
            help_text=_(
                "Two sentences: who keeps which data and for how long. Shown at every form."
            ),
        ),
        FieldPanel(
            "embed_notice",
            help_text=_("Shown before a video of another company is loaded."),
        ),
    ]

    class Meta:
        verbose_name = _("texts in one language")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["settings", "language"], name="civic_municipality_text_language"
            )
        ]

    def __str__(self):
        return self.name


class VoterRollQuerySet(SiteQuerySet):
    def current(self, site, on):
        """The newest roll dated no later than ``on``; None if there is none."""
        return self.for_site(site).filter(date__lte=on).order_by("-date").first()


class VoterRoll(models.Model):
    """How many voters were registered on a day, and who says so."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, verbose_name=_("site"))
    date = models.DateField(_("as of"))
    voters = models.PositiveIntegerField(_("registered voters"))
    source = models.CharField(_("source"), max_length=255)

    objects = VoterRollQuerySet.as_manager()

    class Meta:
        verbose_name = _("electoral roll")
        verbose_name_plural = _("electoral rolls")
        ordering = ["-date"]
        constraints = [
            models.UniqueConstraint(fields=["site", "date"], name="civic_voter_roll_date"),
            models.CheckConstraint(
                condition=models.Q(voters__gt=0), name="civic_voter_roll_positive"
            ),
        ]

    def __str__(self):
        return f"{formats.date(self.date)}: {formats.number(self.voters)}"
