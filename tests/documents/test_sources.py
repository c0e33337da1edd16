"""What capabilities register at the core's search seam is found, with facets, number and parts."""

import uuid
from dataclasses import replace
from datetime import date

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction, ReferenceIndex

from tests.toy.models import ToyPage, ToyRecord
from tests.toy.seams import ToySearch
from wagtail_civic.core import search
from wagtail_civic.core.contacts import parse
from wagtail_civic.core.search import Entry
from wagtail_civic.documents import indexing, novelties, saving, searching
from wagtail_civic.documents.models import Finding, IndexEntry, SavedSearch, SeenObject

pytestmark = pytest.mark.django_db

FACETS = {"type": "order", "year": "2025", "topic": "roads water"}


@pytest.fixture
def toy(site, committed, monkeypatch):
    def entries(self, obj):
        page = obj.page()
        common = {"language": "ka", "date": None, "page_id": page.pk, "facets": FACETS}
        yield Entry("", title=page.title, text="ზოგადი", url=page.url, number="№ 17-51", **common)
        yield Entry(
            "a1", title=f"{page.title}. მუხლი 1", text="ხიდი", url=f"{page.url}#a1", **common
        )

    monkeypatch.setattr(ToySearch, "entries", entries)
    page = ToyPage(title="სათამაშო გზა", slug="toy", locale=site.root_page.locale)
    with committed():
        site.root_page.add_child(instance=page)
    return page


def hits(site, text, **options):
    return searching.search(site, text, **options).hits


def test_a_page_with_a_record_is_found_through_its_source_and_once(site, toy):
    (hit,) = hits(site, "სათამაშო")
    assert (hit.row.kind, hit.row.part) == ("toy", "")


def test_a_part_is_found_by_its_own_words_and_leads_to_its_place(site, toy):
    (hit,) = hits(site, "სათამაშო ხიდი")
    assert hit.row.url.endswith("#a1")


def test_the_object_itself_stands_for_what_only_its_title_says(site, toy):
    assert hits(site, "გზა")[0].row.part == ""


def test_a_number_puts_its_object_first(site, toy, publish):
    publish("17-51 17-51 17-51", "17-51")
    assert [hit.row.kind for hit in hits(site, "17-51")] == ["toy", "page"]
    assert IndexEntry.objects.filter(number="17-51").count() == 1


def test_facets_of_a_source_narrow(site, toy, publish):
    publish("გზა")
    assert [hit.row.kind for hit in hits(site, "გზა", selected={"topic": "water"})] == ["toy"]
    assert [hit.row.kind for hit in hits(site, "გზა", selected={"year": "2020"})] == []


def test_a_change_of_the_page_reaches_the_index(site, toy, committed):
    with committed():
        toy.title = "სხვა სახელი"
        toy.save_revision().publish()
    assert len(hits(site, "სახელი")) == 1
    assert hits(site, "სათამაშო") == []


def test_below_a_page_with_another_address_all_is_found_at_its_new_one(
    site, toy, publish, committed
):
    above = publish("ზედა")
    with committed():
        toy.move(above, "last-child")
    above.refresh_from_db()
    with committed():
        above.slug = "moved"
        above.save()
    (hit,) = hits(site, "ხიდი")
    assert hit.row.url == f"{above.url}toy/#a1"


def test_one_row_out_of_date_is_enough_to_index_its_object_anew(site, toy):
    rows = IndexEntry.objects.filter(kind="toy")
    rows.filter(part="a1").update(indexed_at=indexing.LONG_AGO, url="/gone/")
    indexing.heal()
    assert not rows.filter(url="/gone/").exists()


def test_what_its_source_no_longer_counts_as_public_is_not_found(site, toy, monkeypatch):
    monkeypatch.setattr(ToySearch, "objects", lambda self, site: ToyRecord.objects.none())
    assert hits(site, "სათამაშო") == []


def test_what_stands_on_a_private_page_is_not_found(site, toy):
    assert len(hits(site, "ხიდი")) == 1
    PageViewRestriction.objects.create(page=toy, restriction_type=PageViewRestriction.LOGIN)
    assert hits(site, "ხიდი") == []


def test_what_is_not_visible_is_not_even_indexed(site, toy, monkeypatch, committed):
    monkeypatch.setattr(ToySearch, "is_visible", lambda self, obj: False)
    with committed():
        search.changed("toy", ToyRecord.objects.get().pk)
    assert not IndexEntry.objects.filter(kind="toy").exists()


def test_a_source_that_fails_breaks_nothing(site, toy, monkeypatch, committed, caplog):
    def fail(self, obj):
        raise RuntimeError("broken source")

    monkeypatch.setattr(ToySearch, "entries", fail)
    with committed():
        search.changed("toy", ToyRecord.objects.get().pk)
    assert "Could not index toy" in caplog.text
    assert len(hits(site, "სათამაშო")) == 1


def test_what_could_not_be_indexed_is_healed(site, toy, monkeypatch, committed):
    indexing.heal()
    usual = indexing.heal()
    with monkeypatch.context() as broken:
        broken.setattr(ToySearch, "entries", lambda self, obj: 1 / 0)
        with committed():
            toy.title = "ახალი სახელი"
            toy.save_revision().publish()
        assert indexing.heal() == usual + 1
    assert hits(site, "სახელი") == []
    indexing.heal()
    assert len(hits(site, "სახელი")) == 1
    assert indexing.heal() == usual


