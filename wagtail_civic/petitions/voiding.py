"""Taking signatures out of the count: proposed with the count first, approved by a second officer,
carried out in batches that can be stopped, and undone as a whole."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, Sum
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from wagtail_civic.core import history

from . import counting, lifecycle, patterns, rolls, suspicion
from .events import record_event
from .models.doubts import VoidedSignature, Voiding
from .models.online import OnlineCheckLine
from .models.petition import Petition
from .models.roll import RollNumbers
from .models.settings import PetitionSettings
from .models.signatures import SUSPECTED, VOIDED, WITHDRAWN, Signature
from .transitions import NotPossible

BATCH = 500


@dataclass(frozen=True)
class Criteria:
    """Which signatures are meant; every one that is given must hold."""

    network: str = ""
    domain: str = ""
    begun_from: str = ""
    begun_until: str = ""
    assurance: str = ""
    area: int | None = None
    suspected: bool = False
    check: int | None = None
    not_in: int | None = None
    """The numbers of a roll, as they were taken in once: who has given one that is not there."""

    @property
    def is_empty(self) -> bool:
        return not any(asdict(self).values())

    def given(self) -> dict:
        return {name: value for name, value in asdict(self).items() if value}


def batches(
    petition: Petition, criteria: Criteria, until: datetime, size: int = BATCH
) -> Iterator[list[int]]:
    """Signatures of the petition begun by ``until`` that all criteria describe, also unconfirmed
    ones (they could be hoarded), without those withdrawn or voided already."""
    found = _matching(petition, criteria, until)
    if not criteria.not_in:
        last = 0
        while pks := list(
            found.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:size]
        ):
            yield pks
            last = pks[-1]
    elif numbers := RollNumbers.objects.filter(pk=criteria.not_in).first():
        yield from rolls.not_found(numbers, found, size)


def how_many(petition: Petition, criteria: Criteria, until: datetime) -> int:
    """How many signatures ``batches`` would give."""
    if criteria.not_in:
        return sum(map(len, batches(petition, criteria, until)))
    return _matching(petition, criteria, until).count()


def _matching(petition: Petition, criteria: Criteria, until: datetime):
    """All but the roll, which no statement can be asked for: digests are lists."""
    if criteria.is_empty:
        raise NotPossible(_("Say which signatures are meant: give at least one criterion."))
    found = Signature.objects.filter(petition=petition, begun_at__lte=until).exclude(
        ended_as__in=(WITHDRAWN, VOIDED)
    )
    if criteria.network:
        found = found.filter(contact__network=criteria.network)
    if criteria.domain:
        found = found.filter(contact__domain__regex=patterns.domain_regex(criteria.domain))
    if criteria.begun_from:
        found = found.filter(begun_at__gte=parse_datetime(criteria.begun_from))
    if criteria.begun_until:
        found = found.filter(begun_at__lte=parse_datetime(criteria.begun_until))
    if criteria.assurance:
        found = found.filter(assurance=criteria.assurance)
    if criteria.area:
        found = found.filter(area=criteria.area)
    if criteria.check:
        void = OnlineCheckLine.objects.filter(check_of=criteria.check, void=True)
        found = found.filter(pk__in=void.values("signature"))
    if criteria.suspected:
        found = found.filter(ended_as=SUSPECTED)
    return found


@transaction.atomic
def propose(
    petition: Petition,
    criteria: Criteria,
    *,
    reason: str,
    explanation: str = "",
    user,
    now: datetime,
) -> Voiding:
    """Ask a second officer to void what the criteria describe now."""
    if petition.state not in lifecycle.GOING_ON:
        raise NotPossible(_("Signatures are voided from the opening until the decision."))
    found = how_many(petition, criteria, now)
    if not found:
        raise NotPossible(_("No signature is described by this."))
    voiding = Voiding.objects.create(
        petition=petition,
        criteria=criteria.given(),
        reason=reason,
        explanation=explanation,
        found=found,
        proposed_by=user,
        proposed_at=now,
    )
    history.log(petition, "civic_petitions.void_proposed", user=user, data={"count": found})
    return voiding


@transaction.atomic
def approve(voiding: Voiding, *, user, now: datetime) -> None:
    """The second officer agrees: the next run of the job begins."""
    alone = voiding.proposed_by_id == user.pk
    if alone and not PetitionSettings.for_site(voiding.petition.site).one_officer:
        raise NotPossible(_("A second officer has to approve this."))
    if voiding.petition.state not in lifecycle.GOING_ON:
        raise NotPossible(_("Signatures are voided from the opening until the decision."))
    waiting = Voiding.objects.filter(
        pk=voiding.pk, approved_at__isnull=True, cancelled_at__isnull=True
    )
    _require_roll(voiding)
    _move(voiding, waiting, approved_at=now, approved_by=user)
    data = {"count": voiding.found, **({"alone": True} if alone else {})}
    history.log(voiding.petition, "civic_petitions.void_approved", user=user, data=data)


def _require_roll(voiding: Voiding) -> None:
    numbers = criteria_of(voiding.criteria).not_in
    if numbers and not RollNumbers.objects.filter(pk=numbers).exists():
        raise NotPossible(
            _("The personal numbers of the roll are others now: cancel this and count anew.")
        )


@transaction.atomic
def cancel(voiding: Voiding, *, user, now: datetime) -> None:
    """Before the approval nothing has happened; afterwards the batches stop where they are, and
    what they did can be reversed."""
    running = Voiding.objects.filter(
        pk=voiding.pk, finished_at__isnull=True, cancelled_at__isnull=True
    )
    _move(voiding, running, cancelled_at=now)
    history.log(voiding.petition, "civic_petitions.void_cancelled", user=user)


@transaction.atomic
def reverse(voiding: Voiding, *, user, now: datetime) -> None:
    """Count again what was voided; carried out by the job."""
    suspicion.require_undecided(voiding.petition)
    ended = Voiding.objects.filter(
        pk=voiding.pk, approved_at__isnull=False, reversing_at__isnull=True
    ).exclude(finished_at__isnull=True, cancelled_at__isnull=True)
    _move(voiding, ended, reversing_at=now)
    history.log(voiding.petition, "civic_petitions.void_reversed", user=user)


def _move(voiding: Voiding, rows, **changes) -> None:
    if not rows.update(**changes):
        raise NotPossible(_("A colleague was faster: look at how it stands now."))
    voiding.refresh_from_db()


def carry_out(now: datetime) -> int:
    """Go on with everything approved or being reversed; how many signatures changed."""
    changed = 0
    running = Voiding.objects.filter(
        approved_at__isnull=False, finished_at__isnull=True, cancelled_at__isnull=True
    )
    for voiding in running.select_related("petition__site"):
        changed += _void(voiding, now)
    undoing = Voiding.objects.filter(reversing_at__isnull=False, reversed_at__isnull=True)
    for voiding in undoing.select_related("petition__site"):
        changed += _undo(voiding, now)
    return changed


def _void(voiding: Voiding, now: datetime) -> int:
    petition, criteria = voiding.petition, criteria_of(voiding.criteria)
    for pks in batches(petition, criteria, voiding.proposed_at, BATCH):
        if not _still_running(voiding):
            break
        with transaction.atomic():
            rows = Signature.objects.select_for_update().filter(pk__in=pks)
            taken = list(rows.exclude(ended_as__in=(WITHDRAWN, VOIDED)))
            VoidedSignature.objects.bulk_create(
                (VoidedSignature(voiding=voiding, signature=row) for row in taken),
                ignore_conflicts=True,
            )
            found = Signature.objects.filter(pk__in=[row.pk for row in taken])
            found.filter(ended_at__isnull=False).update(ended_as=VOIDED, shown_at=None)
            found.filter(ended_at__isnull=True).update(ended_at=now, ended_as=VOIDED, shown_at=None)
    done = voiding.rows.count()
    finished = Voiding.objects.filter(
        pk=voiding.pk, finished_at__isnull=True, cancelled_at__isnull=True
    )
    if finished.update(finished_at=now, done=done):
        record_event(petition, "voided", now, {"count": done, "reason": voiding.reason})
    else:
        Voiding.objects.filter(pk=voiding.pk).update(done=done)
    count_again(petition, now)
    return done


def _still_running(voiding: Voiding) -> bool:
    return Voiding.objects.filter(pk=voiding.pk, cancelled_at__isnull=True).exists()


def _undo(voiding: Voiding, now: datetime) -> int:
    """What was withdrawn meanwhile stays withdrawn; what was unconfirmed may be confirmed."""
    petition, undone = voiding.petition, 0
    while rows := list(voiding.rows.values_list("pk", "signature_id")[:BATCH]):
        with transaction.atomic():
            found = Signature.objects.filter(pk__in=[pk for _row, pk in rows], ended_as=VOIDED)
            undone += found.exclude(public_name="").update(
                ended_at=None, ended_as="", shown_at=F("confirmed_at")
            )
            undone += found.update(ended_at=None, ended_as="")
            VoidedSignature.objects.filter(pk__in=[row for row, _pk in rows]).delete()
    if Voiding.objects.filter(pk=voiding.pk, reversed_at__isnull=True).update(reversed_at=now):
        record_event(petition, "unvoided", now, {"count": voiding.done})
    count_again(petition, now)
    return undone


@transaction.atomic
def spare(signature: Signature, *, user, now: datetime) -> bool:
    """After an objection: count one doubted or voided signature after all; whether it changed."""
    petition = signature.petition
    suspicion.require_undecided(petition)
    row = Signature.objects.filter(pk=signature.pk, ended_as__in=(SUSPECTED, VOIDED))
    if not row.update(ended_at=None, ended_as=""):
        return False
    row.exclude(public_name="").update(shown_at=F("confirmed_at"))
    for voided in VoidedSignature.objects.filter(signature=signature):
        Voiding.objects.filter(pk=voided.voiding_id).update(done=F("done") - 1)
        voided.delete()
    history.log(petition, "civic_petitions.spared", user=user)
    count_again(petition, now)
    return True


def count_again(petition: Petition, now: datetime) -> None:
    """While signatures come in, the next window takes what ended; later nothing else moves."""
    Petition.objects.filter(pk=petition.pk).update(deducted=deducted(petition))
    petition.refresh_from_db()
    lag = counting.LAG * 0 if petition.state in lifecycle.COLLECTING else counting.LAG
    counting.recount(petition, now + lag)


def deducted(petition: Petition) -> int:
    """What random checks take off beside the void signatures: by the newest check that holds,
    because its draw was of all that counted then."""
    checks = petition.online_checks.filter(checked_at__isnull=False).select_related("voiding")
    held = [check for check in checks if check.holds]
    return max(held, key=lambda check: check.checked_at).beyond if held else 0


def criteria_of(data: Mapping) -> Criteria:
    known = {name: data[name] for name in Criteria.__dataclass_fields__ if name in data}
    return Criteria(**known)


def voided_by_reason(petition: Petition) -> list[tuple[str, int]]:
    """Reasons and how many signatures each took, as the petition's page shows them."""
    rows = petition.voidings.filter(
        approved_at__isnull=False, reversing_at__isnull=True, done__gt=0
    )
    found = rows.order_by("reason").values_list("reason").annotate(total=Sum("done"))
    return list(found)
