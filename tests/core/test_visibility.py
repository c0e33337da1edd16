from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from tests.host.models import ContentPage
from wagtail_civic.core.visibility import (
    is_public,
    is_public_document,
    private_collection_ids,
    public_documents,
    public_pages,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(home_page):
    return home_page.add_child(instance=ContentPage(title="Open", slug="open"))


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
    assert list(public_documents(model.objects.all())) == documents[:1]
    assert [is_public_document(document) for document in documents] == [True, False, False]
    assert private_collection_ids() == {private.pk, below.pk}


def test_asking_costs_the_same_for_many_pages(home_page, django_assert_max_num_queries):
    for number in range(5):
        home_page.add_child(instance=ContentPage(title=f"P{number}", slug=f"p{number}"))
    with django_assert_max_num_queries(2):
        assert len(public_pages(ContentPage.objects.all())) == 5
