"""From an uploaded file to its text: noted, identified by its content, claimed, read, stored."""

import logging
import os
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.db import transaction
from django.db.models import F, Model, Q
from wagtail.documents import get_document_model

from wagtail_civic.core.digests import sha256_of

from . import holding, indexing, personal
from .extract import MAX_WALL_SECONDS, Extraction, extract
from .extract.result import MISSING, NO_TEXT, OCR, SCAN, STORAGE, TOO_LONG, UNREAD_SCANS
from .models.texts import DocumentFile, DocumentText, State, TextPage

logger = logging.getLogger(__name__)

#: A worker that has not come back after this long is taken for dead.
CLAIM = timedelta(minutes=15)
MAX_ATTEMPTS = 3


def note(document: Model) -> DocumentFile:
    """Remember that a document exists; ``text`` is empty where its file is new."""
    fingerprint, title = fingerprint_of(document), document.title[:255]
    names = (document.title, os.path.basename(document.file.name))
    named = personal.joined(map(personal.kinds_in, names))
    file, made = DocumentFile.objects.get_or_create(
        document_id=str(document.pk),
        defaults={"title": title, "fingerprint": fingerprint, "personal_in_name": named},
    )
    if made:
        return file
    if named and (title, fingerprint, named) != (
        file.title,
        file.fingerprint,
        file.personal_in_name,
    ):
        file.cleared_for = ""
    file.title, file.personal_in_name = title, named
    before = None
    if file.fingerprint != fingerprint:
        before, file.text = file.text, None
        file.fingerprint, file.problem = fingerprint, ""
    file.save()
    _drop_unused(before)
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
        text = file.text
        file.delete()
        _drop_unused(text)


def _drop_unused(text: DocumentText | None) -> None:
    if text is not None and not text.files.exists():
        text.delete()


def read(file: DocumentFile, now: datetime) -> DocumentFile:
    """Read the file of a document, unless a file of the same content has been read already."""
    document = get_document_model().objects.filter(pk=file.document_id).first()
    if document is None:
        forget(file.document_id)
        return file
    if _identify(file, document):
        with holding.telling(file.text.files.values_list("document_id", flat=True)):
            _read(file, document, now)
    return file


def _read(file: DocumentFile, document: Model, now: datetime) -> None:
    if not claim(file.text, now):
        indexing.refresh(indexing.DOCUMENT, document.pk)
        return
    scans = unread_scans(file.text)
    try:
        with document.file.storage.open(document.file.name, "rb") as opened:
            name, limit = document.file.name, wall_seconds()
            extraction = extract(opened, name, wall_seconds=limit, scans=scans)
    except Exception as error:  # a storage may be anybody's
        extraction, scans = Extraction(reason=_refusal(error)), None
    store(file.text, extraction, now, scans)


def unread_scans(text: DocumentText) -> list[int] | None:
    """The pages with which to go on where time ended the last reading; None for a first one."""
    waiting = text.pages.filter(method=SCAN).values_list("number", flat=True)
    return (list(waiting) or None) if text.page_count else None


def wall_seconds() -> float:
    """Less than the queue gives a task, so that the limit that strikes is ours."""
    queue = getattr(settings, "Q_CLUSTER", {}).get("timeout")
    return min(MAX_WALL_SECONDS, max(10, queue - 10)) if queue else MAX_WALL_SECONDS


def _identify(file: DocumentFile, document: Model) -> bool:
    """Find the text of the content that the file has now; False where that cannot be told, or
    where another file was stored meanwhile."""
    present = DocumentFile.objects.filter(pk=file.pk, fingerprint=file.fingerprint)
    try:
        with document.file.storage.open(document.file.name, "rb") as opened:
            digest = sha256_of(opened)
    except Exception as error:  # a storage may be anybody's
        file.problem = _refusal(error)
        present.update(problem=file.problem)
        return False
    before = file.text
    file.text, _made = DocumentText.objects.get_or_create(file_hash=digest)
    file.problem = ""
    is_present = bool(present.update(text=file.text, problem=""))
    if before != file.text:
        _drop_unused(before)
    return is_present


def _refusal(error: Exception) -> str:
    """Why a storage gave no file."""
    if isinstance(error, (OSError, ValueError, SuspiciousOperation)):
        return MISSING
    logger.error("The storage did not give a file", exc_info=error)
    return STORAGE


