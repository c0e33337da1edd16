"""The fourth path: an editor announces a session with agenda and video, citizens watch it live
after one click, ask a question, a moderator approves and answers it, the calendar lists it."""

import re

import pytest
from icalendar import Calendar

from .steps import VISITS, add_below, choose_action, follow, ripen, send
from .town import wait_until

WORDS = {
    "ka": {
        "live": "პირდაპირი ეთერი",
        "now": "ახლა",
        "watch": "პირდაპირი ეთერის ყურება",
        "ask": "დასვით კითხვა ან გამოთქვით მოსაზრება",
        "text": "თქვენი კითხვა ან მოსაზრება",
        "send": "გაგზავნა",
        "received": "თქვენი ტექსტი მიღებულია",
    },
    "en": {
        "live": "Live now",
        "now": "Now",
        "watch": "Watch live",
        "ask": "Ask a question or give your opinion",
        "text": "Your question or opinion",
        "send": "Send",
        "received": "We have received it",
    },
}
PLAYER = "https://www.youtube-nocookie.com/embed/"
TITLE = {"ka": "საკრებულოს მე-{} სხდომა", "en": "{}th session of the council"}
PLACE = {"ka": "საკრებულოს დარბაზი", "en": "Council hall"}
ITEM = {"ka": "2030 წლის ბიუჯეტი", "en": "Budget of 2030"}
PATHS = [
    (language, str(number), width, js)
    for number, (language, width, js) in enumerate(VISITS, start=16)
]
QUESTION = "როდის დაიწყება ტრანსლაცია?"
ANSWER = "ათ წუთში დაიწყება."


@pytest.mark.parametrize(("lang", "width", "js"), VISITS)
def test_a_citizen_watches_live_after_one_click(open_page, assert_clean, lang, width, js):
    words = WORDS[lang]
    page = open_page(lang, width, js, "sessions/")
    assert_clean(page)
    live = page.locator("section", has=page.locator("#live"))
    assert words["live"] in live.inner_text()
    follow(live.locator("a").first)
    assert not page.locator("iframe").count()
    assert_clean(page)
    follow(page.get_by_role("button", name=words["watch"]))
    frame = page.locator("iframe")
    assert frame.get_attribute("src").startswith(PLAYER)
    assert frame.get_attribute("referrerpolicy") == "strict-origin-when-cross-origin"
    assert any(url.startswith(PLAYER) for url in page.civic_watch.foreign)
    assert_clean(page, consent=True)
    assert page.context.cookies() == []


@pytest.mark.parametrize(("lang", "width", "js"), VISITS)
def test_a_citizen_asks_a_question(open_page, assert_clean, lang, width, js):
    words = WORDS[lang]
    page = open_page(lang, width, js, "sessions/council-14/")
    follow(page.get_by_role("link", name=words["ask"]).first)
    assert_clean(page)
    ripen(page)
    send(page, words["send"])
    assert page.locator("#civic-errors").is_visible()
    assert_clean(page)
    page.get_by_label(words["text"]).fill(f"კითხვა {lang} {width} {js}: როდის დასრულდება?")
    send(page, words["send"])
    assert words["received"] in page.locator("main").inner_text()
    assert_clean(page)


def announce(clerk, town, lang, number) -> None:
    title = TITLE[lang].format(number)
    add_below(clerk, f"{town.url}/{lang}/sessions/")
    clerk.locator("[name=title]").fill(title)
    clerk.locator("[name=facts_body]").select_option(index=1)
    clerk.locator("[name=facts_number]").fill(number)
    clerk.locator("[name=facts_planned_start]").fill("2030-01-15 11:00")
    clerk.locator(f"[name=facts_place_{lang}]").fill(PLACE[lang])
    choose_action(clerk, "button[name=action-publish]")
    clerk.goto(f"{town.url}/admin/civic_sessions_desk/?q={title}")
    follow(clerk.get_by_role("link", name=title))


