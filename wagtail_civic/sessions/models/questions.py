"""What citizens ask and say about a session, and who did what with it."""

import hashlib
import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wagtail_civic.core.models import Person

from .. import lifecycle
from .session import AgendaItem, Session


def question_kinds():
    return [("question", _("question")), ("opinion", _("opinion"))]


def digest(token: str) -> str:
    """How an author's token is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


class QuestionQuerySet(models.QuerySet):
    def pending(self):
        return self.filter(state=lifecycle.PENDING)

    def public(self):
        """What anybody may read, newest first."""
        return self.filter(state__in=lifecycle.PUBLIC).order_by("-created_at", "-pk")

    def answered(self):
        return self.filter(state=lifecycle.ANSWERED)

    def with_targets(self):
        return self.select_related("item", "deputy", "answered_by").prefetch_related(
            "deputy__names", "answered_by__names"
        )


class Question(models.Model):
    """A question or an opinion. Beside the name its author chose to show, only a keyed digest of
    the address is kept, and only where the site asks for one."""

    site_lookup = "session__site"
    session = models.ForeignKey(
        Session, on_delete=models.CASCADE, related_name="questions", verbose_name=_("session")
    )
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=question_kinds, default="question")
    text = models.TextField(_("text"))
    language = models.CharField(_("language"), max_length=16)
    author_name = models.CharField(_("author"), max_length=80, blank=True, default="")
    contact_lookup = models.CharField(max_length=64, blank=True, default="", db_index=True)
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    item = models.ForeignKey(
        AgendaItem,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="questions",
        verbose_name=_("agenda item"),
    )
    deputy = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("addressed to"),
    )
    state = models.CharField(
        _("state"), max_length=20, choices=lifecycle.states, default=lifecycle.PENDING
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True, default="")
    answer_text = models.TextField(_("answer"), blank=True, default="")
    answer_kind = models.CharField(
        _("how it was answered"),
        max_length=20,
        choices=lifecycle.answer_kinds,
        blank=True,
        default="",
    )
    answered_by = models.ForeignKey(
        Person,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answered_at = models.DateTimeField(_("answered on"), null=True, blank=True)
    created_at = models.DateTimeField(_("received on"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided on"), null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question or opinion")
        verbose_name_plural = _("questions and opinions")
        ordering = ["-created_at", "-pk"]
        permissions = [
            ("moderate_question", "Can moderate questions"),
            ("answer_question", "Can answer questions"),
        ]
        indexes = [
            models.Index(fields=["session", "state", "created_at"], name="civic_question_list")
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=lifecycle.STATES), name="civic_question_state"
            ),
            models.CheckConstraint(
                condition=~models.Q(state=lifecycle.ANSWERED) | models.Q(answered_at__isnull=False),
                name="civic_question_answered",
            ),
        ]

    def __str__(self):
        return self.text if len(self.text) <= 80 else f"{self.text[:79]}…"

    @property
    def is_public(self) -> bool:
        return self.state in lifecycle.PUBLIC

    @property
    def is_answered(self) -> bool:
        return self.state == lifecycle.ANSWERED

    def forget_author(self) -> None:
        self.author_name = self.contact_lookup = ""


class QuestionEvent(models.Model):
    """One move, for ever: rows are added, never changed."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    move = models.CharField(max_length=20)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("event of a question")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.move}: {self.from_state} → {self.to_state}"

    @property
    def label(self) -> str:
        """The state it led to, in words."""
        return str(dict(lifecycle.states()).get(self.to_state, self.to_state))
