"""A crowd confirms at once, from eight processes, while workers are killed and started again.

``CROWD=5000`` is the size of the promise; without it a smaller crowd does the same.
"""

import os
from datetime import timedelta

import pytest
from django.utils import timezone

from wagtail_civic.core import contacts
from wagtail_civic.core.models import Verification
from wagtail_civic.petitions import counting, jobs, signing
from wagtail_civic.petitions.models import Petition, Signature, SignatureContact

from .crowd import Crowd
from .petitions import make_index, make_petition

SIZE = int(os.environ.get("CROWD", "400"))
PROCESSES, PATIENCE = 8, 600


@pytest.fixture
def petition(site):
    return make_petition(make_index(site), opened=True)


@pytest.fixture
def crowd(database, civic):
    people = Crowd(database, civic)
    yield people
    people.go()


def letters(petition) -> list[int]:
    """What waits for confirmation: a signature, its contact and its message for each citizen."""
    now = timezone.now()
    people = [contacts.parse("email", f"crowd{n}@example.org") for n in range(SIZE)]
    signatures = Signature.objects.bulk_create(
        Signature(petition=petition, assurance="email", language="ka", begun_at=now)
        for _person in people
    )
    SignatureContact.objects.bulk_create(
        SignatureContact(
            signature=signature,
            petition=petition,
            channel="email",
            address=person.value,
            lookup=person.lookup(),
            name="ნინო ბერიძე",
        )
        for signature, person in zip(signatures, people, strict=True)
    )
    messages = Verification.objects.bulk_create(
        Verification(
            site=petition.site,
            channel="email",
            purpose=signing.PURPOSE,
            subject=signature.uuid,
            language="ka",
            contact_lookup=person.lookup(),
            contact_value=person.value,
            contact_canonical=person.canonical,
            created_at=now,
            sent_at=now,
            expires_at=now + timedelta(days=1),
        )
        for signature, person in zip(signatures, people, strict=True)
    )
    return [message.pk for message in messages]


def test_nobody_is_lost_or_counted_twice_when_workers_die(crowd, petition):
    pks = letters(petition)
    parts = [pks[number::PROCESSES] for number in range(PROCESSES)]
    # Everybody's button is pressed in two processes.
    shares = [parts[number] + parts[number - 1] for number in range(PROCESSES)]
    counter = crowd.start("count")
    confirming = [crowd.start("confirm", share) for share in shares]
    assert counter.stdout.readline()
    assert confirming[0].stdout.readline()

    for process in (confirming[0], counter):
        process.kill()
        process.wait()
    crowd.start("count")
    confirming[0] = crowd.start("confirm", shares[0])
    assert [process.wait(PATIENCE) for process in confirming] == [0] * PROCESSES
    crowd.go()

    after = timezone.now() + counting.LAG + timedelta(minutes=1)
    jobs.count(now=after)
    counted = Petition.objects.get(pk=petition.pk).signatures_electronic
    confirmed = Signature.objects.filter(petition=petition, confirmed_at__isnull=False).count()
    assert counted == confirmed == SIZE
    assert counting.recount(Petition.objects.get(pk=petition.pk), after) == 0
