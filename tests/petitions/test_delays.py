"""When moderation takes too long the initiator hears of it, once."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from wagtail_civic.petitions import jobs, moderation
from wagtail_civic.petitions.models import LetterText, PetitionSettings

from .conftest import add_initiator

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(make_petition):
    petition = make_petition(now=timezone.now() - timedelta(days=5))
    initiator = add_initiator(petition)
    initiator.told_event = petition.events.latest("pk").pk
    initiator.save()
    return petition


def days_for_moderation(site, days):
    settings = PetitionSettings.for_site(site)
    settings.moderation_days = days
    settings.save()


@pytest.mark.parametrize(("days", "letters"), [(10, 0), (5, 0), (4, 1)])
def test_one_letter_when_the_term_is_over(waiting, site, days, letters):
    days_for_moderation(site, days)
    jobs.note_delays()
    jobs.send_letters()
    assert len(mail.outbox) == letters


@pytest.mark.parametrize(("days", "told"), [(10, False), (5, False), (4, True)])
def test_who_is_about_to_submit_a_petition_is_told_that_checking_takes_long(
    client, waiting, site, other_site, days, told
):
    days_for_moderation(site, days)
    text = client.get("/civic/ka/petitions/new/").content.decode()
    assert ("ჩვეულებრივზე დიდხანს" in text) is told
    assert ("1 პეტიცია" in text) is told


def test_the_delays_of_another_municipality_are_not_told(client, waiting, site, other_site):
    days_for_moderation(site, 4)
    waiting.site = other_site
    waiting.save()
    assert "ჩვეულებრივზე" not in client.get("/civic/ka/petitions/new/").content.decode()


def test_it_is_told_once_however_long_it_takes(waiting, site, officer):
    days_for_moderation(site, 1)
    for later in (0, 1, 30):
        jobs.note_delays(timezone.now() + timedelta(days=later))
    moderation.return_for_correction(waiting, now=timezone.now(), user=officer, note="რუკა")
    moderation.submit(waiting, now=timezone.now())
    jobs.note_delays(timezone.now() + timedelta(days=60))
    assert waiting.events.filter(kind="delayed").count() == 1


def test_what_is_decided_is_not_late(waiting, site, roll):
    days_for_moderation(site, 1)
    moderation.publish(waiting, now=timezone.now())
    assert jobs.note_delays() == 0


def test_the_municipality_words_it_itself(waiting, site):
    days_for_moderation(site, 1)
    LetterText.objects.create(site=site, kind="delayed", language="ka", text="კიდევ ცოტა: {number}")
    jobs.note_delays()
    jobs.send_letters()
    assert mail.outbox[0].body.startswith(f"კიდევ ცოტა: {waiting.number}")
