"""Taking a small batch of waiting messages, so that no other worker takes them.

Everything that could speak against a message is asked here once more, by the database and for the
whole batch: the mailing's state and time, the gateway's pause, consent, suppression, and the days
that the subscriber keeps free.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from uuid import UUID, uuid4

from django.db import connections, router, transaction
from django.db.models import Case, CharField, ExpressionWrapper, F, Q, TextField, Value, When
from django.db.models.expressions import Exists

from wagtail_civic.core import clock
from wagtail_civic.core.contacts import Contact
from wagtail_civic.core.encryption import Undecryptable, decrypter, lookup_keys

from . import audience
from .among import Among
from .gateways import BaseGateway
from .models.campaigns import Campaign, Purpose
from .models.messages import Delivery
from .models.people import Origin
from .models.settings import SmsSettings
from .models.states import WAITING, CampaignState, MessageState
from .models.suppression import Suppression
from .models.traffic import GatewayState
from .phones import CHANNEL

SPARE = timedelta(seconds=60)
WEEK = 7


@dataclass(slots=True, eq=False)
class Candidate:
    """What sending needs of a delivery, and what its subscriber's row says at this moment.

    An instance of the model costs several times as much, and a mailing makes one per message.
    """

    pk: int
    subscriber_id: int | None
    text: str
    segments: int
    ref: UUID
    only_gateway: str
    tries: int
    cipher: str | None
    fingerprint: str | None
    quiet_days: int | None
    objection: str
    number: str = ""
    token: UUID | None = None
    gateway: str = ""
    provider_id: str = ""


@dataclass
class Claim:
    """`rows` are ours to hand over, each with its `number`; `found` counts those put aside too."""

    rows: list[Candidate] = field(default_factory=list)
    found: int = 0


def claim(
    campaign: Campaign, gateway: BaseGateway, size: int, now: datetime, bound: bool = False
) -> Claim:
    """Take up to `size` waiting rows; committed on return, so that a crash is seen by all.

    With `bound` only those that no other gateway may take.
    """
    token = uuid4()
    _sync_commits()
    with transaction.atomic(durable=True):
        found = _candidates(campaign, gateway, size, now, bound)
        rows, aside = _judged(campaign, found)
        _put_aside(aside)
        rows = _spared(campaign, rows, clock.local(now))
        if rows:
            rows = _mark(rows, token, gateway, now)
    return Claim(rows, len(found))


def _sync_commits() -> None:
    """SQLite in WAL mode leaves it to the system when a commit reaches the disk. A power failure
    would take back that a batch was claimed, and its messages would leave once more."""
    database = connections[router.db_for_write(Delivery)]
    if database.vendor == "sqlite" and not database.in_atomic_block:
        database.ensure_connection()
        database.connection.execute("PRAGMA synchronous=FULL")


def _candidates(campaign, gateway, size: int, now: datetime, bound: bool) -> list[Candidate]:
    keys = [gateway.key] if bound else ["", gateway.key]
    due = Delivery.objects.filter(campaign=campaign, only_gateway__in=keys).due(now)
    features = connections[router.db_for_write(Delivery)].features
    if features.has_select_for_update_skip_locked and features.has_select_for_update_of:
        due = due.select_for_update(skip_locked=True, of=("self",))
    elif features.has_select_for_update_skip_locked:
        # MariaDB would lock the subscribers and the mailing too, and others would skip them all.
        locked = due.select_for_update(skip_locked=True).order_by()
        ids = list(locked.values_list("pk", flat=True)[:size])
        due = Delivery.objects.filter(pk__in=ids)
    return _candidates_of(_with_reasons(due, campaign, gateway, now).order_by()[:size])


def _candidates_of(found) -> list[Candidate]:
    """`values_list` would do, if Django could lock one table of several with it."""
    compiler = found.query.get_compiler(found.db)
    rows = list(compiler.results_iter(tuple_expected=True))
    names = [alias or column.target.attname for column, _sql, alias in compiler.select]
    names[names.index("id")] = "pk"
    return [Candidate(**dict(zip(names, row, strict=True))) for row in rows]


def _with_reasons(due, campaign: Campaign, gateway: BaseGateway, now: datetime):
    """Rows of a mailing that may send now, each with what speaks against it."""
    paused = GatewayState.objects.filter(pk=gateway.key, paused_at__isnull=False)
    in_time = Q(campaign__expires_at__isnull=True) | Q(campaign__expires_at__gt=now)
    return (
        due.filter(~Exists(paused), in_time, campaign__state=CampaignState.SENDING)
        .annotate(
            cipher=ExpressionWrapper(F("subscriber__number"), output_field=TextField()),
            fingerprint=F("subscriber__lookup"),
            quiet_days=F("subscriber__quiet_days"),
            objection=_objection(campaign),
        )
        .only("subscriber_id", "text", "segments", "ref", "only_gateway", "tries")
    )


def _objection(campaign: Campaign) -> Case:
    """Consent and suppression as they are at this moment, not when the row was written."""
    said_no = Q(subscriber__opted_out_at__isnull=False)
    refused = audience.refused(campaign, "lookup", "subscriber__consented_at")
    if campaign.purpose == Purpose.CONFIRM:
        with_basis = SmsSettings.objects.filter(site=campaign.site_id).exclude(inherited_basis="")
        held = Q(subscriber__origin=Origin.INHERITED) & ~Q(Exists(with_basis))
        unfit = [
            When(subscriber__confirmed_at__isnull=False, then=Value("confirmed")),
            When(held, then=Value("no_basis")),
        ]
    else:
        unfit = [When(subscriber__confirmed_at__isnull=True, then=Value("opted_out"))]
    return Case(
        When(subscriber__isnull=True, then=Value("erased")),
        When(said_no, then=Value("opted_out")),
        *unfit,
        When(refused, then=Value("suppressed")),
        default=Value(""),
        output_field=CharField(),
    )


def _judged(campaign: Campaign, found: Iterable[Candidate]):
    """Rows that may go, with their numbers; the others by reason."""
    rows, aside, decrypt = [], defaultdict(list), decrypter()
    for row in found:
        if not row.objection:
            try:
                row.number = decrypt(row.cipher)
            except Undecryptable:
                row.objection = "undecryptable"
        (aside[row.objection] if row.objection else rows).append(row)
    for row in _under_older_keys(campaign, rows):
        rows.remove(row)
        aside["suppressed"].append(row)
    return rows, aside


def _under_older_keys(campaign: Campaign, rows: Sequence[Candidate]) -> list[Candidate]:
    """Rows whose number said no while another lookup key was the current one."""
    if len(lookup_keys()) == 1:
        return []
    known = {}
    for row in rows:
        for lookup in Contact(CHANNEL, row.number, row.number).lookups():
            known[lookup] = row
    said_no = Suppression.objects.filter(site=campaign.site_id, lookup__in=known)
    return list({known[lookup] for lookup in said_no.values_list("lookup", flat=True)})


def _put_aside(aside: dict[str, list[Candidate]]) -> None:
    for reason, rows in aside.items():
        ids = [row.pk for row in rows]
        Delivery.objects.filter(pk__in=ids).close(MessageState.SKIPPED, reason)


def _spared(campaign: Campaign, rows: Sequence[Candidate], local: datetime) -> list[Candidate]:
    """Rows whose subscriber hears from us today; the others wait for their day.

    Danger does not wait. A day that comes too late for the mailing ends the row.
    """
    if campaign.is_urgent:
        return list(rows)
    kept, waiting = [], defaultdict(list)
    for row in rows:
        day = next_day(row.quiet_days, local)
        (waiting[day] if day != local else kept).append(row)
    for day, others in waiting.items():
        mine = Delivery.objects.filter(pk__in=[row.pk for row in others])
        if campaign.expires_at and day >= campaign.expires_at:
            mine.close(MessageState.SKIPPED, "quiet_days")
        else:
            mine.filter(state__in=WAITING).update(due_at=day)
    return kept


def next_day(quiet_days: int, local: datetime) -> datetime:
    """`local` itself, or the midnight at which the first day begins that is not kept free."""
    for days in range(WEEK):
        if not quiet_days >> (local.weekday() + days) % WEEK & 1:
            break
    if not days:
        return local
    return datetime.combine(local.date() + timedelta(days=days), time(0), local.tzinfo)


def _mark(rows: list[Candidate], token, gateway: BaseGateway, now: datetime) -> list[Candidate]:
    """Compare and set: where rows cannot be locked, another worker may have been quicker."""
    limits = gateway.capabilities
    requests = -(-len(rows) // limits.max_recipients)
    ids = [row.pk for row in rows]
    taken = Delivery.objects.filter(Among(F("pk"), ids), state__in=WAITING)
    count = taken.update(
        token=token,
        lease_until=now + timedelta(seconds=limits.timeout * requests) + SPARE,
        gateway=gateway.key,
        tries=F("tries") + 1,
        state=MessageState.SENDING,
    )
    if count < len(rows):
        ours = set(Delivery.objects.filter(token=token).values_list("pk", flat=True))
        rows = [row for row in rows if row.pk in ours]
    for row in rows:
        row.token, row.gateway, row.tries = token, gateway.key, row.tries + 1
    return rows
