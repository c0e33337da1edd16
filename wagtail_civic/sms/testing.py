"""Messages to a telephone that an editor names: whether a gateway works, how a mailing looks."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.utils.translation import gettext as _
from wagtail.models import Site

from wagtail_civic.core import history, limits
from wagtail_civic.core.contacts import Contact
from wagtail_civic.core.models import MunicipalitySettings

from . import composing, rate, routing
from .gateways import BaseGateway, Message, Result, Status
from .models.campaigns import Campaign
from .models.settings import SmsSettings
from .segments import measure, normalise
from .tokens import LENGTH

HOURLY = (limits.Rule(10, timedelta(hours=1)),)


@dataclass(frozen=True)
class Outcome:
    is_sent: bool
    words: str


def send_test(key: str, site: Site, contact: Contact, user, now: datetime) -> Outcome:
    """Send it whatever is paused, because this is how one sees that a fault is mended.

    Logged with what the gateway said and without the number.
    """
    gateway = routing.usable(key)
    if gateway is None:
        return Outcome(False, _("This gateway is not in the server's settings, or they are wrong."))
    if not limits.hit("sms.test", str(user.pk), site, HOURLY, now):
        return Outcome(False, _("Too many test messages. Try again in an hour."))
    settings = SmsSettings.for_site(site)
    name = MunicipalitySettings.for_site(site).text(site.root_page.locale.language_code).name
    text = normalise(_("%(municipality)s: test message.") % {"municipality": name})
    result = _hand_over(gateway, contact, text, settings.sender)
    history.log(settings, "civic_sms.gateway_test", user=user, reason=_said(key, result))
    return _outcome(result)


def send_as_test(campaign: Campaign, contact: Contact, user, now: datetime) -> Outcome:
    """Each text of a mailing to one telephone, as it would arrive; the link to unsubscribe in it is
    nobody's. By the gateway that would carry it, within the same limit as other test messages."""
    settings = SmsSettings.for_site(campaign.site)
    gateway = routing.route(settings, now)
    if gateway is None:
        return Outcome(False, _("Every gateway of this mailing is paused or rests."))
    found = [fault for row in campaign.texts.all() for fault in composing.faults(campaign, row)]
    if found or not campaign.texts.exists():
        return Outcome(False, " ".join(found) or _("Write the text in at least one language."))
    for row in campaign.texts.all():
        if not limits.hit("sms.test", str(user.pk), campaign.site, HOURLY, now):
            return Outcome(False, _("Too many test messages. Try again in an hour."))
        text = composing.addressed(composing.final_text(campaign, row), "0" * LENGTH)
        result = _hand_over(gateway, contact, text, campaign.sender or settings.sender)
        said = f"{row.language}, {_said(gateway.key, result)}"
        history.log(campaign, "civic_sms.test", user=user, reason=said)
        if result.status is not Status.SENT:
            break
    return _outcome(result)


def _hand_over(gateway: BaseGateway, contact: Contact, text: str, sender: str) -> Result:
    rate.spend(gateway.key, measure(text).segments)
    return gateway.send([Message(str(uuid4()), contact.value, text, sender)])[0]


def _said(key: str, result: Result) -> str:
    return f"{key}: {result.status} {result.code}".strip()


def _outcome(result: Result) -> Outcome:
    if result.status is Status.SENT:
        return Outcome(True, _("The gateway took the message. Look whether it arrives."))
    told = {"status": result.status.value, "code": result.code}
    return Outcome(False, _("The gateway did not take it: %(status)s %(code)s") % told)
