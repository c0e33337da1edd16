"""What a capability and a channel bring to verification."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from wagtail.models import Site

from ..contacts import Contact
from ..registry import Registry

if TYPE_CHECKING:
    from ..models.verification import Verification


class DeliveryFailed(Exception):
    """The message did not go out. Its text reaches the log: nothing personal in it.

    ``is_refusal``: the channel works, and does not take this address.
    """

    def __init__(self, text: str, *, is_refusal: bool = False) -> None:
        super().__init__(text)
        self.is_refusal = is_refusal


@dataclass(frozen=True)
class Delivery:
    """One message to carry: ``text`` is complete, with the link or the code in it."""

    site: Site
    language: str
    contact: Contact = field(repr=False)
    subject: str = field(repr=False)
    text: str = field(repr=False)


class Channel:
    """Carries a secret to an address. Subclass it and register an instance with ``channels``.

    ``uses_code``: the secret is a short code typed on the citizen's screen, otherwise a link.
    ``may_repeat``: whether a message whose fate is unknown may be sent again.
    """

    label = ""
    uses_code = False
    may_repeat = True
    lifetime = timedelta(hours=24)

    def send(self, delivery: Delivery) -> None:
        """Hand the message over, or raise ``DeliveryFailed``."""
        raise NotImplementedError


class Purpose:
    """What a confirmed address is good for. Subclass it and register an instance with ``purposes``.

    The texts are asked for in the language of the verification.
    """

    def title(self, verification: "Verification") -> str:
        """Heading of the page where it is confirmed."""
        raise NotImplementedError

    def summary(self, verification: "Verification") -> str:
        """One or two sentences: what the citizen is about to confirm."""
        return ""

    def button(self, verification: "Verification") -> str:
        raise NotImplementedError

    def message(self, verification: "Verification") -> tuple[str, str]:
        """Subject and text of the message; the link or the code is added below the text.

        Anybody may have typed the address: no words of whoever asks stand here, but what kind of
        thing is asked for. ``summary`` shows the words to who opens the link.
        """
        raise NotImplementedError

    def below(self, verification: "Verification") -> str:
        """What a letter says below its link: another link here is not taken for the first."""
        return ""

    def confirmed(self, verification: "Verification", now: datetime) -> str:
        """Do it, once, in the confirming transaction; answer the address to go to."""
        raise NotImplementedError

    def lost(self, verification: "Verification") -> str:
        """Where somebody with a used or expired link can start again."""
        raise NotImplementedError


channels: Registry[Channel] = Registry("verification channels")
purposes: Registry[Purpose] = Registry("verification purposes")
