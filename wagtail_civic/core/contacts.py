"""Addresses of citizens: parsed, compared by keyed HMAC, stored encrypted, shown masked.

E-mail is known here; ``sms`` registers ``phone``. A row that must find an address again stores
``contact.lookup()`` beside an ``EncryptedTextField``; a row that must only recognise it stores the
lookup alone.
"""

import re
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from .encryption import EncryptedTextField, Undecryptable, decrypt, encrypt, lookup_digests
from .registry import Registry

__all__ = [
    "AddressKind",
    "Contact",
    "EncryptedTextField",
    "InvalidContact",
    "Undecryptable",
    "decrypt",
    "encrypt",
    "kinds",
    "mask",
    "parse",
]

MAXIMUM_EMAIL = 254
MAXIMUM_LOCAL_PART = 64

_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
# Mail services that ignore dots before the @, by the name under which they are one.
_DOTLESS = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}


class InvalidContact(ValidationError):
    """Not an address of that kind; the message is for the citizen who typed it."""


@dataclass(frozen=True)
class Contact:
    """One address. ``value`` is where to send, ``canonical`` what equality means."""

    channel: str
    value: str = field(repr=False)
    canonical: str = field(repr=False)

    def lookup(self) -> str:
        """Hex HMAC of the canonical form under the current lookup key: what rows store."""
        return self.lookups()[0]

    def lookups(self) -> list[str]:
        """The HMAC under every key, current first: what queries compare with (``__in``)."""
        return lookup_digests(f"{self.channel}:{self.canonical}")

    def mask(self) -> str:
        kind = kinds.get(self.channel)
        return kind.mask(self.value) if kind else "•••"

    def country(self) -> str:
        """The ISO code of the country that gave the address out; empty if it tells of none."""
        kind = kinds.get(self.channel)
        return kind.country(self.value) if kind else ""

    def __str__(self) -> str:
        return self.mask()


class AddressKind:
    """How one kind of address is read and shown. Register an instance with ``kinds``."""

    label = ""

    def parse(self, text: str) -> Contact:
        """The contact, or ``InvalidContact`` with a message for the citizen."""
        raise NotImplementedError

    def mask(self, value: str) -> str:
        raise NotImplementedError

    def country(self, value: str) -> str:
        """The ISO code that a number begins with, in its way; an e-mail address has none."""
        return ""


class EmailKind(AddressKind):
    label = _("e-mail")

    def parse(self, text: str) -> Contact:
        """Two spellings that reach one mailbox are one contact: case, ``+tag``, Gmail's dots."""
        invalid = InvalidContact(
            _("Enter an e-mail address such as nino@example.ge."), code="invalid_email"
        )
        if len(text) > MAXIMUM_EMAIL * 2:
            raise invalid
        local, _at, domain = _INVISIBLE.sub("", text).strip().rpartition("@")
        if len(local) > MAXIMUM_LOCAL_PART:
            raise invalid
        try:
            domain = domain.encode("idna").decode().lower()
            validate_email(address := f"{local}@{domain}")
        except (UnicodeError, ValidationError):
            raise invalid from None
        if len(address) > MAXIMUM_EMAIL:
            raise invalid
        return Contact("email", address, self._mailbox(local, domain))

    @staticmethod
    def _mailbox(local: str, domain: str) -> str:
        mailbox = local.casefold().partition("+")[0] or local.casefold()
        if domain in _DOTLESS:
            mailbox, domain = mailbox.replace(".", ""), _DOTLESS[domain]
        return f"{mailbox}@{domain}"

    def mask(self, value: str) -> str:
        local, _at, domain = value.rpartition("@")
        return f"{local[:1]}•••@{domain[:1]}•••.{domain.rpartition('.')[2]}"


kinds: Registry[AddressKind] = Registry("kinds of address")
kinds.register("email", EmailKind())


def parse(channel: str, text: str) -> Contact:
    """``parse("email", " Nino@Example.GE ")``; raises ``InvalidContact``."""
    kind = kinds.get(channel)
    if kind is None:
        raise InvalidContact(_("This kind of address cannot be used here."), code="unknown_channel")
    return kind.parse(text)


def mask(channel: str, value: str) -> str:
    """``n•••@e•••.ge``: enough for its owner to recognise it."""
    return Contact(channel, value, value).mask()
