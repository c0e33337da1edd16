"""Networks and e-mail domains as an officer writes them, and what they match."""

import re
from ipaddress import ip_address, ip_network

from django.utils.translation import gettext_lazy as _

NETWORK = "network"
DOMAIN = "domain"
HELP = {
    NETWORK: _("Write an IP address or a network, such as 203.0.113.0/24."),
    DOMAIN: _(
        "Write a domain such as example.com; *.example.com means the names one level below it, "
        "**.example.com all below it."
    ),
}
_LABELS = re.compile(r"(?:\*\*?\.)?(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)+[a-z0-9-]{2,}")


def normal(kind: str, pattern: str) -> str:
    """The pattern in its one spelling; ValueError when it is none of that kind."""
    if kind == NETWORK:
        return str(ip_network(pattern.strip(), strict=False))
    stars, name = re.fullmatch(r"((?:\*\*?\.)?)(.*)", pattern.strip().lower()).groups()
    found = stars + name.encode("idna").decode()
    if not _LABELS.fullmatch(found):
        raise ValueError("not a domain")
    return found


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
