"""What every SMS gateway is and promises: one message in, one result out, never an exception."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from ..phones import is_fictitious
from .hooks import Hook

STOP = "stop"
"""The code by which an adapter says: this number is on the provider's stop list."""


class Status(StrEnum):
    SENT = "sent"
    """Accepted by the provider."""
    REJECTED = "rejected"
    """Refused for good: the number, the sender or the text is at fault."""
    FAILED = "failed"
    """Proven not accepted; another try may succeed."""
    HALTED = "halted"
    """Proven not accepted, and no message will be until somebody acts (key, balance, address)."""
    UNKNOWN = "unknown"
    """It may or may not have been accepted; never sent again automatically."""


@dataclass(frozen=True)
class Message:
    """`is_code`: somebody asked for it a moment ago, whatever mailings they are tired of."""

    ref: str
    to: str
    text: str
    sender: str = ""
    is_code: bool = False


@dataclass(frozen=True)
class Result:
    ref: str
    status: Status
    provider_id: str = ""
    code: str = ""


@dataclass(frozen=True)
class ReceiptEvent:
    """A provider's word on one message: `state` is "sent", "delivered" or "failed"."""

    event: str
    ref: str = ""
    provider_id: str = ""
    state: str = ""
    code: str = ""


@dataclass(frozen=True)
class InboundEvent:
    """What somebody sent to the gateway's own number."""

    event: str
    number: str
    text: str


@dataclass(frozen=True)
class Capabilities:
    """`rate` is parts per second; `batch` is how many messages one lease may cover, of which
    `max_recipients` go with one request. Every message has its own way out, so that providers'
    "one text to many" does not apply. `receipts`: it calls us when a message arrives; `status`: it
    can be asked whether it did. `price` is lari for one part; without it the municipality's
    settings say what one costs."""

    max_recipients: int = 1
    rate: float = 10.0
    batch: int = 20
    timeout: float = 10.0
    receipts: bool = False
    status: bool = False
    inbound: bool = False
    idempotent_reference: bool = False
    unicode: bool = True
    number_format: str = "e164"
    balance: bool = False
    reaches_phones: bool = True
    price: Decimal | None = None


class Unanswered(Exception):
    """The provider could not be asked: later."""


class BaseGateway:
    """Subclass and write `transmit`; declare in `capabilities` what the provider can do."""

    label = ""
    capabilities = Capabilities()
    required_options: tuple[str, ...] = ()
    hook_answer = ""
    """What the provider wants to read when it calls us; nothing is a 204."""

    wants_sender = False
    """Whether the sender's name goes with each message; some keep it with the account."""

    def __init__(self, key: str = "", **options: Any) -> None:
        self.key = key
        self.options = options

    def problems(self) -> list[str]:
        """What is wrong with the settings, in words that hold no secret."""
        missing = [name for name in self.required_options if not self.options.get(name)]
        return [f"{name} is missing." for name in missing]

    def advice(self) -> list[str]:
        """What it could do and is not set up for; messages leave nevertheless."""
        return []

    def send(self, batch: Sequence[Message]) -> list[Result]:
        """One result per message, in order. Numbers that only a demonstration has are refused."""
        refused = {
            message.ref: Result(message.ref, Status.REJECTED, code="fictitious")
            for message in batch
            if self.capabilities.reaches_phones and is_fictitious(message.to)
        }
        return [refused.get(message.ref) or self._transmit(message) for message in batch]

    def transmit(self, message: Message) -> Result:
        raise NotImplementedError

    def balance(self) -> Decimal | None:
        """What is left to spend, as the provider counts it; None where it cannot be told."""
        return None

    def ask(self, provider_id: str) -> ReceiptEvent | None:
        """What became of one message, where `status` is declared; None as long as nothing has.
        Raises `Unanswered`."""
        return None

    def verify(self, hook: Hook) -> bool:
        """Whether the provider itself sent this."""
        return False

    def parse(self, hook: Hook) -> list[ReceiptEvent | InboundEvent]:
        """What it says; `ValueError` where it cannot be read."""
        return []

    def _transmit(self, message: Message) -> Result:
        try:
            return self.transmit(message)
        except Exception as error:
            return Result(message.ref, Status.UNKNOWN, code=type(error).__name__)
