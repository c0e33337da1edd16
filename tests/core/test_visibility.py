from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from tests.host.models import ContentPage
from wagtail_civic.core import places
from wagtail_civic.core.visibility import (
    in_public_collections,
    is_public,
    is_public_document,
    private_collection_ids,
    public_pages,
)
from wagtail_civic.news.models import NewsIndexPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(home_page):
    return home_page.add_child(instance=ContentPage(title="Open", slug="open"))


@pytest.fixture
def index(home_page):
    return home_page.add_child(instance=NewsIndexPage(title="News", slug="news"))


def test_a_live_page_is_public(page):
    assert is_public(page)
    assert page.pk in public_pages().values_list("pk", flat=True)


@pytest.mark.parametrize("change", [{"live": False}, {"expire_at": timezone.now()}])
def test_drafts_and_expired_pages_are_not(page, change):
    for name, value in change.items():
        setattr(page, name, value)
    page.save(clean=False)
    assert not is_public(page)
    assert page.pk not in public_pages().values_list("pk", flat=True)


def test_a_page_that_expires_later_is(page):
    page.expire_at = timezone.now() + timedelta(minutes=1)
    page.save(clean=False)
    assert is_public(page)


def test_a_page_of_ours_is_gone_with_its_time_and_editors_still_see_it(client, index):
    assert client.get(index.url).status_code == 200
    Page.objects.filter(pk=index.pk).update(expire_at=timezone.now())
    assert client.get(index.url).status_code == 404
    index.refresh_from_db()
    assert index.make_preview_request().status_code == 200


def test_a_page_of_ours_is_there_until_its_time(client, index):
    Page.objects.filter(pk=index.pk).update(expire_at=timezone.now() + timedelta(minutes=5))
    assert client.get(index.url).status_code == 200


def test_a_page_below_a_private_one_is_not(page):
    child = page.add_child(instance=ContentPage(title="Below", slug="below"))
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert not is_public(child)
    assert set(public_pages(ContentPage.objects.all())) == set()


def test_documents_in_a_private_collection_or_below_it_are_not_public():
    root = Collection.get_first_root_node()
    private = root.add_child(name="private")
    below = private.add_child(name="below")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    model = get_document_model()
    documents = [
        model.objects.create(title=name, file=f"{name}.txt", collection=collection)
        for name, collection in (("a", root), ("b", private), ("c", below))
    ]
    assert list(in_public_collections(model.objects.all())) == documents[:1]
    assert [is_public_document(document) for document in documents] == [True, False, False]
    assert private_collection_ids() == {private.pk, below.pk}


def test_asking_costs_the_same_for_many_pages(home_page, django_assert_max_num_queries):
    for number in range(5):
        home_page.add_child(instance=ContentPage(title=f"P{number}", slug=f"p{number}"))
    with django_assert_max_num_queries(2):
        assert len(public_pages(ContentPage.objects.all())) == 5


def test_nothing_is_asked_of_a_page_that_is_below_nothing_private(
    index, home_page, rf, django_assert_num_queries
):
    elsewhere = home_page.add_child(instance=ContentPage(title="Within", slug="within"))
    PageViewRestriction.objects.create(page=elsewhere, restriction_type="login")
    page, _args, _kwargs = home_page.specific.route(rf.get("/"), ["news"])
    with django_assert_num_queries(1):
        assert list(page.get_view_restrictions()) == []


@pytest.mark.parametrize("above", [True, False])
def test_a_page_of_ours_is_as_private_as_the_page_above_it_or_itself(index, home_page, rf, above):
    found = PageViewRestriction.objects.create(
        page=home_page if above else index, restriction_type="login"
    )
    page, _args, _kwargs = home_page.specific.route(rf.get("/"), ["news"])
    assert list(page.get_view_restrictions()) == [found]


def test_an_alias_is_as_private_as_its_source(index, home_page, rf):
    hidden = home_page.add_child(instance=ContentPage(title="Within", slug="within"))
    index.move(hidden, pos="last-child")
    index.refresh_from_db()
    found = PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    index.create_alias(parent=home_page, update_slug="other")
    page, _args, _kwargs = home_page.specific.route(rf.get("/"), ["other"])
    assert list(page.get_view_restrictions()) == list(Page.get_view_restrictions(page))
    PageViewRestriction.objects.filter(pk=found.pk).update(page=index)
    page, _args, _kwargs = home_page.specific.route(rf.get("/"), ["other"])
    assert list(page.get_view_restrictions()) == [found]


def test_an_alias_of_an_index_is_not_the_index_however_high_it_lies(site, index, home_page):
    above = home_page.add_child(instance=ContentPage(title="Within", slug="within"))
    index.move(above, pos="last-child")
    index.refresh_from_db()
    index.create_alias(parent=home_page, update_slug="other")
    assert places.index_page(site, index.civic_index).pk == index.pk
    assert places.index_url(site, index.civic_index).endswith("/within/news/")
