"""How fast a gateway may be fed: a bucket of parts in the gateway's row, one for all processes.

Two mailings through one gateway share it, and so do two machines. Nobody sleeps holding the row.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from .gateways import BaseGateway
from .models.traffic import GatewayState

BURST = 1.0
"""Seconds' worth of parts that may leave at once after a rest."""
AHEAD = timedelta(minutes=1)
"""A bucket filled later than this from now was filled by a clock that was wrong."""


def refilled(tokens: float, filled_at: datetime, rate: float, most: float, now: datetime) -> float:
    """What is in the bucket at `now`, never more than `most`."""
    seconds = max(0.0, (now - filled_at).total_seconds())
    return min(most, tokens + rate * seconds)


def take(gateway: BaseGateway, least: int, most: int, now: datetime) -> tuple[int, float]:
    """Parts that may leave now, at most `most`; if fewer than `least`, 0 and the seconds to wait.

    What costs more than a second's worth still leaves, once that much has gathered.
    """
    rate = gateway.capabilities.rate
    capacity = max(rate * BURST, least)
    GatewayState.objects.get_or_create(pk=gateway.key, defaults={"filled_at": now})
    with transaction.atomic():
        state = GatewayState.objects.select_for_update().get(pk=gateway.key)
        filled_at = now if state.filled_at > now + AHEAD else state.filled_at
        tokens = refilled(state.tokens, filled_at, rate, capacity, now)
        if tokens < least:
            return 0, (least - tokens) / rate
        granted = int(min(tokens, most))
        GatewayState.objects.filter(pk=gateway.key).update(
            tokens=tokens - granted, filled_at=max(now, filled_at)
        )
    return granted, 0.0


def give_back(key: str, parts: int) -> None:
    """Parts that were taken and did not leave."""
    GatewayState.objects.filter(pk=key).update(tokens=F("tokens") + parts)


def spend(key: str, parts: int) -> None:
    """A code leaves at once, whatever mailings are under way; they make room for it."""
    GatewayState.objects.filter(pk=key).update(tokens=F("tokens") - parts)
