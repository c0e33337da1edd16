"""Which gateway carries a site's messages: its own, or the backup while that one cannot.

Only what is proven not to have been accepted is ever handed to another gateway.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Case, F, Value, When
from wagtail.models import Site

from wagtail_civic.core import conf

from . import gateways
from .gateways import BaseGateway
from .models.campaigns import Campaign
from .models.messages import Delivery
from .models.settings import SmsSettings
from .models.traffic import GatewayState

STREAK = 3
"""So many messages not accepted one after another: it is the gateway, not the messages."""
REST = timedelta(minutes=1)


def keys(settings: SmsSettings) -> list[str]:
    """The site's gateways in the order they are asked."""
    found = [settings.gateway or conf.settings.SMS_GATEWAY, settings.backup_gateway]
    return list(dict.fromkeys(key for key in found if key))


def keys_of(sites: Iterable[Site]) -> list[str]:
    """The gateways by which these municipalities send."""
    found = (key for site in sites for key in keys(SmsSettings.for_site(site)))
    return list(dict.fromkeys(found))


def sites_of(gateway_key: str) -> list[Site]:
    """The municipalities that send by this gateway, first or second."""
    return [site for site in Site.objects.all() if gateway_key in keys_of([site])]


def route(settings: SmsSettings, now: datetime) -> BaseGateway | None:
    """The first of the site's gateways that is open; none where all are paused, rest or are gone
    from the settings."""
    return next(filter(None, map(usable, open_keys(keys(settings), now))), None)


def open_keys(wanted: list[str], now: datetime) -> list[str]:
    states = GatewayState.objects.in_bulk(wanted)
    return [key for key in wanted if key not in states or states[key].is_open(now)]


def usable(key: str) -> BaseGateway | None:
    try:
        return gateways.get(key)
    except gateways.NoGateway:
        return None


def missing(settings: SmsSettings) -> list[str]:
    """Keys that the site's settings name and the server's do not."""
    return [key for key in keys(settings) if usable(key) is None]


def bound(campaign: Campaign, now: datetime) -> BaseGateway | None:
    """An open gateway for which rows wait that no other may take: it may have them already."""
    rows = Delivery.objects.filter(campaign=campaign).due(now).exclude(only_gateway="")
    wanted = rows.order_by().values_list("only_gateway", flat=True).distinct()
    return next(filter(None, map(usable, open_keys(list(wanted), now))), None)


def is_troubled(key: str) -> bool:
    return GatewayState.objects.filter(pk=key, failures__gt=0).exists()


def failed(key: str, count: int, now: datetime) -> None:
    """Count messages not accepted one after another; after `STREAK` the gateway rests a minute."""
    rows = GatewayState.objects.filter(pk=key)
    rows.update(failures=F("failures") + count)
    rests = Case(When(failures__gte=STREAK, then=Value(now + REST)), default=F("rest_until"))
    rows.update(rest_until=rests)


def worked(key: str) -> None:
    rows = GatewayState.objects.filter(pk=key, failures__gt=0)
    rows.update(failures=0, rest_until=None)
