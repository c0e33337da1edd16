from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from wagtail_civic.core.video import PLAYER_ORIGINS
from wagtail_civic.sessions import status
from wagtail_civic.sessions.models import Stream

from .conftest import YOUTUBE_ID, make_body, make_item, make_question, make_stream


def soup(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, url
    return BeautifulSoup(answer.content, "html.parser")


def third_parties(page):
    """Every address that the browser would load by itself."""
    loading = [tag.get("src") or tag.get("srcset") for tag in page.find_all(src=True)]
    loading += [tag["href"] for tag in page.find_all("link", href=True)]
    loading += [tag["poster"] for tag in page.find_all(poster=True)]
    return [address for address in loading if "//" in address and "testserver" not in address]


def test_nothing_is_loaded_from_others_before_the_click(client, live_session):
    page, session = live_session
    make_stream(session)
    found = soup(client, page.url)
    assert not third_parties(found)
    assert not found.find("iframe")
    assert not any(origin in str(found.find("head")) for origin in PLAYER_ORIGINS)


def test_one_click_shows_the_player_without_script_or_cookie(client, live_session):
    page, session = live_session
    stream = make_stream(session)
    button = soup(client, page.url).find("button", attrs={"name": "play"})
    assert button["value"] == str(stream.pk)
    found = soup(client, f"{page.url}?play={button['value']}")
    frame = found.find("iframe")
    assert (
        frame["src"] == f"https://www.youtube-nocookie.com/embed/{YOUTUBE_ID}?rel=0&playsinline=1"
    )
    assert frame["referrerpolicy"] == "strict-origin-when-cross-origin"
    assert page.title in frame["title"]
    assert not client.cookies


def test_a_page_that_plays_may_frame_that_player_only(client, live_session):
    page, session = live_session
    stream = make_stream(session)
    policy = soup(client, f"{page.url}?play={stream.pk}").find("meta", attrs={"http-equiv": True})
    assert policy["content"] == "frame-src 'self' https://www.youtube-nocookie.com"


@pytest.mark.parametrize("wanted", ["999999", "", "x", "1 OR 1=1"])
def test_only_a_video_of_this_session_can_be_played(client, live_session, wanted):
    page, session = live_session
    make_stream(session)
    assert not soup(client, f"{page.url}?play={wanted}").find("iframe")


def test_the_plain_link_is_always_there(client, live_session):
    page, session = live_session
    stream = make_stream(session)
    for url in (page.url, f"{page.url}?play={stream.pk}"):
        assert soup(client, url).find("a", href=f"https://www.youtube.com/watch?v={YOUTUBE_ID}")


def test_our_own_file_needs_no_consent(client, live_session):
    page, session = live_session
    make_stream(session, "file", "/media/skhdoma.mp4")
    found = soup(client, page.url)
    assert found.find("video").find("source")["src"] == "/media/skhdoma.mp4"
    assert found.find("video")["preload"] == "none"


def test_a_file_of_another_host_waits_for_the_click(client, live_session):
    page, session = live_session
    stream = make_stream(session, "hls", "https://cdn.example/live.m3u8")
    assert not soup(client, page.url).find("video")
    assert soup(client, f"{page.url}?play={stream.pk}").find("video")


def test_a_peertube_server_is_framed_only_where_the_host_lists_it(client, live_session, settings):
    page, session = live_session
    stream = make_stream(session, "peertube", "tube.example/9c9de5e8-0a1e-484a-b099-e80766180a6d")
    found = soup(client, f"{page.url}?play={stream.pk}")
    assert not found.find("iframe")
    assert found.find("a", href="https://tube.example/w/9c9de5e8-0a1e-484a-b099-e80766180a6d")
    settings.WAGTAIL_CIVIC = {
        **settings.WAGTAIL_CIVIC,
        "PEERTUBE_HOSTS": ["tube.example"],
    }
    assert soup(client, f"{page.url}?play={stream.pk}").find("iframe")


@pytest.mark.parametrize(
    ("facts", "roles", "shown"),
    [
        ({"status": "live"}, ["live"], ["live"]),
        ({"status": "finished"}, ["live"], ["live"]),
        ({"status": "finished"}, ["live", "recording"], ["recording"]),
        ({"status": "scheduled"}, ["live"], []),
        ({"status": "scheduled", "planned_start": 20}, ["live"], ["live"]),
        ({"status": "scheduled", "planned_start": 40}, ["live"], []),
        ({"status": "cancelled"}, ["live"], []),
        ({"status": "postponed", "planned_start": None}, ["live"], []),
    ],
)
def test_broadcast_and_recording_are_offered_at_their_time(
    client, make_session, now, facts, roles, shown
):
    minutes = facts.get("planned_start")
    if isinstance(minutes, int):
        facts = {**facts, "planned_start": now + timedelta(minutes=minutes)}
    page, session = make_session(**facts)
    for role in roles:
        make_stream(session, role=role)
    offered = client.get(page.url).context["offers"]
    assert [Stream.objects.get(pk=offer.number).role for offer in offered] == shown


def test_a_video_its_provider_has_deleted_is_not_offered(client, make_session, now):
    page, session = make_session(status="finished")
    make_stream(session, expires_at=now - timedelta(days=1))
    assert not client.get(page.url).context["offers"]


def test_of_a_closed_item_only_that_it_is_closed_is_told(client, live_session):
    page, session = live_session
    closed = make_item(
        session, "საკადრო: ვინმე კაცი", is_public=False, results={"ka": "გათავისუფლდა"}
    )
    session.current_item = closed
    session.save()
    for url in (
        page.url,
        f"/civic/ka/sessions/{session.key}/now/",
        f"/civic/api/v1/sessions/{session.key}/",
        f"/civic/api/v1/sessions/{session.key}/state",
    ):
        text = client.get(url).content.decode()
        assert "ვინმე კაცი" not in text, url
        assert "გათავისუფლდა" not in text, url
    assert "დახურული საკითხი" in client.get(page.url).content.decode()


def test_a_title_in_another_language_says_which(client, live_session):
    page, session = live_session
    make_item(session, titles={"en": "Budget"})
    row = soup(client, page.url).find(class_="civic-agenda__item").div
    assert (row.text, row["lang"]) == ("Budget", "en")


def test_answers_stand_under_their_questions(client, live_session, superuser, now):
    from wagtail_civic.sessions import lifecycle

    page, session = live_session
    question = make_question(session, text="<script>alert(1)</script> როდის?")
    lifecycle.answer(question, "ხვალ <b>დილით</b>.", user=superuser, now=now)
    html = client.get(page.url).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; როდის?" in html
    assert "ხვალ &lt;b&gt;დილით&lt;/b&gt;." in html


def test_a_question_left_without_answer_says_so_in_the_end(client, make_session):
    page, session = make_session(status="finished", channel="archived")
    make_question(session, state="approved")
    assert "პასუხი არ გაცემულა" in client.get(page.url).content.decode()


def test_structured_data_cannot_close_its_own_element(client, make_session):
    page, _session = make_session(title="</script><b>სხდომა & ბიუჯეტი")
    html = client.get(page.url).content.decode()
    assert "</script><b>" not in html
    assert "\\u003C/script\\u003E" in html


def test_the_list_tells_live_coming_and_past_apart(client, index, make_session, now):
    make_session("მიმდინარე", status="live", planned_start=now)
    make_session("მომავალი", planned_start=now + timedelta(days=1))
    make_session("გადადებული", status="postponed", planned_start=None, previous_start=now)
    make_session("ჩატარებული", status="finished", planned_start=now - timedelta(days=30))
    make_session("არ შედგა", status="cancelled", planned_start=now - timedelta(days=30))
    context = client.get(index.url).context
    titles = {name: [card.title for card in context[name]] for name in ("live", "upcoming", "past")}
    assert titles == {
        "live": ["მიმდინარე"],
        "upcoming": ["მომავალი", "გადადებული"],
        "past": ["არ შედგა", "ჩატარებული"],
    }


def test_past_sessions_are_found_by_year_and_body(client, index, make_session, now, site):
    council, finance = (
        make_body(site, "council", "საკრებულო"),
        make_body(site, "fin", "ფინანსები"),
    )
    make_session(
        "ძველი",
        status="finished",
        planned_start=now - timedelta(days=400),
        body=council,
    )
    _page, joint = make_session(
        "ერთობლივი",
        status="finished",
        planned_start=now - timedelta(days=400),
        body=finance,
    )
    joint.joint_bodies.add(council)
    make_session("ფინანსები", status="finished", planned_start=now, body=finance)
    year = (now - timedelta(days=400)).year
    context = client.get(f"{index.url}{year}/?body=council").context
    assert {card.title for card in context["past"]} == {"ძველი", "ერთობლივი"}
    assert client.get(f"{index.url}1999/").status_code == 404
    assert client.get(f"{index.url}?body=nobody").status_code == 200


def test_a_session_without_translation_is_listed_in_its_own_language(
    client, index, make_session, locales
):
    make_session("მხოლოდ ქართულად")
    english = index.copy_for_translation(locales["en"])
    english.save_revision().publish()
    found = soup(client, english.url).find(class_="civic-row__title")
    assert (found.text, found["lang"]) == ("მხოლოდ ქართულად", "ka")


def test_the_day_is_the_municipalitys(client, index, make_session, now):
    today = now.replace(hour=20, minute=30)
    make_session("ღამის სხდომა", planned_start=today)
    past = client.get(index.url).context["past"]
    assert not [card for card in past if card.session.planned_start >= now]


def test_the_changing_part_is_the_same_html_as_in_the_page(client, live_session, superuser, now):
    page, session = live_session
    make_question(session, state="approved")
    item = make_item(session)
    status.take_up(session, item, user=superuser, now=now)
    whole = soup(client, page.url)
    part = soup(client, f"/civic/ka/sessions/{session.key}/now/")
    for name in ("status", "questions"):
        wanted = {"data-civic-part": name}
        assert str(whole.find(attrs=wanted)) == str(part.find(attrs=wanted))


def test_the_changing_part_may_be_cached_for_all(client, live_session):
    _page, session = live_session
    answer = client.get(f"/civic/en/sessions/{session.key}/now/")
    assert answer["Cache-Control"] == "public, max-age=2"
    assert not answer.cookies
    assert client.get(f"/civic/xx/sessions/{session.key}/now/", follow=True).status_code == 404


def test_pages_set_no_cookie(client, index, live_session):
    page, _session = live_session
    for url in (page.url, index.url):
        answer = client.get(url)
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")
