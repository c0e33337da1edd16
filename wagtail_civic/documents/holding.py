"""Documents with personal data: kept from the public until a registrar lets them through."""

from dataclasses import dataclass

from django.db.models import Model

from wagtail_civic.core import history
from wagtail_civic.core.conf import settings

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


def clear(file: DocumentFile, user, reason: str) -> None:
    """Let the public find a document as it is now; another file in it is judged anew."""
    file.cleared_for = file.text.file_hash if file.text else ""
    file.save(update_fields=["cleared_for"])
    history.log(file, CLEARED, user=user, reason=reason)
    indexing.refresh(indexing.DOCUMENT, file.document_id)


def is_withheld(document: Model) -> bool:
    """Whether the public is refused the file itself."""
    if not settings.DOCUMENTS_HOLD_FILES:
        return False
    return DocumentFile.objects.held().filter(document_id=str(document.pk)).exists()
