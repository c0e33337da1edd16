"""Signing as somebody whom the host's own log-in knows: an eID, an account of the municipality.

A host writes one class and names it in ``WAGTAIL_CIVIC["PETITIONS_IDENTITY"]``. It says who is
logged in with this request, and where to log in; the signature counts at once, under the way of
verification “electronic identity”.
"""

from dataclasses import dataclass, field

from django.http import HttpRequest
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from wagtail_civic.core import conf
from wagtail_civic.core.contacts import Contact

CHANNEL = "eid"

conf.declare(
    "PETITIONS_IDENTITY",
    (str, type(None)),
    None,
    "Dotted path of the class by which people sign petitions with the host's own log-in.",
    app="petitions",
)


@dataclass(frozen=True)
class Identity:
    """Who is logged in. ``subject`` is the log-in's own lasting name of that person; it is kept
    encrypted, found by keyed HMAC and erased like an address. A ``personal_number`` is only kept as
    keyed HMAC."""

    subject: str = field(repr=False)
    name: str = field(repr=False)
    personal_number: str = field(default="", repr=False)

    @property
    def contact(self) -> Contact:
        return Contact(CHANNEL, self.subject, self.subject)


class IdentityProvider:
    """Subclass it, and name the subclass in the setting."""

    label = _("electronic identity")

    def identify(self, request: HttpRequest) -> Identity | None:
        """Who has proved to be themselves with this request; None asks to log in."""
        raise NotImplementedError

    def login_url(self, request: HttpRequest, back: str) -> str:
        """Where to log in; the log-in leads to ``back`` afterwards."""
        raise NotImplementedError


def provider() -> IdentityProvider | None:
    path = conf.settings.PETITIONS_IDENTITY
    return import_string(path)() if path else None
