"""What a municipality may still spend: parts are held before they leave, and given back if not.

The day's row is locked while its parts are counted out, so that workers on several machines
together stay below every limit.
"""

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.db.models import Case, F, Value, When

from .models.campaigns import Campaign
from .models.settings import SmsSettings
from .models.traffic import DayUse

Limit = Callable[[Campaign, SmsSettings, DayUse], int]


def left_today(campaign: Campaign, settings: SmsSettings, use: DayUse) -> int:
    return settings.daily_parts - use.parts


LIMITS: list[Limit] = [left_today]
"""Each says how many parts may still leave for a campaign; the smallest answer counts."""


def hold(campaign: Campaign, settings: SmsSettings, least: int, most: int, day: date) -> int:
    """Parts held for the campaign on that day, at most `most`; 0 where not even `least` are left.

    A worker that dies keeps what it held, until midnight: rather too few leave than too many.
    """
    DayUse.objects.get_or_create(site=campaign.site, day=day)
    with transaction.atomic():
        use = DayUse.objects.select_for_update().get(site=campaign.site, day=day)
        held = min(most, *(limit(campaign, settings, use) for limit in LIMITS))
        if held < least:
            return 0
        DayUse.objects.filter(pk=use.pk).update(parts=F("parts") + held)
    return held


def give_back(site, day: date, parts: int) -> None:
    rest = Case(When(parts__gt=parts, then=F("parts") - parts), default=Value(0))
    DayUse.objects.filter(site=site, day=day).update(parts=rest)


def used(site, day: date) -> int:
    """Parts handed over, or about to be, on that day of the municipality."""
    return DayUse.objects.filter(site=site, day=day).values_list("parts", flat=True).first() or 0
