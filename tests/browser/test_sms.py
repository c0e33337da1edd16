"""From a citizen's number to the last state of a mailing, and out again by the link."""

import re

import pytest

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
    },
}
VISITS = [("ka", 360, False, "599 70 00 01"), ("en", 1280, True, "599 70 00 02")]


def e164(number):
    return "+995" + number.replace(" ", "")


def newest(read_sms, number, before=0):
    found = wait_until(lambda: read_sms(e164(number))[before:], 60, f"No SMS to {number}")
    return found[-1]["text"]


def choose_village(page, words):
    areas = page.get_by_label(words["area"], exact=True)
    value = areas.locator("option", has_text=words["village"]).get_attribute("value")
    areas.select_option(value)


def subscribe(page, read_sms, lang, number):
    words = WORDS[lang]
    before = len(read_sms(e164(number)))
    page.get_by_label(words["number"]).fill(number)
    page.get_by_label(words["roads"], exact=True).check()
    choose_village(page, words)
    page.locator("[name=consent]").check()
    page.wait_for_timeout(1100)  # nobody fills in a form within a second
    page.get_by_role("button", name=words["get_code"]).click()
    page.wait_for_url("**/code/**")
    code = re.search(r"\b\d{6}\b", newest(read_sms, number, before))[0]
    page.locator("[name=code]").fill(code)
    page.locator("form.civic-form button[type=submit]").click()
    page.wait_for_url("**/sms/own/**")
    page.get_by_text(words["subscribed"]).first.wait_for()


@pytest.mark.parametrize(("lang", "width", "js", "number"), VISITS)
def test_a_citizen_subscribes_changes_the_choice_and_leaves(
    lang, width, js, number, open_page, assert_clean, read_sms
):
    words = WORDS[lang]
    page = open_page(lang, width, js, "sms/")
    assert_clean(page)
    subscribe(page, read_sms, lang, number)
    assert_clean(page)
    assert e164(number) not in page.content()
    page.get_by_role("button", name=words["save"]).click()
    page.get_by_text(words["saved"], exact=True).first.wait_for()
    page.get_by_role("link", name=words["leave"]).click()
    assert_clean(page)
    page.get_by_role("button", name=words["leave"]).click()
    page.get_by_text(words["left"]).first.wait_for()
    assert_clean(page)


def test_a_wrong_number_and_a_wrong_code_are_explained(open_page, assert_clean, read_sms):
    page = open_page("ka", 360, True, "sms/")
    words = WORDS["ka"]
    page.get_by_label(words["number"]).fill("032 212 34 56")
    page.locator("[name=consent]").check()
    page.get_by_role("button", name=words["get_code"]).click()
    page.locator(".civic-error li").first.wait_for()
    assert page.locator(".civic-error li").count() == 2
    assert_clean(page)
    number = "599 70 00 03"
    page.get_by_label(words["number"]).fill(number)
    page.get_by_label(words["roads"], exact=True).check()
    page.locator("[name=consent]").check()
    page.get_by_role("button", name=words["get_code"]).click()
    page.wait_for_url("**/code/**")
    newest(read_sms, number)
    page.locator("[name=code]").fill("000000")
    page.locator("form.civic-form button[type=submit]").click()
    page.locator(".civic-error li").wait_for()
    assert_clean(page)


def campaign_form(page, town, title, text):
    page.goto(f"{town.url}/admin/civic_sms_campaigns/new/")
    page.locator("[name=title]").fill(title)
    page.locator("[name=texts-0-language]").select_option("ka")
    page.locator("[name=texts-0-text]").fill(text)
    page.locator("label", has_text=re.compile(r"^\s*(გზები|Roads)\s*$")).locator("input").check()
    page.locator("[name=all_areas]").check()
    page.locator("[name=is_urgent]").check()  # the test may run at night
    page.locator("form button[type=submit]").last.click()
    page.wait_for_url("**/inspect/**")


def press(page, verb):
    page.locator(f"form[action$='/do/{verb}/'] button").click()
    page.wait_for_load_state()


def test_an_author_and_an_approver_send_a_mailing_to_the_subscriber_who_then_leaves(
    open_page, log_in, town, read_sms
):
    number = "599 70 00 04"
    citizen = open_page("ka", 360, False, "sms/")
    subscribe(citizen, read_sms, "ka", number)
    author = log_in("sms_author")
    campaign_form(author, town, "გზა", "ხვალ ხიდი დაკეტილია.")
    author.get_by_text("UCS-2").first.wait_for()
    assert e164(number) not in author.content()
    press(author, "submit")
    assert author.locator("form[action$='/do/approve/']").count() == 0
    approver = log_in("sms_approver")
    approver.goto(author.url)
    press(approver, "approve")
    author.reload()
    press(author, "send")
    text = newest(read_sms, number, before=1)
    assert text.startswith("ხვალ ხიდი დაკეტილია.")
    assert len([one for one in read_sms(e164(number)) if "ხიდი" in one["text"]]) == 1
    wait_until(lambda: author.reload() and author.locator("#sms-progress-section").count(), 30)
    assert e164(number) not in author.content()
    citizen.goto(re.search(r"https?://\S+", text)[0])
    words = WORDS["ka"]
    citizen.get_by_role("link", name=words["leave"]).click()
    citizen.get_by_role("button", name=words["leave"]).click()
    citizen.get_by_text(words["left"]).first.wait_for()
