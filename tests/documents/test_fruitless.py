"""What citizens look for in vain is counted for editors, without citizens."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from wagtail_civic.core.models import GroupSite
from wagtail_civic.documents import fruitless
from wagtail_civic.documents.fruitless_views import VIEW
from wagtail_civic.documents.models import FruitlessSearch

TODAY = date(2026, 11, 26)


def asked(site, words, *days):
    for ago in days:
        fruitless.count(site, words, TODAY - timedelta(days=ago))


@pytest.mark.parametrize(
    "text",
    ["nino@example.ge", "599123456", "599 12-34-56", "01024056789", "ა ბ გ დ ე ვ", "?"],
)
def test_what_may_be_about_a_person_is_not_counted(text):
    assert fruitless.countable(text) == ""


def test_what_the_municipality_counts_as_personal_is_not_counted(settings):
    settings.WAGTAIL_CIVIC = {
        **settings.WAGTAIL_CIVIC,
        "DOCUMENTS_PERSONAL_PATTERNS": [r"საქმე [ა-ჰ]-\d+"],
    }
    assert fruitless.countable("საქმე გ-17") == ""
    assert fruitless.countable("საქმე")


@pytest.mark.parametrize("text", ["საბავშვო ბაღი", "დადგენილება 17-51", "2026 ბიუჯეტი"])
def test_words_are_counted(text):
    assert fruitless.countable(text)


def test_a_search_without_results_is_counted(client, site, publish):
    publish("გზა")
    for text in ("ვერტმფრენი", "ვერტმფრენი", "გზა"):
        client.get("/civic/ka/search/", {"q": text}, follow=True)
    (row,) = FruitlessSearch.objects.all()
    assert (row.words, row.times, row.days) == ("ვერტმფრენი", 2, 1)


def test_narrowing_to_nothing_is_not_counted(client, site, publish):
    publish("გზა")
    client.get("/civic/ka/search/", {"q": "გზა", "kind": "petition"}, follow=True)
    client.get("/civic/search/", {"q": "ვერტმფრენი", "format": "json"})
    assert not FruitlessSearch.objects.exists()


def test_the_report_shows_what_was_asked_on_several_days_only(client, site, make_user):
    asked(site, "ვერტმფრენი", 0, 0, 1)
    asked(site, "ერთჯერადი", 0)
    asked(site, "ერთდღიანი", 0, 0, 0, 0)
    client.force_login(make_user("clerk", VIEW))
    html = client.get(reverse("civic_documents_fruitless")).content.decode()
    assert "ვერტმფრენი" in html
    assert "ერთჯერადი" not in html
    assert "ერთდღიანი" not in html


def test_an_empty_report_says_what_it_waits_for(client, site, make_user):
    asked(site, "ერთჯერადი", 0)
    client.force_login(make_user("clerk", VIEW))
    address = reverse("civic_documents_fruitless")
    words = "სულ მცირე 3-ჯერ, 2 სხვადასხვა დღეს"
    assert words in client.get(address).content.decode()
    assert words not in client.get(address, {"words": "სხვა"}).content.decode()
    asked(site, "ვერტმფრენი", 0, 0, 1)
    assert words not in client.get(address).content.decode()


def test_the_report_needs_its_permission(client, site, make_user):
    asked(site, "ვერტმფრენი", 0, 0, 1)
    client.force_login(make_user("other", "civic_documents.view_documentfile"))
    response = client.get(reverse("civic_documents_fruitless"), follow=True)
    assert "ვერტმფრენი" not in response.content.decode()


def test_another_municipality_reads_its_own(client, site, other_site, make_user):
    asked(site, "ვერტმფრენი", 0, 0, 1)
    user = make_user("clerk", VIEW)
    GroupSite.objects.create(group=user.groups.get(), site=other_site)
    client.force_login(user)
    response = client.get(reverse("civic_documents_fruitless"), follow=True)
    assert "ვერტმფრენი" not in response.content.decode()


def test_a_program_cannot_fill_the_table(site, monkeypatch):
    monkeypatch.setattr(fruitless, "MAX_NEW", 3)
    for word in ("ერთი", "ორი", "სამი", "ოთხი", "ხუთი"):
        asked(site, word, 0)
    assert FruitlessSearch.objects.count() == 3


def test_what_hardly_anybody_asked_is_forgotten(site):
    asked(site, "ერთჯერადი", 40)
    asked(site, "ხშირი", 42, 41, 41)
    asked(site, "ძველი", 500, 499, 499)
    asked(site, "ახალი", 1)
    assert fruitless.forget(TODAY) == 2
    assert set(FruitlessSearch.objects.values_list("words", flat=True)) == {"ხშირი", "ახალი"}