def claim(text: DocumentText, now: datetime) -> bool:
    """True for the one worker that is to read this content now."""
    waiting = Q(state=State.PENDING) | Q(state=State.READING, claimed_at__lt=now - CLAIM)
    mine = DocumentText.objects.filter(waiting, pk=text.pk)
    if mine.filter(attempts__gte=MAX_ATTEMPTS).exists():
        mine.update(state=State.FAILED, reason=TOO_LONG, read_at=now)
        return False
    return bool(mine.update(state=State.READING, claimed_at=now, attempts=F("attempts") + 1))


def store(
    text: DocumentText, extraction: Extraction, now: datetime, scans: list[int] | None = None
) -> None:
    """Keep what was read and index every document that has this content.

    ``scans`` are the pages that were asked for, where the others are kept from before.
    """
    with transaction.atomic():
        old = text.pages.all() if scans is None else text.pages.filter(number__in=scans)
        if scans is not None:
            old = old.filter(number__in=[page.number for page in extraction.pages])
        old.delete()
        TextPage.objects.bulk_create(
            [_row(text, page) for page in extraction.pages], batch_size=200
        )
        text.refresh_from_db(fields=["attempts", "personal"])
        if scans is None:
            text.method, text.page_count = extraction.method, extraction.page_count
        pages = TextPage.objects.filter(text=text)
        kinds = pages.exclude(personal="").values_list("personal", flat=True).distinct()
        # The content is the same: a reading that saw less of it takes back nothing.
        sees_less = extraction.reason or pages.filter(method=SCAN).exists()
        known = [text.personal] if sees_less else []
        text.personal = personal.joined(tuple(found.split()) for found in [*known, *kinds])
        if _goes_on(text, extraction):
            text.state, text.claimed_at = State.PENDING, None
        else:
            _settle(text, extraction)
            text.attempts = 0
            if extraction.reason not in (MISSING, STORAGE):
                text.read_at = now
        text.save()
    for file in text.files.all():
        indexing.refresh(indexing.DOCUMENT, file.document_id)


def _row(text: DocumentText, page) -> TextPage:
    return TextPage(
        text=text,
        number=page.number,
        content=page.text,
        method=page.method,
        quality=page.quality,
        personal=personal.joined([personal.kinds_in(page.text)]),
    )


def _goes_on(text: DocumentText, extraction: Extraction) -> bool:
    """Whether time alone kept pictures from being read: then the next turn goes on with them."""
    waits = extraction.reason == TOO_LONG and text.pages.filter(method=SCAN).exists()
    if waits and any(page.method == OCR for page in extraction.pages):
        text.attempts = 0
        return True
    return waits and text.attempts < MAX_ATTEMPTS


def _settle(text: DocumentText, extraction: Extraction) -> None:
    """State and reason of a text of which no more will be read."""
    found = TextPage.objects.filter(text=text).exclude(content="")
    readable = State.OCR if found.filter(method=OCR).exists() else State.OK
    has_text = found.exists()
    text.state, text.reason = readable if has_text else State.FAILED, extraction.reason
    if has_text and text.reason == NO_TEXT:
        text.reason = ""
    if has_text and not text.reason and text.page_count > text.pages.count():
        text.reason = TOO_LONG
    if has_text and not text.reason and text.pages.filter(method=SCAN).exists():
        text.reason = UNREAD_SCANS


def retry(file: DocumentFile) -> None:
    """Have a document read again from its file; until then holds what was read before."""
    with transaction.atomic():
        DocumentText.objects.filter(pk=file.text_id).update(
            state=State.PENDING, attempts=0, reason="", claimed_at=None, page_count=0
        )
        file.problem = ""
        file.save(update_fields=["problem"])


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
    """The documents whose text is to be read, longest waiting first; long scans that go on are
    behind all others."""
    begun = F("text__page_count").asc(nulls_first=True)
    return DocumentFile.objects.pending().order_by(begun, "pk")


def judge_again() -> int:
    """Look for personal data in what was read already, after the settings changed; how many
    documents wait for a registrar now."""
    for file in DocumentFile.objects.select_related("text"):
        document = get_document_model().objects.filter(pk=file.document_id).first()
        if document is not None and note(document).personal_in_name != file.personal_in_name:
            indexing.refresh(indexing.DOCUMENT, document.pk)
    for text in DocumentText.objects.all():
        for page in text.pages.all():
            found = personal.joined([personal.kinds_in(page.content)])
            if found != page.personal:
                text.pages.filter(pk=page.pk).update(personal=found)
        kinds = text.pages.exclude(personal="").values_list("personal", flat=True)
        judged = personal.joined(tuple(each.split()) for each in kinds)
        if judged != text.personal:
            DocumentText.objects.filter(pk=text.pk).update(personal=judged)
            for file in text.files.all():
                indexing.refresh(indexing.DOCUMENT, file.document_id)
    return DocumentFile.objects.held().count()
