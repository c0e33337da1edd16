"""Whoever uses no mouse reaches everything, sees where they are, and is nowhere caught."""

import re

import pytest

from .steps import enter, ripen, tab, tab_to
from .town import first_link, wait_until

PAGES = [
    "",
    "petitions/",
    "petitions/sapekhmavlo-khidis-aghdgena-zeda-mtispirshi/",
    "sms/",
    "search/?q=narcheni",
    "sessions/council-14/",
    "budget/",
    "acts/",
    "news/",
    "/civic/{lang}/petitions/new/",
]
VISITS = [("ka", 360, True), ("en", 1280, False)]
FOCUSABLE = """() => {
  const kinds = 'a[href], button, input:not([type=hidden]), select, textarea, summary, iframe';
  const groups = new Set();
  return [...document.querySelectorAll(kinds + ', [tabindex]')].filter(element => {
    if (element.tabIndex < 0 || element.disabled || !element.checkVisibility()) return false;
    if (element.type !== 'radio') return true;
    const isNew = !groups.has(element.name);
    groups.add(element.name);
    return isNew;
  }).map(element => element.outerHTML.slice(0, 120));
}"""


def walk(page) -> list[dict]:
    """The stops of Tab from the top of the page to its end."""
    stops = []
    for _press in range(len(page.evaluate(FOCUSABLE)) + 10):
        stop = tab(page)
        if stop is None:
            return stops
        stops.append(stop)
    raise AssertionError(f"{page.url}: Tab does not come to an end; last {stops[-1]}")


@pytest.mark.parametrize(("lang", "width", "js"), VISITS)
@pytest.mark.parametrize("path", PAGES)
def test_tab_reaches_everything_in_order_and_leaves_again(open_page, path, lang, width, js):
    page = open_page(lang, width, js, path.format(lang=lang))
    stops = walk(page)
    assert [stop["html"] for stop in stops] == page.evaluate(FOCUSABLE)
    assert [stop["html"] for stop in stops if not stop["seen"]] == []


def test_the_first_stop_leads_past_the_menu(open_page):
    page = open_page("ka", 1280)
    assert tab(page)["seen"]
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    tab(page)
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_the_menu_of_a_narrow_page_opens_and_closes(open_page):
    page = open_page("ka", 360, js=False)
    menu = page.locator("#menu")
    assert not menu.is_visible()
    tab_to(page.locator("button[popovertarget=menu]"))
    page.keyboard.press("Enter")
    assert menu.is_visible()
    tab_to(menu.locator("a").last)
    page.keyboard.press("Escape")
    assert not menu.is_visible()


def write(locator, text: str) -> None:
    tab_to(locator)
    locator.page.keyboard.type(text)


def check(locator) -> None:
    tab_to(locator)
    locator.page.keyboard.press("Space")
    assert locator.is_checked()


def choose_second(locator) -> None:
    tab_to(locator)
    before = locator.input_value()
    locator.page.keyboard.press("ArrowDown")
    locator.page.keyboard.press("ArrowDown")
    assert locator.input_value() != before


def press(locator) -> None:
    tab_to(locator)
    enter(locator.page)


def form_button(page):
    return page.locator("main form.civic-form button[type=submit]").first


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize(("lang", "width", "js"), VISITS)
def test_a_petition_is_signed(open_page, assert_clean, read_mail, lang, width, js):
    address = f"keyboard-{lang}@example.org"
    page = open_page(lang, width, js, "petitions/")
    press(page.locator(".civic-row__title a").first)
    write(page.locator("[name=name]"), "ზაზა ქვიშონიძე")
    write(page.locator("[name=address]"), address)
    choose_second(page.locator("[name=area]"))
    check(page.locator("[name=eligible]"))
    signs = page.locator("main form", has=page.locator("[name=address]"))
    press(signs.locator("button[type=submit]"))
    ripen(page)
    press(signs.locator("button[type=submit]"))
    page.wait_for_url("**/sent/**")
    letter = wait_until(lambda: read_mail(address), why="No mail")[-1]["text"]
    page.goto(first_link(letter[letter.rindex("/confirm/") - 60 :]))
    press(form_button(page))
    page.wait_for_url("**/signed/**")
    assert_clean(page)


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize(("lang", "width", "js"), VISITS)
def test_sms_are_subscribed_and_left(open_page, read_sms, lang, width, js):
    number = "599 70 00 41" if js else "599 70 00 42"
    page = open_page(lang, width, js, "sms/")
    write(page.locator("[name=number]"), number)
    check(page.locator("[name=topics]").nth(3))
    choose_second(page.locator("[name=area]"))
    check(page.locator("[name=consent]"))
    # The page may come from a cache and has no stamp: the same form asks once more.
    press(form_button(page))
    ripen(page)
    press(form_button(page))
    page.wait_for_url("**/code/**")
    sms = wait_until(lambda: read_sms("+995" + number.replace(" ", "")), why="No SMS")
    write(page.locator("[name=code]"), re.search(r"\b\d{6}\b", sms[-1]["text"])[0])
    enter(page)
    page.wait_for_url("**/sms/own/**")
    press(page.locator("main aside a.civic-button"))
    press(form_button(page))
    assert not page.locator("main aside a.civic-button").count()


@pytest.mark.parametrize(("lang", "width", "js"), VISITS)
def test_something_is_searched_and_narrowed(open_page, lang, width, js):
    page = open_page(lang, width, js)
    write(page.locator("main input[name=q]"), "narcheni")
    enter(page)
    assert page.locator("main mark").first.is_visible()
    # A document is not opened by every browser.
    press(page.locator("main aside a[href*='kind=']:not([href*='kind=document'])").first)
    assert "kind=" in page.url
    press(page.locator("main ol h2 a").first)
    assert "/search/" not in page.url


@pytest.mark.parametrize(("lang", "width", "js"), VISITS)
def test_a_live_session_is_watched_and_left_again(open_page, lang, width, js):
    page = open_page(lang, width, js, "sessions/")
    press(page.locator("#live ~ ul a").first)
    press(page.locator("button[name=play]"))
    tab_to(page.locator("iframe"))
    press(page.locator("main aside a.civic-button"))
    assert "/ask/" in page.url
