"""What ends without being sent: too late, or the worker that held it never came back."""

from datetime import datetime

from django.db import transaction
from django.db.models import CharField, F, Value

from . import audience, routing
from .gateways import Status
from .inserting import insert_select
from .models.campaigns import Campaign
from .models.messages import Attempt, Delivery
from .models.states import MessageState

TRIES = 5


def expire(campaign: Campaign, now: datetime) -> int:
    """Close what is too late to send."""
    if campaign.expires_at is None or campaign.expires_at > now:
        return 0
    count = Delivery.objects.filter(campaign=campaign).close(MessageState.EXPIRED, "late")
    audience.unasked(campaign)
    return count


@transaction.atomic
def abandon(now: datetime) -> int:
    """Rows whose worker did not come back: their fate is unknown, and stays so.

    A gateway that recognises our reference may be asked once more: it sends nothing twice.
    """
    rows = Delivery.objects.abandoned(now)
    keys = rows.order_by().values_list("gateway", flat=True).distinct()
    safe = [key for key in keys if is_idempotent(key)]
    insert_select(Attempt, lost_attempt(), rows.order_by("pk"))
    again = rows.filter(gateway__in=safe, tries__lt=TRIES)
    count = again.update(
        only_gateway=F("gateway"),
        due_at=now,
        lease_until=None,
        reason="worker",
        state=MessageState.RETRY,
    )
    return count + rows.update(state=MessageState.UNKNOWN, reason="worker", lease_until=None)


def is_idempotent(key: str) -> bool:
    gateway = routing.usable(key)
    return gateway is not None and gateway.capabilities.idempotent_reference


def lost_attempt() -> dict:
    return {
        "delivery_id": F("pk"),
        "token": F("token"),
        "gateway": F("gateway"),
        "number": F("tries"),
        "outcome": Value(Status.UNKNOWN.value, output_field=CharField()),
        "code": Value("worker", output_field=CharField()),
        # Its parts belong to the day they were held on, however late the sweep comes.
        "finished_at": F("lease_until"),
    }
