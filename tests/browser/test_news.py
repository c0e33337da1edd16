"""The sixth path: the front page, news on it, a list, an item, and what an editor does for them."""

import pytest

from .steps import VISITS, choose_action, follow, write_news

WORDS = {
    "ka": ("ყველა სიახლე", "სიახლეები", "ინფრასტრუქტურა"),
    "en": ("All news", "News", "Infrastructure"),
}
ROAD = {
    "ka": "მთისპირის გზის რეაბილიტაცია დეკემბერში დასრულდება",
    "en": "Repair of the Mtispiri road ends in December",
}
TODAY = {
    "ka": ("სკოლის ეზო გამწვანდა", "ოცი ახალი ხე დაირგო."),
    "en": ("The school yard is green", "Twenty new trees have been planted."),
}
FRONT = {
    "ka": {
        "search": "ძებნა",
        "live": "პირდაპირი ეთერი",
        "acts": "ახალი აქტები",
        "petitions": "მიმდინარე პეტიციები",
        "signatures": "214 / 315 ხელმოწერა",
    },
    "en": {
        "search": "Search",
        "live": "Live now",
        "acts": "Newest acts",
        "petitions": "Petitions that collect signatures",
        "signatures": "214 / 315 signatures",
    },
}


@pytest.fixture(scope="module")
def todays_news(office, town) -> dict[str, str]:
    """The item that the editor has published today, per language."""
    editor = office.log_in("news_editor")
    for lang, (title, lead) in TODAY.items():
        write_news(editor, f"{town.url}/{lang}/news/", title, lead)
    return {lang: title for lang, (title, _lead) in TODAY.items()}


def part(page, heading: str):
    """The part of the front page below a heading."""
    return page.locator(
        "main .two__part, main .band", has=page.get_by_role("heading", name=heading)
    )


@pytest.mark.parametrize(("lang", "width", "js"), VISITS)
def test_the_front_page_shows_what_is_going_on(
    open_page, assert_clean, todays_news, lang, width, js
):
    words = FRONT[lang]
    page = open_page(lang, width, js)
    # What is not translated yet stands there in its own language.
    assert todays_news[lang] in part(page, WORDS[lang][1]).locator("h3").all_inner_texts()[:2]
    assert part(page, words["acts"]).locator(".civic-row__title a").count() >= 3
    assert words["signatures"] in part(page, words["petitions"]).inner_text()
    banner = page.locator(".civic-live")
    assert words["live"] in banner.inner_text()
    assert_clean(page)
    assert not page.context.cookies()
    follow(banner.locator("a").first)
    assert page.url.endswith(f"/{lang}/sessions/council-14/")

    page.go_back()
    page.locator("main input[name=q]").fill("გზა")
    follow(page.locator("main").get_by_role("button", name=words["search"]))
    assert page.locator("main mark").first.is_visible()


@pytest.mark.parametrize(("lang", "width", "js"), VISITS)
def test_a_citizen_goes_from_the_front_page_to_the_news(open_page, assert_clean, lang, width, js):
    everything, heading, topic = WORDS[lang]
    page = open_page(lang, width, js)
    assert page.get_by_role("link", name=ROAD[lang]).first.is_visible()
    follow(page.get_by_role("link", name=everything).first)
    assert page.get_by_role("heading", level=1).inner_text() == heading
    assert_clean(page)
    follow(page.locator("main aside").get_by_role("link", name=topic, exact=True))
    follow(page.get_by_role("link", name=ROAD[lang]).first)
    assert page.get_by_role("heading", level=1).inner_text() == ROAD[lang]
    assert page.locator("main figure img").get_attribute("alt")
    assert_clean(page)


def test_the_list_names_its_feed(open_page, town):
    page = open_page("ka", path="news/")
    address = page.locator("link[type='application/atom+xml']").get_attribute("href")
    answer = page.request.get(town.url + address)
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert ROAD["ka"] in answer.text()


def test_an_editor_adds_an_item_from_the_listing_and_it_stands_first(log_in, open_page, town):
    page = log_in("news_editor")
    page.goto(f"{town.url}/admin/civic_news_items/")
    follow(page.locator("a[href*='/choose_parent/']").first)
    page.fill("input[name=title]", "მოედანი ახალი განათებით")
    page.fill("textarea[name=lead]", "სანათები მზის ენერგიით მუშაობს.")
    choose_action(page, "button[name=action-publish]")
    citizen = open_page("ka", path="news/")
    assert citizen.locator("main h2").first.inner_text() == "მოედანი ახალი განათებით"
    follow(citizen.locator("main h2 a").first)
    assert citizen.url.endswith("/moedani-akhali-ganatebit/")


@pytest.mark.parametrize("width", [360, 1280])
def test_an_editor_puts_up_a_banner_that_needs_no_script(
    log_in, open_page, assert_clean, town, width
):
    title = f"გზა ჩაკეტილია ({width})"
    page = log_in("news_editor")
    page.goto(f"{town.url}/admin/civic_alert_banners/new/")
    page.select_option("select[name=level]", "emergency")
    page.select_option("select[name='texts-0-language']", "ka")
    page.fill("input[name='texts-0-title']", title)
    page.fill("textarea[name='texts-0-text']", "შემოვლითი გზა წყალგვერდზე გადის.")
    follow(page.locator("footer button[type=submit]").last)
    page.wait_for_url("**/admin/civic_alert_banners/")
    for js in (True, False):
        citizen = open_page("ka", width, js)
        assert citizen.get_by_text(title).first.is_visible()
        assert not citizen.context.cookies()
        assert_clean(citizen)
