"""From printed forms over the keyboard to the owner's yes: paper, in a real browser."""

import re

import pytest

from .steps import follow
from .town import wait_until

pytestmark = pytest.mark.usefixtures("worker")

NUMBER = "+995599700099"


def press(page, verb):
    follow(page.locator(f"form[action$='/do/{verb}/'] button"))


def type_in(page, *texts):
    """From the field with the cursor on: each text into the next field, then Enter."""
    for place, text in enumerate(texts):
        if place:
            page.keyboard.press("Tab")
        page.keyboard.type(text)
    with page.expect_event("load"):
        page.keyboard.press("Enter")


@pytest.fixture
def no_quiet_hours(log_in, town):
    """The test may run at night, and a request to confirm is never urgent."""
    page = log_in("sms_approver")
    page.goto(f"{town.url}/admin/settings/civic_sms/smssettings/")
    for name in ("quiet_from", "quiet_until", "weekend_from", "weekend_until"):
        page.locator(f"[name={name}]").fill("00:00")
    page.keyboard.press("Escape")
    follow(page.locator("form button[type=submit]").last)


def test_a_form_is_printed_typed_confirmed_by_its_owner_and_counted(
    no_quiet_hours, log_in, open_page, town, read_sms, assert_clean
):
    clerk = log_in("sms_clerk", "en", 360)
    clerk.goto(f"{town.url}/admin/civic_sms_batches/new/")
    for choice in clerk.locator("main select").all():
        assert choice.evaluate("e => e.getBoundingClientRect().right <= innerWidth")
    wording = clerk.locator("[name=wording] option", has_text=re.compile("^ka "))
    clerk.locator("[name=wording]").select_option(wording.first.get_attribute("value"))
    clerk.locator("[name=collector]").fill("ნინო ბერიძე")
    clerk.locator("[name=count]").fill("2")
    follow(clerk.locator("form button[type=submit]").last)
    clerk.goto(town.url + clerk.locator("a[href$='/print/']").get_attribute("href"))
    forms = clerk.locator("article")
    assert forms.count() == 2
    assert forms.first.locator("svg").is_visible()
    first = re.search(r"№ (\d+)", forms.first.inner_text())[1]

    clerk.goto(f"{town.url}/admin/civic/sms/entry/")
    day = ("", "15.11.2026")
    type_in(clerk, first, "599 70 00 99", "", "1 3", *day)
    assert clerk.locator("[name=form_number]").input_value() == str(int(first) + 1)
    assert clerk.evaluate("document.activeElement.name") == "number"
    type_in(clerk, "599 70 00 98", "", "0")
    assert clerk.locator("#sms-recent-section tr", has_text="№").count() == 2

    author, approver = log_in("sms_author", "ka", 360), log_in("sms_approver", "en", 360)
    author.goto(f"{town.url}/admin/civic/sms/villages/")
    follow(author.locator("form[action$='/sms/ask/'] button"))
    press(author, "submit")
    approver.goto(author.url)
    press(approver, "approve")
    author.reload()
    press(author, "send")

    text = wait_until(lambda: read_sms(NUMBER), why="No request came")[-1]["text"]
    owner = open_page("ka", 360, False, "sms/")
    owner.goto(re.search(r"https?://\S+", text)[0])
    assert_clean(owner)
    follow(owner.locator("main form.civic-form button[type=submit]"))
    assert "done=subscribed" in owner.url
    assert_clean(owner)
    author.goto(f"{town.url}/admin/civic/sms/villages/")
    figures = [cell.inner_text() for cell in author.locator("tfoot td").all()]
    assert figures[-2:] == ["2", "1"]


LIST = """ფორმის ნომერი;მობილური;თარიღი;შემგროვებელი;თანხმობის ტექსტი
9001;599 70 00 97;15.11.2026;ნინო ბერიძე;ka 1
9002;5.997E+08;15.11.2026;ნინო ბერიძე;ka 1
"""


@pytest.mark.parametrize(("lang", "width"), [("ka", 1280), ("en", 360)])
def test_a_list_is_checked_line_by_line_and_its_good_lines_are_taken_over(
    log_in, town, lang, width
):
    clerk = log_in("sms_clerk", lang, width)
    clerk.goto(f"{town.url}/admin/civic_sms_lists/new/")
    clerk.locator("[name=kind]").first.check()
    sheet = LIST.replace("900", f"{width}0").replace("97;", f"{90 + width // 1000};")
    file = {"name": "forms.csv", "mimeType": "text/csv", "buffer": sheet.encode()}
    clerk.locator("[name=file]").set_input_files(file)
    follow(clerk.locator("form button[type=submit]").last)
    faults = clerk.locator("#sms-faults-section tbody tr")
    assert faults.count() == 1
    assert faults.locator("td").first.inner_text() == "3"
    follow(clerk.locator("button[value=take]"))
    assert clerk.locator(".messages .success").is_visible()
    clerk.goto(f"{town.url}/admin/civic/sms/forms/?batch=none")
    assert clerk.get_by_text(f"{width}01").first.is_visible()
