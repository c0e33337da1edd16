"""The types of acts a municipality issues."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Site

from wagtail_civic.core.models import LocalisedName, NamedModel
from wagtail_civic.core.models.bodies import SiteQuerySet
from wagtail_civic.core.models.clusters import Cluster
from wagtail_civic.core.models.codes import LastingCode


class ActType(LastingCode, NamedModel, Cluster):
    """``code`` is a part of the lasting address of every act of this type."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, verbose_name=_("site"))
    code = models.SlugField(_("code"), max_length=40)
    is_normative = models.BooleanField(_("normative act"), default=False)
    sort_order = models.PositiveIntegerField(_("order"), default=0)

    objects = SiteQuerySet.as_manager()

    panels = [
        InlinePanel("names", heading=_("Names"), label=_("name"), min_num=1),
        FieldPanel(
            "code",
            help_text=_("A part of the address of every act of this type; it stays as it is."),
        ),
        FieldPanel("is_normative"),
        FieldPanel("sort_order"),
    ]

    class Meta:
        verbose_name = _("type of acts")
        verbose_name_plural = _("types of acts")
        ordering = ["sort_order", "code"]
        constraints = [models.UniqueConstraint(fields=["site", "code"], name="civic_act_type_code")]

    def __str__(self):
        return self.label()


class ActTypeName(LocalisedName):
    row = ParentalKey(ActType, on_delete=models.CASCADE, related_name="names")

    class Meta:
        verbose_name = _("name")
        verbose_name_plural = _("names")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["row", "language"], name="civic_act_type_name_language")
        ]
