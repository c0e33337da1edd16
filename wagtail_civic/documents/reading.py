"""From an uploaded file to its text: noted, identified by its content, claimed, read, stored."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Model, Q
from wagtail.documents import get_document_model

from wagtail_civic.core.digests import sha256_of

from . import indexing
from .extract import MAX_WALL_SECONDS, Extraction, extract
from .extract.result import MISSING, OCR, TOO_LONG
from .models.texts import DocumentFile, DocumentText, State, TextPage

#: A worker that has not come back after this long is taken for dead.
CLAIM = timedelta(minutes=15)
MAX_ATTEMPTS = 3


def note(document: Model) -> DocumentFile:
    """Remember that a document exists; ``text`` is empty where its file is new."""
    fingerprint = fingerprint_of(document)
    file, made = DocumentFile.objects.get_or_create(
        document_id=str(document.pk),
        defaults={"title": document.title[:255], "fingerprint": fingerprint},
    )
    if made:
        return file
    file.title = document.title[:255]
    if file.fingerprint != fingerprint:
        file.fingerprint, file.problem = fingerprint, ""
        _let_go(file)
    file.save()
    return file


def fingerprint_of(document: Model) -> str:
    """Changes whenever Wagtail stores another file; cheap, because the file is not opened."""
    size = getattr(document, "file_size", "") or ""
    sha1 = getattr(document, "file_hash", "") or ""
    return f"{document.file.name}|{size}|{sha1}"[-255:]


def forget(document_id: str) -> None:
    """A document is gone: its text goes too, unless another document has the same content."""
    file = DocumentFile.objects.filter(document_id=document_id).first()
    if file is not None:
        _let_go(file)
        file.delete()


def _let_go(file: DocumentFile) -> None:
    text, file.text = file.text, None
    if text is not None and not text.files.exclude(pk=file.pk).exists():
        text.delete()


def read(file: DocumentFile, now: datetime) -> DocumentFile:
    """Read the file of a document, unless a file of the same content has been read already."""
    document = get_document_model().objects.filter(pk=file.document_id).first()
    if document is None:
        forget(file.document_id)
        return file
    if file.text is None and not _identify(file, document):
        return file
    if not claim(file.text, now):
        indexing.refresh(indexing.DOCUMENT, document.pk)
        return file
    try:
        with document.file.storage.open(document.file.name, "rb") as opened:
            extraction = extract(opened, document.file.name, wall_seconds=wall_seconds())
    except OSError:
        extraction = Extraction(reason=MISSING)
    store(file.text, extraction, now)
    return file


def wall_seconds() -> float:
    """Less than the queue gives a task, so that the limit that strikes is ours."""
    queue = getattr(settings, "Q_CLUSTER", {}).get("timeout")
    return min(MAX_WALL_SECONDS, max(10, queue - 10)) if queue else MAX_WALL_SECONDS


def _identify(file: DocumentFile, document: Model) -> bool:
    try:
        with document.file.storage.open(document.file.name, "rb") as opened:
            digest = sha256_of(opened)
    except (OSError, ValueError):
        file.problem = MISSING
        file.save(update_fields=["problem"])
        return False
    file.text, _made = DocumentText.objects.get_or_create(file_hash=digest)
    file.problem = ""
    file.save(update_fields=["text", "problem"])
    return True


def claim(text: DocumentText, now: datetime) -> bool:
    """True for the one worker that is to read this content now."""
    waiting = Q(state=State.PENDING) | Q(state=State.READING, claimed_at__lt=now - CLAIM)
    mine = DocumentText.objects.filter(waiting, pk=text.pk)
    if mine.filter(attempts__gte=MAX_ATTEMPTS).exists():
        mine.update(state=State.FAILED, reason=TOO_LONG, read_at=now)
        return False
    return bool(mine.update(state=State.READING, claimed_at=now, attempts=F("attempts") + 1))


def store(text: DocumentText, extraction: Extraction, now: datetime) -> None:
    """Keep what was read and index every document that has this content."""
    machine_read = any(page.method == OCR for page in extraction.pages)
    readable = State.OCR if machine_read else State.OK
    with transaction.atomic():
        text.pages.all().delete()
        TextPage.objects.bulk_create(
            [
                TextPage(
                    text=text,
                    number=page.number,
                    content=page.text,
                    method=page.method,
                    quality=page.quality,
                )
                for page in extraction.pages
            ],
            batch_size=200,
        )
        text.state = readable if extraction.has_text else State.FAILED
        text.reason = extraction.reason
        text.method = extraction.method
        text.page_count = extraction.page_count
        text.attempts, text.read_at = 0, now
        text.save()
    for file in text.files.all():
        indexing.refresh(indexing.DOCUMENT, file.document_id)


def retry(file: DocumentFile) -> None:
    """Have a document read again from its file."""
    with transaction.atomic():
        file.problem = ""
        if file.text is not None:
            DocumentText.objects.filter(pk=file.text_id).update(
                state=State.PENDING, attempts=0, reason="", claimed_at=None
            )
        file.text = None
        file.save(update_fields=["problem", "text"])


def note_missed() -> int:
    """Note the documents whose upload went by unnoticed; drop rows of documents that are gone."""
    model = get_document_model()
    present = {str(pk) for pk in model.objects.values_list("pk", flat=True)}
    known = set(DocumentFile.objects.values_list("document_id", flat=True))
    for pk in sorted(present - known):
        note(model.objects.get(pk=pk))
    for pk in known - present:
        forget(pk)
    return len(present - known)


def waiting():
    """The documents whose text is to be read, longest waiting first."""
    return DocumentFile.objects.pending().order_by("pk")
