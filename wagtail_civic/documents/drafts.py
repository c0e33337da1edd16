"""What drafts name is noted: the public is not to find a file before what it belongs to."""

import logging

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from wagtail.documents import get_document_model
from wagtail.models import ReferenceIndex, Revision

from .models.drafts import DraftReference

logger = logging.getLogger(__name__)


def note(revision: Revision) -> None:
    """Remember the documents that a version names, as long as it is the latest of its object or
    is to be published on a day; what was remembered of superseded ones goes."""
    pending = _pending().filter(
        base_content_type=revision.base_content_type_id, object_id=revision.object_id
    )
    wanted = set(pending.values_list("pk", flat=True))
    superseded = DraftReference.objects.filter(
        revision__base_content_type=revision.base_content_type_id,
        revision__object_id=revision.object_id,
    ).exclude(revision__in=wanted)
    superseded.delete()
    if revision.pk in wanted:
        _remember(revision)


def note_missed() -> None:
    """Look at the drafts that were made before, or without a word."""
    noted = DraftReference.objects.filter(revision=OuterRef("pk"))
    for revision in _pending().exclude(Exists(noted)).iterator():
        _remember(revision)


def _pending() -> QuerySet[Revision]:
    newer = Revision.objects.filter(
        Q(created_at__gt=OuterRef("created_at"))
        | Q(created_at=OuterRef("created_at"), pk__gt=OuterRef("pk")),
        base_content_type=OuterRef("base_content_type"),
        object_id=OuterRef("object_id"),
    )
    return Revision.objects.filter(~Exists(newer) | Q(approved_go_live_at__isnull=False))


def _remember(revision: Revision) -> None:
    """A failure is not that of whoever saved the draft; the nightly job tries again."""
    try:
        with transaction.atomic():
            rows = [
                DraftReference(revision=revision, document_id=pk) for pk in _named(revision) or {""}
            ]
            DraftReference.objects.filter(revision=revision).delete()
            DraftReference.objects.bulk_create(rows)
    except Exception:  # a page type is anybody's
        logger.exception("Could not see what documents the draft %s names", revision.pk)


def _named(revision: Revision) -> set[str]:
    if revision.content_object is None:
        return set()
    documents = ReferenceIndex._get_base_content_type(get_document_model()).pk
    found = ReferenceIndex._extract_references_from_object(revision.as_object())
    return {key for content_type, key, *_path in found if content_type == documents}
