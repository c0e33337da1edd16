"""What an initiator attaches to a petition, and what may be attached."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.documents import get_document_model, get_document_model_string

from wagtail_civic.core import uploads
from wagtail_civic.core.deletion import cascade_whole
from wagtail_civic.core.models.uploads import PrivateFile, PrivateFileManager, PrivateFileQuerySet
from wagtail_civic.core.visibility import in_public_collections, withheld

from .petition import Petition


class AttachmentQuerySet(PrivateFileQuerySet):
    def loose(self):
        """Those of petitions that nobody has confirmed yet."""
        return self.filter(petition=None)

    def undecided(self):
        return self.filter(approved_at=None, refused_at=None)

    def unpublished(self):
        """Those that never were public, though one may be approved, and those taken back."""
        return self.filter(Q(published_at=None) | Q(approved_at=None))

    def published(self) -> list["Attachment"]:
        """What the public may open now, each with its document."""
        documents = in_public_collections(get_document_model().objects.all())
        rows = list(self.filter(document__in=documents).select_related("document"))
        closed = withheld(row.document_id for row in rows)
        return [row for row in rows if row.document_id not in closed]


class Attachment(PrivateFile):
    """Without a petition until the initiator confirms; ``document`` is what the public may open.

    There is a document only while the attachment is approved and the petition stands in a register:
    ``attaching.settle`` holds that.
    """

    petition = models.ForeignKey(
        Petition, on_delete=cascade_whole, null=True, blank=True, related_name="attachments"
    )
    kept_from = models.DateTimeField()
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    published_at = models.DateTimeField(_("first published"), null=True, blank=True)
    refused_at = models.DateTimeField(_("refused"), null=True, blank=True)
    reason = models.TextField(_("reason"), max_length=500, blank=True)
    # No OneToOneField: Wagtail's reference index passes those over, and so would the search.
    document = models.ForeignKey(
        get_document_model_string(),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("document"),
    )

    objects = PrivateFileManager.from_queryset(AttachmentQuerySet)()

    class Meta:
        verbose_name = _("attachment of a petition")
        verbose_name_plural = _("attachments of petitions")
        ordering = ["pk"]
        indexes = [models.Index(fields=["kept_from"], name="civic_attachment_kept")]
        constraints = [
            models.UniqueConstraint(fields=["document"], name="civic_attachment_document"),
            models.CheckConstraint(
                condition=Q(approved_at=None) | Q(refused_at=None),
                name="civic_attachment_decided_once",
            ),
            models.CheckConstraint(
                condition=Q(document=None) | Q(approved_at__isnull=False, petition__isnull=False),
                name="civic_attachment_public_if_approved",
            ),
        ]

    @property
    def kind_label(self) -> str:
        return uploads.KINDS[self.kind].label


class AttachmentRules(models.Model):
    """What may be attached; how many is none where the municipality wants no attachments."""

    attachments_number = models.PositiveSmallIntegerField(
        _("attachments to a petition"), default=5, validators=[MaxValueValidator(20)]
    )
    attachments_megabytes = models.PositiveSmallIntegerField(
        _("megabytes of one attachment"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(uploads.LARGEST)],
    )
    attachments_pictures = models.BooleanField(_("pictures (JPEG, PNG)"), default=True)
    attachments_office = models.BooleanField(
        _("office documents (Word, Excel, OpenDocument)"), default=True
    )

    class Meta:
        abstract = True

    @property
    def attachment_kinds(self) -> list[uploads.Kind]:
        pictures = uploads.PICTURES if self.attachments_pictures else ()
        office = uploads.OFFICE if self.attachments_office else ()
        return uploads.taken(("pdf", *pictures, *office))

    @property
    def takes_attachments(self) -> bool:
        return self.attachments_number > 0 and bool(self.attachment_kinds)


ATTACHMENTS_PANEL = MultiFieldPanel(
    [
        FieldRowPanel([FieldPanel("attachments_number"), FieldPanel("attachments_megabytes")]),
        FieldPanel("attachments_pictures"),
        FieldPanel("attachments_office"),
    ],
    heading=_("Attachments"),
    help_text=_(
        "PDF files, and what is ticked. 0 takes none. Nothing is public before an officer has "
        "published it."
    ),
)
