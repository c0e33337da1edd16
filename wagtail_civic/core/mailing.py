"""Handing a letter to the host's mail backend, and what is said where that fails."""

from smtplib import SMTPRecipientsRefused

from django.core.mail import EmailMessage


class NotSent(Exception):
    """Tells the kind of fault. Its own words may name the recipient, and would stay in logs and in
    the queue's table of failures."""

    def __init__(self, fault: Exception) -> None:
        super().__init__(type(fault).__name__)
        #: Whether the mail server works, and refuses this recipient.
        self.is_refusal = isinstance(fault, SMTPRecipientsRefused)


def send(message: EmailMessage) -> None:
    """Send it, or raise ``NotSent``: backends of mail services raise whatever they like."""
    try:
        message.send()
    except Exception as fault:
        raise NotSent(fault) from None
