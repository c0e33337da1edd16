"""The officer with a keyboard and no mouse, a protocol printed, supporters without a script."""

import sqlite3
import uuid

import pytest

from .steps import enter, follow, missed, ripen, send
from .test_petitions import link_to, newest
from .town import wait_until
from .watching import axe

QUEUE = "/admin/civic_petitions_queue/"


def asked(town, question, *values):
    """One value out of the town's database."""
    with sqlite3.connect(town.folder / "db.sqlite3") as database:
        [answer] = database.execute(question, values).fetchone()
    database.close()
    return answer


@pytest.fixture
def case(town) -> str:
    """The path of the case of a petition that collects."""
    pk = asked(town, "SELECT id FROM civic_petitions_petition WHERE state = 'open' ORDER BY id")
    return f"{QUEUE}{pk}/"


@pytest.fixture
def delivery(log_in, town, case):
    """The address of a delivery of twenty-five signatures on paper."""
    desk = log_in("petition_officer")
    desk.goto(f"{town.url}{case}paper/")
    desk.fill("[name=sheets]", "2")
    desk.fill("[name=submitted]", "25")
    follow(desk.locator("main form button[type=submit]").first)
    return desk.url


SCREENS = [
    *("", "history/", "move/pause/", "move/close/", "move/note/", "move/withdraw/"),
]


def test_tab_reaches_everything_on_an_officers_screen(log_in, town, case):
    desk = log_in("petition_officer")
    for screen in SCREENS:
        desk.goto(f"{town.url}{case}{screen}")
        assert missed(desk) == [], screen


def press(locator) -> None:
    tab_to_quietly(locator)
    enter(locator.page)


def tab_to_quietly(locator) -> None:
    """As ``tab_to``, in Wagtail's frame, which scrolls at its own pace."""
    page = locator.page
    for _press in range(250):
        page.keyboard.press("Tab")
        if locator.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{page.url}: Tab does not reach {locator}")


def test_an_officer_pauses_and_resumes_without_a_mouse(log_in, town):
    desk = log_in("petition_officer")
    desk.goto(f"{town.url}{QUEUE}?state=open")
    press(desk.locator("td.title a").first)
    press(desk.locator("a[href$='/move/pause/']"))
    tab_to_quietly(desk.locator("[name=reason]"))
    desk.keyboard.type("შემოწმება")
    press(desk.locator("main form button[type=submit]").first)
    press(desk.locator("a[href$='/move/resume/']"))
    press(desk.locator("main form button[type=submit]").first)
    assert desk.locator("a[href$='/move/pause/']").is_visible()


def test_a_sheet_is_typed_by_keyboard_alone(log_in, town, delivery):
    desk = log_in("petition_officer")
    desk.goto(f"{delivery}grid/")
    keys = desk.keyboard
    assert desk.evaluate("document.activeElement.name") == "name"
    for name, person in (("ნინო ბერიძე", "01001000001"), ("გია ჭავჭავაძე", "123")):
        keys.type(name)
        keys.press("Tab")
        keys.type(person)
        keys.press("Enter")
    with desk.expect_event("load"):
        keys.press("Control+Enter")
    assert desk.locator("[role=alert]").is_visible()
    assert desk.locator("[name=name]").first.input_value() == "გია ჭავჭავაძე"
    keys.press("Tab")
    keys.type("01001000002")
    with desk.expect_event("load"):
        keys.press("Control+Enter")
    assert desk.locator("[role=alert]").count() == 0
    assert desk.locator("[name=number]").first.input_value() == "3"


def test_a_sheet_is_typed_without_a_script(browser, log_in, town, delivery):
    log_in("petition_officer")
    ticket = log_in("petition_officer").context.storage_state()
    context = browser.new_context(java_script_enabled=False, storage_state=ticket)
    desk = context.new_page()
    desk.goto(f"{delivery}grid/")
    desk.locator("[name=name]").first.focus()
    desk.keyboard.type("ლია ქავთარაძე")
    desk.keyboard.press("Tab")
    desk.keyboard.type("01001000009")
    with desk.expect_event("load"):
        desk.keyboard.press("Enter")
    assert desk.locator("[name=number]").first.input_value() == "2"
    context.close()


@pytest.mark.parametrize("lang", ["ka", "en"])
def test_a_protocol_prints_on_two_pages(open_page, assert_clean, lang):
    pypdfium2 = pytest.importorskip("pypdfium2")
    page = open_page(lang, 1280, False, f"/civic/{lang}/petitions/2022-01/protocol/1/")
    assert_clean(page)
    printed = pypdfium2.PdfDocument(page.pdf(format="A4", prefer_css_page_size=True))
    assert len(printed) == 2
    text = "".join(sheet.get_textpage().get_text_range() for sheet in printed)
    assert "219" in text


def test_the_signature_book_opens_beside_the_case_and_prints(log_in, town, case):
    pypdfium2 = pytest.importorskip("pypdfium2")
    desk = log_in("petition_senior")
    desk.goto(f"{town.url}{case}")
    with desk.expect_popup() as opened:
        desk.locator("form[action$='/book/'] button").click()
    book = opened.value
    book.wait_for_load_state()
    book.civic_watch = desk.civic_watch
    assert axe(book) == []
    lines = book.locator(".civic-book__lines tbody tr").count()
    assert lines > 40
    printed = pypdfium2.PdfDocument(book.pdf(format="A4", prefer_css_page_size=True))
    text = "".join(sheet.get_textpage().get_text_range() for sheet in printed)
    assert len(printed) > 1
    assert str(lines) in text


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize(("lang", "width", "js"), [("ka", 360, False), ("en", 360, False)])
def test_a_supporter_reads_and_signs(open_page, assert_clean, read_mail, town, lang, width, js):
    address = f"supporter-{lang}@example.org"
    key = uuid.UUID(asked(town, "SELECT key FROM civic_petitions_gathering"))
    page = open_page(lang, width, js, f"/civic/{lang}/petitions/support/{key}/share/")
    assert_clean(page)
    follow(page.locator(f"main a[href^='/civic/'][href$='/support/{key}/']"))
    assert_clean(page)
    page.locator("[name=name]").fill("ზაზა ქვიშონიძე" if lang == "ka" else "Zaza Kvishonidze")
    page.locator("[name=address]").fill(address)
    page.locator("[name=area]").select_option(index=2)
    send(page)
    assert page.locator(".civic-error").count()
    assert page.locator("[name=address]").input_value() == address
    page.locator("[name=eligible]").check()
    ripen(page)
    send(page)
    page.wait_for_url("**/sent/**")
    wait_until(lambda: read_mail(address), why="No mail")
    page.goto(link_to(newest(read_mail, address), "/confirm/"))
    send(page)
    page.wait_for_url("**/done/supported/")
    assert_clean(page)
    assert not page.context.cookies()
