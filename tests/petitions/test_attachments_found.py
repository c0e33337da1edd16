"""Published attachments in the search of the site, where it is installed; others never."""

import pytest
from django.apps import apps
from django.utils import timezone

from wagtail_civic.petitions import attaching, deciding, moderation

from .test_attachments import add_attachment, publish

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not apps.is_installed("wagtail_civic.documents"), reason="no search"),
]


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def found():
    """``found(site)``: which documents the public search of a site shows."""
    from wagtail_civic.documents.models import IndexEntry
    from wagtail_civic.documents.sight import Sight

    def look(site):
        rows = list(IndexEntry.objects.filter(site=site, kind="document"))
        sight = Sight(site, rows)
        return [row.title for row in rows if sight.shows(row)]

    return look


@pytest.fixture
def attachment(petition, committed):
    with committed():
        return add_attachment(petition, "ხიდის ნახაზი")


@pytest.fixture
def published(attachment, committed):
    with committed():
        return publish(attachment, "ხიდის ნახაზი")


def test_an_unpublished_attachment_is_in_no_index(attachment, site, found):
    from wagtail_civic.documents.models import IndexEntry

    assert found(site) == []
    assert not IndexEntry.objects.filter(title__contains="ნახაზი").exists()
    assert not IndexEntry.objects.filter(text__contains="secret").exists()


def test_a_published_attachment_is_found_on_its_own_site_only(site, other_site, found, published):
    assert found(site) == ["ხიდის ნახაზი"]
    assert found(other_site) == []


def test_what_is_in_it_is_read(published):
    from wagtail_civic.documents.models import DocumentFile

    assert DocumentFile.objects.get(document_id=str(published.document_id))


def test_it_carries_the_facets_of_its_petition(site, other_site, published, petition):
    from wagtail_civic.documents.models import IndexEntry

    row = IndexEntry.objects.get(kind="document")
    assert row.facets["register"] == petition.register


def test_a_file_approved_before_is_found_once_the_petition_is_open(
    make_petition, site, other_site, found, committed, officer
):
    waiting = publish(add_attachment(make_petition("submitted"), "ხიდის ნახაზი"))
    assert found(site) == []
    with committed():
        moderation.publish(waiting.petition, now=timezone.now(), user=officer)
    assert found(site) == ["ხიდის გეგმა"]


@pytest.mark.parametrize("away", ["taken_back", "petition_taken_down", "page_private"])
def test_what_is_no_longer_public_is_no_longer_found(
    published, site, other_site, found, petition, page, officer, committed, away
):
    now = timezone.now()
    with committed():
        if away == "taken_back":
            attaching.refuse(published, now=now, user=officer, reason="x")
        elif away == "petition_taken_down":
            moderation.take_down(petition, now=now, user=officer, reason="x")
        else:
            page.view_restrictions.create(restriction_type="login")
    assert found(site) == []


def test_its_place_follows_the_petition_when_that_changes(
    published, site, other_site, petition, officer, committed
):
    from wagtail_civic.documents.models import IndexEntry

    assert IndexEntry.objects.get(kind="document").facets["register"] == "current"
    with committed():
        deciding.close(petition, now=timezone.now(), user=officer, reason="x")
    assert IndexEntry.objects.get(kind="document").facets["register"] == "finished"


def test_an_attachment_that_is_withheld_is_named_nowhere(
    client, settings, site, found, published, petition
):
    from wagtail_civic.documents.models import DocumentText

    addresses = (petition.page().url, f"/civic/api/v1/petitions/{petition.number}/")
    settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, "DOCUMENTS_HOLD_FILES": True}
    for read_at, is_shown in ((timezone.now(), True), (None, False)):
        DocumentText.objects.update(read_at=read_at)
        assert found(site) == (["ხიდის ნახაზი"] if is_shown else [])
        for address in addresses:
            response = client.get(address)
            assert response.status_code == 200
            assert ("ხიდის ნახაზი" in response.content.decode()) == is_shown
