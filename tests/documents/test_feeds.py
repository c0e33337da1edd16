"""Any search can be read as a feed, the newest first."""

from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import PageViewRestriction

from wagtail_civic.documents import views
from wagtail_civic.documents.models import IndexEntry

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def feed(client, site):
    def read(**params):
        response = client.get(reverse("civic_documents:feed", args=["ka"]), params)
        assert response.status_code == 200
        assert response["Content-Type"].startswith("application/atom+xml")
        assert not response.cookies
        return ElementTree.fromstring(response.content)

    return read


def titles(root):
    return [entry.find(f"{ATOM}title").text for entry in root.findall(f"{ATOM}entry")]


def test_a_search_is_a_feed_with_the_newest_first(feed, publish):
    publish("გზა ძველი")
    publish("გზა ახალი")
    IndexEntry.objects.filter(title="გზა ძველი").update(date="2020-01-01")
    IndexEntry.objects.filter(title="გზა ახალი").update(date="2026-01-01")
    root = feed(q="გზა")
    assert titles(root) == ["გზა ახალი", "გზა ძველი"]
    assert root.find(f"{ATOM}entry/{ATOM}link").get("href").startswith("http")


def test_a_feed_has_the_newest_of_many_and_names_each_alike_whenever_it_is_read(
    feed, publish, monkeypatch
):
    monkeypatch.setattr(views, "MOST_IN_FEED", 2)
    for number in range(3):
        publish(f"გზა {number}")
    names = [
        [entry.find(f"{ATOM}id").text for entry in feed(q="გზა").findall(f"{ATOM}entry")]
        for _ in range(2)
    ]
    assert len(set(names[0])) == 2
    assert names[0] == names[1]


def test_a_feed_is_narrowed_like_the_list(feed, publish, upload):
    publish("გზა გვერდი")
    upload("a.docx", ["გზა"], "გზა ფაილი")
    assert titles(feed(q="გზა", kind="document")) == ["გზა ფაილი"]


def test_a_feed_asks_no_more_for_more_documents(
    client, site, upload, django_assert_max_num_queries
):
    address = reverse("civic_documents:feed", args=["ka"]) + "?q=გზა"
    upload("a0.docx", ["გზა"])
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for number in range(1, 6):
        upload(f"a{number}.docx", ["გზა"])
    with django_assert_max_num_queries(len(one)):
        client.get(address)


def test_a_feed_shows_nothing_private(feed, publish):
    page = publish("გზა")
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert titles(feed(q="გზა")) == []


@pytest.mark.parametrize(
    "asked", ["", '"', "<b>", "გზა & \x01", "\ud800".encode("utf-8", "surrogatepass")]
)
def test_any_text_is_a_feed(feed, publish, asked):
    publish("გზა")
    feed(q=asked)


def test_the_page_of_results_leads_to_the_feed_and_to_saving(client, site, publish):
    publish("გზა")
    html = client.get("/civic/ka/search/", {"q": "გზა"}, follow=True).content.decode()
    assert "/civic/ka/search/feed/?q=" in html
    assert "/civic/ka/search/save/?q=" in html
