"""Where a signature comes from, and whether an entry of the watch list means it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from wagtail_civic.core import contacts
from wagtail_civic.core.contacts import Contact, InvalidContact

from . import countries, patterns
from .models.signatures import SignatureContact


@dataclass(frozen=True)
class Origin:
    """What is known of where a signer is; ``lookups`` is the address under every key."""

    ip: str = ""
    domain: str = ""
    lookups: Collection[str] = ()
    countries: Collection[str] = ()

    def is_meant_by(self, kind: str, pattern: str) -> bool:
        if kind == patterns.NETWORK:
            return patterns.network_matches(pattern, self.ip)
        if kind == patterns.DOMAIN:
            return patterns.domain_matches(pattern, self.domain)
        return pattern in (self.countries if kind == patterns.COUNTRY else self.lookups)


def reader(kinds: Collection[str]) -> Callable[[SignatureContact], Origin]:
    """Reads of a signer what entries of these kinds ask about, and nothing else."""
    of_network = countries.by_network() if patterns.COUNTRY in kinds else None
    of_address = not patterns.ADDRESSES.isdisjoint(kinds)

    def read(row: SignatureContact) -> Origin:
        return Origin(
            ip=row.ip,
            domain=row.domain,
            lookups=_lookups(row) if of_address else (),
            countries=_countries(row, of_network) if of_network else (),
        )

    return read


def _lookups(row: SignatureContact) -> Collection[str]:
    """An entry may be older than the newest key, or the signature older than the entry."""
    try:
        return contacts.parse(row.channel, row.address).lookups()
    except InvalidContact:  # of a kind that is not taken any more
        return [row.lookup]


def _countries(row: SignatureContact, of_network: Callable[[str], str]) -> Collection[str]:
    number = Contact(row.channel, row.address, row.address)
    return {number.country(), of_network(row.ip)} - {""}
