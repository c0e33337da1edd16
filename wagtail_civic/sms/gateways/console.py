import sys

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ..phones import mask
from ..segments import measure
from .base import BaseGateway, Capabilities, Message, Result, Status


class ConsoleGateway(BaseGateway):
    """Writes to standard output and reaches nobody; outside DEBUG without number and text."""

    label = _("Console (nobody receives anything)")
    capabilities = Capabilities(rate=100.0, reaches_phones=False)

    def transmit(self, message: Message) -> Result:
        stream = self.options.get("STREAM") or sys.stdout
        to, text = message.to, message.text
        if not settings.DEBUG:
            to, text = mask(to), f"({measure(text).segments} parts)"
        stream.write(f"SMS {message.ref} to {to}\n{text}\n\n")
        stream.flush()
        return Result(message.ref, Status.SENT, provider_id=f"console-{message.ref}")
