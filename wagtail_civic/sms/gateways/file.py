import os
from datetime import UTC, datetime
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from .base import BaseGateway, Capabilities, Message, Result, Status


class FileGateway(BaseGateway):
    """Appends every message to one file a day in `FOLDER` and reaches nobody."""

    label = _("File (nobody receives anything)")
    capabilities = Capabilities(rate=100.0, reaches_phones=False)
    required_options = ("FOLDER",)

    def transmit(self, message: Message) -> Result:
        folder = Path(self.options["FOLDER"])
        folder.mkdir(parents=True, exist_ok=True)
        now = datetime.now(UTC)
        entry = f"{now:%H:%M:%S} {message.ref} {message.sender} -> {message.to}\n{message.text}\n\n"
        handle = os.open(
            folder / f"sms-{now:%Y-%m-%d}.txt", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600
        )
        with os.fdopen(handle, "a", encoding="utf-8") as file:
            file.write(entry)
        return Result(message.ref, Status.SENT, provider_id=f"file-{message.ref}")