@pytest.fixture
def annex(toy, upload):
    """A document that the toy's record has; its own words are ``დანართი`` and ``ხიდი``."""
    document = upload("annex.docx", "დანართი", "დანართი ხიდი")
    record = ToyRecord.objects.get()
    ReferenceIndex.objects.create(
        base_content_type=ContentType.objects.get_for_model(ToyRecord),
        content_type=ContentType.objects.get_for_model(ToyRecord),
        object_id=str(record.pk),
        to_content_type=ContentType.objects.get_for_model(document),
        to_object_id=str(document.pk),
        model_path="document",
        content_path="document",
        content_path_hash=uuid.uuid4(),
    )
    return document


def test_a_document_says_what_it_is_part_of(client, site, annex):
    response = client.get(reverse("civic_documents:search"), {"q": "დანართი"})
    html = response.content.decode()
    assert "ნაწილია:" in html
    assert ">სათამაშო გზა</a>" in html


def test_a_document_is_not_said_to_be_part_of_a_private_translation(
    client, annex, toy, publish, monkeypatch, committed
):
    usual = ToySearch.entries
    other = publish("საიდუმლო")
    PageViewRestriction.objects.create(page=other, restriction_type=PageViewRestriction.LOGIN)

    def entries(self, obj):
        yield from usual(self, obj)
        yield Entry("", "en", other.title, "", other.url, page_id=other.pk)

    monkeypatch.setattr(ToySearch, "entries", entries)
    with committed():
        toy.save()
    html = client.get(reverse("civic_documents:search"), {"q": "დანართი"}).content.decode()
    assert ">სათამაშო გზა</a>" in html
    assert "საიდუმლო" not in html


def test_a_document_has_the_date_of_what_it_is_part_of(annex, toy, monkeypatch, committed):
    usual = ToySearch.entries

    def entries(self, obj):
        return (replace(entry, date=date(1998, 3, 2)) for entry in usual(self, obj))

    rows = IndexEntry.objects.filter(kind="document")
    assert rows.get().date == timezone.localdate(annex.created_at)
    monkeypatch.setattr(ToySearch, "entries", entries)
    with committed():
        toy.save()
    assert rows.get().date == date(1998, 3, 2)
    indexing.refresh("document", annex.pk)
    assert rows.get().date == date(1998, 3, 2)


@pytest.fixture
def shared(annex, publish, committed):
    """The same document, on a public page of the host too."""
    page = publish("გვერდი")
    with committed():
        page.body = [("document", {"document": annex, "note": ""})]
        page.save()
    return annex


def hide_the_record(toy, monkeypatch):
    monkeypatch.setattr(ToySearch, "objects", lambda self, site: ToyRecord.objects.none())


def hide_its_page(toy, monkeypatch):
    PageViewRestriction.objects.create(page=toy, restriction_type=PageViewRestriction.LOGIN)


@pytest.mark.parametrize("is_indexed", ["before", "after"])
@pytest.mark.parametrize("hide", [hide_the_record, hide_its_page])
def test_a_document_tells_nothing_of_a_record_that_is_private(
    client, site, shared, toy, monkeypatch, hide, is_indexed
):
    indexing.refresh("document", shared.pk)
    assert hits(site, "დანართი")[0].row.facets == FACETS
    hide(toy, monkeypatch)
    if is_indexed == "after":
        indexing.refresh("document", shared.pk)
    answer = client.get(reverse("civic_documents:search"), {"q": "დანართი", "format": "json"})
    assert [result["part_of"] for result in answer.json()["results"]] == [None]
    facets = answer.json()["facets"]
    assert not facets.keys() & {"type", "topic"}
    assert "2025" not in [value["value"] for value in facets.get("year", ())]
    assert hits(site, "დანართი", selected={"type": "order"}) == []


@pytest.mark.parametrize("is_hidden", [False, True])
def test_who_saved_a_narrowed_search_is_not_told_of_it_for_a_private_record(
    site, shared, toy, monkeypatch, now, is_hidden
):
    indexing.refresh("document", shared.pk)
    SeenObject.objects.create(site=site, group="before", seen_at=now)
    saving.begin(site, parse("email", "nino@example.ge"), "დანართი", {"type": "order"}, "ka", now)
    saving.confirm(SavedSearch.objects.get(), now)
    if is_hidden:
        hide_its_page(toy, monkeypatch)
    novelties.notice(site, now)
    assert Finding.objects.count() == (0 if is_hidden else 1)


@pytest.mark.parametrize("hide", [hide_the_record, hide_its_page])
def test_a_document_that_only_a_private_record_has_is_not_found(
    site, annex, toy, monkeypatch, hide
):
    assert len(hits(site, "დანართი")) == 1
    hide(toy, monkeypatch)
    assert hits(site, "დანართი") == []


def test_a_document_and_what_has_it_are_found_by_one_word(client, site, annex):
    assert {hit.row.kind for hit in hits(site, "ხიდი")} == {"toy", "document"}
    html = client.get(reverse("civic_documents:search"), {"q": "ხიდი"}).content.decode()
    assert "ნაწილია:" in html
    assert f'href="{annex.url}"' in html


def test_what_was_found_itself_is_not_asked_about_again(site, annex):
    with CaptureQueriesContext(connection) as alone:
        hits(site, "დანართი")
    with CaptureQueriesContext(connection) as with_its_record:
        hits(site, "ხიდი")
    assert len(with_its_record) == len(alone) - 1
