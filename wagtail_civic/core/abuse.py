"""Against machines and floods, without cookies, accounts or third parties.

A signed timestamp and a honeypot in every public form, and limits per address, per network and
per site. No IP address is stored: a network is known by a keyed digest that changes every day and
goes with its window.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from ipaddress import IPv6Address, ip_address, ip_network

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Site

from . import conf, limits
from .contacts import Contact
from .encryption import keyed_digest
from .limits import Rule

__all__ = [
    "HONEYPOT_FIELD",
    "STAMP_FIELD",
    "Limits",
    "Rule",
    "Stamp",
    "allow",
    "check_stamp",
    "client_address",
    "limits",
    "network_key",
    "stamp",
]

logger = logging.getLogger(__name__)

STAMP_FIELD = "civic_stamp"
HONEYPOT_FIELD = "website"
STAMP_LIFETIME = timedelta(hours=12)

_LOCAL = [
    ip_network(network)
    for network in (
        "127.0.0.0/8",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "::1",
        "fc00::/7",
    )
]

conf.declare(
    "FORM_MINIMUM_SECONDS",
    (int, float),
    1,
    "How long a person needs at least between getting a public form and sending it.",
    validate=conf.not_negative,
)
conf.declare(
    "TRUSTED_PROXY_COUNT",
    int,
    0,
    "How many proxies of your own stand before Django and append to X-Forwarded-For; "
    "0 means that REMOTE_ADDR is the visitor.",
    validate=conf.not_negative,
)


class Stamp(Enum):
    """What a form's stamp says about the one who sends it."""

    GOOD = "good"
    MISSING = "missing"
    FORGED = "forged"
    EARLY = "early"
    STALE = "stale"


def stamp(purpose: str, now: datetime | None = None) -> str:
    """A signed moment for the hidden field of a form."""
    moment = int((now or timezone.now()).timestamp() * 1000)
    return Signer(salt=f"wagtail_civic.stamp.{purpose}").sign(f"{moment:x}")


def check_stamp(
    value: str | None, purpose: str, now: datetime | None = None, minimum: float | None = None
) -> Stamp:
    """Whether ``value`` was given for ``purpose`` long enough, and not too long, ago."""
    if not value:
        return Stamp.MISSING
    try:
        signed = Signer(salt=f"wagtail_civic.stamp.{purpose}").unsign(value[:200])
    except BadSignature:
        return Stamp.FORGED
    age = (now or timezone.now()).timestamp() - int(signed, 16) / 1000
    if age > STAMP_LIFETIME.total_seconds():
        return Stamp.STALE
    least = conf.settings.FORM_MINIMUM_SECONDS if minimum is None else minimum
    return Stamp.EARLY if age < least else Stamp.GOOD


# Whose request it is ------------------------------------------------------------------------


def client_address(request: HttpRequest) -> str:
    """The visitor's IP address, believed only from declared proxies; "" when it is not known."""
    remote = request.META.get("REMOTE_ADDR", "")
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    forwarded = [part for part in forwarded if part]
    proxies = conf.settings.TRUSTED_PROXY_COUNT
    if proxies:
        address = forwarded[-proxies] if len(forwarded) >= proxies else remote
        return _valid(address)
    if forwarded and _is_local(remote):
        # An undeclared proxy: everybody would share its address and its limit.
        logger.warning("X-Forwarded-For from a local proxy: set TRUSTED_PROXY_COUNT to count it.")
        return ""
    return _valid(remote)


def network_key(request: HttpRequest, now: datetime | None = None) -> str:
    """Digest of the visitor's /24 (IPv4) or /48 (IPv6), another one every day; "" if unknown."""
    address = client_address(request)
    if not address:
        return ""
    ip = ip_address(address)
    network = ip_network((ip, 48 if isinstance(ip, IPv6Address) else 24), strict=False)
    day = (now or timezone.now()).date().isoformat()
    return keyed_digest(f"network {day}", str(network))


def _valid(address: str) -> str:
    try:
        ip = ip_address(address)
    except ValueError:
        return ""
    mapped = getattr(ip, "ipv4_mapped", None)
    return str(mapped or ip)


def _is_local(address: str) -> bool:
    ip = ip_address(_valid(address) or "127.0.0.1")
    return any(ip in network for network in _LOCAL)


# Limits -------------------------------------------------------------------------------------

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Limits:
    """What one public action allows. A network is generous: a village may share one address."""

    address: tuple[Rule, ...] = (Rule(5, _HOUR), Rule(20, _DAY))
    network: tuple[Rule, ...] = (Rule(60, _HOUR), Rule(400, _DAY))
    site: tuple[Rule, ...] = (Rule(3000, _HOUR),)


def allow(
    request: HttpRequest,
    scope: str,
    site: Site,
    rules: Limits | None = None,
    contact: Contact | None = None,
    now: datetime | None = None,
) -> bool:
    """Count this request under all limits of ``scope``; False once one of them is exceeded."""
    now = now or timezone.now()
    return all(limits.hit_in_turn(site, _turns(request, scope, rules, contact, now), now))


def allow_then(
    request: HttpRequest,
    scope: str,
    site: Site,
    rules: Limits,
    contact: Contact,
    now: datetime,
    then: limits.Limit,
) -> tuple[bool, bool]:
    """Whether the request is allowed, and whether ``then`` holds, which only a request that is
    allowed counts on. One statement for all of it."""
    turns = _turns(request, scope, rules, contact, now)
    *allowed, held = limits.hit_in_turn(site, [*turns, [then]], now)
    return all(allowed), held


def _turns(
    request: HttpRequest,
    scope: str,
    rules: Limits | None,
    contact: Contact | None,
    now: datetime,
) -> list[list[limits.Limit]]:
    rules, network = rules or Limits(), network_key(request, now)
    own = []
    if network:
        own.append(limits.Limit(f"{scope}.network", network, rules.network))
    if contact:
        own.append(limits.Limit(f"{scope}.address", contact.lookup(), rules.address))
    # A refused request does not use up what the whole site may do.
    return [own, [limits.Limit(f"{scope}.site", "all", rules.site)]]
