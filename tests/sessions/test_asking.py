from datetime import timedelta

import pytest
from django.core import mail
from freezegun import freeze_time

from wagtail_civic.core import abuse
from wagtail_civic.core.limits import Rule
from wagtail_civic.sessions import asking, views
from wagtail_civic.sessions.models import Question, QuestionEvent

from .conftest import make_body, make_item, make_person, make_question

TEXT = "როდის გაიხსნება სკოლის გზა?"


@pytest.fixture
def session(live_session):
    return live_session[1]


@pytest.fixture
def url(session):
    return f"/civic/ka/sessions/{session.key}/ask/"


def filled(client, url, **fields):
    """The form as the server gives it, filled in."""
    form = client.get(url).context["form"]
    hidden = {field.html_name: field.value() for field in form.hidden_fields()}
    return {**hidden, "kind": "question", "text": TEXT, **fields}


def test_an_author_is_not_named_in_letters_that_only_look_alike(client, url):
    """A Cyrillic о in a Georgian official's name, romanised: somebody poses as somebody."""
    answer = client.post(url, filled(client, url, author_name="Giоrgi Beridze"))
    assert "author_name" in answer.context["form"].errors
    assert not Question.objects.exists()


def test_a_citizen_asks_and_sees_what_becomes_of_it(client, url, session):
    answer = client.post(url, filled(client, url, author_name="მარინე"))
    assert answer.status_code == 302
    question = Question.objects.get()
    assert (question.state, question.text, question.author_name) == (
        "pending",
        TEXT,
        "მარინე",
    )
    assert (question.session, question.language) == (session, "ka")
    own = client.get(answer["Location"])
    assert TEXT in own.content.decode()
    assert own["Cache-Control"].find("no-store") >= 0
    assert not client.cookies


def test_a_question_waits_for_the_moderator_before_anybody_sees_it(client, url, live_session):
    client.post(url, filled(client, url))
    page, session = live_session
    assert TEXT not in client.get(page.url).content.decode()
    assert TEXT not in client.get(f"/civic/api/v1/sessions/{session.key}/").content.decode()


def test_sending_the_same_form_twice_asks_once(client, url):
    data = filled(client, url)
    first, second = client.post(url, data), client.post(url, data)
    assert Question.objects.count() == 1
    assert QuestionEvent.objects.count() == 1
    assert first["Location"] == second["Location"]


def test_two_citizens_may_ask_the_same(client, url):
    client.post(url, filled(client, url))
    client.post(url, filled(client, url))
    assert Question.objects.count() == 2


def test_a_form_without_a_stamp_comes_back_filled_in(client, url):
    answer = client.post(url, {"kind": "question", "text": TEXT})
    assert answer.status_code == 200
    assert TEXT in answer.content.decode()
    form = answer.context["form"]
    hidden = {field.html_name: field.value() for field in form.hidden_fields()}
    assert client.post(url, {**hidden, "kind": "question", "text": TEXT}).status_code == 302


def test_the_trap_and_another_website_are_refused(client, url):
    data = filled(client, url)
    assert client.post(url, {**data, abuse.HONEYPOT_FIELD: "x"}).status_code == 200
    other = client.post(url, data, headers={"Sec-Fetch-Site": "cross-site"})
    assert other.status_code == 403
    assert not Question.objects.exists()


@pytest.mark.parametrize("text", ["", "მოკლე", " " * 40, "\u200b\u202e" * 20, "ა" * 1001])
def test_a_text_too_short_or_too_long_is_refused(client, url, text):
    assert client.post(url, filled(client, url, text=text)).status_code == 200
    assert not Question.objects.exists()


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("a\u202eb\u200bc", "abc"),
        ("  ორი   სიტყვა \r\n\r\n\r\n ბ ", "ორი სიტყვა\n\nბ"),
        ("e\u0301", "é"),
        ("x\x00\x1b[31m", "x[31m"),
    ],
)
def test_what_is_written_is_tidied(written, kept):
    assert asking.tidy(written) == kept


def test_a_question_may_be_about_a_public_item_and_to_a_member(client, url, session, site):
    body = make_body(site, "council", "საკრებულო")
    deputy = make_person(site, "nino", "ნინო თეთრაია")
    deputy.memberships.create(body=body)
    session.body = body
    session.save()
    item, closed = make_item(session), make_item(session, is_public=False)
    client.post(url, filled(client, url, item=str(item.key), deputy=deputy.pk))
    question = Question.objects.get()
    assert (question.item, question.deputy) == (item, deputy)
    refused = client.post(url, filled(client, url, item=str(closed.key)))
    assert refused.status_code == 200


