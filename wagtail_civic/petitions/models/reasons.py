"""Why a petition can be rejected, in the municipality's own words."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Site

from wagtail_civic.core.models import LocalisedName, NamedModel
from wagtail_civic.core.models.bodies import SiteQuerySet
from wagtail_civic.core.models.clusters import Cluster


class RejectionReason(NamedModel, Cluster):
    """A hiding reason keeps the rejected text out of the public register (slander, adverts)."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, verbose_name=_("site"))
    code = models.SlugField(_("code"), max_length=40)
    hides = models.BooleanField(_("hides the petition's text"), default=False)
    sort_order = models.PositiveIntegerField(_("order"), default=0)

    objects = SiteQuerySet.as_manager()

    panels = [
        FieldPanel("code"),
        InlinePanel("names", heading=_("Names"), label=_("language"), min_num=1),
        FieldPanel(
            "hides",
            help_text=_("For slander, offence or advertising: the public sees nothing of it."),
        ),
        FieldPanel("sort_order"),
    ]

    class Meta:
        verbose_name = _("reason for rejection")
        verbose_name_plural = _("reasons for rejection")
        ordering = ["sort_order", "code"]
        constraints = [
            models.UniqueConstraint(fields=["site", "code"], name="civic_rejection_reason_code")
        ]

    def __str__(self):
        return self.label()


class RejectionReasonName(LocalisedName):
    row = ParentalKey(RejectionReason, on_delete=models.CASCADE, related_name="names")

    class Meta:
        verbose_name = pgettext_lazy("person", "name")
        verbose_name_plural = _("names")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["row", "language"], name="civic_rejection_reason_language"
            )
        ]
