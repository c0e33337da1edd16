"""How long personal data stay: until confirmed, or until some months after the end."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from wagtail.models import Site

from wagtail_civic.core import history

from . import attaching, following, lifecycle
from .models.attachments import Attachment
from .models.desk import CaseNote
from .models.followers import Follower
from .models.petition import Petition
from .models.settings import PetitionSettings
from .models.sheets import PaperLine
from .models.signatures import Signature, SignatureContact
from .models.submission import Initiator, Submission
from .models.uniqueness import SignerMark

UNCONFIRMED = timedelta(days=7)
BATCH = 1000
ENDED = (
    lifecycle.DECIDED,
    lifecycle.CLOSED,
    lifecycle.REJECTED,
    lifecycle.HIDDEN,
    lifecycle.WITHDRAWN,
    lifecycle.STOPPED,
    lifecycle.TAKEN_DOWN,
)


def months_before(now: datetime, months: int) -> datetime:
    """The same day and time ``months`` months earlier, or the last day of that month."""
    month = now.month - 1 - months
    year, month = now.year + month // 12, month % 12 + 1
    for day in range(now.day, now.day - 4, -1):
        try:
            return now.replace(year=year, month=month, day=day)
        except ValueError:
            continue
    raise ValueError("no such month")


def outlived(site: Site, now: datetime):
    """Petitions that ended longer ago than personal data may be kept."""
    limit = months_before(now, PetitionSettings.for_site(site).retention_months)
    return Petition.objects.filter(
        Q(decided_at__lt=limit) | Q(decided_at__isnull=True, state_since__lt=limit),
        site=site,
        state__in=ENDED,
        anonymised_at__isnull=True,
        held_at__isnull=True,
    )


@transaction.atomic
def hold(petition: Petition, *, now: datetime, user, reason: str) -> None:
    """Keep the personal data of one petition longer, for a court or a complaint."""
    Petition.objects.filter(pk=petition.pk).update(held_at=now, hold_reason=reason)
    petition.refresh_from_db()
    history.log(petition, "civic_petitions.hold", user=user, reason=reason)


@transaction.atomic
def release(petition: Petition, *, now: datetime, user) -> None:
    """End the hold: what is due is erased with the next run."""
    Petition.objects.filter(pk=petition.pk).update(held_at=None, hold_reason="")
    petition.refresh_from_db()
    history.log(petition, "civic_petitions.release", user=user)


def anonymise(petition: Petition, now: datetime) -> int:
    """Delete everything that leads to a person; totals, days and areas stay."""
    erased = last = 0
    contacts = SignatureContact.objects.filter(petition=petition).order_by("pk")
    # From where the last batch ended: else each would walk again over what is deleted already.
    while batch := list(contacts.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        erased += SignatureContact.objects.filter(pk__in=batch).delete()[0]
        last = batch[-1]
    Signature.objects.filter(petition=petition).exclude(public_name="").update(
        public_name="", shown_at=None
    )
    erased += SignerMark.objects.filter(petition=petition).delete()[0]
    erased += following.stop(Follower.objects.filter(petition=petition))
    CaseNote.objects.filter(petition=petition).delete()
    erased += PaperLine.objects.filter(petition=petition).delete()[0]
    erased += Attachment.objects.filter(petition=petition).unpublished().delete()[0]
    with transaction.atomic():
        erased += Initiator.objects.filter(petition=petition).delete()[0]
        Petition.objects.filter(pk=petition.pk).update(initiator_name="", anonymised_at=now)
    return erased


def forget_unconfirmed(now: datetime) -> int:
    """Delete petitions never confirmed and signatures never confirmed, a week after they came."""
    limit = now - UNCONFIRMED
    submissions, _rows = Submission.objects.filter(sent_at__lt=limit).delete()
    unconfirmed = Signature.objects.filter(confirmed_at__isnull=True, begun_at__lt=limit)
    forgotten = 0
    while batch := list(unconfirmed.values_list("pk", flat=True)[:BATCH]):
        Signature.objects.filter(pk__in=batch).delete()
        forgotten += len(batch)
    return submissions + forgotten + attaching.forget_loose(now)
