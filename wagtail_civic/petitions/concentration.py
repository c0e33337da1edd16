"""Hours in which very many signatures of a petition came from one network or e-mail domain."""

from collections import Counter
from datetime import datetime, timedelta

from .models.doubts import Concentration
from .models.petition import Petition
from .models.settings import PetitionSettings
from .models.signatures import SignatureContact

HOUR = timedelta(hours=1)
KEPT = timedelta(days=30)
WIDE_DOMAINS = 3
"""A domain counts with this many times the limit: most people share a few mail services."""


def watch(now: datetime) -> int:
    """Record the last full hour of every petition that collects; how many places stood out."""
    hour = now.replace(minute=0, second=0, microsecond=0) - HOUR
    found = 0
    for petition in Petition.objects.collecting(hour).select_related("site"):
        found += len(record(petition, hour))
    Concentration.objects.filter(hour__lt=now - KEPT).delete()
    return found


def record(petition: Petition, hour: datetime) -> list[Concentration]:
    """What stood out in the hour that began at ``hour``; a second time changes nothing."""
    limit = PetitionSettings.for_site(petition.site).concentration_limit
    rows = SignatureContact.objects.filter(
        petition=petition, signature__begun_at__gte=hour, signature__begun_at__lt=hour + HOUR
    )
    counts: dict[str, Counter] = {Concentration.NETWORK: Counter(), Concentration.DOMAIN: Counter()}
    for network, domain in rows.values_list("network", "domain").iterator(chunk_size=2000):
        counts[Concentration.NETWORK][network] += 1
        counts[Concentration.DOMAIN][domain] += 1
    outstanding = [
        Concentration(petition=petition, hour=hour, axis=axis, value=value, count=count)
        for axis, found in counts.items()
        for value, count in found.items()
        if value and count >= limit * (WIDE_DOMAINS if axis == Concentration.DOMAIN else 1)
    ]
    return Concentration.objects.bulk_create(outstanding, ignore_conflicts=True)
