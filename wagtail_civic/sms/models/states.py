"""The words for what a campaign and a message can be, and the only moves between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CampaignState(models.TextChoices):
    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("waiting for approval")
    APPROVED = "approved", _("approved")
    SENDING = "sending", _("being sent")
    PAUSED = "paused", _("paused")
    DONE = "done", _("sent")
    CANCELLED = "cancelled", _("cancelled")


class MessageState(models.TextChoices):
    QUEUED = "queued", _("waiting")
    RETRY = "retry", _("waiting for another try")
    SENDING = "sending", _("being handed over")
    SENT = "sent", _("handed over")
    DELIVERED = "delivered", pgettext_lazy("SMS", "delivered")
    UNKNOWN = "unknown", _("unknown")
    FAILED = "failed", _("failed")
    SKIPPED = "skipped", _("left out")
    EXPIRED = "expired", _("too late to send")
    CANCELLED = "cancelled", _("cancelled")


CAMPAIGN_MOVES = {
    CampaignState.DRAFT: {CampaignState.SUBMITTED, CampaignState.CANCELLED},
    CampaignState.SUBMITTED: {
        CampaignState.DRAFT,
        CampaignState.APPROVED,
        CampaignState.CANCELLED,
    },
    CampaignState.APPROVED: {
        CampaignState.DRAFT,
        CampaignState.SENDING,
        CampaignState.CANCELLED,
    },
    CampaignState.SENDING: {
        CampaignState.PAUSED,
        CampaignState.DONE,
        CampaignState.CANCELLED,
    },
    CampaignState.PAUSED: {CampaignState.SENDING, CampaignState.CANCELLED},
    CampaignState.DONE: set(),
    CampaignState.CANCELLED: set(),
}

_BEFORE_SENDING = {
    MessageState.SENDING,
    MessageState.SKIPPED,
    MessageState.EXPIRED,
    MessageState.CANCELLED,
}
MESSAGE_MOVES = {
    MessageState.QUEUED: _BEFORE_SENDING,
    MessageState.RETRY: _BEFORE_SENDING
    | {
        MessageState.SENT,
        MessageState.DELIVERED,
        MessageState.FAILED,
        MessageState.UNKNOWN,
    },
    MessageState.SENDING: {
        MessageState.SENT,
        MessageState.DELIVERED,
        MessageState.RETRY,
        MessageState.FAILED,
        MessageState.UNKNOWN,
        MessageState.SKIPPED,
    },
    MessageState.UNKNOWN: {MessageState.SENT, MessageState.DELIVERED, MessageState.FAILED},
    MessageState.SENT: {MessageState.DELIVERED, MessageState.FAILED},
    MessageState.DELIVERED: set(),
    MessageState.FAILED: set(),
    MessageState.SKIPPED: set(),
    MessageState.EXPIRED: set(),
    MessageState.CANCELLED: set(),
}
"""No message returns to where it could be sent twice: only a receipt leads on from `unknown`.
Whoever resends one nevertheless is a person who says so (`resending`)."""

WAITING = (MessageState.QUEUED, MessageState.RETRY)
UNFINISHED = (*WAITING, MessageState.SENDING)


def sources(moves: dict, target) -> list:
    """The states from which `target` may be reached."""
    return [state for state, targets in moves.items() if target in targets]


def campaign_states():
    return CampaignState.choices


def message_states():
    return MessageState.choices
