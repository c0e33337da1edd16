"""Asking for notices about a petition, and stopping them again. Nobody has to sign for it."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet
from django.urls import reverse
from wagtail.models import Site

from wagtail_civic.core import proofs, verification
from wagtail_civic.core.contacts import Contact
from wagtail_civic.core.models import Verification

from .models.followers import Follower
from .models.petition import Petition

PURPOSE = "petitions.follow"
CHANNEL = "email"
NOTICES = "petitions.notices"


def begin(petition: Petition, contact: Contact, language: str, now: datetime) -> Verification:
    """Send the message that asks whether this address wants notices."""
    return verification.begin(
        channel=contact.channel,
        contact=contact,
        purpose=PURPOSE,
        subject=petition.key,
        site=petition.site,
        language=language,
        now=now,
    )


def follow(petition: Petition, contact: Contact, language: str, now: datetime) -> None:
    """Tell this address of everything that happens from now on; asking again changes nothing."""
    if contact.channel != CHANNEL or followers(petition, contact).exists():
        return
    last = petition.events.aggregate(last=Max("pk"))["last"] or 0
    try:
        with transaction.atomic():
            Follower.objects.create(
                petition=petition,
                channel=contact.channel,
                address=contact.value,
                lookup=contact.lookup(),
                language=language,
                asked_at=now,
                told_event=last,
            )
    except IntegrityError:
        return


def followers(petition: Petition, contact: Contact):
    """Under every lookup key, also one that has been replaced since."""
    return Follower.objects.filter(petition=petition, lookup__in=contact.lookups())


def followed_by(site: Site, contact: Contact):
    return Follower.objects.filter(petition__site=site, lookup__in=contact.lookups())


def stop(rows: QuerySet[Follower]) -> int:
    """End these notices: with their link, with a signature, under “My signatures”, at the end of
    the term. How many there were."""
    return rows.delete()[0]


def stop_url(follower: Follower) -> str:
    """The address that ends the notices; only who holds a notice or the keys can make it."""
    return reverse(
        "civic_petitions:stop_notices",
        kwargs={
            "lang": follower.language,
            "follower": follower.uuid,
            "proof": proofs.make(NOTICES, follower.uuid),
        },
    )


def is_proof(follower: Follower, proof: str) -> bool:
    return proofs.holds(NOTICES, follower.uuid, proof)
