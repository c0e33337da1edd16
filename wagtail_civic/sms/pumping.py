"""Codes that nobody types in: a sign that strangers have them sent for a share of their price.

The limits of `channel` bound the damage; this tells the office that there is some.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from django.db.models import Count, Q
from django.utils.translation import gettext
from wagtail.models import Site

from wagtail_civic.core import limits
from wagtail_civic.core.models import Verification

from . import telling
from .phones import CHANNEL

DAY, TIME_TO_TYPE = timedelta(days=1), timedelta(minutes=10)
ENOUGH = 30
"""Fewer codes than that a day say nothing."""
LEAST_SHARE = 0.25
"""Of a day's codes so many are typed in where citizens ask for them, and far more as a rule."""


def is_odd(sent: int, confirmed: int) -> bool:
    """Whether too few of the codes that were sent came back."""
    return sent >= ENOUGH and confirmed < LEAST_SHARE * sent


def watch(now: datetime) -> int:
    """Write once a day to those who may send where a day's codes look odd; how many letters."""
    return sum(_tell(site, sent, now) for site, sent in _odd(now))


def _odd(now: datetime) -> Iterable[tuple[Site, int]]:
    asked = Verification.objects.filter(
        channel=CHANNEL,
        superseded_at__isnull=True,
        sent_at__gt=now - DAY,
        sent_at__lte=now - TIME_TO_TYPE,
    )
    confirmed = Count("pk", filter=Q(confirmed_at__isnull=False))
    rows = asked.order_by().values_list("site").annotate(sent=Count("pk"), confirmed=confirmed)
    found = {site: sent for site, sent, typed in rows if is_odd(sent, typed)}
    sites = Site.objects.in_bulk(found)
    return [(sites[pk], sent) for pk, sent in found.items()]


def _tell(site: Site, sent: int, now: datetime) -> int:
    once = (limits.Rule(1, DAY),)
    if not limits.hit("sms.codes.odd", "all", site, once, now):
        return 0
    return telling.tell_of([site], partial(_letter, site, sent))


def _letter(site: Site, sent: int) -> tuple[str, str]:
    told = {"site": site, "count": sent}
    return gettext("SMS: confirmation codes that nobody types in"), gettext(
        "%(site)s: of %(count)s confirmation codes sent within a day hardly any was typed in. "
        "Strangers may have them sent at your cost. Lower the limit in Settings → SMS, and tell "
        "your technician."
    ) % told
