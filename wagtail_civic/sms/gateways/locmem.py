from django.utils.translation import gettext_lazy as _

from .base import BaseGateway, Capabilities, Message, Result, Status

outbox: list[Message] = []
"""What every `LocmemGateway` of this process was given, for tests."""


class LocmemGateway(BaseGateway):
    label = _("Memory (for tests)")
    capabilities = Capabilities(rate=1000.0, reaches_phones=False)

    def transmit(self, message: Message) -> Result:
        outbox.append(message)
        return Result(message.ref, Status.SENT, provider_id=f"locmem-{message.ref}")
