from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page, PageViewRestriction

from tests import growing
from wagtail_civic.news import listing
from wagtail_civic.news.models import NewsPage

from .conftest import today


def text(client, address, **headers):
    response = client.get(address, headers=headers)
    assert response.status_code == 200, address
    return response.content.decode()


def make_private(page):
    PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.PASSWORD, password="secret"
    )


@pytest.fixture
def feed_address(index):
    return index.url + "feed/"


API = "/civic/api/v1/news/"


def test_the_list_shows_the_newest_first(index, publish, client):
    publish(index, "ძველი", days=3)
    publish(index, "ახალი")
    page = text(client, index.url)
    assert page.index("ახალი") < page.index("ძველი")


def test_a_list_may_show_a_part_of_its_items(index, publish, client, monkeypatch):
    publish(index, "ამბავი")
    publish(index, "განცხადება", kind="announcement")
    monkeypatch.setattr(type(index), "news_shown", lambda self: Q(kind="announcement"))
    for address in (index.url, index.url + "feed/"):
        page = text(client, address)
        assert "განცხადება" in page
        assert "ამბავი, მოკლედ" not in page


def test_an_item_shows_its_words_date_and_topics(index, publish, roads, client):
    item = publish(
        index,
        "გზა დასრულდა",
        kind="announcement",
        topics=[roads],
        date=today().replace(month=1, day=9),
        body=[("paragraph", "<p>ასფალტი დაიგო.</p>")],
    )
    page = text(client, item.url)
    assert item.slug == "gza-dasrulda"
    assert "ასფალტი დაიგო." in page
    assert f"09.01.{today().year}" in page
    assert "განცხადება" in page
    assert f"{index.url}topic/roads/" in page


def test_a_picture_says_what_it_shows(index, publish, client):
    image = get_image_model().objects.create(
        title="IMG_1", description="გზა ტყეში", file=get_test_image_file()
    )
    item = publish(index, "სურათი", image=image)
    assert 'alt="გზა ტყეში"' in text(client, item.url)
    item.image_alt = "გზა წვიმაში"
    item.save_revision().publish()
    assert 'alt="გზა წვიმაში"' in text(client, item.url)


def test_a_topic_has_a_list_of_its_own_with_what_lies_below_it(
    index, publish, roads, make_topic, site, client
):
    bridges = make_topic(site, "bridges", "ხიდები", "Bridges", parent=roads)
    publish(index, "გზის ამბავი", topics=[roads])
    publish(index, "ხიდის ამბავი", topics=[bridges])
    publish(index, "სხვა ამბავი")
    page = text(client, index.url + "topic/roads/")
    assert "გზის ამბავი" in page
    assert "ხიდის ამბავი" in page
    assert "სხვა ამბავი" not in page
    assert "გზის ამბავი" not in text(client, index.url + "topic/bridges/")
    assert client.get(index.url + "topic/unknown/").status_code == 404


def test_only_topics_that_have_news_are_offered(index, publish, roads, make_topic, site, client):
    make_topic(site, "empty", "ცარიელი", "Empty")
    publish(index, "გზის ამბავი", topics=[roads])
    page = text(client, index.url)
    assert "topic/roads/" in page
    assert "topic/empty/" not in page


def test_long_lists_are_paged_and_bad_page_numbers_harmless(index, publish, client):
    for number in range(23):
        publish(index, f"ამბავი {number:02}", days=number)
    assert "ამბავი 19" in text(client, index.url)
    assert "ამბავი 20" not in text(client, index.url)
    assert "ამბავი 20" in text(client, index.url + "?page=2")
    for bad in ("0", "-1", "x", "999999"):
        text(client, index.url + f"?page={bad}")


def test_an_item_that_is_not_translated_is_still_listed_and_marked(
    index, publish, translate, client, locales
):
    publish(index, "მხოლოდ ქართულად")
    translate(publish(index, "ორივე ენაზე"), "In both languages")
    english = index.get_translation(locales["en"])
    page = text(client, english.url)
    assert "In both languages" in page
    assert "ორივე ენაზე" not in page
    assert 'lang="ka"><a' in page


