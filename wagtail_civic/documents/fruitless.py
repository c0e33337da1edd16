"""Which words citizens look for in vain: for editors, and without citizens.

Only words are counted, never who asked. What looks like something about a person is not counted at
all, and a report shows only what was asked several times on different days.
"""

import re
from datetime import date, timedelta

from django.db import DatabaseError, transaction
from django.db.models import F
from wagtail.models import Site

from . import personal, terms
from .models.vocabulary import FruitlessSearch

MAX_WORDS = 5
MAX_LENGTH = 120
#: New words of one day; more is somebody's program.
MAX_NEW = 500
FORGET_SINGLE = timedelta(days=30)
FORGET_ALL = timedelta(days=400)

_DIGITS = re.compile(r"\d(?:[\s.-]?\d){4}")


def countable(text: str) -> str:
    """The words as they are counted; empty for what may be about a person."""
    if "@" in text or _DIGITS.search(text) or personal.kinds_in(text):
        return ""
    words = terms.plain_words(text)
    usable = words and len(words.split()) <= MAX_WORDS and len(words) <= MAX_LENGTH
    return words if usable else ""


def count(site: Site, text: str, today: date) -> None:
    """Count a search that found nothing. Whoever asked gets an answer, counted or not."""
    words = countable(text)
    if not words:
        return
    try:
        with transaction.atomic():
            _count(site, words, today)
    except DatabaseError:
        return


def _count(site: Site, words: str, today: date) -> None:
    rows = FruitlessSearch.objects.filter(site=site, words=words)
    if rows.filter(last_day=today).update(times=F("times") + 1):
        return
    if rows.update(times=F("times") + 1, days=F("days") + 1, last_day=today):
        return
    if FruitlessSearch.objects.filter(site=site, first_day=today).count() >= MAX_NEW:
        return
    FruitlessSearch.objects.create(
        site=site, words=words, times=1, days=1, first_day=today, last_day=today
    )


def forget(today: date) -> int:
    """Forget what hardly anybody asked, and what was asked long ago."""
    old = FruitlessSearch.objects.filter(last_day__lt=today - FORGET_ALL)
    reported = FruitlessSearch.objects.reportable().values_list("pk", flat=True)
    single = FruitlessSearch.objects.filter(last_day__lt=today - FORGET_SINGLE)
    return old.delete()[0] + single.exclude(pk__in=list(reported)).delete()[0]
