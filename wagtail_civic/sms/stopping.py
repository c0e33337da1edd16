"""Numbers that the provider refuses for good, because their owner told the provider so."""

from collections.abc import Iterable
from datetime import datetime

from .gateways import STOP
from .models.messages import Delivery
from .models.suppression import Suppression, SuppressionReason

__all__ = ["STOP", "stop"]


def stop(deliveries: Iterable[int], now: datetime) -> None:
    """No more mailings to these numbers, until their owners subscribe anew."""
    rows = Delivery.objects.filter(pk__in=list(deliveries))
    Suppression.objects.bulk_create(
        [
            Suppression(
                site_id=site, lookup=lookup, reason=SuppressionReason.GATEWAY, created_at=now
            )
            for site, lookup in rows.values_list("campaign__site_id", "lookup")
        ],
        ignore_conflicts=True,
    )
