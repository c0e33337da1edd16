"""Batches of printed forms: their numbers, and what became of them, village by village."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Count, Max, Q
from wagtail.models import Site

from wagtail_civic.core import history
from wagtail_civic.core.models import Area, Topic

from .models.consent import Consent, ConsentKind, ConsentSource, ConsentWording
from .models.paper import FormBatch

MOST = 500
"""Forms of one batch: a stack that one collector carries, and one document for the printer."""
_DIGITS = 9


def make(
    site: Site,
    area: Area | None,
    wording: ConsentWording,
    collector: str,
    count: int,
    now: datetime,
    user=None,
) -> FormBatch:
    """The next `count` numbers of the municipality; two offices at once get different ones."""
    topics = [topic.pk for topic in Topic.objects.for_site(site).in_tree_order()]
    while True:
        first = _last_number(site) + 1
        try:
            with transaction.atomic():
                batch = FormBatch.objects.create(
                    site=site,
                    area=area,
                    wording=wording,
                    collector=collector,
                    first=first,
                    last=first + count - 1,
                    topics=topics,
                    printed_at=now,
                )
                history.log(batch, "civic_sms.make_batch", user=user, data={"forms": count})
                return batch
        except IntegrityError:
            if not FormBatch.objects.filter(site=site, first__gte=first).exists():
                raise


def _last_number(site: Site) -> int:
    """The highest number in use, forms counted that were printed elsewhere."""
    printed = FormBatch.objects.filter(site=site).aggregate(last=Max("last"))["last"] or 0
    others = Consent.objects.filter(site=site, batch__isnull=True, form_number__isnull=False)
    numbers = others.values_list("form_number", flat=True)
    known = [int(text) for text in numbers if text.isdecimal() and len(text) <= _DIGITS]
    return max([printed, *known])


def forms():
    """One line of consent for each form that was entered."""
    return Consent.objects.filter(kind=ConsentKind.GIVEN, source=ConsentSource.PAPER)


def confirmed(rows):
    """Those whose number its owner has confirmed."""
    return rows.filter(subscriber__confirmed_at__isnull=False)


@dataclass
class Row:
    """Forms in figures: of a batch, a village, or all of it."""

    printed: int = 0
    given_out: int = 0
    returned: int = 0
    entered: int = 0
    confirmed: int = 0

    def add(self, other: "Row") -> None:
        for name in ("printed", "given_out", "returned", "entered", "confirmed"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass
class BatchRow(Row):
    batch: FormBatch | None = None


@dataclass
class Village(Row):
    """The batches of one area; without one, of the whole municipality."""

    area: Area | None = None
    batches: list[BatchRow] = field(default_factory=list)


@dataclass
class Overview:
    """All batches of a municipality, and the forms that were printed elsewhere."""

    site: Site
    villages: list[Village]
    others: Row
    total: Row


def overview(site: Site) -> Overview:
    """Every figure is the sum of those below it."""
    villages: dict[int | None, Village] = {}
    for row in _batch_rows(site):
        area = row.batch.area
        village = villages.setdefault(row.batch.area_id, Village(area=area))
        village.batches.append(row)
        village.add(row)
    elsewhere = forms().filter(site=site, batch__isnull=True)
    others = Row(entered=elsewhere.count(), confirmed=confirmed(elsewhere).count())
    total = Row()
    for part in [*villages.values(), others]:
        total.add(part)
    ordered = sorted(villages.values(), key=lambda village: str(village.area or ""))
    return Overview(site, ordered, others, total)


def _batch_rows(site: Site) -> list[BatchRow]:
    entered = Q(consents__kind=ConsentKind.GIVEN, consents__source=ConsentSource.PAPER)
    known = Q(consents__subscriber__confirmed_at__isnull=False)
    rows = (
        FormBatch.objects.filter(site=site).select_related("area").prefetch_related("area__names")
    )
    counted = rows.annotate(
        entered=Count("consents", filter=entered),
        confirmed=Count("consents", filter=entered & known),
    )
    return [
        BatchRow(row.size, row.given_out, row.returned, row.entered, row.confirmed, row)
        for row in counted.order_by("first")
    ]
