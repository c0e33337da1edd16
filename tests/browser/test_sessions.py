"""The fourth path: an editor announces a session with agenda and video, citizens watch it live
after one click, ask a question, a moderator approves and answers it, the calendar lists it."""

import re

import pytest
from icalendar import Calendar

CASES = [
    (lang, width, js) for lang in ("ka", "en") for width in (360, 1280) for js in (True, False)
]
WORDS = {
    "ka": {
        "live": "პირდაპირი ეთერი",
        "watch": "პირდაპირი ეთერის ყურება",
        "ask": "დასვით კითხვა ან გამოთქვით მოსაზრება",
        "text": "თქვენი კითხვა ან მოსაზრება",
        "send": "გაგზავნა",
        "received": "თქვენი ტექსტი მიღებულია",
    },
    "en": {
        "live": "Live now",
        "watch": "Watch live",
        "ask": "Ask a question or give your opinion",
        "text": "Your question or opinion",
        "send": "Send",
        "received": "We have received it",
    },
}
PLAYER = "https://www.youtube-nocookie.com/embed/"
QUESTION = "როდის დაიწყება მე-16 სხდომის ტრანსლაცია?"
ANSWER = "ათ წუთში დაიწყება."


def settled(page) -> None:
    """A click answers when the next page begins; its stylesheet may still be on the way."""
    page.wait_for_load_state("load")


@pytest.mark.parametrize(("lang", "width", "js"), CASES)
def test_a_citizen_watches_live_after_one_click(open_page, assert_clean, lang, width, js):
    words = WORDS[lang]
    page = open_page(lang, width, js, "sessions/")
    settled(page)
    assert_clean(page)
    live = page.locator("section", has=page.locator("#live"))
    assert words["live"] in live.inner_text()
    live.locator("a").first.click()
    assert not page.locator("iframe").count()
    settled(page)
    assert_clean(page)
    page.get_by_role("button", name=words["watch"]).click()
    frame = page.locator("iframe")
    assert frame.get_attribute("src").startswith(PLAYER)
    assert frame.get_attribute("referrerpolicy") == "strict-origin-when-cross-origin"
    assert any(url.startswith(PLAYER) for url in page.civic_watch.foreign)
    settled(page)
    assert_clean(page, consent=True)
    assert page.context.cookies() == []


@pytest.mark.parametrize(("lang", "width", "js"), CASES)
def test_a_citizen_asks_a_question(open_page, assert_clean, lang, width, js):
    words = WORDS[lang]
    page = open_page(lang, width, js, "sessions/council-14/")
    page.get_by_role("link", name=words["ask"]).first.click()
    settled(page)
    assert_clean(page)
    page.wait_for_timeout(1_100)
    page.get_by_role("button", name=words["send"]).click()
    assert page.locator("#civic-errors").is_visible()
    settled(page)
    assert_clean(page)
    page.get_by_label(words["text"]).fill(f"კითხვა {lang} {width} {js}: როდის დასრულდება?")
    page.get_by_role("button", name=words["send"]).click()
    assert words["received"] in page.locator("main").inner_text()
    settled(page)
    assert_clean(page)


def announce(clerk, town) -> None:
    clerk.goto(f"{town.url}/admin/pages/add/civic_sessions/sessionpage/{index_page_id(town)}/")
    clerk.locator("[name=title]").fill("საკრებულოს მე-16 სხდომა")
    clerk.locator("[name=facts_body]").select_option(index=1)
    clerk.locator("[name=facts_number]").fill("16")
    clerk.locator("[name=facts_planned_start]").fill("2030-01-15 11:00")
    clerk.locator("[name=facts_place_ka]").fill("საკრებულოს დარბაზი")
    press(clerk, "button[name=action-publish]")


def press(page, selector) -> None:
    """Press a button of Wagtail's drop-down bar and wait for the next page."""
    with page.expect_navigation():
        page.locator(selector).first.evaluate("button => button.click()")


