"""Subscribers by topic, area and language, mailings by month: figures, and nobody's data."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Q, Sum
from wagtail.models import Site

from wagtail_civic.core import clock
from wagtail_civic.core.languages import content_languages
from wagtail_civic.core.models import Area, Topic

from .models.campaigns import Campaign
from .models.messages import Delivery
from .models.people import Subscriber
from .models.settings import SmsSettings
from .models.states import MessageState

MONTHS = 12
HANDED = (MessageState.SENT, MessageState.DELIVERED)


@dataclass
class Month:
    """The mailings that began in one month; `price` by what a part costs today by the gateway that
    carried it."""

    start: date
    mailings: int = 0
    messages: int = 0
    handed: int = 0
    failed: int = 0
    parts: int = 0
    price: Decimal = Decimal(0)


@dataclass(frozen=True)
class Statistics:
    """`everything` are those who chose all topics, or the whole municipality: they are counted
    there and under no topic or area of their own. Topics and areas come in the order of their
    trees, each with dashes for its depth."""

    site: Site
    active: int
    waiting: int
    gone: int
    languages: list[tuple[str, int]]
    topics: list[tuple[str, Topic, int]]
    all_topics: int
    areas: list[tuple[str, Area, int]]
    all_areas: int
    months: list[Month] = field(default_factory=list)


def statistics(site: Site, now: datetime) -> Statistics:
    """A handful of statements, however many subscribers there are."""
    rows = Subscriber.objects.filter(site=site)
    active = Q(confirmed_at__isnull=False, opted_out_at__isnull=True)
    totals = rows.aggregate(
        active=Count("pk", filter=active),
        waiting=Count("pk", filter=Q(confirmed_at__isnull=True, opted_out_at__isnull=True)),
        gone=Count("pk", filter=Q(opted_out_at__isnull=False)),
        all_topics=Count("pk", filter=active & Q(all_topics=True)),
        all_areas=Count("pk", filter=active & Q(all_areas=True)),
    )
    readers = dict(rows.active().order_by().values_list("language").annotate(n=Count("pk")))
    names = dict(content_languages())
    return Statistics(
        site=site,
        languages=[(names.get(code, code), count) for code, count in sorted(readers.items())],
        topics=_chosen(Topic, site, "topics"),
        areas=_chosen(Area, site, "areas"),
        months=_months(site, now),
        **totals,
    )


def _chosen(model, site: Site, relation: str) -> list:
    rows = Subscriber.objects.filter(site=site).active().order_by()
    counts = dict(
        rows.filter(**{f"all_{relation}": False, f"{relation}__isnull": False})
        .values_list(relation)
        .annotate(n=Count("pk"))
    )
    tree = model.objects.for_site(site).in_tree_order()
    return [("– " * row.depth, row, counts.get(row.pk, 0)) for row in tree]


def _months(site: Site, now: datetime) -> list[Month]:
    """The last twelve that had mailings, newest first, by the municipality's calendar.

    The database groups by mailing, Python by month: not every server knows time zones.
    """
    first = _back(clock.day_of(now).replace(day=1), MONTHS - 1)
    begun = Campaign.objects.filter(site=site, started_at__gte=clock.start_of(first))
    handed = Q(deliveries__state__in=HANDED)
    rows = begun.order_by().annotate(
        messages=Count("deliveries"),
        handed=Count("deliveries", filter=handed),
        failed=Count("deliveries", filter=Q(deliveries__state=MessageState.FAILED)),
        parts=Sum("deliveries__segments", filter=handed),
    )
    prices = _prices(site, begun)
    months: dict[date, Month] = {}
    for row in rows:
        start = clock.day_of(row.started_at).replace(day=1)
        month = months.setdefault(start, Month(start))
        month.mailings += 1
        month.messages += row.messages
        month.handed += row.handed
        month.failed += row.failed
        month.parts += row.parts or 0
        month.price += prices.get(row.pk, Decimal(0))
    return sorted(months.values(), key=lambda month: month.start, reverse=True)


def _prices(site: Site, campaigns) -> dict[int, Decimal]:
    """What was handed over of each of these mailings has cost."""
    settings = SmsSettings.for_site(site)
    rows = Delivery.objects.filter(campaign__in=campaigns, state__in=HANDED).order_by()
    found: dict[int, Decimal] = {}
    parts = rows.values_list("campaign", "gateway").annotate(parts=Sum("segments"))
    for campaign, gateway, count in parts:
        cost = settings.price_of(gateway) * count
        found[campaign] = found.get(campaign, Decimal(0)) + cost
    return found


def _back(month: date, count: int) -> date:
    years, rest = divmod(month.year * 12 + month.month - 1 - count, 12)
    return date(years, rest + 1, 1)
