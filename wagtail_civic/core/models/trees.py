"""Topics and areas: one row each, a parent, a stored lineage, names per language."""

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, router, transaction
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Site

from ..prepared import ask_together, prepared
from .clusters import Cluster
from .names import LocalisedName, NamedModel, named


class TreeQuerySet(models.QuerySet):
    def for_site(self, site):
        return self.filter(site=site)

    def within(self, ids):
        """The rows with these ids and everything below them."""
        lineages = self.model.objects.filter(pk__in=list(ids)).values_list("lineage", flat=True)
        below = models.Q(pk__in=[])
        for lineage in lineages:
            below |= models.Q(lineage__startswith=lineage)
        return self.filter(below)

    def above(self, ids):
        """The rows with these ids and everything they lie in."""
        wanted: set[int] = set()
        rows = self.model.objects.filter(pk__in=list(ids)).values_list("lineage", flat=True)
        for lineage in rows:
            wanted.update(int(part) for part in lineage.strip("/").split("/"))
        return self.filter(pk__in=wanted)

    def with_names(self):
        return self.prefetch_related("names")

    def in_tree_order(self):
        """A list, parents before their children, siblings by ``sort_order`` and name."""
        return _in_tree_order(named(self))


def trees_of(site, *models) -> list[list]:
    """All topics, all areas of a site, named, parents before their children; one query for all.

    Of a row there is what a list to choose from shows.
    """
    pairs = ask_together(_tree.with_values(site=site.pk, model=model) for model in models)
    by_model = {model._meta.label: {} for model in models}
    # Of a row's names, the one that was stored first leads.
    for label, *values, _name, language, name in sorted(pairs, key=lambda pair: pair[-3] or 0):
        rows, model = by_model[label], apps.get_model(label)
        row = rows.get(values[0])
        if row is None:
            row = rows[values[0]] = model.from_db(router.db_for_read(model), TREE, values)
            row.known_names = {}
        if language:
            row.known_names[language] = name
    return [_in_tree_order(list(rows.values())) for rows in by_model.values()]


#: In the order of the table, as Django reads a row of some of its columns.
TREE = ("id", "code", "parent_id", "lineage", "sort_order")


@prepared(site=models.BigAutoField())
def _tree(site, model) -> models.QuerySet:
    label = models.Value(model._meta.label, output_field=models.CharField())
    rows = model._default_manager.filter(site=site).order_by()
    return rows.values_list(label, *TREE, "names__pk", "names__language", "names__name")


def _in_tree_order(found: list) -> list:
    children: dict[int | None, list] = {}
    rows = sorted(found, key=lambda row: (row.sort_order, str(row)))
    present = {row.pk for row in rows}
    for row in rows:
        parent = row.parent_id if row.parent_id in present else None
        children.setdefault(parent, []).append(row)
    ordered: list = []

    def walk(parent: int | None, depth: int) -> None:
        for row in children.get(parent, []):
            row.depth = depth
            ordered.append(row)
            walk(row.pk, depth + 1)

    walk(None, 0)
    return ordered


#: An em space for each level: a list box drops ordinary spaces.
DEEPER = "\N{EM SPACE}"


class TreeNode(NamedModel, Cluster):
    """``lineage`` is ``/1/5/9/``: the ids from the root to the row itself."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, verbose_name=_("site"))
    code = models.CharField(
        _("code"), max_length=40, validators=[RegexValidator(r"^[a-z0-9][a-z0-9_-]*$")]
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
    )
    lineage = models.CharField(max_length=200, editable=False, db_index=True, default="")
    sort_order = models.PositiveIntegerField(_("order"), default=0)

    objects = TreeQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self):
        return self.label()

    def clean(self):
        super().clean()
        if self.parent and self.site_id and self.parent.site_id != self.site_id:
            raise ValidationError({"parent": _("Choose a parent of the same municipality.")})
        if self.pk and self.parent and self._is_above(self.parent):
            raise ValidationError({"parent": _("A row cannot be part of itself.")})

    def _is_above(self, other) -> bool:
        return f"/{self.pk}/" in other.lineage

    def save(self, *args, **kwargs):
        using = kwargs.get("using") or router.db_for_write(type(self), instance=self)
        with transaction.atomic(using=using):
            if self.pk and self.parent_id:
                self.parent.refresh_from_db(fields=["lineage"])
                if self._is_above(self.parent):
                    raise ValidationError({"parent": _("A row cannot be part of itself.")})
            super().save(*args, **kwargs)
            self._store_lineage(using)

    def _store_lineage(self, using: str) -> None:
        lineage = f"{self.parent.lineage if self.parent_id else '/'}{self.pk}/"
        if lineage == self.lineage:
            return
        rows = type(self)._base_manager.using(using)
        before, self.lineage = self.lineage, lineage
        rows.filter(pk=self.pk).update(lineage=lineage)
        if before:
            for row in rows.filter(lineage__startswith=before).exclude(pk=self.pk):
                rows.filter(pk=row.pk).update(lineage=lineage + row.lineage[len(before) :])

    @property
    def level(self) -> int:
        """How many rows it is part of, one within the other."""
        return self.lineage.count("/") - 2

    def indented(self, deeper: str = DEEPER) -> str:
        """The name as a list shows it in which the order alone tells what is part of what."""
        return deeper * self.level + self.label()

    def ancestors(self):
        ids = [int(part) for part in self.lineage.strip("/").split("/")][:-1]
        return type(self).objects.filter(pk__in=ids).order_by("lineage")

    def descendants(self, include_self: bool = True):
        rows = type(self).objects.filter(lineage__startswith=self.lineage)
        return rows if include_self else rows.exclude(pk=self.pk)


class Topic(TreeNode):
    """What a session, act, petition or news item is about."""

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["sort_order", "code"]
        constraints = [models.UniqueConstraint(fields=["site", "code"], name="civic_topic_code")]


class TopicName(LocalisedName):
    row = ParentalKey(Topic, on_delete=models.CASCADE, related_name="names")

    class Meta:
        verbose_name = _("name")
        verbose_name_plural = _("names")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["row", "language"], name="civic_topic_name_language")
        ]


def area_kinds():
    return [
        ("municipality", _("municipality")),
        ("unit", _("administrative unit")),
        ("town", _("town")),
        ("village", _("village")),
    ]


class Area(TreeNode):
    """A municipality, one of its administrative units, a town or a village."""

    kind = models.CharField(_("kind"), max_length=20, choices=area_kinds, default="village")
    latitude = models.DecimalField(
        _("latitude"), max_digits=8, decimal_places=5, null=True, blank=True
    )
    longitude = models.DecimalField(
        _("longitude"), max_digits=8, decimal_places=5, null=True, blank=True
    )
    population = models.PositiveIntegerField(_("residents"), null=True, blank=True)

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ["sort_order", "code"]
        constraints = [
            models.UniqueConstraint(fields=["site", "code"], name="civic_area_code"),
            models.CheckConstraint(
                condition=models.Q(latitude__isnull=True)
                | models.Q(latitude__gte=-90, latitude__lte=90),
                name="civic_area_latitude",
            ),
            models.CheckConstraint(
                condition=models.Q(longitude__isnull=True)
                | models.Q(longitude__gte=-180, longitude__lte=180),
                name="civic_area_longitude",
            ),
        ]


class AreaName(LocalisedName):
    row = ParentalKey(Area, on_delete=models.CASCADE, related_name="names")

    class Meta:
        verbose_name = _("name")
        verbose_name_plural = _("names")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["row", "language"], name="civic_area_name_language")
        ]