def index_page_id(town) -> str:
    code = (
        "from wagtail_civic.sessions.models import SessionIndexPage;"
        "print(SessionIndexPage.objects.get(locale__language_code='ka').pk)"
    )
    return town.manage("shell", "-c", code).split()[-1]


def test_from_the_announcement_to_the_answer(log_in, open_page, assert_clean, town):
    clerk = log_in("clerk")
    announce(clerk, town)
    clerk.goto(f"{town.url}/admin/civic_sessions_desk/?q=მე-16")
    clerk.get_by_role("link", name="საკრებულოს მე-16 სხდომა").click()
    desk = clerk.url

    clerk.locator("a[href*='/civic_sessions_desk/edit/']", has_text="დღის წესრიგი").click()
    clerk.locator("#id_agenda-ADD").click()
    clerk.locator("[name=agenda-0-titles_ka]").fill("2030 წლის ბიუჯეტი")
    clerk.locator("#id_streams-ADD").click()
    clerk.locator("[name=streams-0-address]").fill("https://www.youtube.com/live/CHAIETI0016")
    press(clerk, "footer button[type=submit]")

    citizen = open_page("ka", 360, False, "sessions/")
    citizen.get_by_role("link", name="საკრებულოს მე-16 სხდომა").click()
    address = citizen.url
    assert "2030 წლის ბიუჯეტი" in citizen.locator("main").inner_text()
    assert not citizen.locator("button[name=play]").count()

    clerk.goto(desk)
    press(clerk, "form[action$='/begin/'] button")
    press(clerk, "button[name=item]")
    citizen.goto(address)
    assert "ახლა" in citizen.locator("[data-civic-part=status]").inner_text()
    assert citizen.locator("button[name=play]").is_visible()
    settled(citizen)
    assert_clean(citizen)

    citizen.get_by_role("link", name=WORDS["ka"]["ask"]).first.click()
    citizen.wait_for_timeout(1_100)
    citizen.get_by_label(WORDS["ka"]["text"]).fill(QUESTION)
    citizen.get_by_role("button", name=WORDS["ka"]["send"]).click()
    own = citizen.url

    watching = open_page("ka", 1280, True, re.sub(r"^.*?/ka/", "", address))
    assert QUESTION not in watching.locator("main").inner_text()
    moderator = log_in("qa_moderator")
    moderator.goto(f"{town.url}/admin/civic_questions/?state=pending&q=მე-16")
    moderator.get_by_role("link", name=QUESTION).click()
    press(moderator, "button[value=approve]")
    # The open page learns of it by itself.
    watching.get_by_text(QUESTION).wait_for(timeout=20_000)

    moderator.goto(f"{town.url}/admin/civic_questions/?q=მე-16")
    moderator.get_by_role("link", name=QUESTION).click()
    moderator.locator("[name=answer]").fill(ANSWER)
    press(moderator, "button[value=answer]")
    watching.get_by_text(ANSWER).wait_for(timeout=20_000)
    assert_clean(watching)
    citizen.goto(own)
    assert ANSWER in citizen.locator("main").inner_text()

    calendar = Calendar.from_ical(citizen.request.get(f"{town.url}/civic/sessions.ics").body())
    titles = [str(event["summary"]) for event in calendar.walk("VEVENT")]
    assert "საკრებულოს მე-16 სხდომა" in titles


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("lang", ["ka", "en"])
def test_a_past_session_shows_decisions_recording_and_answers(open_page, assert_clean, lang, width):
    page = open_page(lang, width, True, "sessions/council-13/")
    assert page.locator(".civic-agenda__item").count() == 3
    assert page.locator(".civic-question__answer").count() == 2
    assert page.locator("main a[href*='/documents/']").count() == 1
    assert page.locator("a[href='https://www.youtube.com/watch?v=CHAIETI0013']").is_visible()
    settled(page)
    assert_clean(page)


def test_the_desk_works_on_a_phone(log_in, town):
    page = log_in("clerk", width=360)
    page.goto(f"{town.url}/admin/civic_sessions_desk/")
    page.get_by_role("link", name="საკრებულოს მე-14 მორიგი სხდომა").click()
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 360
