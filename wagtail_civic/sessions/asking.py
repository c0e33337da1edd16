"""How a question or an opinion comes in."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from wagtail_civic.core import conf
from wagtail_civic.core.contacts import Contact
from wagtail_civic.core.encryption import keyed_digest
from wagtail_civic.core.text import clean

from . import lifecycle, status
from .models.questions import Question, digest
from .models.session import AgendaItem, Session

SHORTEST = 10
LONGEST = 1000
LONGEST_NAME = 80


class ChannelClosed(Exception):
    """No questions are taken for this session now."""

    def __init__(self, phase: str):
        super().__init__(phase)
        self.phase = phase


@dataclass(frozen=True)
class Submission:
    """What a citizen wrote; ``once`` is the form's own random value: sent twice, it asks once."""

    kind: str
    text: str
    language: str
    once: str
    author_name: str = field(default="", repr=False)
    item: AgendaItem | None = None
    deputy: object | None = None
    contact: Contact | None = None


def new_once() -> str:
    return secrets.token_urlsafe(16)


def tidy(text: str) -> str:
    """Clean, with single spaces and at most one empty line in a row."""
    lines = [" ".join(line.split()) for line in clean(text).split("\n")]
    return "\n".join(
        line for before, line in zip(["", *lines], lines, strict=False) if line or before
    ).strip()


def token_for(session: Session, submission: Submission) -> str:
    """The author's token: the same for the same form sent twice, and known to nobody else."""
    written = f"{session.key}\x00{submission.once}\x00{submission.kind}\x00{submission.text}"
    return keyed_digest("sessions.question", written)[:40]


def ask(session: Session, submission: Submission, *, now: datetime) -> tuple[Question, str, bool]:
    """(question, the author's token, whether it is new); ``ChannelClosed`` if none is taken.

    With a contact the question waits until the address is confirmed; nobody sees it before.
    """
    phase = session.phase(now)
    if phase not in status.ASKING_PHASES:
        raise ChannelClosed(phase)
    token = token_for(session, submission)
    contact = submission.contact
    state = lifecycle.UNCONFIRMED if contact else lifecycle.PENDING
    with transaction.atomic():
        question, made = Question.objects.get_or_create(
            token_digest=digest(token),
            defaults={
                "session": session,
                "kind": submission.kind,
                "text": submission.text,
                "language": submission.language,
                "author_name": submission.author_name,
                "contact_lookup": contact.lookup() if contact else "",
                "item": submission.item,
                "deputy": submission.deputy,
                "state": state,
                "created_at": now,
            },
        )
        if made:
            question.events.create(at=now, move="ask", to_state=state)
    return question, token, made


def asks_for_email() -> bool:
    return bool(conf.settings.SESSIONS_CONFIRM_QUESTIONS)


def find(token: str) -> Question | None:
    """The question whose author holds ``token``."""
    rows = Question.objects.select_related("session", "answered_by")
    return rows.filter(token_digest=digest(token)).first()
