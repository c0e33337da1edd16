"""One message to a telephone that an editor names, to see that a gateway works."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from django.utils.translation import gettext as _
from wagtail.models import Site

from wagtail_civic.core import history, limits
from wagtail_civic.core.contacts import Contact
from wagtail_civic.core.models import MunicipalitySettings

from . import rate, routing
from .gateways import Message, Status
from .models.settings import SmsSettings
from .segments import measure, normalise

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
    rate.spend(key, measure(text).segments)
    message = Message(str(uuid4()), contact.value, text, settings.sender)
    result = gateway.send([message])[0]
    said = f"{key}: {result.status} {result.code}".strip()
    history.log(settings, "civic_sms.gateway_test", user=user, reason=said)
    if result.status is Status.SENT:
        return Outcome(True, _("The gateway took the message. Look whether it arrives."))
    told = {"status": result.status.value, "code": result.code}
    return Outcome(False, _("The gateway did not take it: %(status)s %(code)s") % told)
