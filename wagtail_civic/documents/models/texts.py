"""The text of uploaded files: once per content, whatever documents share it."""

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..extract.result import NO_LIBRARY, UNREAD_SCANS


class State(models.TextChoices):
    PENDING = "pending", _("waiting")
    READING = "reading", _("being read")
    OK = "ok", _("readable")
    OCR = "ocr", _("machine-read text")
    FAILED = "failed", _("not readable")


class DocumentText(models.Model):
    """What was read in a file of this content; ``reason`` says why nothing or not all was."""

    file_hash = models.CharField(_("SHA-256 of the file"), max_length=64, unique=True)
    state = models.CharField(_("state"), max_length=10, default=State.PENDING, db_index=True)
    reason = models.CharField(_("reason"), max_length=20, blank=True)
    method = models.CharField(_("format"), max_length=10, blank=True)
    page_count = models.PositiveIntegerField(_("pages"), default=0)
    personal = models.CharField(_("personal data"), max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    class Meta:
        verbose_name = _("text of a file")
        verbose_name_plural = _("texts of files")
        permissions = [
            ("reread_document", "Can have the text of a document read again"),
            ("clear_documentfile", "Can let the public find a document with personal data"),
        ]

    def __str__(self):
        return self.file_hash[:12]


class TextPage(models.Model):
    """One page, sheet or slide. A page that could not be read has no content, but its number."""

    text = models.ForeignKey(DocumentText, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()
    content = models.TextField(blank=True)
    method = models.CharField(max_length=10)
    quality = models.FloatField(default=1)
    personal = models.CharField(_("personal data"), max_length=200, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["text", "number"], name="civic_text_page_number")
        ]

    def __str__(self):
        return f"{self.text_id}: {self.number}"


#: What keeps the text of a document from the public, or its file where files are withheld.
PERSONAL, UNREAD = "personal", "unread"
_PERSONAL = Q(personal_in_name__gt="") | Q(text__personal__gt="")
#: A file that was read once is known, whatever became of another reading.
_UNREAD = Q(text__read_at__isnull=True)
_CLEARED = Q(cleared_for=F("text__file_hash"))


class DocumentFileQuerySet(models.QuerySet):
    def with_state(self):
        """``shown_state`` and ``shown_reason``: of the text, or of the file while it has none."""
        return self.annotate(
            shown_state=Case(
                When(~Q(problem=""), then=Value(State.FAILED.value)),
                When(text__isnull=True, then=Value(State.PENDING.value)),
                default=F("text__state"),
                output_field=models.CharField(),
            ),
            shown_reason=Case(
                When(~Q(problem=""), then=F("problem")),
                When(text__isnull=True, then=Value("")),
                default=F("text__reason"),
                output_field=models.CharField(),
            ),
        )

    def without_text(self):
        return self.filter(~Q(problem="") | Q(text__state=State.FAILED))

    def failed(self):
        """Those without text, and those of which a better equipped server would read more."""
        return self.without_text() | self.filter(text__reason__in=(NO_LIBRARY, UNREAD_SCANS))

    def pending(self):
        unread = Q(text__isnull=True) | Q(text__state__in=(State.PENDING, State.READING))
        return self.filter(unread, problem="")

    def held(self):
        """Those with personal data that nobody has let through: of their present content."""
        return self.filter(_PERSONAL).exclude(_CLEARED)

    def decidable(self):
        """Those held whose text is all there: of the rest nobody knows what else stands in it."""
        return self.held().filter(text__state__in=(State.OK, State.OCR, State.FAILED))

    def with_kept(self):
        """``kept``: why the public is refused the file where files are withheld, or nothing."""
        return self.annotate(
            kept=Case(
                When(_CLEARED, then=Value("")),
                When(_PERSONAL, then=Value(PERSONAL)),
                When(_UNREAD, then=Value(UNREAD)),
                default=Value(""),
                output_field=models.CharField(),
            )
        )

    def open(self):
        """Those whose file nothing withholds."""
        return self.with_kept().filter(kept="")


class DocumentFile(models.Model):
    """A Wagtail document, named by its primary key because its model may be the host's own.

    ``fingerprint`` tells whether its file is still the one whose text we have; ``problem`` is
    why the file itself cannot be opened; ``cleared_for`` is the content that a registrar let
    through although it has personal data.
    """

    document_id = models.CharField(max_length=64, unique=True)
    title = models.CharField(_("title"), max_length=255)
    fingerprint = models.CharField(max_length=255, blank=True)
    text = models.ForeignKey(
        DocumentText,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="files",
        verbose_name=_("text"),
    )
    problem = models.CharField(_("reason"), max_length=20, blank=True)
    personal_in_name = models.CharField(max_length=200, blank=True)
    cleared_for = models.CharField(max_length=64, blank=True)
    noted_at = models.DateTimeField(_("uploaded"), default=timezone.now)

    objects = DocumentFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("document and its text")
        verbose_name_plural = _("documents and their text")
        ordering = ["-noted_at", "-pk"]

    def __str__(self):
        return self.title
