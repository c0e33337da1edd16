"""What belongs to one act and goes into its revisions: files, relations, words for citizens."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import model_from_serializable_data
from wagtail.admin.panels import FieldPanel
from wagtail.documents import get_document_model_string
from wagtail.models import Orderable

from wagtail_civic.core.digests import sha256_of_stored
from wagtail_civic.core.models import LocalisedText

from .. import relations
from ..status import start_of_force


def file_roles():
    return [
        ("main", _("text of the act")),
        ("annex", _("annex")),
        ("explanatory", _("explanatory note")),
        ("translation", _("translation, for information")),
    ]


def relation_kinds():
    return [
        ("amends", _("amends")),
        ("repeals", _("repeals")),
        ("supplements", _("supplements")),
        ("implements", _("implements")),
        ("corrects", _("corrects")),
        ("based_on", _("is based on")),
        ("part_of", _("is part of")),
    ]


def is_dangling(model: type[models.Model], name: str, data: dict) -> bool:
    """Whether a row of a revision points at something that has been deleted since."""
    field = model._meta.get_field(name)
    if not data.get(name):
        return False
    return not field.related_model._default_manager.filter(pk=data[name]).exists()


class ChildOfRevision(models.Model):
    """A row whose revision can be opened after what it protects (when published) was deleted."""

    reference = ""

    class Meta:
        abstract = True

    @classmethod
    def from_serializable_data(cls, data, check_fks=True, strict_fks=False):
        if is_dangling(cls, cls.reference, data):
            return None
        return model_from_serializable_data(cls, data, check_fks=False, strict_fks=strict_fks)


class ActFile(ChildOfRevision, Orderable):
    act = ParentalKey("civic_acts.Act", on_delete=models.CASCADE, related_name="files")
    role = models.CharField(
        pgettext_lazy("file", "role"), max_length=20, choices=file_roles, default="main"
    )
    document = models.ForeignKey(
        get_document_model_string(),
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("file"),
    )
    title = models.CharField(_("title, if not that of the file"), max_length=255, blank=True)
    sha256 = models.CharField(max_length=64, editable=False, blank=True, db_index=True)

    reference = "document"
    panels = [FieldPanel("role"), FieldPanel("document"), FieldPanel("title")]

    class Meta(Orderable.Meta):
        verbose_name = _("file of an act")
        verbose_name_plural = _("files of acts")

    def __str__(self):
        return self.title or self.document.title

    def save(self, *args, **kwargs):
        self.sha256 = sha256_of_stored(self.document.file)
        super().save(*args, **kwargs)


class ActCommencement(models.Model):
    """A part of the act that begins to be in force later than the rest."""

    act = ParentalKey("civic_acts.Act", on_delete=models.CASCADE, related_name="commencements")
    scope = models.CharField(_("which part"), max_length=255)
    starts_on = models.DateField(_("effective from"))

    panels = [
        FieldPanel("scope", help_text=_("As the act says it: Article 5, paragraphs 2 and 3.")),
        FieldPanel("starts_on"),
    ]

    class Meta:
        verbose_name = _("later commencement")
        verbose_name_plural = _("later commencements")
        ordering = ["starts_on", "pk"]

    def __str__(self):
        return self.scope

    def clean(self):
        super().clean()
        act = self.act
        start = start_of_force(act.effective_on, act.published_on, act.adopted)
        if self.starts_on and start and self.starts_on <= start:
            message = _(
                "This is not later than the act: leave it out, or correct “effective from”."
            )
            raise ValidationError({"starts_on": message})


class ActRelationQuerySet(models.QuerySet):
    def in_effect(self):
        """What published acts do to acts of their own municipality."""
        return self.filter(act__live=True, act__site=models.F("target__site"))


class ActRelation(ChildOfRevision, Orderable):
    """What this act does to another one, or to a law that is not in this registry."""

    act = ParentalKey("civic_acts.Act", on_delete=models.CASCADE, related_name="relations")
    kind = models.CharField(_("what it does"), max_length=20, choices=relation_kinds)
    target = models.ForeignKey(
        "civic_acts.Act",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="incoming",
        verbose_name=_("act of this registry"),
    )
    outside_title = models.CharField(_("or an act kept elsewhere"), max_length=500, blank=True)
    outside_url = models.URLField(_("its address"), max_length=500, blank=True)
    since = models.DateField(pgettext_lazy("date range", "from"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=255, blank=True)

    objects = ActRelationQuerySet.as_manager()

    reference = "target"
    panels = [
        FieldPanel("kind"),
        FieldPanel("target"),
        FieldPanel("outside_title"),
        FieldPanel("outside_url"),
        FieldPanel("since", help_text=_("If it is not the day this act comes into force.")),
        FieldPanel("note"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("relation between acts")
        verbose_name_plural = _("relations between acts")
        constraints = [
            models.UniqueConstraint(
                fields=["act", "kind", "target"], name="civic_act_relation_once"
            ),
            models.CheckConstraint(
                condition=models.Q(target__isnull=False) | ~models.Q(outside_title=""),
                name="civic_act_relation_target",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.target or self.outside_title}"

    def start(self):
        """The first day of the relation: its own date, else that of the act it is part of."""
        act = self.act
        return self.since or start_of_force(act.effective_on, act.published_on, act.adopted)

    @property
    def is_shown(self) -> bool:
        """Whether readers may learn of it: a draft or an act of others is not named."""
        if self.target_id is None:
            return True
        return self.target.is_public and self.target.site_id == self.act.site_id

    def clean(self):
        super().clean()
        relations.validate(self)


class ActSummary(LocalisedText):
    """The act for people, in one language: its title there and what changes for them."""

    act = ParentalKey("civic_acts.Act", on_delete=models.CASCADE, related_name="summaries")
    title = models.CharField(_("title in this language"), max_length=1000, blank=True)
    meaning = models.TextField(_("what changes for you"), blank=True)

    panels = [
        FieldPanel("language"),
        FieldPanel(
            "title",
            help_text=_("A translation, for information; leave empty in the act's own language."),
        ),
        FieldPanel(
            "meaning",
            help_text=_(
                "One or two plain sentences: what a resident may, must or gets from now on."
            ),
        ),
    ]

    class Meta:
        verbose_name = _("act in plain words")
        verbose_name_plural = _("acts in plain words")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["act", "language"], name="civic_act_summary_language")
        ]

    def __str__(self):
        return self.title or self.meaning
