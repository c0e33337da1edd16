"""Documents with personal data: kept from the public until a registrar lets them through."""

from collections.abc import Hashable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db.models import CharField, Model, QuerySet

from wagtail_civic.core import history
from wagtail_civic.core.conf import settings
from wagtail_civic.core.permissions import sites_for
from wagtail_civic.core.prepared import prepared
from wagtail_civic.core.visibility import withholding_changed

from . import indexing, personal
from .models.texts import DocumentFile
from .placing import placing

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


def rights(user, document: Model) -> tuple[bool, bool]:
    """Whether somebody may see what is in a document, and whether they may let it through.

    The one is for the registrar of a municipality on whose site it is, the other for whoever has
    the right on all these sites: an administrator, if nobody else. One that is on no site is any
    registrar's.
    """
    found, _facets = placing(document)
    mine = set(sites_for(user, CLEAR).values_list("pk", flat=True))
    may_see = bool(mine & found if found else mine)
    return may_see, may_see and found <= mine


def clear(file: DocumentFile, user, reason: str) -> bool:
    """Let the public find a document as it is now; another file in it is judged anew.

    False, and nothing happens, where nothing keeps it back or not all of it has been read yet.
    """
    found = DocumentFile.objects.decidable().filter(pk=file.pk).select_related("text").first()
    if found is None:
        return False
    found.cleared_for = found.text.file_hash
    with telling([found.document_id]):
        found.save(update_fields=["cleared_for"])
    history.log(found, CLEARED, user=user, reason=reason)
    indexing.refresh(indexing.DOCUMENT, found.document_id)
    return True


def withheld(documents: Iterable[Hashable]) -> set[Hashable]:
    """Of some documents, by their primary keys, those whose file the public is refused.

    A file of which nothing is known yet is refused, too.
    """
    keys = {str(key): key for key in documents} if settings.DOCUMENTS_HOLD_FILES else {}
    if not keys:
        return set()
    known = set(_open(keys=list(keys)))
    return {key for name, key in keys.items() if name not in known}


@contextmanager
def telling(documents: Iterable[Hashable]) -> Iterator[None]:
    """Say which of these documents the public gets, or gets no more, by what is done inside."""
    documents = set(documents)
    before = withheld(documents)
    yield
    for key in before ^ withheld(documents):
        withholding_changed.send(sender=DocumentFile, document=key)


@prepared(keys=[CharField()])
def _open(keys) -> QuerySet:
    rows = DocumentFile.objects.open().filter(document_id__in=keys)
    return rows.order_by().values_list("document_id", flat=True)
