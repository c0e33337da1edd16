"""The sixth path: news on the front page, a list, an item, and what an editor does for them."""

import re

import pytest

CASES = [
    (lang, width, js) for lang in ("ka", "en") for width in (360, 1280) for js in (True, False)
]
WORDS = {
    "ka": ("ყველა სიახლე", "სიახლეები", "ინფრასტრუქტურა"),
    "en": ("All news", "News", "Infrastructure"),
}
ROAD = {
    "ka": "მთისპირის გზის რეაბილიტაცია დეკემბერში დასრულდება",
    "en": "Repair of the Mtispiri road ends in December",
}


@pytest.mark.parametrize(("lang", "width", "js"), CASES)
def test_a_citizen_goes_from_the_front_page_to_the_news(open_page, assert_clean, lang, width, js):
    everything, heading, topic = WORDS[lang]
    page = open_page(lang, width, js)
    assert page.get_by_role("link", name=ROAD[lang]).first.is_visible()
    page.get_by_role("link", name=everything).first.click()
    assert page.get_by_role("heading", level=1).inner_text() == heading
    assert_clean(page)
    page.locator("main aside").get_by_role("link", name=topic, exact=True).click()
    page.get_by_role("link", name=ROAD[lang]).first.click()
    assert page.get_by_role("heading", level=1).inner_text() == ROAD[lang]
    assert page.locator("main figure img").get_attribute("alt")
    assert_clean(page)


def test_the_list_names_its_feed(open_page, town):
    page = open_page("ka", path="news/")
    address = page.locator("link[type='application/atom+xml']").get_attribute("href")
    answer = page.request.get(town.url + address)
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert ROAD["ka"] in answer.text()


def test_an_editor_publishes_an_item_and_it_stands_first(log_in, open_page, town):
    page = log_in("news_editor")
    page.goto(f"{town.url}/admin/civic_news_items/")
    parents = page.locator("main a", has_text=re.compile(r"^\s*სიახლეები\s*$"))
    number = re.search(r"/pages/(\d+)/", parents.first.get_attribute("href"))[1]
    page.goto(f"{town.url}/admin/pages/add/civic_news/newspage/{number}/")
    page.fill("input[name=title]", "სკოლის ეზო გამწვანდა")
    page.fill("textarea[name=lead]", "ოცი ახალი ხე დაირგო.")
    page.locator("button[name=action-publish]").evaluate("button => button.click()")
    page.wait_for_url(re.compile(r"/admin/pages/\d+/$"))
    citizen = open_page("ka", path="news/")
    assert citizen.locator("main h2").first.inner_text() == "სკოლის ეზო გამწვანდა"
    citizen.locator("main h2 a").first.click()
    assert citizen.url.endswith("/skolis-ezo-gamtsvanda/")


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
    save = page.locator("main form button[type=submit]").last
    save.evaluate("button => button.click()")
    page.wait_for_url("**/admin/civic_alert_banners/")
    for js in (True, False):
        citizen = open_page("ka", width, js)
        assert citizen.get_by_text(title).first.is_visible()
        assert not citizen.context.cookies()
        assert_clean(citizen)
