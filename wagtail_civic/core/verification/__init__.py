"""Proving that somebody holds an address: one seam for petitions, questions and subscriptions.

``begin`` starts an attempt, a channel carries a link or a code to the address, and the purpose
hears once, in the transaction that confirms it. Core ships the channel ``email``; ``sms``
registers ``phone``.
"""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from .. import jobs, personal_data
from .email import EmailChannel
from .fate import Fate, bounced, fate
from .lifecycle import (
    SEND_JOB,
    Outcome,
    begin,
    confirm,
    confirm_code,
    entry_url,
    find_by_token,
    may_send,
    message_limit,
    send,
    send_waiting,
)
from .personal import Verifications
from .seam import Channel, Delivery, DeliveryFailed, Purpose, channels, purposes

__all__ = [
    "Channel",
    "Delivery",
    "DeliveryFailed",
    "Fate",
    "Outcome",
    "Purpose",
    "begin",
    "bounced",
    "channels",
    "confirm",
    "confirm_code",
    "entry_url",
    "fate",
    "find_by_token",
    "may_send",
    "message_limit",
    "purposes",
    "send",
    "send_waiting",
]


def connect() -> None:
    """What core itself brings: the e-mail channel, its job, its personal data."""
    channels.register("email", EmailChannel())
    personal_data.register("verifications", Verifications())
    jobs.register(
        jobs.Job(
            name="core.verifications",
            func=SEND_JOB,
            every=timedelta(minutes=1),
            label=_("Send confirmation messages that wait"),
        )
    )
