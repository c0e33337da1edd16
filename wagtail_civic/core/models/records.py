"""The facts beside a page: a record that all translations of the page share."""

import uuid

from django.db import models
from django.utils import timezone
from wagtail.models import Page, Site

from ..places import best
from ..visibility import public_pages


class PageRecord(models.Model):
    """Subclass it for whatever must survive an edit, a revert or the publishing of an old draft.

    ``key`` is the ``translation_key`` of the pages that share the record.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+", editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True

    def pages(self):
        """The pages of the record, in every language, aliases left out; as plain ``Page`` rows."""
        return Page.objects.filter(translation_key=self.key, alias_of__isnull=True)

    def page(self, language: str | None = None):
        """The specific page for a reader of ``language``: live before drafts, then by language."""
        pages = list(self.pages().select_related("locale"))
        found = best([page for page in pages if page.live] or pages, language)
        return found.specific if found else None

    def public_page(self, language: str | None = None):
        """The page that a reader of ``language`` may see now, as a plain ``Page``; or None."""
        return best(public_pages(self.pages()).select_related("locale"), language)

    def holds_citizens_data(self) -> bool:
        """Whether deleting the last page would delete what citizens gave; then it is refused."""
        return False
