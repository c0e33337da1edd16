"""Handing a letter to the host's mail backend, and what is said where that fails."""

import logging
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from smtplib import SMTPRecipientsRefused
from typing import TypeVar

from django.core import mail
from django.core.mail import EmailMessage

T = TypeVar("T")
FAULTS = 3
"""After so many letters in a row that could not be sent the mail server is left alone: one may
fail because of itself, and must not keep all others waiting."""

logger = logging.getLogger(__name__)


class NotSent(Exception):
    """Tells the kind of fault. Its own words may name the recipient, and would stay in logs and in
    the queue's table of failures."""

    def __init__(self, fault: Exception) -> None:
        super().__init__(type(fault).__name__)
        #: Whether the mail server works, and refuses this recipient.
        self.is_refusal = isinstance(fault, SMTPRecipientsRefused)


@contextmanager
def connection():
    """The host's mail backend, opened once for many letters; ``NotSent`` where nobody answers."""
    mailers = getattr(mail, "mailers", None)  # from Django 6.1 on
    backend = mailers.default if mailers is not None else mail.get_connection()
    try:
        backend.open()
    except Exception as fault:
        raise NotSent(fault) from None
    try:
        yield backend
    finally:
        backend.close()


def send(message: EmailMessage, through=None) -> None:
    """Send it, or raise ``NotSent``: backends of mail services raise whatever they like.

    ``through`` is an open connection.
    """
    try:
        if through is None:
            message.send()
        else:
            through.send_messages([message])
    except Exception as fault:
        raise NotSent(fault) from None


def send_each(items: Iterable[T], tell: Callable[[T, object], bool], what: str) -> int:
    """``tell(item, connection)`` for one after another; how many letters went out.

    Where it raises ``NotSent`` the letter waits, and the next one is tried all the same. ``what``
    letters these are stands in the log.
    """
    sent = faults = 0
    try:
        with connection() as through:
            for item in items:
                try:
                    sent += tell(item, through)
                    faults = 0
                except NotSent as fault:
                    faults += 1
                    if faults == FAULTS:
                        raise
                    logger.warning("%s: one waits: %s", what, fault)
                    _open_anew(through)
    except NotSent as fault:
        logger.warning("%s wait: %s", what, fault)
    return sent


def _open_anew(backend) -> None:
    """The server may have hung up on a letter that it did not like."""
    try:
        backend.close()
        backend.open()
    except Exception as fault:
        raise NotSent(fault) from None
