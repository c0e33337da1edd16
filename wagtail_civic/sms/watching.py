"""How the gateways are: what is left on them, whether they work, what they can do."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import partial

from django.db.models import Sum
from django.utils.translation import gettext as _
from wagtail.models import Site

from wagtail_civic.core import clock, conf

from . import gateways, routing, telling
from .gateways import BaseGateway, NoGateway, Status
from .models.messages import Attempt
from .models.settings import SmsSettings
from .models.traffic import GatewayState


def ask_balances(now: datetime) -> int:
    """Ask each gateway in use that can tell; write once where little is left. How many told."""
    count = 0
    for key in routing.keys_of(Site.objects.all()):
        gateway = routing.usable(key)
        if gateway is None or not gateway.capabilities.balance:
            continue
        left = gateway.balance()
        if left is None:
            continue
        GatewayState.objects.get_or_create(pk=key, defaults={"filled_at": now})
        GatewayState.objects.filter(pk=key).update(balance=left, balance_at=now)
        _warn(gateway, left, now)
        count += 1
    return count


def limit_of(gateway: BaseGateway) -> Decimal | None:
    """Below this there is little left; None where the settings name no limit."""
    given = gateway.options.get("LOW_BALANCE")
    return None if given is None else Decimal(str(given))


def is_low(key: str, state: GatewayState | None) -> bool:
    gateway = routing.usable(key)
    limit = limit_of(gateway) if gateway else None
    return None not in (limit, state and state.balance) and state.balance < limit


def low_for(sites: Iterable[Site]) -> list[str]:
    """Those of these municipalities' gateways on which little is left."""
    told = {state.key: state for state in GatewayState.objects.filter(balance__isnull=False)}
    low = [key for key, state in told.items() if is_low(key, state)]
    return [key for key in routing.keys_of(sites) if key in low] if low else []


def _warn(gateway: BaseGateway, left: Decimal, now: datetime) -> None:
    """Once, until there is enough again."""
    rows = GatewayState.objects.filter(pk=gateway.key)
    limit = limit_of(gateway)
    if limit is None or left >= limit:
        rows.filter(low_told_at__isnull=False).update(low_told_at=None)
    elif rows.filter(low_told_at__isnull=True).update(low_told_at=now):
        telling.tell(gateway.key, partial(_letter, gateway.key, left))


def _letter(key: str, left: Decimal) -> tuple[str, str]:
    told = {"gateway": key, "balance": left}
    return _("SMS: little is left on the gateway “%(gateway)s”") % told, _(
        "The balance of the gateway “%(gateway)s” is %(balance)s. When nothing is left, mailings "
        "and confirmation codes wait until it is paid for."
    ) % told


@dataclass(frozen=True)
class Overview:
    """One gateway as the office sees it; nothing of its options is here."""

    key: str
    label: str
    state: GatewayState | None
    is_default: bool
    is_low: bool
    parts_today: int
    rate: float = 0
    price: Decimal | None = None
    reaches_phones: bool = True
    offers: list[tuple[str, bool]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    advice: list[str] = field(default_factory=list)
    nameless: list[str] = field(default_factory=list)
    """Municipalities that send by it under no name, although it wants one."""

    @property
    def is_paused(self) -> bool:
        return self.state is not None and self.state.paused_at is not None


def overview(sites: Iterable[Site], keys: Iterable[str], now: datetime) -> list[Overview]:
    """These gateways, with what these municipalities sent by them today."""
    keys, sites = list(keys), list(sites)
    states = GatewayState.objects.in_bulk(keys)
    parts = _parts_today(sites, now)
    return [_described(key, states.get(key), parts.get(key, 0), sites) for key in keys]


def _described(key: str, state: GatewayState | None, parts: int, sites: list[Site]) -> Overview:
    known = {
        "key": key,
        "state": state,
        "is_default": key == conf.settings.SMS_GATEWAY,
        "is_low": is_low(key, state),
        "parts_today": parts,
    }
    try:
        gateway = gateways.get(key)
    except NoGateway as error:
        return Overview(label=key, problems=[str(error)], **known)
    can = gateway.capabilities
    return Overview(
        label=str(gateway.label),
        rate=can.rate,
        price=can.price,
        reaches_phones=can.reaches_phones,
        offers=[
            (_("Delivery receipts"), can.receipts or can.status),
            (_("Messages from citizens"), can.inbound),
            (_("May be asked again"), can.idempotent_reference),
            (_("Georgian letters"), can.unicode),
            (_("Tells its balance"), can.balance),
        ],
        problems=gateway.problems(),
        advice=gateway.advice(),
        nameless=_nameless(gateway, sites),
        **known,
    )


def _nameless(gateway: BaseGateway, sites: list[Site]) -> list[str]:
    if not gateway.wants_sender:
        return []
    own = [site for site in sites if gateway.key in routing.keys_of([site])]
    return [str(site) for site in own if not SmsSettings.for_site(site).sender]


def _parts_today(sites: Iterable[Site], now: datetime) -> dict[str, int]:
    tries = Attempt.objects.filter(
        delivery__campaign__site__in=list(sites),
        finished_at__gte=clock.midnight(now),
        outcome=Status.SENT.value,
    )
    counted = tries.order_by().values_list("gateway").annotate(parts=Sum("delivery__segments"))
    return dict(counted)
