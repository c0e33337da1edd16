"""Withdrawing by address: for signers who no longer have their link."""

from datetime import datetime

from django.db import transaction

from wagtail_civic.core import verification
from wagtail_civic.core.contacts import Contact
from wagtail_civic.core.models import Verification

from . import signing
from .models.petition import Petition
from .models.signatures import WITHDRAWN, Signature

PURPOSE = "petitions.withdraw"


def begin(petition: Petition, contact: Contact, language: str, now: datetime) -> Verification:
    """Send the message that withdraws; nobody learns whether there was a signature.

    Only an address that signed gets one, so that the form cannot be used to write to strangers.
    """
    return verification.begin(
        channel=contact.channel,
        contact=contact,
        purpose=PURPOSE,
        subject=petition.key,
        site=petition.site,
        language=language,
        now=now,
        notify=signatures_of(petition, contact).exists(),
    )


def signatures_of(petition: Petition, contact: Contact):
    rows = Signature.objects.filter(petition=petition, contact__lookup__in=contact.lookups())
    return rows.exclude(ended_as=WITHDRAWN)


@transaction.atomic
def withdraw_all(petition: Petition, contact: Contact, now: datetime) -> int:
    rows = list(signatures_of(petition, contact))
    for signature in rows:
        signing.withdraw(signature, now)
    return len(rows)
