"""A number that somebody else wrote down is confirmed by its owner before anything else is sent.

| State | In the row | What may be sent | What leads on |
|---|---|---|---|
| held | origin *inherited*, no legal basis recorded | nothing | a legal basis, in `held_days` |
| waiting | not confirmed, not asked | the one request to confirm | a request is approved and sent |
| asked | `asked_at` | nothing | link (GET shows, POST acts) or answer by SMS within `ANSWER` |
| lapsed | asked longer ago than `ANSWER` | nothing, ever | a form signed later; the web page |
| confirmed | `confirmed_at` | mailings | the owner unsubscribes |
| left | `opted_out_at`, suppression | nothing | a form signed later, which waits; the web page |

A request is a campaign of its own purpose, in the dispatch of all others: approved by a second
person, in no quiet hours, one row per number. Only `confirmed` is in any other audience. A slip of
the pen so reaches a stranger once, with the way out in the message. Who never answers is deleted
after `KEPT`; a fingerprint stays, so that the same form entered again asks nobody.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext, override
from wagtail.models import Site

from wagtail_civic.core import history
from wagtail_civic.core.languages import content_languages
from wagtail_civic.core.models import MunicipalitySettings

from . import audience, routing, subscribing
from .models.campaigns import Campaign, CampaignText, Purpose
from .models.consent import ConsentKind, ConsentWording
from .models.people import Origin, Subscriber
from .models.settings import SmsSettings
from .models.states import CampaignState
from .models.suppression import Suppression, SuppressionReason

ANSWER = timedelta(days=30)
"""How long a request can be answered."""
KEPT = timedelta(days=120)
"""After asking: as long as somebody may complain about the one message."""
UNSENT = (CampaignState.DRAFT, CampaignState.SUBMITTED, CampaignState.APPROVED)


def may_confirm(subscriber: Subscriber, now: datetime) -> bool:
    """Whether the number was asked and the answer still counts."""
    waits = subscriber.confirmed_at is None and subscriber.opted_out_at is None
    return waits and subscriber.asked_at is not None and subscriber.asked_at > now - ANSWER


@transaction.atomic
def confirm(site: Site, lookup: str, how: str, now: datetime) -> bool:
    """The owner of the number agrees; whether anything changed.

    `how` is a `ConsentSource`: `LINK` or `KEYWORD`. Nothing happens for a number that was not
    asked, has answered already or too late, or said no since.
    """
    rows = Subscriber.objects.select_for_update().filter(site=site, lookup=lookup)
    subscriber = rows.first()
    if subscriber is None or not may_confirm(subscriber, now):
        return False
    said_no = Suppression.objects.of(subscriber.contact, site)
    signed = subscriber.consented_at
    if (said_no.filter(created_at__gte=signed) if signed else said_no).exists():
        return False
    subscriber.confirmed_at = now
    subscriber.save(update_fields=["confirmed_at"])
    said_no.delete()
    wording = wording_of(subscriber)
    subscribing.log_consent(subscriber, ConsentKind.CONFIRMED, how, now, wording=wording)
    return True


def wording_of(subscriber: Subscriber) -> ConsentWording:
    """What the owner agrees to: the words on the paper form, today's for an older list."""
    signed = subscriber.consents.filter(wording__isnull=False).select_related("wording").first()
    if signed:
        return signed.wording
    return subscribing.current_wording(subscriber.site, subscriber.language)


def to_ask(site: Site):
    """Those whom a request sent now would reach."""
    return audience.matching(
        Campaign(site=site, purpose=Purpose.CONFIRM, all_topics=True, all_areas=True)
    )


@transaction.atomic
def prepare(site: Site, user, now: datetime) -> Campaign:
    """The request to all who wait, as a draft; the one there is if it has not begun."""
    rows = Campaign.objects.filter(site=site, purpose=Purpose.CONFIRM, state__in=UNSENT)
    found = rows.order_by("pk").first()
    if found:
        return found
    with override(site.root_page.locale.language_code):
        title = gettext("Request to confirm numbers from paper forms")
    campaign = Campaign.objects.create(
        site=site,
        title=title,
        purpose=Purpose.CONFIRM,
        all_topics=True,
        all_areas=True,
        author=user,
        created_at=now,
    )
    for language, _name in content_languages():
        words = request_text(site, language)
        CampaignText.objects.create(campaign=campaign, language=language, text=words)
    history.log(campaign, "civic_sms.ask_to_confirm", user=user)
    return campaign


def request_text(site: Site, language: str) -> str:
    """What a number is told once: who writes, why, and that silence means no. Where answers are
    heard, a word is enough: not everybody in a village has the internet."""
    name = MunicipalitySettings.for_site(site).text(language).name
    with override(language):
        if hears(site):
            words = gettext(
                "%(municipality)s: this number was given for our SMS. If it is yours and you "
                "agree, answer YES. Otherwise we do not write again."
            )
        else:
            words = gettext(
                "%(municipality)s: this number was given for our SMS. If it is yours and you "
                "agree, confirm. Otherwise we do not write again."
            )
    return words % {"municipality": name}


def hears(site: Site) -> bool:
    """Whether an answer by SMS reaches us: every gateway of the site passes answers on, and the
    sender is a number, for nobody can answer a name."""
    settings = SmsSettings.for_site(site)
    gateways = [routing.usable(key) for key in routing.keys(settings)]
    listens = bool(gateways) and all(row and row.capabilities.inbound for row in gateways)
    return listens and not any(char.isalpha() for char in settings.sender)


def forget(site: Site, now: datetime) -> int:
    """Delete those who never answered, and older numbers that nobody asked in their time; their
    fingerprints stay."""
    term = timedelta(days=SmsSettings.for_site(site).held_days)
    held = Q(origin=Origin.INHERITED, asked_at__isnull=True, created_at__lte=now - term)
    waiting = Subscriber.objects.waiting().filter(site=site)
    silent = waiting.filter(held | Q(asked_at__lte=now - KEPT))
    with transaction.atomic():
        lookups = list(silent.values_list("lookup", flat=True))
        Suppression.objects.filter(site=site, lookup__in=lookups).update(created_at=now)
        Suppression.objects.bulk_create(
            [
                Suppression(
                    site=site,
                    lookup=lookup,
                    reason=SuppressionReason.UNCONFIRMED,
                    created_at=now,
                )
                for lookup in lookups
            ],
            ignore_conflicts=True,
        )
        silent.delete()
    return len(lookups)