def prepare_agenda_and_video(clerk, lang, number) -> None:
    follow(clerk.locator("main a[href*='/civic_sessions_desk/edit/']").last)
    clerk.locator("#id_agenda-ADD").click()
    clerk.locator(f"[name=agenda-0-titles_{lang}]").fill(ITEM[lang])
    clerk.locator("#id_streams-ADD").click()
    address = f"https://www.youtube.com/live/CHAIETI00{number}"
    clerk.locator("[name=streams-0-address]").fill(address)
    follow(clerk.locator("footer button[type=submit]").first)


def moderate(moderator, town, question, choice) -> None:
    moderator.goto(f"{town.url}/admin/civic_questions/?q={question}")
    follow(moderator.get_by_role("link", name=question))
    if choice == "answer":
        moderator.locator("[name=answer]").fill(ANSWER)
    follow(moderator.locator(f"button[value={choice}]"))


@pytest.mark.parametrize(("lang", "number", "width", "js"), PATHS)
def test_from_the_announcement_to_the_answer(
    log_in, open_page, assert_clean, town, lang, number, width, js
):
    words, title = WORDS[lang], TITLE[lang].format(number)
    clerk = log_in("clerk")
    announce(clerk, town, lang, number)
    desk = clerk.url
    prepare_agenda_and_video(clerk, lang, number)

    citizen = open_page(lang, width, js, "sessions/")
    calendar = citizen.locator("aside a[href*='.ics']").get_attribute("href")
    follow(citizen.get_by_role("link", name=title))
    address = citizen.url
    assert ITEM[lang] in citizen.locator("main").inner_text()
    assert not citizen.locator("button[name=play]").count()

    clerk.goto(desk)
    follow(clerk.locator("form[action$='/begin/'] button"))
    follow(clerk.locator("button[name=item]"))
    citizen.goto(address)
    status = citizen.locator("[data-civic-part=status]")
    assert words["now"] in status.inner_text()
    assert ITEM[lang] in status.inner_text()
    assert citizen.get_by_role("button", name=words["watch"]).is_visible()
    assert_clean(citizen)

    question = f"{QUESTION} ({number})"
    follow(citizen.get_by_role("link", name=words["ask"]).first)
    ripen(citizen)
    citizen.get_by_label(words["text"]).fill(question)
    send(citizen, words["send"])
    own = citizen.url

    watching = open_page(lang, 1640 - width, True, re.sub(rf"^.*?/{lang}/", "", address))
    assert question not in watching.locator("main").inner_text()
    moderator = log_in("qa_moderator")
    moderate(moderator, town, question, "approve")
    # The open page learns of it by itself.
    wait_until(lambda: watching.get_by_text(question).count())
    moderate(moderator, town, question, "answer")
    wait_until(lambda: watching.get_by_text(ANSWER).count())
    assert_clean(watching)
    citizen.goto(own)
    assert ANSWER in citizen.locator("main").inner_text()
    assert_clean(citizen)

    events = Calendar.from_ical(citizen.request.get(town.url + calendar).body()).walk("VEVENT")
    assert title in [str(event["summary"]) for event in events]


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("lang", ["ka", "en"])
def test_a_past_session_shows_decisions_recording_and_answers(open_page, assert_clean, lang, width):
    page = open_page(lang, width, True, "sessions/council-13/")
    assert page.locator(".civic-agenda__item").count() == 3
    assert page.locator(".civic-question__answer").count() == 2
    assert page.locator("main a[href*='/documents/']").count() == 1
    assert page.locator("a[href='https://www.youtube.com/watch?v=CHAIETI0013']").is_visible()
    assert_clean(page)


def test_the_desk_works_on_a_phone(log_in, town):
    page = log_in("clerk", width=360)
    page.goto(f"{town.url}/admin/civic_sessions_desk/")
    with page.expect_navigation():
        page.get_by_role("link", name="საკრებულოს მე-14 მორიგი სხდომა").click()
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 360
