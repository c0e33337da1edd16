"""The phone channel of verification: a code by SMS, within limits that protect the budget.

It serves every capability. Unsubscribing from mailings never holds a code back.
"""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from wagtail_civic.core import limits
from wagtail_civic.core.verification import Channel, Delivery, DeliveryFailed

from . import gateways
from .gateways import Message, Status
from .models.settings import SmsSettings
from .segments import normalise

PREFIX_DIGITS = 4
"""A block of ten thousand numbers: fraud has codes sent to neighbours one after another."""
PREFIX = (limits.Rule(20, timedelta(hours=1)), limits.Rule(60, timedelta(days=1)))
DAY = timedelta(days=1)


def budget(site: Site) -> tuple[limits.Rule]:
    return (limits.Rule(SmsSettings.for_site(site).daily_codes, DAY),)


def is_spent(site: Site, now: datetime) -> bool:
    """Whether no more codes leave today: fraud, or a budget that is too small."""
    return limits.reached("sms.codes", "all", site, budget(site), now)


class PhoneChannel(Channel):
    label = _("SMS")
    uses_code = True
    may_repeat = False

    def send(self, delivery: Delivery, now: datetime | None = None) -> None:
        site, number, now = delivery.site, delivery.contact.value, now or timezone.now()
        prefix = number[:-PREFIX_DIGITS]
        if not limits.hit("sms.codes.prefix", prefix, site, PREFIX, now):
            raise DeliveryFailed("too many codes to neighbouring numbers")
        if not limits.hit("sms.codes", "all", site, budget(site), now):
            raise DeliveryFailed("today's codes are used up")
        settings = SmsSettings.for_site(site)
        try:
            gateway = gateways.get(settings.gateway)
        except gateways.NoGateway as error:
            raise DeliveryFailed("no gateway") from error
        ref = f"code-{now.timestamp():.6f}"
        message = Message(ref, number, normalise(delivery.text), settings.sender)
        result = gateway.send([message])[0]
        if result.status not in (Status.SENT, Status.UNKNOWN):
            raise DeliveryFailed(f"{gateway.key}: {result.status} {result.code}")
