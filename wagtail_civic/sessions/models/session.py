"""The facts of a session: when, who, where, agenda, video, and whether it is live."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from wagtail_civic.core.models import Area, Body, Convocation, PageRecord, Person, Topic
from wagtail_civic.core.models.clusters import Cluster
from wagtail_civic.core.places import best
from wagtail_civic.core.video import FACEBOOK, MAX_REF, NAMES, Video
from wagtail_civic.core.visibility import public_pages

from .. import status as rules
from ..texts import TextsField, pick

#: Facebook deletes live videos after so long (since 19 February 2025).
FACEBOOK_KEEPS = timedelta(days=30)


def kinds():
    return [("ordinary", _("ordinary")), ("extraordinary", _("extraordinary"))]


def roles():
    return [("live", _("live broadcast")), ("recording", _("recording"))]


class SessionQuerySet(models.QuerySet):
    def for_site(self, site):
        return self.filter(site=site)

    def published(self, pages=None):
        """Sessions that have a page which anybody may read now; ``pages`` are those pages."""
        pages = public_pages() if pages is None else pages
        return self.filter(models.Exists(pages.filter(translation_key=models.OuterRef("key"))))

    def of_body(self, body):
        """Held by the body, alone or jointly."""
        joint = self.model.joint_bodies.through.objects.filter(
            body=body, session=models.OuterRef("pk")
        )
        return self.filter(models.Q(body=body) | models.Exists(joint))

    def dated(self):
        """With ``day``: when it began, is planned, or was planned before it was put off."""
        return self.annotate(day=Coalesce("actual_start", "planned_start", "previous_start"))

    def live(self):
        return self.filter(status=rules.LIVE)

    def upcoming(self, since: datetime):
        """Not begun and not past, soonest first; those without a day come last."""
        rows = self.filter(self._ahead(since))
        return rows.order_by(models.F("planned_start").asc(nulls_last=True), "pk")

    def overview(self, since: datetime, years: tuple[datetime, datetime] | None, ahead: bool):
        """The past ones of some years, and before them, if wanted, those live or ahead.

        ``is_ahead`` says which; one query for both.
        """
        coming = models.Q(status=rules.LIVE) | self._ahead(since)
        wanted = coming if ahead else models.Q(pk__in=[])
        if years:
            wanted |= self._gone(since) & models.Q(day__gte=years[0], day__lt=years[1])
        rows = self.dated().annotate(
            is_ahead=models.ExpressionWrapper(coming, models.BooleanField())
        )
        return rows.filter(wanted).order_by("-is_ahead", "-day", "-pk")

    @staticmethod
    def _ahead(since: datetime) -> models.Q:
        dated = models.Q(planned_start__gte=since)
        undated = models.Q(planned_start__isnull=True) & ~models.Q(status=rules.CANCELLED)
        waiting = models.Q(status__in=(rules.SCHEDULED, rules.POSTPONED, rules.CANCELLED))
        return waiting & (dated | undated)

    def past(self, before: datetime):
        """Held, or never held and gone by; newest first."""
        return self.filter(self._gone(before)).dated().order_by("-day", "-pk")

    @staticmethod
    def _gone(before: datetime) -> models.Q:
        begun = models.Q(planned_start__lt=before) & ~models.Q(status=rules.LIVE)
        never = models.Q(planned_start__isnull=True, status=rules.CANCELLED)
        return models.Q(status=rules.FINISHED) | begun | never

    def with_bodies(self):
        return self.select_related("body", "convocation").prefetch_related(
            "body__names", "joint_bodies__names"
        )


class Session(PageRecord, Cluster):
    """What must survive an edit, a revert or the publishing of an old draft of its page."""

    body = models.ForeignKey(
        Body,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("body"),
    )
    joint_bodies = models.ManyToManyField(
        Body, blank=True, related_name="+", verbose_name=_("jointly with")
    )
    convocation = models.ForeignKey(
        Convocation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("convocation"),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=kinds, default="ordinary")
    number = models.CharField(_("number"), max_length=20, blank=True)
    status = models.CharField(
        _("status"),
        max_length=20,
        choices=rules.statuses,
        default=rules.SCHEDULED,
        editable=False,
        db_index=True,
    )
    status_reason = models.CharField(
        _("reason"), max_length=500, blank=True, default="", editable=False
    )
    planned_start = models.DateTimeField(_("planned start"), null=True, blank=True, db_index=True)
    planned_end = models.DateTimeField(_("planned end"), null=True, blank=True)
    actual_start = models.DateTimeField(_("actual start"), null=True, blank=True)
    actual_end = models.DateTimeField(_("actual end"), null=True, blank=True)
    previous_start = models.DateTimeField(_("start announced before"), null=True, editable=False)
    place = TextsField(_("place"), max_length=255, blank=True)
    topics = models.ManyToManyField(Topic, blank=True, related_name="+", verbose_name=_("topics"))
    areas = models.ManyToManyField(Area, blank=True, related_name="+", verbose_name=_("areas"))
    channel = models.CharField(
        _("questions"),
        max_length=20,
        choices=rules.channels,
        default=rules.OPEN,
        editable=False,
    )
    questions_until = models.DateTimeField(_("questions are taken until"), null=True, blank=True)
    current_item = models.ForeignKey(
        "AgendaItem",
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("item being heard"),
    )
    #: Grows with everything the public page shows; the ETag of the live state.
    version = models.PositiveIntegerField(default=1, editable=False)
    #: Grows with what a calendar shows (RFC 5545, SEQUENCE).
    sequence = models.PositiveIntegerField(default=0, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering = ["-planned_start", "-pk"]
        permissions = [("run_session", "Can run sessions: status, item being heard, questions")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=rules.STATUSES), name="civic_session_status"
            ),
            models.CheckConstraint(
                condition=models.Q(channel__in=rules.CHANNELS), name="civic_session_channel"
            ),
            models.CheckConstraint(
                condition=models.Q(planned_end__isnull=True)
                | models.Q(planned_start__isnull=False, planned_end__gt=models.F("planned_start")),
                name="civic_session_planned_end",
            ),
            models.CheckConstraint(
                condition=models.Q(actual_end__isnull=True)
                | models.Q(actual_start__isnull=False, actual_end__gte=models.F("actual_start")),
                name="civic_session_actual_end",
            ),
        ]

    def __str__(self):
        return self.title() or str(self.key)

    def title(self, language: str | None = None) -> str:
        """The title of its page, published or not, in the wanted language or another."""
        page = best(self.pages().select_related("locale"), language)
        return page.title if page else ""

    @property
    def start(self) -> datetime | None:
        """When it began, or is planned to."""
        return self.actual_start or self.planned_start

    def has_come(self, now) -> bool:
        """Whether there can be something to finish: it is live, or its time has come."""
        return self.is_live or (self.planned_start is not None and self.planned_start <= now)

    @property
    def is_live(self) -> bool:
        return self.status == rules.LIVE

    @property
    def bodies(self) -> list[Body]:
        """Who sits; the body that leads comes first."""
        return ([self.body] if self.body else []) + list(self.joint_bodies.all())

    def place_label(self, language: str | None = None) -> str:
        return pick(self.place, language)

    def phase(self, now: datetime) -> str:
        return rules.phase(self.channel, self.status, self.questions_until, now)

    def bump(self, calendar: bool = False) -> None:
        """Mark what the public sees as changed; the caller holds the row and saves it."""
        self.version += 1
        self.sequence += calendar

    def touch(self) -> None:
        """Mark what the public sees as changed, at once."""
        type(self).objects.filter(pk=self.pk).update(
            version=models.F("version") + 1, updated_at=timezone.now()
        )

    def lock(self) -> "Session":
        """The row as it is now, locked until the transaction ends."""
        return type(self).objects.select_for_update().get(pk=self.pk)

    def is_announced(self) -> bool:
        """Whether a page of the session has ever been published."""
        return self.pages().filter(first_published_at__isnull=False).exists()

    def holds_citizens_data(self) -> bool:
        return self.questions.exists()


class AgendaItem(Orderable):
    session = ParentalKey(Session, on_delete=models.CASCADE, related_name="agenda")
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    number = models.CharField(_("printed number"), max_length=20, blank=True)
    titles = TextsField(_("title"))
    presenter = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("presented by"),
    )
    presenters = TextsField(_("other presenters"), max_length=255, blank=True)
    is_public = models.BooleanField(_("open to the public"), default=True)
    results = TextsField(_("result"), blank=True)
    link_kind = models.CharField(max_length=40, blank=True, default="")
    link_key = models.UUIDField(null=True, blank=True)
    #: When the session came to it: the basis of chapters in the recording.
    began_at = models.DateTimeField(null=True, editable=False)

    class Meta(Orderable.Meta):
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(link_kind="", link_key__isnull=True)
                | (~models.Q(link_kind="") & models.Q(link_key__isnull=False)),
                name="civic_agenda_item_link",
            )
        ]

    def __str__(self):
        return self.title()

    def title(self, language: str | None = None) -> str:
        """The title as anybody may read it: a closed item has none."""
        return self.own_title(language) if self.is_public else str(_("closed item"))

    def own_title(self, language: str | None = None) -> str:
        """The title for whoever may edit the session, of a closed item too."""
        return pick(self.titles, language)

    def own_result(self, language: str | None = None) -> str:
        return pick(self.results, language)

    def result(self, language: str | None = None) -> str:
        return self.own_result(language) if self.is_public else ""

    def presenter_label(self, language: str | None = None) -> str:
        if not self.is_public:
            return ""
        names = [self.presenter.label(language)] if self.presenter else []
        return ", ".join(filter(None, [*names, pick(self.presenters, language)]))


class Stream(Orderable):
    """One address under which the session can be watched."""

    session = ParentalKey(Session, on_delete=models.CASCADE, related_name="streams")
    role = models.CharField(_("kind of video"), max_length=20, choices=roles, default="live")
    provider = models.CharField(_("video service"), max_length=20)
    ref = models.CharField(_("identifier"), max_length=MAX_REF)
    expires_at = models.DateTimeField(_("available until"), null=True, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("video")
        verbose_name_plural = _("videos")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "role", "provider", "ref"], name="civic_stream_once"
            )
        ]

    def __str__(self):
        return f"{self.get_role_display()}: {NAMES.get(self.provider, self.ref)}"

    @property
    def video(self) -> Video:
        return Video(self.provider, self.ref)

    def expiry(self, ended: datetime) -> datetime | None:
        """When the provider deletes a broadcast that ended then; None if it keeps it."""
        return ended + FACEBOOK_KEEPS if self.provider == FACEBOOK else None
