"""What this capability holds about one number, and for how long."""

from datetime import datetime, timedelta

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Site

from wagtail_civic.core import formats
from wagtail_civic.core.contacts import Contact
from wagtail_civic.core.personal_data import PersonalDataSource

from . import confirming, importing
from .models.messages import Delivery
from .models.people import Subscriber, SubscriptionRequest
from .models.states import WAITING, MessageState
from .models.suppression import Suppression, SuppressionReason
from .models.traffic import Inbound
from .phones import CHANNEL

LEFT_KEPT = timedelta(days=90)
"""After unsubscribing: long enough to answer a complaint about the last message."""
DELIVERY_KEPT = timedelta(days=180)
INBOUND_KEPT = timedelta(days=90)


class SmsPersonalData(PersonalDataSource):
    label = gettext_lazy("SMS subscriptions")

    def find(self, contact: Contact, site: Site) -> list[str]:
        lines = [
            _("Subscription since %(date)s") % {"date": formats.date(row.created_at)}
            for row in Subscriber.objects.of(contact, site)
        ]
        lines += [
            _("Unconfirmed request of %(date)s") % {"date": formats.date(row.created_at)}
            for row in _requests(contact, site)
        ]
        count = _deliveries(contact, site).count()
        if count:
            lines.append(_("Messages in mailings: %(count)s") % {"count": count})
        lines += [
            _("Message to us of %(date)s") % {"date": formats.date(row.received_at)}
            for row in _written(contact, site)
        ]
        lines += [
            _("Wants no mailings since %(date)s") % {"date": formats.date(row.created_at)}
            for row in Suppression.objects.of(contact, site)
        ]
        return lines

    def export(self, contact: Contact, site: Site) -> list[dict]:
        found = [_subscription(row) for row in Subscriber.objects.of(contact, site)]
        found += [{"requested": row.created_at.isoformat()} for row in _requests(contact, site)]
        for row in _deliveries(contact, site).select_related("campaign"):
            sent = row.sent_at.isoformat() if row.sent_at else None
            found.append({"mailing": row.campaign.title, "state": row.state, "sent": sent})
        for row in _written(contact, site):
            said = {"text": row.text, "effect": row.action}
            found.append({"received": row.received_at.isoformat(), **said})
        for row in Suppression.objects.of(contact, site):
            found.append({"suppressed": row.created_at.isoformat(), "reason": row.reason})
        return found

    def erase(self, contact: Contact, site: Site, now: datetime) -> int:
        """All but the fingerprint that says “no more messages”."""
        subscribers = Subscriber.objects.of(contact, site)
        count = subscribers.count()
        said_no = Suppression.objects.of(contact, site)
        if count and not said_no.update(created_at=now):
            Suppression.objects.create(
                site=site, lookup=contact.lookup(), reason=SuppressionReason.ERASED, created_at=now
            )
        count += _requests(contact, site).delete()[0]
        if contact.channel == CHANNEL:
            count += importing.erase(contact, site)
        count += _anonymise(_deliveries(contact, site))
        count += _written(contact, site).delete()[0]
        subscribers.delete()
        return count

    def retain(self, site: Site, now: datetime) -> int:
        confirming.forget(site, now)
        left = Subscriber.objects.filter(site=site, opted_out_at__lte=now - LEFT_KEPT)
        old = Delivery.objects.filter(campaign__site=site, created_at__lte=now - DELIVERY_KEPT)
        count = _anonymise(old.filter(subscriber__isnull=False))
        read = Inbound.objects.filter(site=site, received_at__lte=now - INBOUND_KEPT)
        count += read.delete()[0]
        count += left.count()
        left.delete()
        return count


def _requests(contact: Contact, site: Site):
    return SubscriptionRequest.objects.filter(site=site, lookup__in=contact.lookups())


def _deliveries(contact: Contact, site: Site):
    if contact.channel != CHANNEL:
        return Delivery.objects.none()
    return Delivery.objects.filter(campaign__site=site, lookup__in=contact.lookups())


def _written(contact: Contact, site: Site):
    return Inbound.objects.filter(site=site, lookup__in=contact.lookups())


def _anonymise(rows) -> int:
    """Take the person out of the rows and leave what statistics need."""
    rows.filter(state__in=WAITING).update(state=MessageState.SKIPPED, reason="erased")
    nobody = Concat(Value("erased-"), Cast("pk", CharField()), output_field=CharField())
    return rows.update(subscriber=None, lookup=nobody)


def _subscription(row: Subscriber) -> dict:
    return {
        "number": row.number,
        "language": row.language,
        "topics": [str(topic) for topic in row.topics.all()],
        "areas": [str(area) for area in row.areas.all()],
        "all_topics": row.all_topics,
        "all_areas": row.all_areas,
        "subscribed": row.created_at.isoformat(),
        "unsubscribed": row.opted_out_at.isoformat() if row.opted_out_at else None,
        "consents": [
            {
                "kind": consent.kind,
                "how": consent.source,
                "when": consent.given_at.isoformat(),
                "wording": consent.wording.text if consent.wording else None,
            }
            for consent in row.consents.select_related("wording")
        ],
    }