def test_related_items_come_from_the_same_topics(index, publish, roads, client):
    item = publish(index, "პირველი", topics=[roads])
    publish(index, "მეორე", topics=[roads])
    publish(index, "უცხო")
    page = text(client, item.url)
    assert "მეორე" in page
    assert "უცხო" not in page


def test_related_pages_that_an_editor_chose_are_shown_only_while_public(index, publish, client):
    shown, hidden = publish(index, "ღია"), publish(index, "დახურული")
    make_private(hidden)
    item = publish(index, "მთავარი", related=[("page", shown), ("page", hidden)])
    page = text(client, item.url)
    assert "ღია" in page
    assert "დახურული" not in page


# What must not be seen


@pytest.fixture
def secrets(index, publish):
    make_private(publish(index, "საიდუმლო ამბავი"))
    publish(index, "დაუსრულებელი ამბავი", live=False)
    expired = publish(index, "ვადაგასული ამბავი")
    NewsPage.objects.filter(pk=expired.pk).update(expire_at="2020-01-01T00:00:00Z")
    publish(index, "ღია ამბავი")
    return ["საიდუმლო", "დაუსრულებელი", "ვადაგასული"]


def test_lists_feeds_and_api_show_only_what_is_public(index, secrets, feed_address, client):
    for address in (index.url, feed_address, API):
        page = text(client, address)
        assert "ღია ამბავი" in page, address
        for secret in secrets:
            assert secret not in page, address


def test_the_front_page_shows_only_what_is_public(index, secrets, home_page, client):
    home_page.body = [("latest_news", {"count": 12})]
    home_page.save_revision().publish()
    page = text(client, home_page.url)
    assert "ღია ამბავი" in page
    assert not any(secret in page for secret in secrets)


def test_a_private_list_is_closed_and_open_to_those_let_in(index, publish, client, feed_address):
    publish(index, "შიდა ამბავი")
    make_private(index)
    restriction = index.get_view_restrictions()[0]
    for address in (index.url, feed_address):
        assert "შიდა ამბავი" not in client.get(address).content.decode()
    assert "შიდა ამბავი" not in text(client, API)
    session = client.session
    session["passed_page_view_restrictions"] = [restriction.pk]
    session.save()
    assert "შიდა ამბავი" in text(client, index.url)


def test_whoever_is_let_into_a_private_list_sees_nothing_that_is_over(
    index, publish, client, feed_address
):
    for title, until in (("მოქმედი", None), ("ვადაგასული", timezone.now() - timedelta(minutes=1))):
        item = publish(index, title)
        Page.objects.filter(pk=item.pk).update(expire_at=until)
    make_private(index)
    session = client.session
    session["passed_page_view_restrictions"] = [index.get_view_restrictions()[0].pk]
    session.save()
    for address in (index.url, feed_address):
        page = text(client, address)
        assert "მოქმედი" in page
        assert "ვადაგასული" not in page


def test_nothing_of_one_municipality_appears_in_another(
    index, publish, other_site, make_index, make_topic, roads, home_page, client
):
    other_index = make_index(other_site)
    other_roads = make_topic(other_site, "roads", "გზები", "Roads")
    publish(other_index, "უცხო ამბავი", topics=[other_roads])
    publish(index, "ჩვენი ამბავი", topics=[roads])
    home_page.body = [("latest_news", {"count": 12})]
    home_page.save_revision().publish()
    for path in (index.url, f"{index.url}topic/roads/", f"{index.url}feed/", API, home_page.url):
        page = text(client, path)
        assert "ჩვენი ამბავი" in page, path
        assert "უცხო ამბავი" not in page, path
    theirs = text(client, API, host="other.example")
    assert "უცხო ამბავი" in theirs
    assert "ჩვენი ამბავი" not in theirs


# Feed and API


def test_the_feed_is_atom_with_absolute_addresses(index, publish, roads, client, feed_address):
    item = publish(index, "ამბავი \x0b სათაურით", topics=[roads])
    response = client.get(feed_address)
    page = response.content.decode()
    assert response["Content-Type"].startswith("application/atom+xml")
    assert "\x0b" not in page
    assert f"http://testserver{item.url}" in page
    assert f"urn:uuid:{item.translation_key}" in page
    assert "გზები" in page


