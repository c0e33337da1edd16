"""Many sign and several officers work at the same moment."""

from datetime import timedelta

import pytest
from django.utils import timezone

from wagtail_civic.core.models import Verification
from wagtail_civic.petitions.models import (
    Petition,
    PetitionEvent,
    Signature,
    SignatureContact,
    SignatureTally,
)

from .crew import SIZE
from .petitions import make_index, make_petition


@pytest.fixture
def index(site):
    return make_index(site)


@pytest.fixture
def petition(index):
    return make_petition(index, opened=True)


def test_petitions_submitted_together_get_numbers_of_their_own(crew, index):
    rounds = [
        ([make_petition(index, submitted=False).pk for _member in range(SIZE)],)
        for _round in range(3)
    ]
    numbers = [number for answer in crew("submit", rounds) for number in answer]
    assert sorted(numbers) == [f"2026-{serial:02}" for serial in range(1, 3 * SIZE + 1)]


def test_of_officers_who_publish_together_one_does(crew, index):
    pks = [make_petition(index).pk for _number in range(4)]
    answers = crew("publish", [(pk,) for pk in pks])
    assert [sum(answer) for answer in answers] == [1] * 4
    opened = PetitionEvent.objects.filter(petition__in=pks, kind="opened")
    assert sorted(opened.values_list("petition", flat=True)) == sorted(pks)


def test_one_person_signs_once_however_often_the_button_is_pressed(crew, petition):
    addresses = [f"signer{number}@example.org" for number in range(12)]
    names = ["ნინო ბერიძე"] * SIZE
    answers = crew("sign", [(petition.pk, address, names) for address in addresses])
    assert [len(set(answer)) for answer in answers] == [1] * 12
    assert Signature.objects.filter(petition=petition).count() == 12

    subjects = [answer[0] for answer in answers]
    letters = [Verification.objects.filter(subject=subject) for subject in subjects]
    assert {len(rows) for rows in letters} == {SIZE}
    # What is over the limit of messages to one address sends nothing, and confirms nothing.
    letters = [rows.filter(notify=True) for rows in letters]
    crew("confirm", [(rows[0].pk,) for rows in letters])
    assert Signature.objects.filter(petition=petition, confirmed_at__isnull=False).count() == 12


def test_spellings_of_one_mailbox_are_one_person(crew, petition):
    spellings = ["Nino@Example.org", "nino@example.org", "nino@EXAMPLE.org "]
    crew("sign", [(petition.pk, spelling, ["ნინო ბერიძე"] * SIZE) for spelling in spellings])
    assert Signature.objects.filter(petition=petition).count() == 1


def test_a_mailbox_has_two_seats_even_when_four_press_at_once(crew, petition):
    names = ["ნინო", "გიორგი", "მარიამი", "ლევანი"]
    addresses = [f"house{number}@example.org" for number in range(8)]
    crew("sign", [(petition.pk, address, names) for address in addresses])
    seats = SignatureContact.objects.filter(petition=petition)
    assert seats.count() == 16
    assert sorted(seats.values_list("seat", flat=True)) == [1] * 8 + [2] * 8


def test_workers_that_count_together_count_once(crew, petition):
    moment = timezone.now()
    Signature.objects.bulk_create(
        Signature(
            petition=petition,
            assurance="email",
            language="ka",
            begun_at=moment,
            confirmed_at=moment + timedelta(minutes=number),
            confirmed_on=moment.date(),
        )
        for number in range(30)
    )
    moments = [moment + timedelta(minutes=number, seconds=10) for number in range(5, 31, 5)]
    answers = crew("count", [(petition.pk, moment) for moment in moments])
    assert [sum(answer) for answer in answers] == [1] * len(moments)
    counted = Petition.objects.get(pk=petition.pk)
    assert counted.signatures_electronic == 30
    tally = SignatureTally.objects.get(petition=petition, axis=SignatureTally.ASSURANCE)
    assert tally.count == 30
