"""Subscribing, changing one's mind, leaving: what a citizen's number is used for, and the proof."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext, override
from wagtail.models import Site

from wagtail_civic.core import history, verification
from wagtail_civic.core.contacts import Contact
from wagtail_civic.core.models import Area, MunicipalitySettings, Topic

from .models.consent import Consent, ConsentKind, ConsentSource, ConsentWording
from .models.messages import Delivery
from .models.people import Subscriber, SubscriptionRequest
from .models.states import MessageState
from .models.suppression import Suppression, SuppressionReason
from .phones import CHANNEL

PURPOSE = "sms.subscribe"


@dataclass(frozen=True)
class Choices:
    """What somebody wants to hear of: topics and areas by id, or all of them outright."""

    topics: frozenset[int] = field(default_factory=frozenset)
    areas: frozenset[int] = field(default_factory=frozenset)
    all_topics: bool = False
    all_areas: bool = False

    def as_json(self) -> dict:
        return {
            "topics": sorted(self.topics),
            "areas": sorted(self.areas),
            "all_topics": self.all_topics,
            "all_areas": self.all_areas,
        }

    @classmethod
    def from_json(cls, data: dict) -> "Choices":
        return cls(
            frozenset(data.get("topics", ())),
            frozenset(data.get("areas", ())),
            bool(data.get("all_topics")),
            bool(data.get("all_areas")),
        )

    @classmethod
    def of(cls, subscriber: Subscriber) -> "Choices":
        return cls(
            frozenset(subscriber.topics.values_list("pk", flat=True)),
            frozenset(subscriber.areas.values_list("pk", flat=True)),
            subscriber.all_topics,
            subscriber.all_areas,
        )


def current_wording(site: Site, language: str) -> ConsentWording:
    """The newest wording in that language; where there is none, the suite's own is version 1."""
    rows = ConsentWording.objects.filter(site=site, language=language)
    found = rows.order_by("-version").first()
    if found:
        return found
    with override(language):
        name = MunicipalitySettings.for_site(site).text(language).name
        text = gettext(
            "I agree that %(municipality)s sends SMS to this number on the topics and areas "
            "I have chosen. I can end this at any time, free of charge, by the link in every "
            "message."
        ) % {"municipality": name}
    return rows.get_or_create(site=site, language=language, version=1, defaults={"text": text})[0]


def data_notice(site: Site, language: str) -> str:
    """Who keeps the number and for how long, in the municipality's own words."""
    return MunicipalitySettings.for_site(site).text(language).data_notice


def new_wording(site: Site, language: str, text: str) -> ConsentWording:
    """The next version; earlier ones stay, because somebody agreed to them."""
    rows = ConsentWording.objects.filter(site=site, language=language)
    while True:
        last = rows.order_by("-version").values_list("version", flat=True).first() or 0
        try:
            with transaction.atomic():
                return rows.create(site=site, language=language, version=last + 1, text=text)
        except IntegrityError:
            continue


def ask(
    site: Site,
    contact: Contact,
    language: str,
    choices: Choices,
    wording: ConsentWording,
    now: datetime,
    notify: bool = True,
):
    """Keep what was chosen and have a code sent; the same for a new, known or suppressed number.

    With `notify` off (a limit is reached) nothing is sent and nothing looks different.
    """
    chosen = {
        "number": contact.value,
        "language": language,
        "choices": choices.as_json(),
        "wording": wording,
        "created_at": now,
    }
    rows = SubscriptionRequest.objects
    # What nobody is told of changes nothing: a code that is out confirms what its owner chose.
    keep = rows.update_or_create if notify else rows.get_or_create
    with transaction.atomic():
        request, _made = keep(site=site, lookup=contact.lookup(), defaults=chosen)
        return verification.begin(
            CHANNEL, contact, PURPOSE, request.key, site, language, now, notify=notify
        )


