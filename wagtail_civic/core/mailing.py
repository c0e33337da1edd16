"""Handing a letter to the host's mail backend, and what is said where that fails."""

from contextlib import contextmanager
from smtplib import SMTPRecipientsRefused

from django.core import mail
from django.core.mail import EmailMessage


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
