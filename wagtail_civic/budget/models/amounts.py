"""Budgets and their figures: each as its source states it, and what is in force now."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Site

from .classification import Node
from .sources import SourceDocument

STAGE_LABELS = {
    "proposed": pgettext_lazy("budget stage", "Draft"),
    "approved": pgettext_lazy("budget stage", "Approved"),
    "revised": pgettext_lazy("budget stage", "Revised"),
    "executed": pgettext_lazy("budget stage", "Executed"),
    "committed": pgettext_lazy("budget stage", "Committed"),
}
DIRECTION_LABELS = {"expenditure": _("Payments"), "receipts": _("Receipts")}


class BudgetQuerySet(models.QuerySet):
    def for_site(self, site):
        return self.filter(site=site)

    def published(self):
        """The budgets of which the public may see figures, the newest year first."""
        return self.filter(
            models.Exists(Rollup.objects.filter(budget=models.OuterRef("pk")))
        ).order_by("-fiscal_year")


class Budget(models.Model):
    """The budget of one municipality for one fiscal year."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, verbose_name=_("site"))
    fiscal_year = models.PositiveSmallIntegerField(_("year"))
    currency = models.CharField(_("currency"), max_length=3, default="GEL", editable=False)

    objects = BudgetQuerySet.as_manager()

    class Meta:
        verbose_name = _("budget")
        verbose_name_plural = _("budgets")
        ordering = ["-fiscal_year"]
        constraints = [
            models.UniqueConstraint(fields=["site", "fiscal_year"], name="civic_budget_year"),
            models.CheckConstraint(
                condition=models.Q(fiscal_year__gte=1990, fiscal_year__lte=2100),
                name="civic_budget_year_plausible",
            ),
        ]

    def __str__(self):
        return str(self.fiscal_year)

    @property
    def status(self) -> str:
        """The furthest stage that is published; empty if none is."""
        stages = {revision.stage for revision in self.revisions.all() if revision.is_in_force}
        known = (stage for stage in ("executed", "revised", "approved") if stage in stages)
        return next(known, "")


class RevisionQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(published_at__isnull=False, document__withdrawn_at=None)

    def current(self):
        """Of the revisions of one stage and direction the one that counts: the longest period,
        then the latest publication, first."""
        return self.in_force().order_by("-months", "-published_at", "-pk")


class Revision(models.Model):
    """What one source says about one stage of one year's budget."""

    budget = models.ForeignKey(
        Budget, on_delete=models.CASCADE, related_name="revisions", verbose_name=_("budget")
    )
    document = models.ForeignKey(
        SourceDocument,
        on_delete=models.CASCADE,
        related_name="revisions",
        verbose_name=_("source"),
    )
    direction = models.CharField(_("direction"), max_length=12)
    stage = models.CharField(_("stage"), max_length=12)
    months = models.PositiveSmallIntegerField(_("months covered"), default=12)
    heading = models.CharField(_("column"), max_length=255, blank=True)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("published by"),
    )
    published_at = models.DateTimeField(_("published"), null=True, default=timezone.now)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        constraints = [
            models.UniqueConstraint(
                fields=["document", "budget", "direction", "stage"],
                name="civic_budget_revision_once",
            ),
            models.CheckConstraint(
                condition=models.Q(months__gte=1, months__lte=12),
                name="civic_budget_revision_months",
            ),
        ]

    def __str__(self):
        return f"{self.budget_id} {self.direction} {self.stage}"

    @property
    def stage_label(self):
        return STAGE_LABELS[self.stage]

    @property
    def direction_label(self):
        return DIRECTION_LABELS[self.direction]

    @property
    def is_in_force(self) -> bool:
        return bool(self.published_at) and self.document.withdrawn_at is None


class Line(models.Model):
    """A place for figures: programme × economic item × kind of money, `00` for all of them."""

    budget = models.ForeignKey(Budget, on_delete=models.CASCADE, related_name="lines")
    direction = models.CharField(max_length=12)
    programme = models.ForeignKey(Node, on_delete=models.RESTRICT, related_name="+")
    economic = models.ForeignKey(Node, on_delete=models.RESTRICT, related_name="+")
    fund = models.ForeignKey(Node, on_delete=models.RESTRICT, related_name="+")

    class Meta:
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        constraints = [
            models.UniqueConstraint(
                fields=["budget", "direction", "programme", "economic", "fund"],
                name="civic_budget_line_once",
            )
        ]

    def __str__(self):
        return str(self.pk)


class Amount(models.Model):
    """The figure of one line in one revision, in lari (head-count: in persons), as the source
    states it. `period` 0 is all that the revision covers, 1 to 12 one month."""

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="amounts")
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="amounts")
    period = models.PositiveSmallIntegerField(default=0)
    value = models.DecimalField(max_digits=18, decimal_places=2)

    class Meta:
        verbose_name = _("amount")
        verbose_name_plural = _("amounts")
        constraints = [
            models.UniqueConstraint(
                fields=["line", "revision", "period"], name="civic_budget_amount_once"
            )
        ]

    def __str__(self):
        return str(self.value)


class Rollup(models.Model):
    """The figure in force of one programme and economic item: what public pages read.

    Rebuilt whenever something is published or withdrawn; `months` is what it covers.
    """

    budget = models.ForeignKey(Budget, on_delete=models.CASCADE, related_name="rollups")
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    direction = models.CharField(max_length=12)
    node = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="rollups")
    economic = models.ForeignKey(Node, on_delete=models.CASCADE, related_name="+")
    stage = models.CharField(max_length=12)
    months = models.PositiveSmallIntegerField(default=12)
    value = models.DecimalField(max_digits=18, decimal_places=2)

    class Meta:
        verbose_name = _("figure in force")
        verbose_name_plural = _("figures in force")
        constraints = [
            models.UniqueConstraint(
                fields=["budget", "direction", "node", "economic", "stage"],
                name="civic_budget_rollup_once",
            )
        ]

    def __str__(self):
        return str(self.value)


class Population(models.Model):
    """How many residents there were in a year, and who says so."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, verbose_name=_("site"))
    year = models.PositiveSmallIntegerField(_("year"))
    residents = models.PositiveIntegerField(_("residents"))
    source = models.CharField(_("source"), max_length=255)

    class Meta:
        verbose_name = _("residents of a year")
        verbose_name_plural = _("residents by year")
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(fields=["site", "year"], name="civic_budget_population_once"),
            models.CheckConstraint(
                condition=models.Q(residents__gt=0), name="civic_budget_population_positive"
            ),
        ]

    def __str__(self):
        return f"{self.year}: {self.residents}"
