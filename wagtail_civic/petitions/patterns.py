"""What an officer writes into the watch list, and what it matches.

Networks, e-mail domains and countries are kept as they are spelt; of a single address only the
keyed digest.
"""

import re
from ipaddress import ip_address, ip_network

from django.utils.translation import gettext_lazy as _

from .countries import CODES

NETWORK = "network"
DOMAIN = "domain"
EMAIL = "email"
PHONE = "phone"
COUNTRY = "country"
KINDS = (NETWORK, DOMAIN, EMAIL, PHONE, COUNTRY)
"""In the order in which a reason is looked for."""
ADDRESSES = frozenset((EMAIL, PHONE))
HELP = {
    NETWORK: _("Write an IP address or a network, such as 203.0.113.0/24."),
    DOMAIN: _(
        "Write a domain such as example.com; *.example.com means the names one level below it, "
        "**.example.com all below it."
    ),
    COUNTRY: _("Write a country in two letters, such as GE (ISO 3166)."),
}
_DIGEST = re.compile("[0-9a-f]{64}")
_LABELS = re.compile(r"(?:\*\*?\.)?(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)+[a-z0-9-]{2,}")


def normal(kind: str, pattern: str) -> str:
    """The pattern in its one spelling; ValueError when it is none of that kind."""
    if kind == NETWORK:
        return str(ip_network(pattern.strip(), strict=False))
    if kind == COUNTRY:
        return _country(pattern.strip())
    stars, name = re.fullmatch(r"((?:\*\*?\.)?)(.*)", pattern.strip().lower()).groups()
    found = stars + name.encode("idna").decode()
    if not _LABELS.fullmatch(found):
        raise ValueError("not a domain")
    return found


def _country(code: str) -> str:
    for known in CODES:
        if known.casefold() == code.casefold():
            return known
    raise ValueError("not a country")


def is_digest(pattern: str) -> bool:
    return _DIGEST.fullmatch(pattern) is not None


def network_matches(pattern: str, ip: str) -> bool:
    """Whether the address lies in the network; an unknown address lies in none."""
    if not ip:
        return False
    address, network = ip_address(ip), ip_network(pattern, strict=False)
    return address.version == network.version and address in network


def domain_regex(pattern: str) -> str:
    """For a comparison in the database: anchored, understood by all three."""
    stars, _dot, name = pattern.rpartition("*.")
    literal = name.replace(".", r"\.")
    if not _dot:
        return f"^{literal}$"
    return rf"^.+\.{literal}$" if stars else rf"^[^.]+\.{literal}$"


def domain_matches(pattern: str, domain: str) -> bool:
    return bool(domain) and re.match(domain_regex(pattern), domain) is not None
