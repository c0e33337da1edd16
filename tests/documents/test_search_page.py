"""The page of results: what a citizen sees, and what a machine gets."""

import json
import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape
from wagtail.models import Site

from wagtail_civic.core.models import Body, BodyName
from wagtail_civic.documents import demo_files
from wagtail_civic.documents.blocks import SearchBoxBlock
from wagtail_civic.documents.models import DocumentText, IndexEntry, SearchPage, State

pytestmark = pytest.mark.django_db


@pytest.fixture
def search_page(site, locales):
    page = SearchPage(title="ძებნა", slug="search", locale=locales["ka"])
    site.root_page.add_child(instance=page)
    copy = page.copy_for_translation(locales["en"])
    copy.title = "Search"
    copy.save_revision().publish()
    return page


@pytest.fixture
def results(client, search_page):
    def get(text="", page=search_page, **params):
        return client.get(page.get_url(), {"q": text, **params})

    return get


def body(response):
    return response.content.decode()


def test_an_empty_search_page_explains_itself(results):
    response = results()
    assert response.status_code == 200
    assert "„biujeti“" in body(response)
    assert "X-Robots-Tag" not in response


def test_results_are_not_for_other_search_engines(results, publish):
    publish("გზა")
    assert results("გზა")["X-Robots-Tag"] == "noindex, follow"


def test_a_hit_shows_the_place_with_the_words_marked(results, publish):
    publish("გვერდი", "წლის ბოლოს სოფლების გზებს შეაკეთებენ.")
    html = body(results("სოფელი გზა"))
    assert "<mark>სოფლების</mark> <mark>გზებს</mark>" in html
    assert '<a href="/ka/' in html


def test_what_was_typed_and_what_was_found_are_escaped(results, publish):
    publish("<b>გზა</b>", "text")
    html = body(results('<script>alert("x")</script> გზა'))
    assert "<script>alert" not in html
    html = body(results("გზა"))
    assert "&lt;b&gt;<mark>გზა</mark>&lt;/b&gt;" in html


def test_a_pdf_opens_on_the_page(results, upload):
    document = upload("plan.pdf", ["ა", demo_files.PAGE_BREAK, "გზა"], "გეგმა")
    html = body(results("გზა"))
    assert f'href="{document.url}#page=2"' in html
    assert "გვერდი 2" in html


def test_a_document_leads_to_a_file_that_opens(client, results, upload, settings, tmp_path):
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    settings.STORAGES = settings.STORAGES | {"default": files}
    settings.MEDIA_ROOT = tmp_path
    document = upload("plan.docx", ["გზა"], "გეგმა")
    assert client.get(document.url).status_code == 200


@pytest.mark.parametrize("junk", ["0", "-1", "x", "9" * 30, "1e3", "٣", "", "99"])
def test_an_unusable_page_number_shows_results_all_the_same(client, search_page, publish, junk):
    publish("გზა")
    response = client.get(search_page.get_url(), {"q": "გზა", "page": junk})
    assert response.status_code == 200
    assert "<mark>გზა</mark>" in body(response)


def test_pages_of_results_keep_the_question_and_the_facets(client, search_page, publish):
    for number in range(12):
        publish(f"გზა {number}")
    response = client.get(search_page.get_url(), {"q": "გზა", "kind": "page"})
    html = body(response)
    assert "q=%E1%83%92%E1%83%96%E1%83%90&amp;kind=page&amp;page=2" in html
    second = client.get(search_page.get_url(), {"q": "გზა", "kind": "page", "page": "2"})
    assert body(second).count('class="civic-result"') == 2


def test_later_and_earlier_pages_keep_the_question_the_facets_and_the_order(
    client, search_page, publish
):
    for number in range(22):
        publish(f"გზა {number}")
    asked = {"q": "გზა", "kind": "page", "sort": "date"}
    for leads, there in (("next", "3"), ("prev", "1")):
        html = body(client.get(search_page.get_url(), asked | {"page": "2"}))
        (address,) = re.findall(f'<a href="([^"]+)" rel="{leads}"', html)
        assert dict(parse_qsl(unescape(address)[1:])) == asked | {"page": there}
    first = client.get(search_page.get_url(), asked | {"format": "json"}).json()
    assert dict(parse_qsl(urlsplit(first["next"]).query)) == asked | {"page": "2", "format": "json"}


