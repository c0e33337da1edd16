"""Signing: begin, settle, withdraw. Nobody but the signer's own row is locked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from wagtail_civic.core import clock, contacts, proofs, verification
from wagtail_civic.core.contacts import Contact
from wagtail_civic.core.models import Area, Verification

from . import deadlines, duplicates, following, gathering, lifecycle, uniqueness
from .identity import CHANNEL, Identity
from .models.petition import Petition
from .models.settings import PetitionSettings
from .models.signatures import VOIDED, WITHDRAWN, Signature, SignatureContact
from .places import purge

T = TypeVar("T")
PURPOSE = "petitions.sign"
WITHDRAWAL = "petitions.withdraw"


class NotCollecting(Exception):
    """The petition takes no signatures now."""


@dataclass(frozen=True)
class Signer:
    """What is kept beside the address, apart from the signature itself."""

    name: str
    follows: bool = False
    trace: dict[str, str] = field(default_factory=dict)
    personal_number: str = field(default="", repr=False)
    declaration: str = ""
    """The words that the signer accepted."""
    wording: int | None = None
    """The row that holds these words, if it is known."""


def takes_signatures(petition: Petition, settings: PetitionSettings, now: datetime) -> bool:
    """Whether somebody can sign: it collects, and the municipality has not switched it off."""
    return settings.accepts_signatures and petition.collects(now)


def begin(
    petition: Petition,
    *,
    contact: Contact,
    signer: Signer,
    area: Area | None,
    shows_name: bool,
    language: str,
    now: datetime,
    notify: bool | None = None,
    priors: Sequence[SignatureContact] | None = None,
) -> Verification:
    """Note an unconfirmed signature and send its confirmation.

    Whoever signed before gets the same answer and a message that says so: the screen tells
    nobody who has signed. ``notify`` and ``priors`` are for a caller who has asked
    ``verification.message_limit`` and read the signatures made with the address.
    """
    if not (petition.collects(now) or gathering.takes(petition, now)):
        raise NotCollecting
    fields = {
        "assurance": contact.channel,
        "area": area,
        "language": language,
        "begun_at": now,
        "public_name": signer.name if shows_name else "",
    }
    if notify is None:
        notify = verification.may_send(contact, petition.site, now)

    def attempt(known: Sequence[SignatureContact] | None) -> Verification:
        return verification.begin(
            channel=contact.channel,
            contact=contact,
            purpose=PURPOSE,
            subject=_place(petition, contact, signer, fields, known).uuid,
            site=petition.site,
            language=language,
            now=now,
            notify=notify,
            counted=True,
        )

    return _undisturbed(attempt, priors)


def _undisturbed(
    attempt: Callable[[Sequence[SignatureContact] | None], T],
    known: Sequence[SignatureContact] | None = None,
) -> T:
    """What ``attempt`` answers, in one transaction: again, without what was known, where another
    request has taken the seat or withdrawn the signature."""
    for _attempt in range(len(duplicates.SEATS) + 1):
        try:
            with transaction.atomic():
                return attempt(known)
        except (IntegrityError, Signature.DoesNotExist):
            known = None
    raise NotCollecting


def _place(
    petition: Petition,
    contact: Contact,
    signer: Signer,
    fields: dict,
    known: Sequence[SignatureContact] | None = None,
) -> Signature:
    """The signature this is about: a new one, or the earlier one of the same person."""
    if known is None:
        rows = SignatureContact.objects.filter(petition=petition, lookup__in=contact.lookups())
        known = rows.select_related("signature")
    by_seat = {row.seat: row for row in known}
    area = fields["area"].pk if fields["area"] else None
    shared = contact.channel == duplicates.SHARED
    found = duplicates.verdict([_prior(row) for row in known], signer.name, area, shared)
    if found.decision == duplicates.DUPLICATE:
        return by_seat[found.seat].signature
    if found.decision in (duplicates.AGAIN, duplicates.REPLACE):
        return _write_over(by_seat[found.seat], petition, contact, signer, fields)
    return _new(petition, contact, signer, found.seat, fields)


def _prior(row: SignatureContact) -> duplicates.Prior:
    signature = row.signature
    return duplicates.Prior(
        row.seat, row.name, signature.area_id, signature.confirmed_at is not None
    )


def _new(
    petition: Petition, contact: Contact, signer: Signer, seat: int, fields: dict
) -> Signature:
    signature = Signature.objects.create(petition=petition, **fields)
    SignatureContact.objects.create(
        signature=signature,
        petition=petition,
        channel=contact.channel,
        address=contact.value,
        lookup=contact.lookup(),
        seat=seat,
        **_kept(petition, signer, fields),
    )
    return signature


def _kept(petition: Petition, signer: Signer, fields: dict) -> dict:
    """What the contact data hold of a signer."""
    number = signer.personal_number
    wording = signer.wording or uniqueness.declared(
        petition.site, fields["language"], signer.declaration, fields["begun_at"]
    )
    return {
        "name": signer.name,
        "follows": signer.follows,
        "hidden_at": None,
        "personal": uniqueness.digests(uniqueness.PERSONAL, number) if number else [],
        "declaration_id": wording,
        **signer.trace,
    }


def _write_over(
    row: SignatureContact, petition: Petition, contact: Contact, signer: Signer, fields: dict
) -> Signature:
    """An unconfirmed signature takes the newest words; a confirmed one is left as it is."""
    pending = Signature.objects.filter(pk=row.signature_id, confirmed_at__isnull=True)
    if pending.update(**fields):
        kept = {**_kept(petition, signer, fields), "address": contact.value}
        for name, value in kept.items():
            setattr(row, name, value)
        row.save(update_fields=list(kept))
    row.signature.refresh_from_db()
    return row.signature


SIGNED, LATE, TAKEN = "signed", "late", "taken"


def settle(signature: Signature, now: datetime) -> str:
    """Make the signature count: ``signed``, ``late`` after the petition's end, or ``taken``.

    Where the same personal number or telephone has signed already, the signature is deleted with
    its data. A signer who asked for notices gets them from now on.
    """
    if signature.confirmed_at:
        return LATE if signature.ended_as == WITHDRAWN else SIGNED
    if not _may_confirm(signature, now):
        return LATE
    if not _claim_marks(signature):
        withdraw(signature, now)
        return TAKEN
    changes = {
        "confirmed_at": now,
        "confirmed_on": clock.day_of(now),
        "shown_at": now if signature.public_name else None,
    }
    Signature.objects.filter(pk=signature.pk, confirmed_at__isnull=True).update(**changes)
    for name, value in changes.items():
        setattr(signature, name, value)
    _begin_notices(signature, now)
    return SIGNED


def _may_confirm(signature: Signature, now: datetime) -> bool:
    petition, begun = signature.petition, signature.begun_at
    if petition.state in lifecycle.GOING_ON:
        end = petition.closed_at or petition.deadline
        return deadlines.confirmation_counts(begun, now, end)
    return gathering.confirmation_counts(petition, begun, now)


def _claim_marks(signature: Signature) -> bool:
    """Whether nobody with the same personal number or telephone has signed, online or on paper."""
    signer = getattr(signature, "contact", None)
    if signer is None:
        return True
    wanted = []
    if signer.personal:
        wanted.append((uniqueness.PERSONAL, signer.personal))
    if signer.channel == "phone":
        wanted.append((uniqueness.PHONE, uniqueness.digests(uniqueness.PHONE, signer.address)))
    return all(
        uniqueness.claim(signature.petition, kind, known, signature) for kind, known in wanted
    )


def sign_identified(
    petition: Petition,
    person: Identity,
    *,
    area: Area | None,
    shows_name: bool,
    declaration: str,
    language: str,
    now: datetime,
) -> str:
    """Sign as somebody whom the host's log-in has proved; what ``settle`` answers."""
    if not petition.collects(now):
        raise NotCollecting
    signer = Signer(person.name, personal_number=person.personal_number, declaration=declaration)
    fields = {
        "assurance": CHANNEL,
        "area": area,
        "language": language,
        "begun_at": now,
        "public_name": person.name if shows_name else "",
    }

    def attempt(known: Sequence[SignatureContact] | None) -> str:
        signature = _place(petition, person.contact, signer, fields, known)
        found = Signature.objects.select_related("petition", "contact").get(pk=signature.pk)
        return settle(found, now)

    return _undisturbed(attempt)


