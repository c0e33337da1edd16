"""Documents with personal data: kept from the public until a registrar lets them through."""

from dataclasses import dataclass

from django.db.models import Model

from wagtail_civic.core import history
from wagtail_civic.core.conf import settings
from wagtail_civic.core.permissions import sites_for

from . import indexing, personal
from .models.texts import DocumentFile

CLEAR = "civic_documents.clear_documentfile"
CLEARED = "civic_documents.cleared"
MOST_PLACES = 10


@dataclass(frozen=True)
class Place:
    """A page with personal data: its number (None for the document's name), what, masked."""

    number: int | None
    kinds: tuple[str, ...]
    masked: tuple[str, ...]


def places(file: DocumentFile) -> list[Place]:
    """Where in a document personal data were found."""
    found = []
    if file.personal_in_name:
        found.append(_place(None, file.personal_in_name, file.title))
    if file.text is not None:
        for page in file.text.pages.exclude(personal=""):
            found.append(_place(page.number, page.personal, page.content))
    return found


def _place(number: int | None, kinds: str, text: str) -> Place:
    masked = dict.fromkeys(personal.places(text))
    return Place(number, tuple(kinds.split()), tuple(masked)[:MOST_PLACES])


def may_clear(user, document: Model) -> bool:
    """Whether this is a document of a municipality whose registrar this is, or of none."""
    found, _facets = indexing.placing(document)
    mine = sites_for(user, CLEAR)
    return mine.filter(pk__in=found).exists() if found else mine.exists()


def clear(file: DocumentFile, user, reason: str) -> bool:
    """Let the public find a document as it is now; another file in it is judged anew.

    False, and nothing happens, where nothing keeps it back or not all of it has been read yet.
    """
    found = DocumentFile.objects.decidable().filter(pk=file.pk).select_related("text").first()
    if found is None:
        return False
    found.cleared_for = found.text.file_hash
    found.save(update_fields=["cleared_for"])
    history.log(found, CLEARED, user=user, reason=reason)
    indexing.refresh(indexing.DOCUMENT, found.document_id)
    return True


def is_withheld(document: Model) -> bool:
    """Whether the public is refused the file itself."""
    if not settings.DOCUMENTS_HOLD_FILES:
        return False
    return DocumentFile.objects.held().filter(document_id=str(document.pk)).exists()
