"""Which documents the drafts of pages and records name."""

from django.db import models


class DraftReference(models.Model):
    """A document that a draft or a scheduled version names; a nameless one for a draft without
    documents, which tells that it was looked at.

    Wagtail's index of references knows what is published of an object, and of a live one no draft.
    """

    revision = models.ForeignKey("wagtailcore.Revision", on_delete=models.CASCADE, related_name="+")
    document_id = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document_id", "revision"], name="civic_draft_reference"
            )
        ]

    def __str__(self):
        return f"{self.revision_id}: {self.document_id}"
