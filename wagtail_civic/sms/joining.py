"""A word by SMS that subscribes: START, or the name of a topic.

Only where the municipality has said so, because consent needs its wording: that stands wherever the
number is printed, and the current version of it goes into the log. Who is subscribed already adds
the topic to the others; nobody loses a choice by a word.
"""

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from wagtail.models import Site

from wagtail_civic.core.contacts import Contact
from wagtail_civic.core.models import Topic

from . import subscribing
from .keywords import START_WORDS, word_of
from .models.consent import ConsentKind, ConsentSource
from .models.people import Origin, Subscriber
from .models.settings import SmsSettings
from .models.suppression import Suppression
from .subscribing import Choices


@transaction.atomic
def join(site: Site, contact: Contact, word: str, language: str, now: datetime) -> bool:
    """Whether `word`, as `keywords.word_of` gives it, subscribed the number or added a topic."""
    if not SmsSettings.for_site(site).join_by_sms:
        return False
    topic = None if word in START_WORDS else topic_of(site, word)
    if topic is None and word not in START_WORDS:
        return False
    person = Subscriber.objects.select_for_update().of(contact, site).first()
    said_no = Suppression.objects.of(contact, site)
    if person is not None and person.is_active and not said_no.exists():
        return _add(person, topic, now)
    if person is None:
        person = Subscriber(site=site, created_at=now, language=language, origin=Origin.KEYWORD)
        person.number, person.lookup = contact.value, contact.lookup()
    person.confirmed_at, person.opted_out_at = now, None
    wanted = frozenset([topic.pk]) if topic else frozenset()
    subscribing.choose(person, Choices(wanted, all_topics=topic is None, all_areas=True))
    said_no.delete()
    _log(person, ConsentKind.GIVEN, now)
    return True


def topic_of(site: Site, word: str) -> Topic | None:
    """The topic with that name in any language, or that code; none where two have it."""
    rows = Topic.objects.for_site(site).with_names()
    found = [
        row
        for row in rows
        if word in {word_of(row.code), *(word_of(name.name) for name in row.names.all())}
    ]
    return found[0] if len(found) == 1 else None


def _add(person: Subscriber, topic: Topic | None, now: datetime) -> bool:
    before = Choices.of(person)
    if topic is None or before.all_topics or topic.pk in before.topics:
        return False
    subscribing.choose(person, replace(before, topics=before.topics | {topic.pk}))
    _log(person, ConsentKind.CHANGED, now)
    return True


def _log(person: Subscriber, kind: ConsentKind, now: datetime) -> None:
    wording = subscribing.current_wording(person.site, person.language)
    subscribing.log_consent(person, kind, ConsentSource.KEYWORD, now, wording=wording)