def test_each_link_of_a_facet_leads_to_as_many_as_it_says(client, search_page, publish, upload):
    for number in range(3):
        publish(f"გზა {number}")
        upload(f"{number}.docx", "გზა")
    years = (2024, 2024, 2025, 2025, 2025, 2026)
    for row, year in zip(IndexEntry.objects.order_by("pk"), years, strict=True):
        IndexEntry.objects.filter(pk=row.pk).update(date=f"{year}-05-01")

    def followed(query):
        return client.get(search_page.get_url() + query)

    start = "?q=გზა&sort=date"
    seen, waiting = set(), [start]
    while waiting:
        page = followed(waiting.pop())
        for facet in page.context["facets"]:
            for value in facet["values"]:
                if value["selected"] or value["url"] in seen:
                    continue
                seen.add(value["url"])
                waiting.append(value["url"])
                there = followed(value["url"])
                assert str(there.context["results"].total) == value["count"], value
                assert (there.context["query"], there.context["order"]) == ("გზა", "date")
    assert len(seen) > 6
    both = followed(f"{start}&kind=page&year=2024")
    chosen = both.context["chosen"]
    listed = [value for facet in both.context["facets"] for value in facet["values"]]
    assert [each["url"] for each in listed if each["selected"]] == [each["url"] for each in chosen]
    left = [followed(each["url"]).context["selected"] for each in chosen]
    assert [(each["kind"], each["year"]) for each in left] == [("", "2024"), ("page", "")]


def test_facet_counts_equal_the_list_after_the_click(client, site, search_page, publish, upload):
    council = Body.objects.create(site=site, code="council", kind="council")
    BodyName.objects.create(row=council, language="ka", name="საკრებულო")
    for number in range(3):
        publish(f"გზა {number}")
    upload("a.docx", "გზა")
    first = IndexEntry.objects.filter(kind="page").order_by("pk")[:2]
    IndexEntry.objects.filter(pk__in=[row.pk for row in first]).update(
        facets={"body": "council", "year": "2025", "topic": "roads water"}
    )
    url = search_page.get_url()
    start = json.loads(client.get(url, {"q": "გზა", "format": "json"}).content)
    assert start["total"] == 4
    assert {v["label"] for v in start["facets"]["body"]} == {"საკრებულო"}
    for name, values in start["facets"].items():
        for value in values:
            params = {"q": "გზა", "format": "json", name: value["value"]}
            after = json.loads(client.get(url, params).content)
            assert after["total"] == value["count"], (name, value)
            for other, other_values in after["facets"].items():
                for further in other_values:
                    deeper = params | {other: further["value"]}
                    again = json.loads(client.get(url, deeper).content)
                    assert again["total"] == further["count"], (deeper, further)


def test_the_year_of_what_has_none_is_that_of_its_day(client, search_page, publish, upload):
    for day in ("2012-05-01", "2013-05-01"):
        publish(f"გზა {day}")
        upload(f"{day}.docx", "გზა")
        IndexEntry.objects.filter(title__contains=day).update(date=day)
    params = {"q": "გზა", "format": "json", "year": "2012"}
    found = json.loads(client.get(search_page.get_url(), params).content)
    assert {result["title"] for result in found["results"]} == {"გზა 2012-05-01", "2012-05-01.docx"}
    years = [(value["value"], value["count"]) for value in found["facets"]["year"]]
    assert years == [("2013", 2), ("2012", 2)]


def test_a_chosen_facet_can_be_taken_back(results, publish):
    publish("გზა")
    html = body(results("გზა", kind="page"))
    assert "მოხსნა" in html
    assert '<option value="page" selected>' in html
    assert body(results("გზა", kind="none")).count("civic-result") == 0


@pytest.mark.parametrize("name", ["kind", "type", "body", "year", "topic", "status"])
def test_an_unknown_value_of_a_facet_finds_nothing_and_can_be_removed(results, publish, name):
    publish("გზა")
    response = results("გზა", **{name: '"\0<x>' * 50})
    assert response.status_code == 200
    assert "მოხსნა" in body(response)


def test_an_empty_result_says_what_to_try(results):
    html = body(results("არარსებული"))
    assert escape("„არარსებული“") in html
    assert "biujeti" in html


