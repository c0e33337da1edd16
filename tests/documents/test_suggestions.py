"""What was probably meant, and what is about to be typed: only from what is public."""

import pytest
from django.urls import reverse
from wagtail.models import PageViewRestriction

from wagtail_civic.documents import searching, vocabulary
from wagtail_civic.documents.jobs import count_words
from wagtail_civic.documents.models import DocumentText, State, VocabularyWord


@pytest.fixture
def meant(site):
    """``meant("typed")``: what the search suggests once the words have been counted."""

    def ask(text):
        count_words()
        return searching.search(site, text).meant

    return ask


def private(page):
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


@pytest.mark.parametrize(
    ("one", "other", "most", "far"),
    [
        ("გზა", "გზა", 1, 0),
        ("ბიუჯტი", "ბიუჯეტი", 1, 1),
        ("ბუიჯეტი", "ბიუჯეტი", 1, 1),
        ("ბიუჯეტტი", "ბიუჯეტი", 1, 1),
        ("ბეუჯეთი", "ბიუჯეტი", 1, None),
        ("ბეუჯეთი", "ბიუჯეტი", 2, 2),
    ],
)
def test_slips_are_counted(one, other, most, far):
    assert vocabulary.distance(one, other, most) == far


@pytest.mark.parametrize(
    "typed", ["განათბეა", "განათებბა", "განთება", "ყანათება", "განათევა", "ganateva"]
)
def test_a_slip_is_put_right(publish, meant, typed):
    publish("ქუჩების განათება", "განათება")
    assert meant(typed) == "განათება"


def test_only_the_wrong_word_is_replaced(publish, meant):
    publish("გარე განათება", "ქუჩები")
    assert meant("გარე განათებბა") == "გარე განათება"


def test_for_a_long_text_no_word_is_looked_for(publish, meant, monkeypatch):
    publish("განათება")
    monkeypatch.setattr(vocabulary, "nearest", lambda site, word: pytest.fail("looked for"))
    assert meant("განათებბა " * 7) == ""


def test_the_more_common_of_two_words_is_meant(publish, meant):
    publish("ერთი", "ხიდები ხიდები ხიდები ხიდეზი")
    assert meant("ხიდები2") == ""
    assert meant("ხიდევი") == "ხიდები"


def test_a_word_that_is_known_is_not_replaced(publish, meant):
    publish("სკოლა", "ხიდები ხიდები ხიდები")
    publish("სხვა", "ხიდეზი")
    assert meant("ხიდეზი სკოლა") == ""


def test_where_something_is_found_nothing_is_suggested(publish, meant):
    publish("განათება")
    assert meant("განათება") == ""


def test_words_of_private_pages_are_not_suggested(publish, meant):
    private(publish("კონფიდენციალური"))
    publish("სხვა")
    assert meant("კონფიდენციალურო") == ""
    assert not VocabularyWord.objects.filter(word__startswith="კონფ").exists()


def test_a_word_whose_page_became_private_is_not_suggested_before_the_words_are_counted(
    publish, site
):
    page = publish("კონფიდენციალური")
    count_words()
    private(page)
    assert VocabularyWord.objects.filter(word="კონფიდენციალური").exists()
    assert searching.search(site, "კონფიდენციალუი").meant == ""


def test_words_that_are_gone_are_forgotten(publish, meant, committed):
    page = publish("განათება")
    meant("x")
    with committed():
        page.delete()
    meant("x")
    assert not VocabularyWord.objects.filter(word="განათება").exists()


def test_words_of_machine_read_texts_are_not_suggested(upload, meant):
    upload("scan.docx", ["განათეზა"])
    DocumentText.objects.update(state=State.OCR)
    meant("x")
    assert not VocabularyWord.objects.filter(word="განათეზა").exists()


def test_counting_again_changes_nothing(publish, meant):
    publish("განათება", "გზა და ხიდი")
    meant("x")
    before = list(VocabularyWord.objects.order_by("pk").values_list("pk", "word", "times"))
    meant("x")
    assert before == list(VocabularyWord.objects.order_by("pk").values_list("pk", "word", "times"))


def test_the_page_leads_to_what_was_meant(client, site, publish):
    publish("განათება")
    count_words()
    html = client.get("/civic/ka/search/", {"q": "განათბეა"}, follow=True).content.decode()
    assert "იქნებ" in html
    assert "<strong>განათება</strong>" in html


# Completions --------------------------------------------------------------------------------


@pytest.fixture
def completions(client, site):
    def ask(typed):
        response = client.get(reverse("civic_documents:complete", args=["ka"]), {"q": typed})
        assert response.status_code == 200
        return response.json()["completions"]

    return ask


@pytest.mark.parametrize("typed", ["განა", "ქუჩების გან", "gana", "ᲒᲐᲜᲐᲗ"])
def test_titles_are_completed(publish, completions, typed):
    publish("ქუჩების განათება")
    publish("ხიდი", "განათება მხოლოდ ტექსტშია")
    assert completions(typed) == ["ქუჩების განათება"]


@pytest.mark.parametrize("typed", ["", "გა", "  ", '"', "-გან", "'" * 50, "ა" * 5000])
def test_too_little_or_nonsense_completes_nothing(publish, completions, typed):
    publish("ქუჩების განათება")
    assert completions(typed) == []


def test_private_titles_are_not_completed(publish, completions):
    private(publish("განათების საიდუმლო"))
    assert completions("განა") == []


def test_completions_set_no_cookie_and_may_be_cached(client, site):
    response = client.get(reverse("civic_documents:complete", args=["ka"]), {"q": "განა"})
    assert not response.cookies
    assert "max-age=60" in response["Cache-Control"]