@pytest.mark.parametrize(
    "facts",
    [{"channel": "closed"}, {"channel": "archived"}, {"status": "cancelled"}],
)
def test_a_closed_channel_takes_nothing(client, url, session, facts):
    data = filled(client, url)
    type(session).objects.update(**facts)
    assert client.post(url, data).status_code == 410
    assert client.get(url).status_code == 410
    assert not Question.objects.exists()


def test_a_flood_from_one_network_is_stopped_with_the_text_kept(client, url, monkeypatch):
    rules = abuse.Limits(network=(Rule(2, timedelta(hours=1)),))
    monkeypatch.setattr(views, "LIMITS", rules)
    answers = [client.post(url, filled(client, url)) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert TEXT in answers[2].content.decode()
    assert Question.objects.count() == 2


def test_the_author_takes_the_question_back(client, url):
    own = client.post(url, filled(client, url, author_name="მარინე"))["Location"]
    assert client.get(own).status_code == 200
    client.post(own)
    question = Question.objects.get()
    assert (question.state, question.author_name) == ("withdrawn", "")
    assert client.post(own).status_code == 302


def test_the_author_reads_the_reason_of_a_refusal(client, url, superuser, now):
    from wagtail_civic.sessions import lifecycle

    own = client.post(url, filled(client, url))["Location"]
    lifecycle.reject(Question.objects.get(), "არ ეხება სხდომას", user=superuser, now=now)
    assert "არ ეხება სხდომას" in client.get(own).content.decode()


def test_a_token_nobody_holds_leads_nowhere(client, session, other_site):
    assert client.get("/civic/ka/sessions/questions/abc/").status_code == 404


def test_an_authors_page_is_not_shown_on_another_site(client, url, other_site):
    own = client.post(url, filled(client, url))["Location"]
    elsewhere = client.get(own, headers={"host": "other.example"}, follow=True)
    assert elsewhere.status_code == 404


@pytest.fixture
def confirming(settings):
    settings.WAGTAIL_CIVIC = {
        **settings.WAGTAIL_CIVIC,
        "SESSIONS_CONFIRM_QUESTIONS": True,
    }


def test_where_the_site_asks_the_address_is_confirmed_first(
    client, url, confirming, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url, filled(client, url, email="Marine@Example.ge"))
    question = Question.objects.get()
    assert question.state == "unconfirmed"
    assert question.contact_lookup
    link = next(word for word in mail.outbox[0].body.split() if "/civic/ka/confirm/" in word)
    assert client.get(link).status_code == 200
    question.refresh_from_db()
    assert question.state == "unconfirmed"
    form = client.get(link).context.get("form")
    hidden = {f.html_name: f.value() for f in form.hidden_fields()} if form else {}
    client.post(link, hidden)
    question.refresh_from_db()
    assert question.state == "pending"


def test_an_address_is_asked_for_only_where_the_site_wants_it(client, url, settings, confirming):
    assert client.post(url, filled(client, url)).status_code == 200
    settings.WAGTAIL_CIVIC = {
        **settings.WAGTAIL_CIVIC,
        "SESSIONS_CONFIRM_QUESTIONS": False,
    }
    assert "email" not in client.get(url).context["form"].fields


def test_an_unconfirmed_question_goes_after_two_days(session, now):
    from wagtail_civic.sessions.privacy import QuestionAuthors

    make_question(session, state="unconfirmed", created_at=now - timedelta(days=3))
    make_question(session, state="unconfirmed", created_at=now)
    assert QuestionAuthors().retain(session.site, now) == 1
    assert Question.objects.count() == 1


def test_a_session_that_is_not_public_takes_no_question(client, make_session):
    _page, draft = make_session(live=False)
    assert client.get(f"/civic/ka/sessions/{draft.key}/ask/").status_code == 404


def test_the_form_speaks_english(client, session):
    answer = client.get(f"/civic/en/sessions/{session.key}/ask/").content.decode()
    assert "Your question or opinion" in answer


def test_a_stale_stamp_asks_to_check_again(client, url):
    with freeze_time("2026-01-01"):
        data = filled(client, url)
    assert client.post(url, data).status_code == 200
    assert not Question.objects.exists()
