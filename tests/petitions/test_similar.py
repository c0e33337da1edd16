"""Before another petition is submitted, those that ask for much the same are shown."""

import pytest

from wagtail_civic.petitions.models import PetitionWord
from wagtail_civic.petitions.similar import similar

pytestmark = pytest.mark.django_db


@pytest.fixture
def known(make_petition):
    """What stands in the registers already."""
    titles = [
        "საფეხმავლო ხიდის აღდგენა სოფელ მთისპირში",
        "საღამოს ავტობუსი ქვიშონასა და ჩაიეთს შორის",
        "დასუფთავების მოსაკრებლის განახევრება",
    ]
    return {title.split()[1]: make_petition("open", title) for title in titles}


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("ხიდი მთისპირს: აღდგენა გვინდა", "ხიდის"),
        ("საფეხმავლო ხიდები მთისპირისთვის", "ხიდის"),
        ("ავტობუსები საღამოს ქვიშონაში", "ავტობუსი"),
        ("მოსაკრებელი დასუფთავებისთვის", "მოსაკრებლის"),
        ("ახალი ბიბლიოთეკა ცენტრში", None),
    ],
)
def test_other_forms_of_the_words_find_the_petition(site, known, title, found):
    shown = similar(site, title, "")
    assert shown[:1] == ([known[found]] if found else [])


def test_nothing_is_found_among_what_is_not_public(site, make_petition):
    make_petition("submitted", "საფეხმავლო ხიდის აღდგენა")
    assert similar(site, "საფეხმავლო ხიდის აღდგენა", "") == []


def test_another_municipalitys_petitions_are_not_shown(other_site, known):
    assert similar(other_site, "საფეხმავლო ხიდის აღდგენა მთისპირში", "") == []


def test_words_of_very_many_petitions_say_nothing(site, make_petition):
    for number in range(12):
        make_petition("open", f"მოთხოვნა საკრებულოს მიმართ {number}{number}{number}")
    assert similar(site, "მოთხოვნა საკრებულოს მიმართ", "") == []


def test_no_words_find_nothing(site, known):
    assert similar(site, "", "") == []


def test_the_index_follows_the_words(make_petition):
    petition = make_petition("open", "ხიდის აღდგენა სოფელში")
    assert petition.words.filter(in_title=True).exists()
    petition.page().specific.delete()
    assert not PetitionWord.objects.exists()


def test_the_wizard_shows_them_after_the_text_and_goes_on(citizen, known, client):
    typed = {
        "eligible": "on",
        "step": "text",
        "title": "საფეხმავლო ხიდები მთისპირისთვის",
        "kind": "request",
        "ask": "ვითხოვთ, რომ საკრებულომ ხიდი აღადგინოს.",
    }
    answer = citizen.send("/civic/ka/petitions/new/", typed, "petitions.submit")
    assert answer.context["step"] == "attachments"
    assert known["ხიდის"].page().title in answer.content.decode()


def test_hostile_words_are_text(site, known):
    assert similar(site, "'; DROP TABLE x --" * 50, "%_\\" * 500) == []
