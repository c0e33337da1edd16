"""The public clock: which term of the office runs, and what is overdue."""

from datetime import timedelta

import pytest
from django.utils import timezone

from wagtail_civic.petitions import axes, terms
from wagtail_civic.petitions.models import Petition, PetitionSettings, PetitionSettingsText

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def in_state(petition, state, days, **fields):
    moment = timezone.now() - timedelta(days=days)
    defaults = {"submitted_at": moment, "closed_at": moment, "decided_at": moment}
    Petition.objects.filter(pk=petition.pk).update(
        state=state, state_since=moment, **{**defaults, **fields}
    )
    petition.refresh_from_db()
    return petition


CASES = [
    ("submitted", {}, "moderation", 10),
    ("moderation", {}, "moderation", 10),
    ("flagged", {}, "moderation", 10),
    ("returned", {}, "", 0),
    ("open", {}, "", 0),
    ("closed", {}, "", 0),
    ("closed", {"reached_at": NOW}, "registration", 5),
    ("review", {}, "review", 30),
    ("decided", {"outcome": "refused"}, "answer", 10),
    ("decided", {"outcome": "refused", "answered_at": NOW}, "", 0),
    ("rejected", {}, "", 0),
]


@pytest.mark.parametrize(("state", "fields", "term", "days"), CASES)
def test_which_term_runs(make_petition, site, state, fields, term, days):
    petition = in_state(make_petition("open"), state, 1, **fields)
    found = terms.running(petition, PetitionSettings.for_site(site))
    assert (found.name, found.days) == (term, days) if term else found is None


@pytest.mark.parametrize(("state", "fields", "term", "days"), CASES)
@pytest.mark.parametrize("later", [0, 1])
def test_the_database_finds_overdue_what_the_clock_says_is_overdue(
    make_petition, site, state, fields, term, days, later
):
    """On the last day of a term it is kept, on the next it is not."""
    settings = PetitionSettings.for_site(site)
    petition = in_state(make_petition("open"), state, days + later, **fields)
    found = Petition.objects.filter(terms.overdue(site, settings, timezone.now()))
    assert found.exists() == bool(term and later)
    assert not found.exclude(pk=petition.pk).exists()


@pytest.mark.parametrize(
    ("state", "reached", "on", "result", "expected"),
    [
        ("open", False, None, "", "none"),
        ("open", True, None, "", "awaiting"),
        ("closed", False, None, "", "none"),
        ("review", False, None, "", "awaiting"),
        ("review", True, NOW.date(), "", "scheduled"),
        ("decided", True, NOW.date(), "heard", "heard"),
        ("decided", True, None, "not_heard", "not_heard"),
        ("decided", True, None, "", "none"),
        ("rejected", False, None, "", "none"),
    ],
)
def test_where_the_hearing_stands(state, reached, on, result, expected):
    assert axes.hearing_state(state, reached, on, result) == expected


@pytest.mark.parametrize(
    ("state", "reached", "answered", "expected"),
    [
        ("open", False, None, "none"),
        ("open", True, None, "awaiting"),
        ("closed", True, None, "awaiting"),
        ("review", False, None, "awaiting"),
        ("decided", True, None, "awaiting"),
        ("decided", True, NOW, "answered"),
        ("submitted", False, None, "none"),
    ],
)
def test_where_the_answer_stands(state, reached, answered, expected):
    assert axes.response_state(state, reached, answered) == expected


def test_the_page_shows_the_term_that_runs_and_its_article(petition, page, client, site):
    settings = PetitionSettings.for_site(site)
    PetitionSettingsText.objects.create(
        settings=settings, language="ka", review_basis="რეგლამენტის მუხლი 88"
    )
    in_state(petition, "review", 31)
    text = client.get(page.get_url()).content.decode()
    assert "რეგლამენტის მუხლი 88" in text
    assert "მიმდინარე ვადა: საკრებულოს განხილვა" in text


def test_overdue_petitions_are_listed_publicly_and_hidden_words_are_not(
    petition, make_petition, index, client
):
    in_state(petition, "review", 40)
    waiting = make_petition(
        title="გამოუქვეყნებელი სათაური", now=timezone.now() - timedelta(days=20)
    )
    text = client.get(f"{index.get_url()}overdue/").content.decode()
    assert petition.number in text
    assert "ხიდის აღდგენა" in text
    assert waiting.number in text
    assert "გამოუქვეყნებელი სათაური" not in text


def test_the_overdue_of_another_municipality_are_not_listed(petition, other_site, client):
    from .conftest import make_index

    in_state(petition, "review", 40)
    other = make_index(other_site)
    text = client.get(f"{other.get_url()}overdue/", HTTP_HOST=other_site.hostname).content.decode()
    assert petition.number not in text
