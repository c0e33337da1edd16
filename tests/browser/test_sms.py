"""From a citizen's number to the last state of a mailing, and out again by the link."""

import re

import pytest

from .steps import VISITS, follow, ripen, send, write_news
from .town import wait_until

pytestmark = pytest.mark.usefixtures("worker")

WORDS = {
    "ka": {
        "number": "მობილური ტელეფონის ნომერი",
        "roads": "გზები",
        "area": "ტერიტორია",
        "village": "დიდი ველები",
        "get_code": "კოდის მიღება",
        "code": "კოდი შეტყობინებიდან",
        "subscribed": "გამოწერა დადასტურებულია",
        "save": "შენახვა",
        "saved": "შენახულია",
        "leave": "გამოწერის გაუქმება",
        "left": "გამოწერა გაუქმებულია",
        "culture": "კულტურა და სპორტი",
        "title": "ველების ხიდი დღეს იკეტება",
        "lead": "შემოვლითი გზა პატარა ველებზე გადის.",
    },
    "en": {
        "number": "Mobile number",
        "roads": "Roads",
        "area": "Area",
        "village": "Didi Velebi",
        "get_code": "Get the code",
        "code": "Code from the message",
        "subscribed": "You are subscribed",
        "save": "Save",
        "saved": "Saved",
        "leave": "Unsubscribe",
        "left": "You are unsubscribed",
        "culture": "Culture and sport",
        "title": "The Velebi bridge closes today",
        "lead": "Please take the road by Patara Velebi.",
    },
}
NUMBERED = [(*case, f"599 70 00 {number:02}") for number, case in enumerate(VISITS, 11)]
MAILINGS = [("ka", 360, False, "599 70 00 2{}"), ("en", 1280, True, "599 70 00 3{}")]
CONCERNS = ("გზები", "დიდი ველები")
HANDED_OVER = {"ka": "გადაეცა ოპერატორს", "en": "handed over"}
OTHER_WIDTH = {360: 1280, 1280: 360}
"""At which the office works on it: its screens are seen in both languages at both widths."""


def e164(number):
    return "+995" + number.replace(" ", "")


def newest(read_sms, number, words=""):
    def arrived():
        return [one for one in read_sms(e164(number)) if words in one["text"]]

    return wait_until(arrived, why=f"No SMS to {number}")[-1]["text"]


def choose_village(page, words):
    areas = page.get_by_label(words["area"], exact=True)
    value = areas.locator("option", has_text=words["village"]).get_attribute("value")
    areas.select_option(value)


def subscribe(page, read_sms, lang, number, topic="roads"):
    words = WORDS[lang]
    page.get_by_label(words["number"]).fill(number)
    page.get_by_label(words[topic], exact=True).check()
    choose_village(page, words)
    page.locator("[name=consent]").check()
    send(page, words["get_code"])
    # The page may come from a cache and has no stamp: the same form asks once more.
    assert page.get_by_label(words["number"]).input_value() == number
    ripen(page)
    send(page, words["get_code"])
    page.wait_for_url("**/code/**")
    code = re.search(r"\b\d{6}\b", newest(read_sms, number))[0]
    page.locator("[name=code]").fill(code)
    send(page)
    page.wait_for_url("**/sms/own/**")
    assert page.get_by_text(words["subscribed"]).first.is_visible()


def leave(page, words):
    follow(page.get_by_role("link", name=words["leave"]))
    follow(page.get_by_role("button", name=words["leave"]))
    assert page.get_by_text(words["left"]).first.is_visible()


@pytest.mark.parametrize(("lang", "width", "js", "number"), NUMBERED)
def test_a_citizen_subscribes_changes_the_choice_and_leaves(
    lang, width, js, number, open_page, assert_clean, read_sms
):
    words = WORDS[lang]
    page = open_page(lang, width, js, "sms/")
    assert_clean(page)
    subscribe(page, read_sms, lang, number)
    assert_clean(page)
    assert e164(number) not in page.content()
    send(page, words["save"])
    assert page.get_by_text(words["saved"], exact=True).first.is_visible()
    leave(page, words)
    assert_clean(page)
    assert not page.context.cookies()


def test_a_wrong_number_and_a_wrong_code_are_explained(open_page, assert_clean, read_sms):
    page = open_page("ka", 360, True, "sms/")
    words = WORDS["ka"]
    page.get_by_label(words["number"]).fill("032 212 34 56")
    page.locator("[name=consent]").check()
    send(page, words["get_code"])
    assert page.locator(".civic-error li").count() == 2
    assert_clean(page)
    number = "599 70 00 03"
    page.get_by_label(words["number"]).fill(number)
    page.get_by_label(words["roads"], exact=True).check()
    page.locator("[name=consent]").check()
    ripen(page)
    send(page, words["get_code"])
    page.wait_for_url("**/code/**")
    newest(read_sms, number)
    page.locator("[name=code]").fill("000000")
    send(page)
    assert page.locator(".civic-error li").is_visible()
    assert_clean(page)


def open_draft(author, town, title):
    """The mailing that publishing has drafted; urgent, because the test may run at night."""
    author.goto(f"{town.url}/admin/civic_sms_campaigns/?state=draft")
    follow(author.get_by_role("link", name=title))
    follow(author.locator("main a.button[href*='/civic_sms_campaigns/edit/']"))
    author.locator("[name=is_urgent]").check()
    follow(author.locator("form button[type=submit]").last)
    author.wait_for_url("**/inspect/**")


def press(page, verb):
    follow(page.locator(f"form[action$='/do/{verb}/'] button"))


def masked(number):
    return f"+995 5•• ••• •{number[-2:]}"


@pytest.mark.parametrize(("lang", "width", "js", "numbers"), MAILINGS)
def test_from_the_news_over_author_and_approver_to_exactly_its_subscribers_and_out_by_the_link(
    lang, width, js, numbers, open_page, assert_clean, log_in, town, read_sms
):
    words, reader, other = WORDS[lang], numbers.format(1), numbers.format(2)
    citizen = open_page(lang, width, js, "sms/")
    subscribe(citizen, read_sms, lang, reader)
    subscribe(open_page(lang, width, js, "sms/"), read_sms, lang, other, topic="culture")
    address = f"{town.url}/{lang}/news/"
    write_news(log_in("news_editor"), address, words["title"], words["lead"], *CONCERNS)

    author = log_in("sms_author", lang, OTHER_WIDTH[width])
    open_draft(author, town, words["title"])
    press(author, "submit")
    assert author.locator("form[action$='/do/approve/']").count() == 0
    approver = log_in("sms_approver", lang, OTHER_WIDTH[width])
    approver.goto(author.url)
    press(approver, "approve")
    author.reload()
    press(author, "send")

    text = newest(read_sms, reader, words["title"])
    assert words["lead"] in text
    author.goto(f"{author.url}?p=999")  # who subscribed last is on the last page
    recipient = author.locator("#sms-recipients-section tr", has_text=masked(reader))
    wait_until(lambda: author.reload() and HANDED_OVER[lang] in recipient.inner_text())
    assert e164(reader) not in author.content()
    assert not author.get_by_text(masked(other)).count()
    assert len([one for one in read_sms(e164(reader)) if words["title"] in one["text"]]) == 1
    assert not [one for one in read_sms(e164(other)) if words["title"] in one["text"]]

    to_the_news, way_out = re.findall(r"https?://\S+", text)
    citizen.goto(to_the_news)
    assert citizen.get_by_role("heading", level=1).inner_text() == words["title"]
    citizen.goto(way_out)
    leave(citizen, words)
    assert_clean(citizen)
