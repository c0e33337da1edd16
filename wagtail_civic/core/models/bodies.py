"""Bodies, people, convocations and who sat where, when."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.images import get_image_model_string
from wagtail.models import Site

from .. import clock
from .clusters import Cluster
from .codes import LastingCode
from .names import LocalisedName, NamedModel


def body_kinds():
    return [
        ("council", _("municipal council (Sakrebulo)")),
        ("bureau", _("bureau of the council")),
        ("commission", _("commission")),
        ("faction", _("faction")),
        ("mayor", _("city hall")),
        ("other", _("other body")),
    ]


class SiteQuerySet(models.QuerySet):
    def for_site(self, site):
        return self.filter(site=site)


class Body(LastingCode, NamedModel, Cluster):
    site = models.ForeignKey(Site, on_delete=models.CASCADE, verbose_name=_("site"))
    code = models.SlugField(_("code"), max_length=40)
    kind = models.CharField(_("kind"), max_length=20, choices=body_kinds)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
    )
    sort_order = models.PositiveIntegerField(_("order"), default=0)

    objects = SiteQuerySet.as_manager()

    class Meta:
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        ordering = ["sort_order", "code"]
        constraints = [models.UniqueConstraint(fields=["site", "code"], name="civic_body_code")]

    def __str__(self):
        return self.label()

    def clean(self):
        super().clean()
        if self.parent and self.site_id and self.parent.site_id != self.site_id:
            raise ValidationError({"parent": _("Choose a parent of the same municipality.")})
        seen, row = {self.pk} if self.pk else set(), self.parent
        while row is not None:
            if row.pk in seen:
                raise ValidationError({"parent": _("A row cannot be part of itself.")})
            seen.add(row.pk)
            row = row.parent


class BodyName(LocalisedName):
    row = ParentalKey(Body, on_delete=models.CASCADE, related_name="names")

    class Meta:
        verbose_name = _("name")
        verbose_name_plural = _("names")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["row", "language"], name="civic_body_name_language")
        ]


class Person(NamedModel, Cluster):
    """Somebody who holds an office: a deputy, the mayor, an official."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, verbose_name=_("site"))
    code = models.SlugField(_("code"), max_length=60)
    photo = models.ForeignKey(
        get_image_model_string(),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("photo"),
    )
    email = models.EmailField(_("public e-mail"), blank=True)
    phone = models.CharField(_("public phone"), max_length=40, blank=True)

    objects = SiteQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["site", "code"], name="civic_person_code")]

    def __str__(self):
        return self.label()


class PersonName(LocalisedName):
    row = ParentalKey(Person, on_delete=models.CASCADE, related_name="names")

    class Meta:
        verbose_name = _("name")
        verbose_name_plural = _("names")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["row", "language"], name="civic_person_name_language")
        ]


class ConvocationQuerySet(SiteQuerySet):
    def on(self, day):
        return self.filter(start__lte=day).filter(
            models.Q(end__isnull=True) | models.Q(end__gte=day)
        )


class Convocation(models.Model):
    """A term of the council."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, verbose_name=_("site"))
    number = models.PositiveSmallIntegerField(_("number"))
    start = models.DateField(_("from"))
    end = models.DateField(_("to"), null=True, blank=True)

    objects = ConvocationQuerySet.as_manager()

    class Meta:
        verbose_name = _("convocation")
        verbose_name_plural = _("convocations")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="civic_convocation_number"),
            models.CheckConstraint(
                condition=models.Q(end__isnull=True) | models.Q(end__gte=models.F("start")),
                name="civic_convocation_dates",
            ),
        ]

    def __str__(self):
        return str(_("Convocation %(number)s") % {"number": self.number})

    def clean(self):
        super().clean()
        if self.start and self.end and self.end < self.start:
            raise ValidationError({"end": _("The end lies before the beginning.")})


def membership_roles():
    return [
        ("member", _("member")),
        ("chair", _("chair")),
        ("deputy_chair", _("deputy chair")),
        ("secretary", _("secretary")),
        ("mayor", _("mayor")),
        ("deputy_mayor", _("deputy mayor")),
    ]


class MembershipQuerySet(models.QuerySet):
    def on(self, day=None):
        """Memberships that hold on a day (today by default)."""
        day = day or clock.today()
        return self.filter(
            models.Q(start__isnull=True) | models.Q(start__lte=day),
            models.Q(end__isnull=True) | models.Q(end__gte=day),
        )


class Membership(models.Model):
    site_lookup = "person__site"

    person = models.ForeignKey(
        Person, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    body = models.ForeignKey(
        Body, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("body")
    )
    convocation = models.ForeignKey(
        Convocation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("convocation"),
    )
    role = models.CharField(_("role"), max_length=20, choices=membership_roles, default="member")
    faction = models.ForeignKey(
        Body,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="faction_memberships",
        verbose_name=_("faction"),
    )
    district = models.CharField(_("district"), max_length=120, blank=True)
    voting_right = models.BooleanField(_("may vote"), default=True)
    start = models.DateField(_("from"), null=True, blank=True)
    end = models.DateField(_("to"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["body", "person"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "body", "convocation", "role", "start"],
                name="civic_membership_once",
            ),
            models.CheckConstraint(
                condition=models.Q(end__isnull=True)
                | models.Q(start__isnull=True)
                | models.Q(end__gte=models.F("start")),
                name="civic_membership_dates",
            ),
        ]

    def __str__(self):
        return f"{self.person}, {self.body}: {self.get_role_display()}"

    def clean(self):
        super().clean()
        if self.start and self.end and self.end < self.start:
            raise ValidationError({"end": _("The end lies before the beginning.")})
        for name in ("body", "convocation", "faction"):
            other = getattr(self, name, None)
            if other and self.person_id and other.site_id != self.person.site_id:
                raise ValidationError({name: _("Choose one of the same municipality.")})
