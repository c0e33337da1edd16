"""Pages cost the same with ten sessions and with a thousand, with one agenda item and with 300."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.template import Context
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from tests.growing import grow
from wagtail_civic.sessions.blocks import LiveBannerBlock, NextSessionsBlock
from wagtail_civic.sessions.models import AgendaItem, Question, Session, SessionPage

from .conftest import make_body, make_person, make_stream


def queries(action) -> int:
    action()
    with CaptureQueriesContext(connection) as captured:
        action()
    return len(captured)


def many(index, body, count, now):
    """Past and coming sessions, until there are ``count``."""
    made = grow(index, SessionPage, count)
    Session.objects.bulk_create(
        Session(
            key=page.translation_key,
            site=index.get_site(),
            body=body,
            planned_start=now + timedelta(hours=number - 500),
            status="finished" if number % 2 else "scheduled",
        )
        for number, page in enumerate(made)
    )


@pytest.mark.parametrize(
    "path",
    [
        "/ka/sessions/",
        "/civic/sessions.ics",
        "/civic/sessions.atom",
        "/civic/api/v1/sessions/?per_page=200",
    ],
)
def test_lists_cost_the_same_for_ten_and_a_thousand(client, index, site, now, path):
    body = make_body(site, "council", "საკრებულო")
    many(index, body, 10, now)
    few = queries(lambda: client.get(path))
    many(index, body, 1000, now)
    lots = queries(lambda: client.get(path))
    assert lots == few
    assert lots <= 18


def test_the_front_page_blocks_cost_the_same(index, site, now):
    body = make_body(site, "council", "საკრებულო")
    request = RequestFactory().get("/")
    context = Context({"request": request}).flatten()
    blocks = [NextSessionsBlock(), LiveBannerBlock()]

    def render():
        for block in blocks:
            block.render(block.to_python({"heading": "", "count": 3}), context)

    many(index, body, 10, now)
    few = queries(render)
    many(index, body, 200, now)
    assert queries(render) == few


def test_a_page_costs_the_same_with_300_items_and_many_questions(client, live_session, site, now):
    page, session = live_session
    session.body = make_body(site, "council", "საკრებულო")
    session.save()
    people = [make_person(site, f"p{n}", f"წევრი {n}") for n in range(30)]
    make_stream(session)

    def fill(items, asked):
        made = AgendaItem.objects.bulk_create(
            AgendaItem(
                session=session,
                sort_order=n,
                titles={"ka": f"საკითხი {n}"},
                presenter=people[n % 30],
            )
            for n in range(items)
        )
        Question.objects.bulk_create(
            Question(
                session=session,
                text=f"კითხვა {n}?",
                language="ka",
                token_digest=uuid.uuid4().hex,
                state="answered",
                answered_at=now,
                answered_by=people[n % 30],
                deputy=people[n % 30],
                item=made[0],
            )
            for n in range(asked)
        )

    fill(2, 2)
    few = queries(lambda: client.get(page.url))
    fill(298, 60)
    lots = queries(lambda: client.get(page.url))
    assert lots == few
    assert lots <= 20
    api = f"/civic/api/v1/sessions/{session.key}/"
    assert queries(lambda: client.get(api)) <= 25


def test_the_desk_costs_the_same_for_300_items(client, live_session, site, superuser):
    _page, session = live_session
    person = make_person(site, "nino", "ნინო")
    client.force_login(superuser)

    def fill(items):
        AgendaItem.objects.bulk_create(
            AgendaItem(session=session, titles={"ka": "ა"}, presenter=person) for _ in range(items)
        )

    fill(2)
    urls = [f"/admin/civic_sessions_desk/{view}/{session.pk}/" for view in ("inspect", "edit")]
    few = [queries(lambda url=url: client.get(url)) for url in urls]
    fill(298)
    assert [queries(lambda url=url: client.get(url)) for url in urls] == few
