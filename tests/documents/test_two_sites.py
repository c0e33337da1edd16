"""Two municipalities on one install: nothing of one is found on the other."""

import pytest
from wagtail.models import Collection

from wagtail_civic.documents import searching
from wagtail_civic.documents.models import SearchSettings

pytestmark = pytest.mark.django_db


def titles(site, text):
    return [hit.row.title for hit in searching.search(site, text).hits]


def page_with(document, parent, publish, committed):
    page = publish("გვერდი დოკუმენტით", parent=parent)
    with committed():
        page.body = [("document", {"document": document, "note": ""})]
        page.save()
    return page


def test_pages_are_found_on_their_own_site(publish, site, other_site):
    publish("ჩვენი გზა")
    publish("მათი გზა", parent=other_site.root_page)
    assert titles(site, "გზა") == ["ჩვენი გზა"]
    assert titles(other_site, "გზა") == ["მათი გზა"]


def test_a_document_is_found_where_a_public_page_refers_to_it(
    upload, publish, site, other_site, committed
):
    document = upload("a.docx", "ხიდი", "გეგმა")
    assert titles(site, "ხიდი") == titles(other_site, "ხიდი") == []
    page = page_with(document, other_site.root_page, publish, committed)
    assert titles(site, "ხიდი") == []
    assert titles(other_site, "ხიდი") == ["გეგმა"]
    with committed():
        page.unpublish()
    assert titles(other_site, "ხიდი") == []


def test_a_document_is_found_on_the_site_of_its_collection(
    upload, site, other_site, collection, committed
):
    inner = collection.add_child(name="inner")
    SearchSettings.for_site(site).collections.add(collection)
    upload("a.docx", "ხიდი", "გეგმა", collection=Collection.objects.get(pk=inner.pk))
    assert titles(site, "ხიდი") == ["გეგმა"]
    assert titles(other_site, "ხიდი") == []


def test_facets_count_one_site_only(publish, site, other_site):
    publish("გზა")
    publish("გზა", parent=other_site.root_page)
    (kind,) = searching.search(site, "გზა").facets
    assert [value.count for value in kind.values] == [1]


def test_a_page_moved_to_another_site_is_found_there(publish, site, other_site, committed):
    page = publish("გზა")
    with committed():
        page.move(other_site.root_page, pos="last-child")
    assert titles(site, "გზა") == []
    assert titles(other_site, "გზა") == ["გზა"]
