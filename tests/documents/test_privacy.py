"""What the public may not see is in no result, count, facet or JSON."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    PageViewRestriction,
)

from tests.host.models import ContentPage
from wagtail_civic.documents import completing, indexing, searching
from wagtail_civic.documents.models import DraftReference

pytestmark = pytest.mark.django_db

SECRET = "საიდუმლო"


@pytest.fixture
def found(client, site):
    """Everything that the JSON says about a query, as one text and as data."""

    def ask(text):
        response = client.get(reverse("civic_documents:search"), {"q": text, "format": "json"})
        assert response.status_code == 200
        return json.loads(response.content)

    return ask


def nothing(data):
    return data["total"] == 0 and data["results"] == [] and data["facets"] == {}


def restrict(page):
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def test_a_page_that_is_public_is_found(publish, found):
    publish(SECRET)
    assert found(SECRET)["total"] == 1


def test_a_draft_is_not_found(publish, found, committed):
    publish(SECRET, live=False)
    assert nothing(found(SECRET))


def test_a_draft_of_a_live_page_is_not_found(publish, found, committed):
    page = publish("გვერდი")
    with committed():
        page.title = SECRET
        page.save_revision()
    assert nothing(found(SECRET))
    assert found("გვერდი")["total"] == 1


def test_an_unpublished_page_is_not_found(publish, found, committed):
    page = publish(SECRET)
    with committed():
        page.unpublish()
    assert nothing(found(SECRET))


def test_a_page_taken_down_without_a_word_is_not_found(publish, found):
    page = publish(SECRET)
    ContentPage.objects.filter(pk=page.pk).update(live=False)
    assert nothing(found(SECRET))


def test_an_expired_page_is_not_found(publish, found):
    page = publish(SECRET)
    past = timezone.now() - timedelta(minutes=1)
    ContentPage.objects.filter(pk=page.pk).update(expire_at=past)
    assert nothing(found(SECRET))


def test_a_private_page_is_not_found(publish, found):
    restrict(publish(SECRET))
    assert nothing(found(SECRET))


def test_a_page_below_a_private_page_is_not_found(publish, found):
    parent = publish("მშობელი")
    publish(SECRET, parent=parent)
    restrict(parent)
    assert nothing(found(SECRET))


def test_a_deleted_page_is_not_found(publish, found):
    publish(SECRET).delete()
    assert nothing(found(SECRET))


def test_a_document_in_a_private_collection_is_not_found(upload, found, collection):
    document = upload("a.docx", SECRET)
    assert found(SECRET)["total"] == 1
    document.collection = collection
    document.save()
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    assert nothing(found(SECRET))


def test_a_document_below_a_private_collection_is_not_found(upload, found, collection):
    inner = collection.add_child(name="inner")
    upload("a.docx", SECRET, collection=Collection.objects.get(pk=inner.pk))
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    assert nothing(found(SECRET))


def test_a_document_that_only_a_draft_refers_to_is_not_found(upload, found, publish):
    document = upload("a.docx", SECRET)
    page = _page_with(document, publish, live=False)
    assert nothing(found(SECRET))
    ContentPage.objects.filter(pk=page.pk).update(live=True)
    assert found(SECRET)["total"] == 1


def test_a_document_that_only_a_private_page_refers_to_is_not_found(upload, found, publish):
    document = upload("a.docx", SECRET)
    page = _page_with(document, publish)
    assert found(SECRET)["total"] == 1
    restrict(page)
    assert nothing(found(SECRET))


def _page_with(document, publish, **fields):
    page = publish("გვერდი დოკუმენტით", **fields)
    page.body = [("document", {"document": document, "note": ""})]
    page.save()
    return page


def test_the_title_of_a_private_document_is_not_in_any_count(upload, publish, found, collection):
    publish("გზა")
    upload("a.docx", "გზა", collection=collection)
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    data = found("გზა")
    assert data["total"] == 1
    assert [(v["value"], v["count"]) for v in data["facets"]["kind"]] == [("page", 1)]


def test_a_document_that_only_a_draft_of_a_live_page_names_is_not_found(upload, publish, found):
    document = upload("a.docx", SECRET)
    page = publish("გვერდი")
    assert found(SECRET)["total"] == 1
    page.body = [("document", {"document": document, "note": ""})]
    revision = page.save_revision()
    assert nothing(found(SECRET))
    revision.publish()
    assert found(SECRET)["total"] == 1


def test_a_document_is_not_found_before_the_day_of_what_names_it(upload, publish, found):
    document = upload("a.docx", SECRET)
    page = publish("გვერდი")
    page.save_revision().publish()
    page.refresh_from_db()
    page.body = [("document", {"document": document, "note": ""})]
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    page.body = []
    page.save_revision()
    assert nothing(found(SECRET))


def test_a_document_that_a_draft_names_no_more_is_found_again(upload, publish, found):
    document = upload("a.docx", SECRET)
    page = publish("გვერდი")
    page.body = [("document", {"document": document, "note": ""})]
    page.save_revision()
    page.body = []
    page.save_revision()
    assert found(SECRET)["total"] == 1


def test_a_document_that_is_published_elsewhere_is_found_although_a_draft_names_it(
    upload, publish, found
):
    document = upload("a.docx", SECRET)
    _page_with(document, publish)
    page = publish("გვერდი")
    page.body = [("document", {"document": document, "note": ""})]
    page.save_revision()
    assert found(SECRET)["total"] == 1


def test_a_draft_that_nobody_was_told_of_is_seen_when_the_index_is_put_in_order(
    upload, publish, found
):
    document = upload("a.docx", SECRET)
    page = publish("გვერდი")
    page.body = [("document", {"document": document, "note": ""})]
    page.save_revision()
    DraftReference.objects.all().delete()
    assert found(SECRET)["total"] == 1
    indexing.heal()
    assert nothing(found(SECRET))


# What is hidden takes no place of what is not ------------------------------------------------


@pytest.fixture
def few_candidates(monkeypatch):
    monkeypatch.setattr(searching, "CANDIDATES", 3)
    monkeypatch.setattr(completing, "CANDIDATES", 3)


@pytest.fixture
def hide(publish, upload, collection):
    """``hide("pages")``: five things with the word in their titles that nobody may see."""

    def pages():
        for _number in range(5):
            restrict(publish(f"{SECRET} {SECRET}"))

    def below():
        parent = publish("მშობელი")
        restrict(parent)
        for _number in range(5):
            publish(f"{SECRET} {SECRET}", parent=parent)

    def expired():
        past = timezone.now() - timedelta(minutes=1)
        for _number in range(5):
            page = publish(f"{SECRET} {SECRET}")
            ContentPage.objects.filter(pk=page.pk).update(expire_at=past)

    def files():
        for number in range(5):
            upload(f"{number}.docx", SECRET, title=f"{SECRET} {SECRET}", collection=collection)
        CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")

    def drafts():
        for number in range(5):
            file = upload(f"{number}.docx", SECRET, title=f"{SECRET} {SECRET}")
            _page_with(file, publish, live=False)

    ways = {way.__name__: way for way in (pages, below, expired, files, drafts)}
    return lambda what: ways[what]()


@pytest.mark.parametrize("what", ["pages", "below", "expired", "files", "drafts"])
def test_many_hidden_things_are_told_by_no_count(few_candidates, hide, found, what):
    hide(what)
    data = found(SECRET)
    assert nothing(data)
    assert data["total_is_minimum"] is False


@pytest.mark.parametrize("order", ["", "date"])
@pytest.mark.parametrize("what", ["pages", "below", "expired", "files", "drafts"])
def test_hidden_things_push_nothing_out(few_candidates, hide, publish, find, what, order):
    publish("გზა", SECRET, first_published_at=timezone.now() - timedelta(days=900))
    hide(what)
    assert find(SECRET, order=order) == ["გზა"]


def test_only_what_everybody_may_see_makes_a_list_too_long(few_candidates, hide, publish, found):
    hide("pages")
    for number in range(4):
        publish(f"გზა {number}", SECRET)
    data = found(SECRET)
    assert (data["total"], data["total_is_minimum"]) == (3, True)


def test_hidden_titles_push_no_suggestion_out(few_candidates, hide, publish, site):
    publish(f"გზა {SECRET}")
    hide("pages")
    assert [hit.row.title for hit in completing.completions(site, SECRET[:5])] == [f"გზა {SECRET}"]
