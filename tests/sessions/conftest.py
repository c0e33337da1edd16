from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from wagtail_civic.core.models import Body, BodyName, Person, PersonName
from wagtail_civic.core.records import record_for
from wagtail_civic.sessions import status
from wagtail_civic.sessions.models import (
    AgendaItem,
    Question,
    SessionIndexPage,
    SessionPage,
    Stream,
)
from wagtail_civic.sessions.models.questions import digest

TBILISI = ZoneInfo("Asia/Tbilisi")
YOUTUBE_ID = "dQw4w9WgXcQ"


@pytest.fixture
def now():
    return timezone.now().replace(microsecond=0)


def make_index(site):
    page = SessionIndexPage(title="სხდომები", slug="sessions", locale=site.root_page.locale)
    site.root_page.add_child(instance=page)
    page.save_revision().publish()
    return page


@pytest.fixture
def index(site):
    return make_index(site)


@pytest.fixture
def make_session(index, now):
    """``make_session("title", start=…, live=True, **facts)``: (page, session)."""
    count = 0

    def make(title="საკრებულოს მე-14 სხდომა", parent=None, live=True, **facts):
        nonlocal count
        count += 1
        parent = parent or index
        page = SessionPage(title=title, slug=f"session-{count}", live=False, locale=parent.locale)
        parent.add_child(instance=page)
        session = record_for(page)
        facts.setdefault("planned_start", now + timedelta(days=3))
        for name, value in facts.items():
            setattr(session, name, value)
        session.save()
        if live:
            page.save_revision().publish()
        return SessionPage.objects.get(pk=page.pk), session

    return make


@pytest.fixture
def live_session(make_session, now):
    return make_session(
        status=status.LIVE, planned_start=now - timedelta(hours=1), actual_start=now
    )


def make_body(site, code, name, kind="council"):
    body = Body.objects.create(site=site, code=code, kind=kind)
    BodyName.objects.create(row=body, language="ka", name=name)
    return body


def make_person(site, code, name):
    person = Person.objects.create(site=site, code=code)
    PersonName.objects.create(row=person, language="ka", name=name)
    return person


def make_item(session, title="ბიუჯეტის შესახებ", **fields):
    fields.setdefault("sort_order", session.agenda.count() + 1)
    titles = fields.pop("titles", {"ka": title})
    return AgendaItem.objects.create(session=session, titles=titles, **fields)


def make_stream(session, provider="youtube", ref=YOUTUBE_ID, role="live", **fields):
    return Stream.objects.create(session=session, provider=provider, ref=ref, role=role, **fields)


def make_question(session, text="როდის გაიხსნება სკოლის გზა?", token="t", **fields):
    fields.setdefault("language", "ka")
    return Question.objects.create(
        session=session,
        text=text,
        token_digest=digest(f"{token}{Question.objects.count()}"),
        **fields,
    )


def tbilisi(*parts):
    return datetime(*parts, tzinfo=TBILISI)