@transaction.atomic
def subscribe(request: SubscriptionRequest, now: datetime) -> Subscriber:
    """The number is confirmed: it is subscribed as asked, and an earlier “no” is lifted."""
    contact = Contact(CHANNEL, request.number, request.number)
    subscriber = Subscriber.objects.of(contact, request.site).first()
    if subscriber is None:
        subscriber = Subscriber(site=request.site, created_at=now)
    subscriber.number, subscriber.lookup = contact.value, contact.lookup()
    subscriber.language = request.language
    subscriber.confirmed_at, subscriber.opted_out_at = now, None
    choices = Choices.from_json(request.choices)
    choose(subscriber, choices)
    Suppression.objects.of(contact, request.site).delete()
    log_consent(subscriber, ConsentKind.GIVEN, ConsentSource.WEB, now, wording=request.wording)
    request.delete()
    return subscriber


@transaction.atomic
def change(
    subscriber: Subscriber,
    now: datetime,
    revise: Callable[[Choices], Choices],
    **fields,
) -> None:
    """New choices for a subscriber who came by the link: only what is given changes.

    `revise` makes the new choices from those that hold at this moment, so that somebody who
    changes the language in one window does not undo the topics of another; `fields` are `language`
    and `quiet_days`.
    """
    row = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
    if not row.is_active:
        return
    for name, value in fields.items():
        setattr(row, name, value)
    choose(row, revise(Choices.of(row)))
    log_consent(row, ConsentKind.CHANGED, ConsentSource.LINK, now)


@transaction.atomic
def opt_out(
    subscriber: Subscriber, now: datetime, user=None, note: str = "", source: str = ""
) -> None:
    """Effective at once: what waits for this number is left out. A second time changes nothing."""
    source = source or (ConsentSource.CLERK if user else ConsentSource.LINK)
    rows = Subscriber.objects.filter(pk=subscriber.pk, opted_out_at__isnull=True)
    if rows.update(opted_out_at=now):
        subscriber.opted_out_at = now
        log_consent(subscriber, ConsentKind.WITHDRAWN, source, now, user=user)
    Delivery.objects.filter(subscriber=subscriber).close(MessageState.SKIPPED, "opted_out")
    _suppress(subscriber.contact, subscriber.site, now, user, note, source)
    if user:
        history.log(subscriber, "civic_sms.opt_out", user=user, reason=note)


def opt_out_number(
    contact: Contact, site: Site, user, note: str, now: datetime, source: str = ""
) -> None:
    """A clerk was asked, or the owner answered by SMS; the number need not be subscribed."""
    with transaction.atomic():
        for subscriber in Subscriber.objects.of(contact, site):
            opt_out(subscriber, now, user, note, source)
        _suppress(contact, site, now, user, note, source)


WAYS_OUT = {
    ConsentSource.CLERK: SuppressionReason.CLERK,
    ConsentSource.KEYWORD: SuppressionReason.KEYWORD,
}


def _suppress(
    contact: Contact, site: Site, now: datetime, user, note: str, source: str = ""
) -> None:
    """The newest “no” counts: a form signed before it revives nobody."""
    known = SuppressionReason.CLERK if user else SuppressionReason.OWNER
    words = {
        "reason": WAYS_OUT.get(source, known),
        "user": user,
        "note": note,
        "created_at": now,
    }
    if not Suppression.objects.of(contact, site).update(**words):
        Suppression.objects.get_or_create(site=site, lookup=contact.lookup(), defaults=words)


def choose(subscriber: Subscriber, choices: Choices) -> None:
    """Store the choices that exist on this site; another municipality's ids are dropped."""
    subscriber.all_topics, subscriber.all_areas = choices.all_topics, choices.all_areas
    subscriber.save()
    site = subscriber.site_id
    subscriber.topics.set(Topic.objects.filter(site=site, pk__in=choices.topics))
    subscriber.areas.set(Area.objects.filter(site=site, pk__in=choices.areas))


def log_consent(
    subscriber: Subscriber,
    kind,
    source,
    now: datetime,
    user=None,
    choices: Choices | None = None,
    **proof,
) -> Consent:
    """One line of the log; `proof` are the wording and what identifies a paper form."""
    return Consent.objects.create(
        site=subscriber.site,
        subscriber=subscriber,
        kind=kind,
        source=source,
        choices=(choices or Choices.of(subscriber)).as_json(),
        collector=user,
        given_at=now,
        **proof,
    )
