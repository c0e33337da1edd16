"""The phone channel of verification: a code by SMS, within limits that protect the budget.

It serves every capability. Unsubscribing from mailings never holds a code back.
"""

from datetime import datetime, timedelta
from functools import partial
from uuid import uuid4

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from wagtail_civic.core import limits
from wagtail_civic.core.verification import Channel, Delivery, DeliveryFailed

from . import pausing, rate, routing, telling
from .gateways import Message, Status
from .models.settings import SmsSettings
from .segments import measure, normalise

PREFIX_DIGITS = 4
"""A block of ten thousand numbers: fraud has codes sent to neighbours one after another."""
PREFIX = (limits.Rule(20, timedelta(hours=1)), limits.Rule(60, timedelta(days=1)))
DAY = timedelta(days=1)


def budget(site: Site) -> tuple[limits.Rule]:
    return (limits.Rule(SmsSettings.for_site(site).daily_codes, DAY),)


def is_spent(site: Site, now: datetime) -> bool:
    """Whether no more codes leave today: fraud, or a budget that is too small."""
    return limits.reached("sms.codes", "all", site, budget(site), now)


def alarm(site: Site, now: datetime) -> int:
    """Write once a day to those who may send; how many letters left."""
    once = (limits.Rule(1, DAY),)
    if not limits.hit("sms.codes.alarm", "all", site, once, now):
        return 0
    return telling.tell_of([site], partial(_letter, site))


def _letter(site: Site) -> tuple[str, str]:
    told = {"site": site, "count": SmsSettings.for_site(site).daily_codes}
    return gettext("SMS: today's codes are used up"), gettext(
        "%(site)s: %(count)s confirmation codes were sent today, and no more leave before "
        "tomorrow. Either strangers have codes sent at your cost, or the limit in Settings → SMS "
        "is too low. Mailings are not affected."
    ) % told


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
            alarm(site, now)
            raise DeliveryFailed("today's codes are used up")
        settings = SmsSettings.for_site(site)
        ref, text = f"code-{uuid4()}", normalise(delivery.text)
        _hand_over(settings, Message(ref, number, text, settings.sender, is_code=True), now)


def _hand_over(settings: SmsSettings, message: Message, now: datetime) -> None:
    """By the first of the site's gateways that may have taken it."""
    faults = []
    for key in routing.open_keys(routing.keys(settings), now):
        gateway = routing.usable(key)
        if gateway is None:
            faults.append(f"{key}: not in the settings")
            continue
        rate.spend(key, measure(message.text).segments)
        result = gateway.send([message])[0]
        if result.status in (Status.SENT, Status.UNKNOWN):
            return
        if result.status is Status.HALTED:
            pausing.pause(key, result.code, now)
        faults.append(f"{key}: {result.status} {result.code}")
    raise DeliveryFailed(", ".join(faults) or "every gateway is paused or rests")
