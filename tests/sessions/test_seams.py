from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import ProtectedError
from wagtail.models import Page, Site

from wagtail_civic.core import alerts, contacts, jobs, personal_data
from wagtail_civic.core.models import MunicipalitySettings, Topic
from wagtail_civic.core.records import record_for, refusal
from wagtail_civic.sessions.models import (
    AgendaItem,
    Question,
    Session,
    SessionIndexPage,
    SessionPage,
)
from wagtail_civic.sessions.privacy import QuestionAuthors

from .conftest import make_question


def alert_of(page, language="ka"):
    return alerts.adapter_of_kind("session").alert(page, language)


def test_publishing_a_session_to_come_raises_an_alert(make_session, site):
    raised = []

    def on_raised(kind, key, obj, **kwargs):
        raised.append((kind, key))

    alerts.alert_raised.connect(on_raised)
    try:
        _page, session = make_session()
        make_session("ჩატარებული", status="finished")
        make_session("გაუქმებული", status="cancelled")
        assert raised == [("session", session.key)]
    finally:
        alerts.alert_raised.disconnect(on_raised)


def test_an_alert_says_what_when_where_and_is_due_at_once(make_session, site):
    topic = Topic.objects.create(site=site, code="roads")
    page, session = make_session(place={"ka": "დარბაზი", "en": "Hall"})
    session.topics.add(topic)
    alert = alert_of(page)
    assert alert.title == page.title
    assert "დარბაზი" in alert.text
    assert f"{session.planned_start.astimezone():%Y}" in alert.text
    assert alert.url == page.full_url
    assert (alert.topics, alert.due) == (frozenset({topic.pk}), None)
    assert alert.key == session.key


def test_a_session_nobody_can_read_has_no_alert(make_session):
    page, _session = make_session(live=False)
    assert alert_of(page) is None
    assert alerts.adapter_of_kind("session").find(record_for(page).key) is None


def test_a_translation_shares_the_question_list(client, index, make_session, locales):
    english_index = index.copy_for_translation(locales["en"])
    english_index.save_revision().publish()
    page, session = make_session()
    english = page.copy_for_translation(locales["en"])
    english.title = "14th session"
    english.save_revision().publish()
    make_question(session, state="approved")
    assert record_for(english) == session
    assert Session.objects.count() == 1
    assert "როდის გაიხსნება" in client.get(english.url).content.decode()


def test_a_translation_by_wagtail_localize_shares_it_too(make_session, index, locales):
    localize = pytest.importorskip("wagtail_localize.models")
    page, session = make_session()
    for source_page in (index, page):
        source, _made = localize.TranslationSource.get_or_create_from_instance(source_page)
        translation = localize.Translation.objects.create(
            source=source, target_locale=locales["en"]
        )
        translation.save_target(publish=True)
    english = page.get_translation(locales["en"])
    assert record_for(english) == session
    assert Session.objects.count() == 1


def test_a_copied_page_starts_fresh(make_session, superuser, now):
    page, session = make_session(status="live", number="14")
    make_question(session, state="approved")
    copy = page.copy(update_attrs={"slug": "copy", "title": "ასლი"}, user=superuser)
    fresh = record_for(copy)
    assert fresh != session
    assert (fresh.status, fresh.number, fresh.questions.count()) == ("scheduled", "", 0)


def test_an_alias_shows_the_session_of_its_original(client, make_session, index):
    page, session = make_session()
    make_question(session, state="approved")
    alias = page.create_alias(update_slug="alias")
    assert record_for(alias) == session
    assert "როდის გაიხსნება" in client.get(alias.url).content.decode()


def test_the_last_page_of_a_session_with_questions_is_not_deleted(make_session):
    page, session = make_session()
    question = make_question(session)
    assert refusal(page)
    with pytest.raises(ProtectedError), transaction.atomic():
        page.delete()
    question.delete()
    SessionPage.objects.get().delete()
    assert not Session.objects.exists()


@pytest.fixture
def nino():
    return contacts.parse("email", "nino@example.ge")


def test_a_persons_questions_are_found_exported_and_erased(live_session, site, nino, now):
    _page, session = live_session
    lookup = nino.lookup()
    public = make_question(
        session,
        state="approved",
        author_name="ნინო",
        contact_lookup=lookup,
        text="ღია კითხვა?",
    )
    make_question(session, state="rejected", contact_lookup=lookup)
    make_question(session, author_name="სხვა")
    source = QuestionAuthors()
    assert len(source.find(nino, site)) == 2
    assert {row["name"] for row in source.export(nino, site)} == {"ნინო", ""}
    version = session.version
    assert source.erase(nino, site, now) == 2
    public.refresh_from_db()
    session.refresh_from_db()
    assert (public.author_name, public.contact_lookup) == ("", "")
    assert session.version == version + 1
    assert Question.objects.count() == 2
    assert source.find(nino, site) == []


def test_another_municipality_finds_nothing_about_the_person(live_session, other_site, nino, now):
    make_question(live_session[1], contact_lookup=nino.lookup())
    assert QuestionAuthors().find(nino, other_site) == []
    assert QuestionAuthors().erase(nino, other_site, now) == 0


def test_authors_are_forgotten_when_their_time_is_over(live_session, site, now):
    _page, session = live_session
    long_ago = now - timedelta(days=181)
    make_question(session, state="answered", answered_at=now, author_name="ა", created_at=long_ago)
    make_question(session, state="approved", author_name="ბ", created_at=now)
    assert personal_data.retain(now) >= 1
    assert set(Question.objects.values_list("author_name", flat=True)) == {"", "ბ"}


def test_the_jobs_are_declared():
    names = [job.name for job in jobs.registered]
    assert {"sessions.finish_overrun", "sessions.archive_questions"} <= set(names)


def test_set_up_and_demonstration_make_and_remove_sessions(client, site, demo_of):
    demo_of("sessions")
    call_command("civic_setup", verbosity=0)
    call_command("civic_setup", verbosity=0)
    assert SessionIndexPage.objects.count() == 2
    call_command("civic_demo", verbosity=0)
    statuses = set(Session.objects.values_list("status", flat=True))
    assert statuses == {"scheduled", "live", "finished", "postponed", "cancelled"}
    assert Session.objects.filter(status="finished").count() >= 4
    assert SessionPage.objects.live().count() == 2 * Session.objects.count()
    assert Question.objects.filter(state="answered").exists()
    for page in SessionPage.objects.all():
        assert client.get(page.url).status_code == 200, page
    call_command("civic_demo", "--remove", verbosity=0)
    assert not Session.objects.exists()
    assert not AgendaItem.objects.exists()
    assert not SessionPage.objects.exists()
    assert Page.objects.type(SessionIndexPage).count() == 2
    assert MunicipalitySettings.for_site(Site.objects.get(is_default_site=True))
