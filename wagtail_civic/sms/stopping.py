"""Numbers that get no more mailings, although their owners have not told us so: the provider
refuses them for good, or nothing arrives there any more."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, Max, Min, OuterRef

from .gateways import STOP
from .models.messages import Delivery
from .models.states import MessageState
from .models.suppression import Suppression, SuppressionReason

__all__ = ["STOP", "give_up", "stop"]

ENOUGH, LONG_ENOUGH = 3, timedelta(days=30)
"""A telephone may be off for a holiday; after that a number may soon be somebody else's."""
TRIES = 5
"""So many end a message that the gateway never accepted, which says nothing about the number."""
ARRIVED = (MessageState.SENT, MessageState.DELIVERED)
ARRIVED_PERHAPS = (*ARRIVED, MessageState.UNKNOWN)


def stop(deliveries: Iterable[int], now: datetime) -> None:
    """No more mailings to these numbers, until their owners subscribe anew."""
    rows = Delivery.objects.filter(pk__in=list(deliveries))
    _suppress(rows.values_list("campaign__site_id", "lookup"), SuppressionReason.GATEWAY, now)


def give_up(now: datetime) -> int:
    """No more mailings to numbers whose last messages have all failed for good, `ENOUGH` of them
    and over `LONG_ENOUGH`, until their owners subscribe anew; how many numbers.

    A mailing that reached nobody says something about itself, not about numbers.
    """
    others = Delivery.objects.filter(state__in=ARRIVED, campaign=OuterRef("campaign"))
    later = Delivery.objects.filter(
        state__in=ARRIVED_PERHAPS, subscriber=OuterRef("subscriber"), pk__gt=OuterRef("pk")
    )
    failed = Delivery.objects.filter(
        ~Exists(later),
        Exists(others),
        state=MessageState.FAILED,
        tries__lt=TRIES,
        subscriber__opted_out_at__isnull=True,
        created_at__gt=F("subscriber__confirmed_at"),
    )
    found = (
        failed.order_by()
        .values_list("campaign__site_id", "lookup")
        .annotate(count=Count("pk"), first=Min("created_at"), last=Max("created_at"))
        .filter(count__gte=ENOUGH)
    )
    lost = [row[:2] for row in found if row[-1] - row[-2] >= LONG_ENOUGH]
    known = Suppression.objects.filter(lookup__in=[lookup for _site, lookup in lost])
    new = {*lost} - {*known.values_list("site_id", "lookup")}
    _suppress(new, SuppressionReason.UNREACHABLE, now)
    return len(new)


def _suppress(numbers: Iterable[tuple], reason: SuppressionReason, now: datetime) -> None:
    Suppression.objects.bulk_create(
        [
            Suppression(site_id=site, lookup=lookup, reason=reason, created_at=now)
            for site, lookup in numbers
        ],
        ignore_conflicts=True,
    )
