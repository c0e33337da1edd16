"""Background work: read the text of documents, keep the index whole."""

import logging
from datetime import datetime, timedelta

from django.utils import timezone
from wagtail.models import Site

from wagtail_civic.core import clock
from wagtail_civic.core.jobs import awake, wake

from . import fruitless, indexing, novelties, reading, vocabulary
from .models.texts import DocumentFile

logger = logging.getLogger(__name__)

#: A task reads or indexes no longer than this, then leaves the rest to the next one.
BATCH = timedelta(seconds=40)


def read_document(pk: int, now: datetime | None = None) -> None:
    """Read one document that was uploaded; nothing happens if it was read meanwhile."""
    file = DocumentFile.objects.select_related("text").filter(pk=pk).first()
    if file is not None:
        reading.read(file, now or timezone.now())


def read_waiting(now: datetime | None = None) -> int:
    """Read what is still waiting, lost tasks and unnoticed uploads too; how many."""
    reading.note_missed()
    end, count = timezone.now() + BATCH, 0
    for file in reading.waiting().select_related("text"):
        if timezone.now() > end:
            break
        try:
            reading.read(file, now or timezone.now())
        except Exception:  # one document is not to keep all others from being read
            logger.exception("Could not read document %s", file.document_id)
        count += 1
    return count


def heal_index(now: datetime | None = None) -> int:
    """Index what was missed, forget what is gone; in turns, while each mends something."""
    awake(indexing.HEAL)
    wrong, end = indexing.count_wrong(), timezone.now() + BATCH
    healed = indexing.heal(end)
    if timezone.now() > end and indexing.count_wrong() < wrong:
        wake(indexing.HEAL)
    return healed


def tell_news(now: datetime | None = None) -> int:
    """Find what is new for saved searches and send the letters that wait; how many went out."""
    now = now or timezone.now()
    for site in Site.objects.all():
        novelties.notice(site, now)
    return novelties.send_waiting(now)


def count_words(now: datetime | None = None) -> int:
    """Count the words of public texts for suggestions; forget old searches that found nothing."""
    fruitless.forget(clock.day_of(now or timezone.now()))
    return sum(vocabulary.rebuild(site) for site in Site.objects.all())