def test_a_topic_has_a_feed(index, publish, roads, client):
    publish(index, "გზის ამბავი", topics=[roads])
    publish(index, "სხვა ამბავი")
    page = text(client, index.url + "topic/roads/feed/")
    assert "გზის ამბავი" in page
    assert "სხვა ამბავი" not in page


def test_the_api_gives_each_item_once_in_all_its_languages(
    index, publish, translate, roads, client
):
    item = publish(index, "ორივე ენაზე", topics=[roads])
    translate(item, "In both languages")
    publish(index, "მხოლოდ ქართულად", days=1)
    response = client.get(API)
    rows = response.json()["news"]
    assert [row["title"] for row in rows] == [
        {"ka": "ორივე ენაზე", "en": "In both languages"},
        {"ka": "მხოლოდ ქართულად"},
    ]
    assert rows[0]["topics"] == ["roads"]
    assert rows[0]["url"]["ka"] == f"http://testserver{item.url}"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert client.get(API, headers={"If-None-Match": response["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("topic=roads", 1),
        ("topic=none", 0),
        ("kind=announcement", 1),
        ("since=2999-01-01", 0),
        ("since=nonsense", 2),
        ("since=2026-02-31", 2),
        ("lang=xx", 2),
        ("page=2", 0),
    ],
)
def test_the_api_filters_and_survives_nonsense(index, publish, roads, client, query, count):
    publish(index, "გზა", topics=[roads])
    publish(index, "რეგისტრაცია", kind="announcement")
    response = client.get(f"{API}?{query}")
    assert response.status_code == 200
    assert len(response.json()["news"]) == count


def test_the_root_of_the_api_names_the_news(index, client):
    assert "news" in text(client, reverse("civic_core:api_root"))


# Cost


def grow(index, count, roads):
    def fields(number):
        return {"lead": "მოკლედ", "date": today() - timedelta(days=number % 900)}

    tagged = NewsPage.topics.through
    made = growing.grow(index, NewsPage, count, fields)
    tagged.objects.bulk_create(tagged(newspage_id=item.pk, topic=roads) for item in made)


def queries(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_no_page_costs_more_queries_with_a_thousand_items(index, roads, home_page, client):
    home_page.body = [("latest_news", {"count": 5})]
    home_page.save_revision().publish()
    addresses = [index.url, f"{index.url}topic/roads/", f"{index.url}feed/", API, home_page.url]
    grow(index, 30, roads)
    addresses.append(NewsPage.objects.order_by("pk").first().url)
    few = {address: queries(client, address) for address in addresses}
    grow(index, 1000, roads)
    assert {address: queries(client, address) for address in addresses} == few


def test_pages_set_no_cookie(index, publish, client):
    item = publish(index, "ამბავი")
    for address in (index.url, item.url, API):
        assert not client.get(address).cookies


# Editors


def test_an_editor_is_offered_the_topics_of_the_own_municipality(
    index, roads, other_site, make_topic, superuser, client
):
    make_topic(other_site, "foreign", "უცხო თემა", "Foreign topic")
    client.force_login(superuser)
    address = reverse("wagtailadmin_pages:add", args=["civic_news", "newspage", index.pk])
    page = text(client, address)
    assert "გზები" in page
    assert "უცხო თემა" not in page


def test_a_copy_keeps_its_topics_and_a_translation_too(index, publish, translate, roads, locales):
    item = publish(index, "გზა", topics=[roads])
    copy = item.copy(update_attrs={"slug": "copy"})
    assert list(copy.specific.topics.all()) == [roads]
    assert list(translate(item, "Road").topics.all()) == [roads]


def test_the_host_s_own_page_type_is_named_in_a_setting(settings):
    from wagtail_civic.news.conf import model_fault

    assert model_fault("civic_news.NewsPage") is None
    assert model_fault("civic_news.NewsIndexPage")
    assert model_fault("nothing.Here")
    assert listing.news_model() is NewsPage


def test_an_upload_of_a_picture_is_shown_in_a_size_for_the_page(index, publish, client):
    image = get_image_model().objects.create(
        title="დიდი", file=get_test_image_file(size=(2000, 1000))
    )
    page = text(client, publish(index, "სურათი", image=image).url)
    assert 'width="960"' in page
