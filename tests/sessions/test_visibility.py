"""What is not public appears nowhere; what is one municipality's does not appear at another."""

from datetime import timedelta

import pytest
from django.template import Context
from django.test import RequestFactory
from wagtail.models import PageViewRestriction

from wagtail_civic.core import formats, links, search
from wagtail_civic.core.link_fields import LinkField
from wagtail_civic.sessions.blocks import LiveBannerBlock, NextSessionsBlock
from wagtail_civic.sessions.finding import SessionSearch

from .conftest import make_index, make_item, make_question, make_stream

SECRET = "საიდუმლო"


def everywhere(client, session, host="testserver"):
    """(name, text) of every public place that could show a session."""
    headers = {"host": host}
    for url in (
        "/ka/sessions/",
        "/civic/sessions.ics",
        "/civic/sessions.atom",
        "/civic/api/v1/sessions/",
        f"/civic/sessions/{session.key}.ics",
        f"/civic/api/v1/sessions/{session.key}/",
        f"/civic/api/v1/sessions/{session.key}/state",
        f"/civic/ka/sessions/{session.key}/now/",
        f"/civic/ka/sessions/{session.key}/ask/",
    ):
        yield url, client.get(url, headers=headers, follow=True).content.decode()
    request = RequestFactory().get("/", headers=headers)
    for block in (LiveBannerBlock(), NextSessionsBlock()):
        value = block.to_python({"heading": "", "count": 10})
        yield (
            type(block).__name__,
            block.render(value, Context({"request": request}).flatten()),
        )


def assert_shown_nowhere(client, session, host="testserver"):
    for place, text in everywhere(client, session, host):
        assert SECRET not in text, place


@pytest.fixture
def fill():
    def make(session):
        make_item(session, f"{SECRET} საკითხი")
        make_stream(session)
        make_question(session, text=f"{SECRET} კითხვა?", state="approved")
        return session

    return make


@pytest.mark.parametrize("state", ["scheduled", "live"])
def test_a_published_session_is_shown(client, make_session, fill, state, now):
    _page, session = make_session(f"{SECRET} სხდომა", status=state)
    fill(session)
    shown = {place for place, text in everywhere(client, session) if SECRET in text}
    assert "/ka/sessions/" in shown
    assert f"/civic/api/v1/sessions/{session.key}/state" in shown
    assert ("LiveBannerBlock" in shown) is (state == "live")
    assert ("NextSessionsBlock" in shown) is (state == "scheduled")


@pytest.mark.parametrize("state", ["scheduled", "live", "finished"])
def test_a_draft_is_shown_nowhere(client, make_session, fill, state):
    _page, session = make_session(f"{SECRET} სხდომა", live=False, status=state)
    assert_shown_nowhere(client, fill(session))


@pytest.mark.parametrize("state", ["scheduled", "live", "finished"])
@pytest.mark.parametrize("above", [False, True])
def test_a_private_session_is_shown_nowhere(client, index, make_session, fill, state, above):
    page, session = make_session(f"{SECRET} სხდომა", status=state)
    PageViewRestriction.objects.create(page=index if above else page, restriction_type="login")
    fill(session)
    for place, text in everywhere(client, session):
        if place != "/ka/sessions/":
            assert SECRET not in text, place


def test_an_expired_session_is_shown_nowhere(client, make_session, fill, now):
    page, session = make_session(f"{SECRET} სხდომა", status="live")
    type(page).objects.update(expire_at=now - timedelta(minutes=1))
    assert_shown_nowhere(client, fill(session))


def test_a_session_of_another_municipality_is_shown_nowhere(
    client, index, make_session, other_site, fill
):
    parent = make_index(other_site)
    _page, session = make_session(f"{SECRET} სხდომა", parent=parent, status="live")
    assert session.site == other_site
    assert_shown_nowhere(client, fill(session))
    shown = {
        place for place, text in everywhere(client, session, "other.example") if SECRET in text
    }
    assert "/civic/api/v1/sessions/" in shown


def test_a_body_of_another_municipality_opens_no_list(client, make_session, other_site):
    from .conftest import make_body

    make_body(other_site, "secret", SECRET)
    make_session("აქაური")
    for path in (
        "/civic/sessions.ics",
        "/civic/api/v1/sessions/",
        "/civic/sessions.atom",
    ):
        assert "აქაური" not in client.get(f"{path}?body=secret").content.decode()


@pytest.mark.parametrize("state", ["pending", "rejected", "hidden", "withdrawn", "unconfirmed"])
def test_a_question_not_approved_is_shown_nowhere(client, live_session, state):
    _page, session = live_session
    make_question(session, text=f"{SECRET} კითხვა?", state=state, author_name=SECRET)
    assert_shown_nowhere(client, session)
    entries = [entry for entry in SessionSearch().entries(session) if SECRET in entry.text]
    assert not entries


def test_search_sees_public_items_and_answered_questions(make_session, now):
    page, session = make_session()
    make_item(session, "ბიუჯეტი", results={"ka": "მიღებულია"})
    make_item(session, SECRET, is_public=False)
    make_question(session, text="კითხვა?", state="answered", answered_at=now, answer_text="დიახ")
    make_question(session, text=f"{SECRET}?", state="approved")
    entries = list(SessionSearch().entries(session))
    assert [entry.title for entry in entries] == [page.title, "ბიუჯეტი", "კითხვა?"]
    assert {entry.page_id for entry in entries} == {page.pk}
    assert SECRET not in str(entries)


def test_the_search_source_hears_of_changes(make_session, superuser, now):
    from wagtail_civic.sessions import lifecycle

    _page, session = make_session()
    heard = []

    def on_change(kind, pk, **kwargs):
        heard.append((kind, pk))

    search.source_changed.connect(on_change)
    try:
        question = make_question(session)
        lifecycle.answer(question, "დიახ.", user=superuser, now=now)
        assert ("session", session.pk) in heard
    finally:
        search.source_changed.disconnect(on_change)


def test_a_link_to_a_draft_is_known_to_editors_only(make_session):
    page, session = make_session(f"{SECRET} სხდომა", live=False)
    assert links.resolve("session", session.key, "ka").title == page.title
    assert links.resolve_public("session", session.key, "ka") is None


def test_links_offer_only_this_municipalitys_sessions(make_session, other_site, site):
    _page, session = make_session("აქაური")
    make_session("იქაური", parent=make_index(other_site))
    offered = links.resolvers.get("session").choices(site, "", "ka")
    day = formats.date(session.planned_start)
    assert offered == [(session.key, f"აქაური, {day}")]


def test_a_session_is_named_by_its_title_or_by_title_and_day(make_session, site):
    field = LinkField(label="Session")
    _page, session = make_session("აქაური")
    field.prepare(site, offered={})
    day = formats.date(session.planned_start)
    for text in ("აქაური", f"აქაური, {day}"):
        assert field.clean(text) == ("session", session.key)
