"""Shows what the demonstration would have sent, so that links and codes can be tried by hand."""

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from pathlib import Path

from django.conf import settings
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

SHOWN = 50


@never_cache
def outbox(request):
    """E-mails of the file backend and SMS of the file gateway, the newest first."""
    return render(request, "outbox.html", {"messages_sent": messages()[:SHOWN]})


def messages() -> list[dict]:
    folder = Path(settings.MESSAGES_DIR)
    found = [one for path in folder.glob("mail/*.log") for one in _letters(path)]
    found += [one for path in folder.glob("sms/sms-*.txt") for one in _texts(path)]
    return sorted(found, key=lambda message: message["at"], reverse=True)


def _letters(path: Path) -> list[dict]:
    """Django's file backend writes a line of dashes after each message."""
    parts = path.read_bytes().split(b"-" * 79 + b"\n")
    letters = [message_from_bytes(part, policy=policy.default) for part in parts if part.strip()]
    return [
        {
            "kind": _("E-mail"),
            "to": letter["To"],
            "subject": letter["Subject"],
            "text": letter.get_body(("plain",)).get_content(),
            "at": datetime.fromtimestamp(path.stat().st_mtime, UTC),
        }
        for letter in letters
    ]


SMS = re.compile(r"^(\d\d:\d\d:\d\d) \S+ .*-> (\+?\d+)\n", re.MULTILINE)


def _texts(path: Path) -> list[dict]:
    """The file gateway writes a line „time reference sender -> number“ before each text."""
    _before, *parts = SMS.split(path.read_text(encoding="utf-8"))
    day = path.stem.removeprefix("sms-")
    return [
        {
            "kind": "SMS",
            "to": number,
            "subject": "",
            "text": text.strip(),
            "at": datetime.fromisoformat(f"{day}T{time}+00:00"),
        }
        for time, number, text in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    ]
