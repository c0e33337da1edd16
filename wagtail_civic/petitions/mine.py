"""“My signatures”: what an address has submitted, signed and follows here, for who has just proved
it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Site

from wagtail_civic.core import formats, proofs, verification
from wagtail_civic.core.contacts import Contact
from wagtail_civic.core.models import Verification

from . import following, lifecycle, moderation, signing
from .doubt_words import VOID_LABELS
from .models.petition import Petition
from .models.signatures import SUSPECTED, VOIDED, Signature
from .models.submission import Initiator
from .places import pages_of

PURPOSE = "petitions.mine"
VISIT = timedelta(hours=1)


@dataclass(frozen=True)
class Row:
    """One petition that an address has to do with."""

    petition: Petition
    title: str
    url: str
    signatures: list[dict]
    follows: bool
    submitted: bool
    can_be_taken_back: bool


def begin(site: Site, contact: Contact, language: str, now: datetime) -> Verification:
    """Send the link; an address that has nothing here gets the same page and no message."""
    known = (
        signatures_of(site, contact).exists()
        or submitted_by(site, contact).exists()
        or following.followed_by(site, contact).exists()
    )
    return verification.begin(
        channel=contact.channel,
        contact=contact,
        purpose=PURPOSE,
        subject=None,
        site=site,
        language=language,
        now=now,
        notify=known,
    )


def visit_url(visit: Verification) -> str:
    """Where the confirmed address sees what it has here; made only for who confirmed it."""
    return reverse(
        "civic_petitions:mine",
        kwargs={
            "lang": visit.language,
            "handle": visit.handle,
            "proof": proofs.make(PURPOSE, visit.handle),
        },
    )


def find_visit(site: Site, handle: UUID, proof: str, now: datetime) -> Verification | None:
    """The confirmed verification behind an address, for an hour."""
    visit = Verification.objects.filter(
        handle=handle, site=site, purpose=PURPOSE, confirmed_at__gt=now - VISIT
    ).first()
    # The handle alone is known to whoever asked, who need not be who confirmed.
    if visit is None or not proofs.holds(PURPOSE, visit.handle, proof):
        return None
    return visit


def signatures_of(site: Site, contact: Contact):
    return Signature.objects.filter(petition__site=site, contact__lookup__in=contact.lookups())


def submitted_by(site: Site, contact: Contact):
    """Petitions whose initiator has this address."""
    own = Initiator.objects.filter(channel=contact.channel, lookup__in=contact.lookups())
    return Petition.objects.for_site(site).filter(pk__in=own.values("petition"))


def rows(site: Site, contact: Contact, language: str) -> list[Row]:
    """Every petition that the address submitted, signed or follows, the newest first. As many
    queries for one as for a hundred."""
    found = signatures_of(site, contact).select_related(
        "petition__site", "contact", "area", "voided__voiding"
    )
    signed: dict[Petition, list[dict]] = {}
    for signature in found.prefetch_related("area__names").order_by("-begun_at"):
        signed.setdefault(signature.petition, []).append(_shown(signature))
    follows = [
        row.petition
        for row in following.followed_by(site, contact).select_related("petition__site")
    ]
    submitted = list(submitted_by(site, contact).select_related("site"))
    petitions = list(dict.fromkeys([*submitted, *signed, *follows]))
    pages = pages_of(petitions, language)
    return [
        Row(
            petition=petition,
            title=pages[petition.key].title if petition.key in pages else f"№{petition.number}",
            url=pages[petition.key].get_url() if petition.key in pages else "",
            signatures=signed.get(petition, []),
            follows=petition in follows,
            submitted=petition in submitted,
            can_be_taken_back=petition in submitted and can_be_taken_back(petition),
        )
        for petition in petitions
    ]


def _shown(signature: Signature) -> dict:
    return {
        "uuid": signature.uuid,
        "name": signature.contact.name,
        "area": signature.area.label() if signature.area else "",
        "standing": standing_of(signature),
        "name_standing": name_standing_of(signature),
        "can_hide": bool(signature.public_name),
        "can_show": signature.contact.hidden_at is not None,
    }


def name_standing_of(signature: Signature) -> str:
    """Whether the name is published, in words for its signer."""
    if signature.contact.hidden_at:
        return _("You have hidden the name: it is not published.")
    if not signature.public_name:
        return _("The name is not published.")
    if signature.shown_at and signature.petition.opened_at:
        return _("The name is on the public list.")
    return _("The name is published while the signature counts.")


def standing_of(signature: Signature) -> str:
    """What has become of a signature, in words for its signer."""
    if signature.confirmed_at is None:
        return _("not confirmed yet: open the link that we sent you")
    if signature.ended_as == SUSPECTED:
        return _(
            "confirmed on %(day)s; it is under review and counts once an officer has looked at it. "
            "Write to the municipality if this takes long."
        ) % {"day": formats.date(signature.confirmed_on)}
    if signature.ended_as == VOIDED:
        return _(
            "voided: %(reason)s. If this is not right, write to the municipality: the signature "
            "can be counted again."
        ) % {"reason": VOID_LABELS[signature.voided.voiding.reason]}
    if signature.petition.opened_at is None:
        return _("confirmed on %(day)s; it counts when the petition opens") % {
            "day": formats.date(signature.confirmed_on)
        }
    return _("confirmed on %(day)s; it counts") % {"day": formats.date(signature.confirmed_on)}


def can_be_taken_back(petition: Petition) -> bool:
    return petition.state in lifecycle.MOVES["withdraw"].sources


def take_back(site: Site, contact: Contact, petition: UUID, now: datetime) -> bool:
    """The initiator no longer wants the petition: it ends, while it can; whether it did."""
    found = submitted_by(site, contact).filter(key=petition).first()
    if found is None:
        return False
    try:
        moderation.withdraw(found, now=now, reason=_("by the initiator, under “My signatures”"))
    except lifecycle.MoveRefused:
        return False
    return True


def withdraw(site: Site, contact: Contact, signature: UUID, now: datetime) -> bool:
    found = signatures_of(site, contact).filter(uuid=signature).first()
    if found:
        signing.withdraw(found, now)
    return found is not None


def change_name(site: Site, contact: Contact, signature: UUID, shown: bool, now: datetime) -> None:
    """Hide the published name of one signature, or show again what was hidden."""
    found = signatures_of(site, contact).select_related("petition").filter(uuid=signature).first()
    if found and shown:
        signing.show_name(found)
    elif found:
        signing.hide_name(found, now)


def change_notices(
    site: Site, contact: Contact, petition: UUID, wanted: bool, language: str, now: datetime
) -> bool:
    """Begin or end notices about a petition that the address signed or follows."""
    known = [row.petition for row in rows(site, contact, language) if row.petition.key == petition]
    for found in known:
        if wanted:
            following.follow(found, contact, language, now)
        else:
            following.stop(following.followers(found, contact))
    return bool(known)


def erase(site: Site, contact: Contact, now: datetime) -> int:
    """Withdraw every signature and end every notice; how many things there were."""
    found = list(signatures_of(site, contact))
    for signature in found:
        signing.withdraw(signature, now)
    return len(found) + following.stop(following.followed_by(site, contact))
