"""What a municipality may still spend: parts are held before they leave, and given back if not.

The day's row is locked while its parts are counted out, so that workers on several machines
together stay below every limit.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Case, F, Sum, Value, When
from django.utils import timezone

from wagtail_civic.core import clock

from .gateways import Status
from .models.campaigns import Campaign
from .models.messages import Attempt, Delivery
from .models.settings import SmsSettings
from .models.states import MessageState
from .models.traffic import DayUse

LONGEST = timedelta(minutes=3)
"""After that a worker that held parts and has not come back is dead: the queue kills it earlier."""
UNLIMITED = 10**9
GONE = (Status.SENT.value, Status.UNKNOWN.value)

Limit = Callable[[Campaign, SmsSettings, DayUse], int]


def left_today(campaign: Campaign, settings: SmsSettings, use: DayUse) -> int:
    return settings.daily_parts - use.parts


def left_this_month(campaign: Campaign, settings: SmsSettings, use: DayUse) -> int:
    """Parts that the month's budget still pays for, by the municipality's calendar and at the price
    of its dearer gateway."""
    price = settings.highest_price
    if not settings.monthly_budget or not price:
        return UNLIMITED
    month = DayUse.objects.filter(
        site=use.site_id, day__gte=use.day.replace(day=1), day__lte=use.day
    )
    gone = month.aggregate(parts=Sum("parts"))["parts"] or 0
    return int(settings.monthly_budget / price) - gone


LIMITS: list[Limit] = [left_today, left_this_month]
"""Each says how many parts may still leave for a campaign; the smallest answer counts."""


def wall(campaign: Campaign, settings: SmsSettings, least: int, day: date) -> Limit | None:
    """The limit that leaves less than `least` parts, if any; nothing is held by asking."""
    use = DayUse.objects.filter(site=campaign.site, day=day).first()
    use = use or DayUse(site=campaign.site, day=day)
    return next((limit for limit in LIMITS if limit(campaign, settings, use) < least), None)


def hold(
    campaign: Campaign,
    settings: SmsSettings,
    least: int,
    most: int,
    day: date,
    now: datetime | None = None,
) -> int:
    """Parts held for the campaign on that day, at most `most`; 0 where not even `least` are left.

    A worker that dies keeps what it held until the sweep counts anew (`recount`).
    """
    until = (now or timezone.now()) + LONGEST
    DayUse.objects.get_or_create(site=campaign.site, day=day)
    with transaction.atomic():
        use = DayUse.objects.select_for_update().get(site=campaign.site, day=day)
        held = min(most, *(limit(campaign, settings, use) for limit in LIMITS))
        if held < least:
            return 0
        DayUse.objects.filter(pk=use.pk).update(parts=F("parts") + held, held_until=until)
    return held


def give_back(site, day: date, parts: int) -> None:
    rest = Case(When(parts__gt=parts, then=F("parts") - parts), default=Value(0))
    DayUse.objects.filter(site=site, day=day).update(parts=rest)


def recount(now: datetime) -> int:
    """Give back what dead workers held: once nobody can hold any more parts of a day, they are
    counted from what really left. How many days were counted."""
    count = 0
    for pk in DayUse.objects.filter(held_until__lt=now).values_list("pk", flat=True):
        with transaction.atomic():
            rows = DayUse.objects.select_for_update().filter(pk=pk, held_until__lt=now)
            use = rows.first()
            if use is None or _is_sending(use.site_id):
                continue
            use.parts, use.held_until = gone(use.site_id, use.day), None
            use.save(update_fields=["parts", "held_until"])
            count += 1
    return count


def gone(site_id: int, day: date) -> int:
    """Parts that a gateway took, or may have taken, on that day of the municipality."""
    start = clock.start_of(day)
    tries = Attempt.objects.filter(
        delivery__campaign__site=site_id,
        outcome__in=GONE,
        finished_at__gte=start,
        finished_at__lt=clock.start_of(day + timedelta(days=1)),
    )
    return tries.aggregate(parts=Sum("delivery__segments"))["parts"] or 0


def _is_sending(site_id: int) -> bool:
    rows = Delivery.objects.filter(campaign__site=site_id, state=MessageState.SENDING)
    return rows.exists()


def used(site, day: date) -> int:
    """Parts handed over, or about to be, on that day of the municipality."""
    return DayUse.objects.filter(site=site, day=day).values_list("parts", flat=True).first() or 0
