"""A legal act: words that editors draft and revise, and an identity that stays."""

import uuid
from datetime import date

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    Site,
    WorkflowMixin,
)
from wagtail.search import index

from wagtail_civic.core.languages import content_languages, in_language
from wagtail_civic.core.models import Area, Body, Topic
from wagtail_civic.core.models.clusters import Cluster
from wagtail_civic.core.stream import CivicStreamField

from .. import numbering, publishing, relations
from ..addresses import Identity
from ..blocks import text_blocks
from ..numbers import bare, code_key, normalise
from ..presentation import act_context
from ..querysets import ActQuerySet
from ..status import Status, by_day, start_of_force, status
from .children import is_dangling
from .types import ActType


class Act(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    index.Indexed,
    Cluster,
):
    """``number_key`` and ``year`` are NULL until known; from then on the row holds its number.

    ``withdrawn_at`` is when it was taken back after it had been published; ``guessed_at`` when a
    program read its facts from a file, until somebody confirms them; ``awaits_text`` that the
    worker reads the text of its file; ``personal_checked`` which personal data are looked at.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    site = models.ForeignKey(Site, on_delete=models.CASCADE, verbose_name=_("site"))
    act_type = models.ForeignKey(
        ActType, on_delete=models.PROTECT, null=True, related_name="acts", verbose_name=_("type")
    )
    body = models.ForeignKey(
        Body, on_delete=models.PROTECT, null=True, related_name="acts", verbose_name=_("body")
    )
    number = models.CharField(_("number"), max_length=50)
    number_key = models.CharField(max_length=100, null=True, editable=False)  # noqa: DJ001
    adopted = models.DateField(_("date of adoption"), null=True)
    year = models.PositiveSmallIntegerField(null=True, editable=False)

    title = models.CharField(_("title"), max_length=1000)
    language = models.CharField(
        _("language of the text"), max_length=16, choices=content_languages, default="ka"
    )
    text = CivicStreamField(text_blocks, blank=True, verbose_name=_("text"))

    published_on = models.DateField(_("date of publication"), null=True, blank=True)
    published_in = models.CharField(_("published in"), max_length=255, blank=True)
    official_url = models.URLField(_("official publication"), max_length=500, blank=True)
    registration_code = models.CharField(_("registration code"), max_length=60, blank=True)
    code_key = models.CharField(max_length=60, blank=True, editable=False, db_index=True)
    effective_on = models.DateField(_("effective from"), null=True, blank=True)
    expires_on = models.DateField(_("last day in force"), null=True, blank=True)
    repealed_on = models.DateField(_("repealed from"), null=True, blank=True)
    topics = ParentalManyToManyField(
        Topic, blank=True, related_name="acts", verbose_name=_("topics")
    )
    areas = ParentalManyToManyField(Area, blank=True, related_name="acts", verbose_name=_("areas"))

    modified_at = models.DateTimeField(auto_now=True, db_index=True)
    schedule_failed_at = models.DateTimeField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawn_reason = models.CharField(max_length=500, blank=True, editable=False)
    guessed_at = models.DateTimeField(null=True, editable=False)
    awaits_text = models.BooleanField(default=False, editable=False)
    personal_checked = models.TextField(blank=True, editable=False)

    workflow_states = GenericRelation(
        "wagtailcore.WorkflowState",
        content_type_field="base_content_type",
        object_id_field="object_id",
        for_concrete_model=False,
    )

    objects = ActQuerySet.as_manager()

    #: Whether the registry page that names it shows only others, see ``registry.hide``.
    is_hidden = False

    search_fields = [
        index.SearchField("title"),
        index.SearchField("number"),
        index.AutocompleteField("title"),
        index.FilterField("site"),
        index.FilterField("live"),
    ]

    class Meta:
        verbose_name = _("act")
        verbose_name_plural = _("acts")
        permissions = [
            ("renumber_act", _("Can change the number or date of a published act")),
            ("import_act", _("Can import acts from lists and files")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["site", "body", "act_type", "year", "number_key"],
                name="civic_act_identity",
            ),
            models.CheckConstraint(
                condition=models.Q(live=False)
                | models.Q(
                    body__isnull=False,
                    act_type__isnull=False,
                    year__isnull=False,
                    number_key__isnull=False,
                ),
                name="civic_act_live_is_complete",
            ),
        ]
        indexes = [
            models.Index(fields=["site", "live", "-adopted"], name="civic_act_newest"),
            models.Index(fields=["site", "number_key"], name="civic_act_number"),
        ]

    def __str__(self):
        return self.label()

    def label(self, language: str | None = None) -> str:
        """``№17-51, 19.11.2026: title``, as far as it is known."""
        title = self.title_in(language)
        return f"№{self.number}: {title}" if self.number else title

    def title_in(self, language: str | None = None) -> str:
        """The title in a language, else the title the act was given."""
        summary = self._summary(language)
        return (summary and summary.title) or self.title

    def title_language(self, language: str | None = None) -> str:
        summary = self._summary(language)
        return summary.language if summary and summary.title else self.language

    def meaning(self, language: str | None = None) -> str:
        """What changes for a resident, in one sentence; empty where nobody wrote it."""
        summary = in_language([s for s in self.related("summaries") if s.meaning], language)
        return summary.meaning if summary else ""

    def related(self, name: str):
        """The rows of a relation; ``loading`` may have read them for many acts at once."""
        known = self.__dict__.get(f"known_{name}")
        return getattr(self, name).all() if known is None else known

    def _summary(self, language: str | None):
        wanted = (language or get_language() or "").split("-")[0]
        if wanted == self.language:
            return None
        return next((s for s in self.related("summaries") if s.language == wanted), None)

    @property
    def identity(self) -> Identity | None:
        """What the address is made of; None while a part of it is not known."""
        if not (self.body_id and self.act_type_id and self.year and self.number_key):
            return None
        return Identity(self.body.code, self.act_type.code, self.year, self.number_key)

    @property
    def is_public(self) -> bool:
        """Published and not past its time; the registry page has a say of its own."""
        return (
            self.live
            and not self.is_hidden
            and not (self.expire_at and self.expire_at <= timezone.now())
        )

    @property
    def was_public(self) -> bool:
        """Published now or before: it is withdrawn, and never deleted."""
        return self.live or self.first_published_at is not None

    def status_on(self, today: date) -> Status:
        if (annotated := getattr(self, "status_now", None)) is not None:
            return Status(annotated)
        return status(**self._turns(), today=today)

    def status_by_day(self) -> dict[date, str]:
        """The status from each of some days on."""
        return by_day(**self._turns())

    def _turns(self) -> dict[str, date | None]:
        start = start_of_force(self.effective_on, self.published_on, self.adopted)
        return {"start": start, "expires": self.expires_on, "repealed": self.repeal_day()}

    def repeal_day(self) -> date | None:
        """The first day without force, by this act's own date or a published act that says so."""
        days = [relation.start() for relation in self.repeals_of_this()]
        return min(filter(None, [self.repealed_on, *days]), default=None)

    def repeals_of_this(self):
        """The published relations that repeal this act."""
        if hasattr(self, "known_repeals"):
            return self.known_repeals
        if not self.pk:
            return []
        return self.incoming.in_effect().filter(kind="repeals").select_related("act")

    # What a revision may and may not change

    def set_keys(self) -> None:
        self.number = bare(self.number)
        self.number_key = normalise(self.number) or None
        self.year = self.adopted.year if self.adopted else None
        self.code_key = code_key(self.registration_code)

    def clean(self):
        super().clean()
        self.set_keys()
        numbering.validate(self)

    def save(self, *args, **kwargs):
        self.set_keys()
        if self.live:
            self.first_published_at = self.first_published_at or timezone.now()
            self.withdrawn_at, self.withdrawn_reason, self.guessed_at = None, "", None
        elif self.first_published_at and self.withdrawn_at is None:
            self.withdrawn_at = timezone.now()
        super().save(*args, **kwargs)

    def save_revision(self, *args, **kwargs):
        """A draft takes its number at once: until first published, the row is the newest draft.

        Once it is published, the row gives the number and no draft changes it.
        """
        with transaction.atomic():
            if self.first_published_at is None:
                self.save()
            else:
                row = type(self)._base_manager.filter(pk=self.pk).values(*numbering.FIELDS).first()
                self._take(row or {})
            return super().save_revision(*args, **kwargs)

    def with_content_json(self, content):
        act = super().with_content_json(content)
        kept = ["key", "site_id", "modified_at", *numbering.FACTS]
        if self.first_published_at is not None:
            kept += numbering.FIELDS
        act._take({name: getattr(self, name) for name in kept})
        return act

    def _take(self, values: dict) -> None:
        for name, value in values.items():
            setattr(self, name, value)
        self.set_keys()

    @classmethod
    def from_serializable_data(cls, data, check_fks=True, strict_fks=False):
        gone = {name: None for name in ("body", "act_type") if is_dangling(cls, name, data)}
        return super().from_serializable_data({**data, **gone}, check_fks, strict_fks)

    def publish(self, revision, *args, log_action=True, **kwargs):
        def publish():
            return super(Act, self).publish(revision, *args, log_action=log_action, **kwargs)

        return publishing.publish(
            self, revision, publish, is_scheduled=publishing.is_run(log_action)
        )

    def unpublish(self, *args, **kwargs):
        with relations.changing(self):
            super().unpublish(*args, **kwargs)

    # Preview

    def get_preview_template(self, request, mode_name):
        return "wagtail_civic/acts/act.html"

    def get_preview_context(self, request, mode_name):
        return act_context(request, self)