def test_the_short_address_leads_into_the_tree_and_keeps_the_query(client, search_page):
    response = client.get(reverse("civic_documents:search"), {"q": "გზა -ხიდი", "kind": "page"})
    assert response.status_code == 302
    assert response.url.startswith(search_page.get_url() + "?")
    assert "kind=page" in response.url
    in_english = reverse("civic_documents:search_in_language", kwargs={"lang": "en"})
    english = search_page.get_translations().get()
    assert client.get(in_english).url == english.get_url()


def test_without_a_search_page_the_short_address_answers_itself(client, site, publish):
    publish("გზა")
    response = client.get(reverse("civic_documents:search"), {"q": "გზა"})
    assert response.status_code == 200
    assert "<mark>გზა</mark>" in body(response)


def test_a_private_search_page_is_not_led_to(client, site, search_page):
    SearchPage.objects.update(live=False)
    assert client.get(reverse("civic_documents:search"), {"q": "გზა"}).status_code == 200


def test_only_reading_is_allowed(client, site):
    assert client.post(reverse("civic_documents:search")).status_code == 405


def test_the_english_page_speaks_english(results, search_page, publish):
    english = search_page.get_translations().get()
    publish("გზა")
    with translation.override("en"):
        html = body(results("gza", page=english))
    assert "1 result" in html
    assert "Narrow the results" in html
    assert 'lang="ka"' in html


def test_a_text_that_a_machine_read_is_said_to_be_one(client, site, results, upload):
    upload("scan.docx", "გზა")
    upload("plan.docx", "ხიდი")
    DocumentText.objects.filter(pages__content="გზა").update(state=State.OCR)
    for word, is_said in (("გზა", True), ("ხიდი", False)):
        assert ("ავტომატურად ამოცნობილი ტექსტი" in body(results(word))) is is_said
        found = client.get(reverse("civic_documents:search"), {"q": word, "format": "json"})
        assert [each["machine_read"] for each in found.json()["results"]] == [is_said]


def test_json_is_open_and_says_all(client, site, publish):
    page = publish("გზა", "სოფლის გზა")
    response = client.get(reverse("civic_documents:search"), {"q": "გზა", "format": "json"})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Content-Type"] == "application/json; charset=utf-8"
    (result,) = json.loads(response.content)["results"]
    assert result["url"] == "http://testserver" + page.get_url()
    assert result["snippet"] == "სოფლის <mark>გზა</mark>"


def test_reading_sets_no_cookie(results):
    assert not results("გზა").cookies


def test_the_search_page_is_not_itself_found(site, publish, find, committed, locales):
    with committed():
        site.root_page.add_child(instance=SearchPage(title="ძებნა", locale=locales["ka"]))
    assert find("ძებნა") == []


def test_the_search_box_leads_to_the_search_in_the_language_of_the_page(db):
    block = SearchBoxBlock()
    with translation.override("en"):
        html = block.render(block.to_python({"heading": "", "placeholder": ""}))
    assert 'action="/civic/en/search/"' in html
    assert 'role="search"' in html


def test_a_page_of_results_costs_the_same_for_few_and_for_many(
    client, search_page, publish, upload
):
    def cost(text):
        cache.clear()
        Site.clear_site_root_paths_cache()
        client.get(search_page.get_url(), {"q": "არაფერი"})
        with CaptureQueriesContext(connection) as queries:
            client.get(search_page.get_url(), {"q": text})
        return len(queries)

    publish("ხიდი")
    upload("a.pdf", ["ხიდი", demo_files.PAGE_BREAK, "ხიდი"])
    few = cost("ხიდი")
    for number in range(30):
        publish(f"ხიდი {number}")
    upload("b.pdf", ["ხიდი", demo_files.PAGE_BREAK, "ხიდი"])
    assert cost("ხიდი") <= few
    assert few <= 24


def test_the_form_has_fields_for_what_and_when(results, publish, upload):
    publish("გზა გვერდი")
    upload("a.docx", ["გზა"], "გზა ფაილი")
    html = body(results("გზა", kind="document"))
    assert '<option value="document" selected>' in html
    assert "გზა გვერდი" not in html
    assert html.count('name="kind"') == 1
    assert 'name="year" value="1999"' in body(results("გზა", year="1999"))
    assert 'type="hidden" name="topic" value="roads"' in body(results("გზა", topic="roads"))
