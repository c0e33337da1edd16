import xml.etree.ElementTree as ElementTree
from datetime import timedelta

import pytest
from icalendar import Calendar

from wagtail_civic.sessions import lifecycle, status

from .conftest import make_body, make_item, make_question, make_stream

ATOM = "{http://www.w3.org/2005/Atom}"
BAD_TITLE = "სხდომა \x0b\x1f & <b>"


def state_url(session):
    return f"/civic/api/v1/sessions/{session.key}/state"


def test_the_state_is_small_open_and_cacheable(client, live_session):
    _page, session = live_session
    make_question(session, state="approved")
    answer = client.get(state_url(session))
    data = answer.json()
    assert (data["status"], data["phase"], data["poll_after"]) == ("live", "live", 5)
    assert [question["text"] for question in data["questions"]] == ["როდის გაიხსნება სკოლის გზა?"]
    assert answer["ETag"] == f'"{session.version}-live"'
    assert answer["Cache-Control"] == "public, max-age=2"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies


def test_an_unchanged_state_costs_no_look_at_the_questions(
    client, live_session, django_assert_max_num_queries
):
    _page, session = live_session
    etag = client.get(state_url(session))["ETag"]
    with django_assert_max_num_queries(4):
        answer = client.get(state_url(session), headers={"If-None-Match": etag})
    assert answer.status_code == 304
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_every_public_change_moves_the_etag(client, live_session, superuser, now):
    _page, session = live_session
    question, item = make_question(session), make_item(session)
    seen = [client.get(state_url(session))["ETag"]]
    for change in (
        lambda: lifecycle.approve(question, user=superuser, now=now),
        lambda: lifecycle.answer(question, "დიახ.", user=superuser, now=now),
        lambda: lifecycle.hide(question, "შეცდომა", user=superuser, now=now),
        lambda: status.take_up(session, item, user=superuser, now=now),
        lambda: status.set_channel(session, "closed", user=superuser),
        lambda: status.finish(session, user=superuser, now=now),
    ):
        change()
        seen.append(client.get(state_url(session))["ETag"])
    assert len(set(seen)) == len(seen)


def test_polling_stops_when_nothing_more_can_change(client, make_session):
    _page, session = make_session(status="finished", channel="archived")
    assert client.get(state_url(session)).json()["poll_after"] == 0


def test_the_list_is_filtered_and_paged(client, make_session, site, now):
    body = make_body(site, "council", "საკრებულო")
    for number in range(3):
        make_session(f"სხდომა {number}", body=body, planned_start=now + timedelta(days=number))
    make_session("სხვა", status="live")
    everything = client.get("/civic/api/v1/sessions/?per_page=2").json()
    assert len(everything["data"]) == 2
    assert everything["pagination"]["next"]
    mine = client.get("/civic/api/v1/sessions/?body=council").json()["data"]
    assert [row["title"]["ka"] for row in mine] == ["სხდომა 2", "სხდომა 1", "სხდომა 0"]
    live = client.get("/civic/api/v1/sessions/?status=live").json()["data"]
    assert [row["title"]["ka"] for row in live] == ["სხვა"]
    later = (now + timedelta(days=1)).isoformat()
    assert not client.get("/civic/api/v1/sessions/", {"modified_since": later}).json()["data"]
    assert client.get("/civic/api/v1/sessions/?modified_since=x&page=-1").status_code == 200


def test_the_detail_has_agenda_video_and_questions_but_nobodys_address(client, live_session, now):
    _page, session = live_session
    make_item(session, "ბიუჯეტი", number="1")
    make_stream(session)
    make_question(session, state="approved", contact_lookup="0123abcd")
    answer = client.get(f"/civic/api/v1/sessions/{session.key}/")
    data = answer.json()
    assert data["agenda"][0]["title"] == {"ka": "ბიუჯეტი"}
    assert data["video"][0]["url"].startswith("https://www.youtube.com/")
    assert data["planned_start"].endswith("+04:00")
    assert "0123abcd" not in answer.content.decode()
    assert "token" not in answer.content.decode()


def test_the_root_lists_sessions(client, site):
    assert "sessions" in client.get("/civic/api/v1/").json()["endpoints"]


@pytest.mark.parametrize("language", ["ka", "en", "xx", ""])
def test_control_characters_do_not_break_feeds(client, make_session, language):
    page, session = make_session(BAD_TITLE)
    atom = client.get(f"/civic/sessions.atom?lang={language}")
    titles = [title.text for title in ElementTree.fromstring(atom.content).iter(f"{ATOM}title")]
    assert "სხდომა  & <b>" in titles
    calendar = Calendar.from_ical(client.get(f"/civic/sessions.ics?lang={language}").content)
    assert calendar.walk("VEVENT")[0]["summary"] == "სხდომა & <b>"
    assert client.get("/civic/api/v1/sessions/").json()["data"][0]["title"]["ka"] == page.title
    assert client.get(page.url).status_code == 200
    assert session


def test_the_calendar_of_one_session_and_of_one_body(client, make_session, site):
    body = make_body(site, "council", "საკრებულო")
    _page, session = make_session("ერთი", body=body)
    make_session("ორი")
    one = Calendar.from_ical(client.get(f"/civic/sessions/{session.key}.ics").content)
    assert [event["summary"] for event in one.walk("VEVENT")] == ["ერთი"]
    of_body = Calendar.from_ical(client.get("/civic/sessions.ics?body=council").content)
    assert [event["summary"] for event in of_body.walk("VEVENT")] == ["ერთი"]
    assert client.get("/civic/sessions.ics")["Content-Type"] == "text/calendar; charset=utf-8"


def test_a_cancelled_session_stays_in_the_calendar_struck_out(client, make_session, superuser):
    _page, session = make_session("ერთი")
    before = Calendar.from_ical(client.get("/civic/sessions.ics").content).walk("VEVENT")[0]
    status.cancel(session, user=superuser)
    after = Calendar.from_ical(client.get("/civic/sessions.ics").content).walk("VEVENT")[0]
    assert (after["status"], after["summary"]) == ("CANCELLED", "გაუქმდა: ერთი")
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]


def test_the_calendar_leaves_out_what_is_long_past(client, make_session, now):
    make_session("ძველი", status="finished", planned_start=now - timedelta(days=300))
    assert not Calendar.from_ical(client.get("/civic/sessions.ics").content).walk("VEVENT")


def test_the_calendar_is_written_in_the_wanted_language(client, make_session, index, locales):
    index.copy_for_translation(locales["en"]).save_revision().publish()
    page, _session = make_session("ქართული")
    english = page.copy_for_translation(locales["en"])
    english.title = "English"
    english.save_revision().publish()
    calendar = Calendar.from_ical(client.get("/civic/sessions.ics?lang=en").content)
    assert calendar.walk("VEVENT")[0]["summary"] == "English"


def test_the_detail_names_no_decision_that_is_not_public(client, make_session):
    _page, session = make_session()
    _draft, hidden = make_session("პროექტი", live=False)
    _public, shown = make_session("გამოქვეყნებული")
    for linked in (hidden, shown):
        make_item(session, link_kind="session", link_key=linked.key)
    answer = client.get(f"/civic/api/v1/sessions/{session.key}/")
    assert [item["act"] for item in answer.json()["agenda"]] == [
        None,
        {"kind": "session", "id": str(shown.key)},
    ]
    assert str(hidden.key) not in answer.content.decode()
