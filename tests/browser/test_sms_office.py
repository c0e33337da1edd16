"""The office's screens of SMS, in both languages, narrow and wide: mailings and gateways."""

import re

import pytest

from .steps import follow
from .test_sms import masked, newest, press, subscribe
from .town import wait_until
from .watching import OUTSIDE

pytestmark = pytest.mark.usefixtures("worker")

CASES = [("ka", 360), ("en", 1280)]
PLACES = {"ka": ("გზები", "დიდი ველები"), "en": ("Roads", "Didi Velebi")}


def save(page):
    follow(page.locator("form button[type=submit]").last)


def fits(page):
    """Nothing is cut off at the side; what is wider scrolls in its own box."""
    assert page.evaluate(OUTSIDE) <= 0
    for box in page.locator("main table").all():
        wide = "e => e.scrollWidth - e.parentElement.clientWidth"
        scrolls = "e => getComputedStyle(e.closest('.civic-wide') || e).overflowX"
        assert box.evaluate(wide) <= 1 or box.evaluate(scrolls) == "auto", page.url


def hold(town):
    """The provider refuses everything: its code for no balance."""
    pause = "pausing.pause('file', '20', timezone.now())"
    needed = "from wagtail_civic.sms import pausing; from django.utils import timezone"
    town.manage("shell", "-c", f"{needed}; {pause}")


def write(author, town, lang, title, words):
    """A draft to one topic and one village, urgent, because the test may run at night."""
    author.goto(f"{town.url}/admin/civic_sms_campaigns/new/")
    author.locator("[name=title]").fill(title)
    author.locator("[name=texts-0-language]").select_option(lang)
    author.locator("[name=texts-0-text]").fill(words)
    for label in PLACES[lang]:
        author.get_by_label(label, exact=True).check()
    author.locator("[name=is_urgent]").check()
    save(author)


@pytest.mark.parametrize(("lang", "width"), CASES)
def test_a_mailing_is_written_tried_sent_paused_and_gone_on_with(
    lang, width, log_in, town, read_sms
):
    author = log_in("sms_author", lang, width)
    number, title = f"599 72 00 {10 + width // 1000}", f"Water {lang}"
    write(author, town, lang, title, "{municipality} {tme}: No water tomorrow. {stop}")
    assert "{tme}" in author.locator(".error-message").first.inner_text()
    author.locator("[name=texts-0-text]").fill("{municipality}: No water tomorrow. {stop}")
    save(author)
    fits(author)

    follow(author.locator("a[href$='/test/']"))
    author.locator("[name=number]").fill(number)
    follow(author.locator("main form button[type=submit]"))
    text = newest(read_sms, number, "No water tomorrow")
    assert "{" not in text
    assert text.count("http") == 1

    press(author, "submit")
    approver = log_in("sms_approver", lang, width)
    approver.goto(author.url)
    fits(approver)
    press(approver, "approve")
    author.reload()
    # While its gateway is paused the mailing stands still, so that somebody can look at it.
    hold(town)
    press(author, "send")
    author.locator("[name=reason]").fill("not yet")
    follow(author.locator("button[formaction$='/do/pause/']"))
    assert "not yet" in author.locator("main").inner_text()
    assert author.locator("form[action$='/do/resume/']").count() == 1
    press(author, "resume")
    press(author, "resume_gateway")
    rows = author.locator("#sms-recipients-section tbody tr")
    done = author.locator("#sms-progress-section strong")
    wait_until(lambda: author.reload() and done.count() and _is_over(done.inner_text()))
    fits(author)
    follow(rows.first.get_by_role("link"))
    assert "No water tomorrow" in author.locator("main").inner_text()
    fits(author)


def _is_over(words: str) -> bool:
    over, _slash, total = words.partition("/")
    return int(total) > 0 and int(over) == int(total)


@pytest.mark.parametrize(("lang", "width"), CASES)
def test_another_like_it_is_written_from_an_earlier_one(lang, width, log_in, town):
    author = log_in("sms_author", lang, width)
    author.goto(f"{town.url}/admin/civic_sms_campaigns/?state=cancelled")
    follow(author.locator("main table a").first)
    follow(author.locator("form[action$='/another/'] button"))
    assert re.search(r"/edit/\d+/$", author.url)
    assert author.locator("[name=texts-0-text]").input_value()
    fits(author)


@pytest.mark.parametrize(("lang", "width"), CASES)
def test_the_gateway_is_tried_and_resumed(lang, width, log_in, town, read_sms):
    number = f"599 72 01 {10 + width // 1000}"
    hold(town)
    page = log_in("sms_approver", lang, width)
    page.goto(f"{town.url}/admin/civic_sms_gateways/")
    assert "20" in page.locator(".help-warning").inner_text()
    fits(page)
    follow(page.locator("main a[href$='/test/']"))
    page.locator("[name=number]").fill("032 2 12 34 56")
    follow(page.locator("main form button[type=submit]"))
    assert page.locator(".error-message").is_visible()
    page.locator("[name=number]").fill(number)
    follow(page.locator("main form button[type=submit]"))
    assert page.locator(".messages .success").is_visible()
    newest(read_sms, number)
    follow(page.locator("form[action$='/resume/'] button"))
    assert page.locator(".help-warning").count() == 0


@pytest.mark.parametrize(("lang", "width"), CASES)
def test_who_leaves_may_have_everything_deleted(
    lang, width, open_page, assert_clean, read_sms, log_in, town
):
    number = f"599 72 02 {10 + width // 1000}"
    page = open_page(lang, width, width > 500, "sms/")
    subscribe(page, read_sms, lang, number)
    link = page.url
    follow(page.locator("main aside a.civic-button"))
    page.locator("[name=erase]").check()
    assert_clean(page)
    follow(page.locator("main form.civic-form button[type=submit]"))
    assert page.url.endswith("/sms/erased/")
    assert_clean(page)
    assert page.goto(link).status == 410
    clerk = log_in("sms_clerk", lang, width)
    clerk.goto(f"{town.url}/admin/civic_sms_subscribers/?q={number.replace(' ', '+')}")
    assert clerk.get_by_text(masked(number)).count() == 0
