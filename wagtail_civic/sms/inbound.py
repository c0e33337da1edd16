"""What citizens write to a gateway's own number: kept, and obeyed where it says “no more” or agrees
to what was asked.

A word counts only as the whole message. Whoever wrote more is read by a person.
"""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from wagtail.models import Site

from wagtail_civic.core.contacts import Contact, InvalidContact

from . import confirming, joining, phones, routing, subscribing
from .gateways import InboundEvent
from .keywords import LONGEST, says_stop, says_yes, word_of
from .models.consent import ConsentSource
from .models.messages import Delivery
from .models.people import Subscriber
from .models.traffic import Inbound, InboundAction

logger = logging.getLogger(__name__)


def take(gateway_key: str, events: Sequence[InboundEvent], now: datetime) -> int:
    """Keep each message once for the municipalities it may mean; how many were new."""
    count = 0
    for event in events:
        contact = _contact(event.number)
        if contact is None:
            logger.warning(
                "A message through gateway %s came from no citizen's number", gateway_key
            )
            continue
        sites = sites_meant(gateway_key, contact)
        count += sum(_receive(gateway_key, event, contact, site, now) for site in sites)
    return count


def sites_meant(gateway_key: str, contact: Contact) -> list[Site]:
    """The gateway's municipalities that know the number; where none does, all of the gateway's.

    A gateway by which none sends (a telephone that only takes answers) belongs to all.
    """
    own = routing.sites_of(gateway_key) or list(Site.objects.all())
    return [site for site in own if _knows(site, contact)] or own


def _knows(site: Site, contact: Contact) -> bool:
    written = Delivery.objects.filter(campaign__site=site, lookup__in=contact.lookups())
    return Subscriber.objects.of(contact, site).exists() or written.exists()


def _contact(number: str) -> Contact | None:
    try:
        return phones.parse(number)
    except InvalidContact:
        return None


@transaction.atomic
def _receive(key: str, event: InboundEvent, contact: Contact, site: Site, now: datetime) -> bool:
    row, is_new = Inbound.objects.get_or_create(
        site=site,
        gateway=key,
        event=event.event[:120],
        defaults={
            "number": contact.value,
            "lookup": contact.lookup(),
            "text": event.text[:LONGEST],
            "received_at": now,
        },
    )
    if is_new:
        row.action = _obey(event.text, contact, site, now)
        row.save(update_fields=["action"])
    return is_new


def _obey(text: str, contact: Contact, site: Site, now: datetime) -> InboundAction:
    how = ConsentSource.KEYWORD
    if says_stop(text):
        subscribing.opt_out_number(contact, site, None, "", now, how)
        return InboundAction.OPT_OUT
    if says_yes(text):
        rows = Subscriber.objects.of(contact, site)
        confirmed = [confirming.confirm(site, row.lookup, how, now) for row in rows]
        if any(confirmed):
            return InboundAction.CONFIRM
    language = site.root_page.locale.language_code
    if joining.join(site, contact, word_of(text), language, now):
        return InboundAction.JOIN
    return InboundAction.NONE
