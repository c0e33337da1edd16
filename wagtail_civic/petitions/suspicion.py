"""Doubting a signature without telling whoever made it.

Nothing is judged while somebody signs: the page is the normal one. Right before the count moves, a
job looks at what was confirmed since. A doubted signature ends at the moment of its confirmation,
so it never counts; an officer counts it after all, or two of them void it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils.translation import gettext as _

from wagtail_civic.core import abuse, history
from wagtail_civic.core.contacts import Contact
from wagtail_civic.core.encryption import keyed_digest

from . import counting, lifecycle, origins, patterns
from .models.doubts import WatchRule
from .models.petition import Petition
from .models.settings import PetitionSettings
from .models.signatures import SUSPECTED, Signature, SignatureContact
from .origins import Origin
from .transitions import NotPossible

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
BATCH = 500


@dataclass(frozen=True)
class Limits:
    """How many signatures of one petition one network may make; 0 is no limit."""

    burst: int = 0
    sustained: int = 0


def trace(request: HttpRequest, petition: Petition, contact: Contact) -> dict[str, str]:
    """What is kept of where a signature comes from, as fields of its contact data."""
    ip = abuse.client_address(request)
    domain = contact.canonical.rpartition("@")[2] if contact.channel == "email" else ""
    return {"ip": ip, "network": fingerprint(petition, ip), "domain": domain[:100]}


def fingerprint(petition: Petition, ip: str) -> str:
    """A keyed digest of the /24 or /48 for this petition alone, so that no two can be joined."""
    if not ip:
        return ""
    length = 48 if isinstance(ip_address(ip), IPv6Address) else 24
    return keyed_digest(f"petition {petition.key}", str(ip_network((ip, length), strict=False)))


def judge(
    origin: Origin,
    rules: Iterable[tuple[str, str, str]],
    earlier: Sequence[datetime],
    begun: datetime,
    limits: Limits,
) -> str:
    """Why a signature is doubted, empty if it is not.

    ``rules`` are (kind, pattern, effect); ``earlier`` the sorted moments at which signatures from
    its network were begun, its own among them. The lists come first: what is blocked stays
    blocked, what is allowed is not doubted for its number.
    """
    hits = {(kind, effect) for kind, pattern, effect in rules if origin.is_meant_by(kind, pattern)}
    for kind in patterns.KINDS:
        if (kind, "block") in hits:
            return kind
    if hits:
        return ""
    for name, most, window in (
        ("burst", limits.burst, MINUTE),
        ("sustained", limits.sustained, HOUR),
    ):
        within = bisect_right(earlier, begun) - bisect_left(earlier, begun - window)
        if most and within > most:
            return name
    return ""


def judge_new(petition: Petition, now: datetime) -> int:
    """Judge what was confirmed and not looked at yet; how many are doubted. Can run twice."""
    waiting = SignatureContact.objects.filter(
        petition=petition,
        judged_at__isnull=True,
        signature__confirmed_at__lte=now - counting.LAG,
    ).select_related("signature")
    doubted = 0
    while batch := list(waiting.order_by("pk")[:BATCH]):
        doubted += _judge(petition, batch, now)
    return doubted


def _judge(petition: Petition, batch: list[SignatureContact], now: datetime) -> int:
    settings = PetitionSettings.for_site(petition.site)
    limits = Limits(settings.burst_limit, settings.sustained_limit)
    rules = list(WatchRule.objects.for_site(petition.site).values_list("kind", "pattern", "effect"))
    origin_of = origins.reader({kind for kind, _pattern, _effect in rules})
    moments = _moments(petition, batch) if limits.burst or limits.sustained else {}
    reasons: dict[str, list[SignatureContact]] = {}
    for row in batch:
        earlier, begun = moments.get(row.network, ()), row.signature.begun_at
        reason = judge(origin_of(row), rules, earlier, begun, limits)
        if reason:
            reasons.setdefault(reason, []).append(row)
    ended = [row.signature_id for row in batch if row.signature.ended_at]
    with transaction.atomic():
        for reason, rows in reasons.items():
            SignatureContact.objects.filter(pk__in=[row.pk for row in rows]).update(
                suspicion=reason
            )
            doubted = Signature.objects.filter(pk__in=[row.signature_id for row in rows])
            doubted.filter(ended_at__isnull=True).update(
                ended_at=F("confirmed_at"), ended_as=SUSPECTED, shown_at=None
            )
        # Voided before it was confirmed: it ends with its confirmation, and was never counted.
        Signature.objects.filter(pk__in=ended, ended_at__lt=F("confirmed_at")).update(
            ended_at=F("confirmed_at"), shown_at=None
        )
        SignatureContact.objects.filter(pk__in=[row.pk for row in batch]).update(
            judged_at=now, ip=""
        )
    return sum(len(rows) for rows in reasons.values())


def _moments(petition: Petition, batch: list[SignatureContact]) -> dict[str, list[datetime]]:
    networks = {row.network for row in batch if row.network}
    since = min(row.signature.begun_at for row in batch) - HOUR
    found: dict[str, list[datetime]] = {}
    rows = SignatureContact.objects.filter(
        petition=petition, network__in=networks, signature__begun_at__gte=since
    )
    for network, begun in rows.values_list("network", "signature__begun_at"):
        found.setdefault(network, []).append(begun)
    return {network: sorted(times) for network, times in found.items()}


def suspected(petition: Petition):
    return Signature.objects.filter(petition=petition, ended_at__isnull=False, ended_as=SUSPECTED)


def require_undecided(petition: Petition) -> None:
    if petition.state not in lifecycle.GOING_ON:
        raise NotPossible(_("After the decision the count does not change any more."))


@transaction.atomic
def clear(petition: Petition, signatures, *, user, now: datetime) -> int:
    """Count doubted signatures after all; how many."""
    require_undecided(petition)
    rows = list(signatures.filter(petition=petition, ended_as=SUSPECTED).values_list("pk"))
    found = Signature.objects.filter(pk__in=[pk for (pk,) in rows], ended_as=SUSPECTED)
    cleared = found.exclude(public_name="").update(
        ended_at=None, ended_as="", shown_at=F("confirmed_at")
    )
    cleared += found.update(ended_at=None, ended_as="")
    if cleared:
        history.log(petition, "civic_petitions.cleared", user=user, data={"count": cleared})
        petition.refresh_from_db()
        counting.recount(petition, now)
    return cleared