def _begin_notices(signature: Signature, now: datetime) -> None:
    signer = getattr(signature, "contact", None)
    if signer and signer.follows:
        contact = contacts.parse(signer.channel, signer.address)
        following.follow(signature.petition, contact, signature.language, now)


@transaction.atomic
def hide_name(signature: Signature, now: datetime) -> None:
    """The published name goes at once, whatever becomes of the signature; the signature stays."""
    rows = SignatureContact.objects.filter(signature=signature)
    if rows.exclude(signature__public_name="").update(hidden_at=now):
        Signature.objects.filter(pk=signature.pk).update(public_name="", shown_at=None)
        purge(signature.petition)


@transaction.atomic
def show_name(signature: Signature) -> None:
    """A hidden name is published again, where it stood; nobody's who never chose to show it."""
    rows = SignatureContact.objects.filter(signature=signature, hidden_at__isnull=False)
    hidden = rows.select_for_update().first()
    if hidden and rows.update(hidden_at=None):
        found = Signature.objects.filter(pk=signature.pk)
        found.update(public_name=hidden.name)
        found.counting().update(shown_at=F("confirmed_at"))
        purge(signature.petition)


@transaction.atomic
def withdraw(signature: Signature, now: datetime) -> None:
    """The signer no longer signs: the name and the address go at once, the count follows."""
    signer = SignatureContact.objects.filter(signature=signature).first()
    if signer and signer.channel == following.CHANNEL:
        contact = contacts.parse(signer.channel, signer.address)
        following.stop(following.followers(signature.petition, contact))
    SignatureContact.objects.filter(signature=signature).delete()
    uniqueness.release(signature)
    if signature.confirmed_at is None:
        signature.delete()
        return
    row = Signature.objects.filter(pk=signature.pk)
    if row.exclude(public_name="").update(public_name="", shown_at=None):
        purge(signature.petition)
    row.exclude(ended_as__in=(WITHDRAWN, VOIDED)).update(
        ended_at=Coalesce("ended_at", Value(now)), ended_as=WITHDRAWN
    )
    signature.refresh_from_db()


def withdrawal_url(signature: Signature, language: str) -> str:
    """The link by which a signer can withdraw; only who holds it or the keys can make it."""
    proof = proofs.make(WITHDRAWAL, signature.uuid)
    return reverse(
        "civic_petitions:withdraw_link",
        kwargs={"lang": language, "signature": signature.uuid, "proof": proof},
    )


def is_proof(signature: Signature, proof: str) -> bool:
    return proofs.holds(WITHDRAWAL, signature.uuid, proof)
