"""Classifications: what a code means, in which year's version, in which language."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.models import Site

from wagtail_civic.core.deletion import restrict_children
from wagtail_civic.core.models.clusters import Cluster
from wagtail_civic.core.models.names import LocalisedName, NamedModel

from .. import codes


class ClassificationQuerySet(models.QuerySet):
    def for_site(self, site):
        return self.filter(site=site)


class Classification(models.Model):
    """One edition of a classification. Codes change their meaning from year to year, so the
    programmes of each year's act are an edition of their own; `version` is that year."""

    PROGRAMME, RECEIPTS, ECONOMIC, FUNDING = "programme", "receipts", "economic", "funding"
    KINDS = (PROGRAMME, RECEIPTS, ECONOMIC, FUNDING)

    site = models.ForeignKey(Site, on_delete=models.CASCADE, verbose_name=_("site"))
    kind = models.CharField(_("kind"), max_length=20)
    version = models.CharField(_("edition"), max_length=20, blank=True, default="")

    objects = ClassificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("classification")
        verbose_name_plural = _("classifications")
        constraints = [
            models.UniqueConstraint(
                fields=["site", "kind", "version"], name="civic_budget_classification_once"
            )
        ]

    def __str__(self):
        return f"{self.kind} {self.version}".strip()


class NodeQuerySet(models.QuerySet):
    def for_site(self, site):
        return self.filter(classification__site=site)

    def programmes(self):
        return self.filter(
            classification__kind__in=[Classification.PROGRAMME, Classification.RECEIPTS]
        )

    def with_names(self):
        return self.prefetch_related("names")


class Node(NamedModel, Cluster):
    """A programme, a kind of receipt, an economic item or a kind of money.

    `additive` is False for an "of which" item and for head-count: it is never added to a total.
    """

    site_lookup = "classification__site"
    classification = models.ForeignKey(
        Classification,
        on_delete=models.CASCADE,
        related_name="nodes",
        verbose_name=_("classification"),
    )
    code = models.CharField(_("code"), max_length=24)
    parent = models.ForeignKey(
        "self",
        on_delete=restrict_children,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=pgettext_lazy("programme", "part of"),
    )
    depth = models.PositiveSmallIntegerField(_("level"), default=0)
    additive = models.BooleanField(_("part of the total"), default=True)

    objects = NodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["classification", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["classification", "code"], name="civic_budget_node_once"
            )
        ]

    def __str__(self):
        return f"{self.display_code} {self.label()}".strip()

    @property
    def site(self):
        return self.classification.site

    @property
    def version(self) -> str:
        return self.classification.version

    @property
    def display_code(self) -> str:
        if self.classification.kind == Classification.PROGRAMME:
            return codes.display(self.code)
        return self.code


class NodeName(LocalisedName):
    row = ParentalKey(Node, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(pgettext_lazy("programme", "name"), max_length=500)

    class Meta:
        verbose_name = pgettext_lazy("programme", "name")
        verbose_name_plural = pgettext_lazy("programme", "names")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["row", "language"], name="civic_budget_node_name")
        ]
