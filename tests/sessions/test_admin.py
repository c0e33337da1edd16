from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from wagtail_civic.acts.models import Act, ActType
from wagtail_civic.core.models import CivicLogEntry
from wagtail_civic.core.records import record_for
from wagtail_civic.sessions.models import Question, Session, SessionPage

from .conftest import (
    make_body,
    make_item,
    make_person,
    make_question,
    make_stream,
)

CLERK = (
    "civic_sessions.view_session",
    "civic_sessions.change_session",
    "civic_sessions.run_session",
    "civic_sessions.view_question",
)
MODERATOR = (
    "civic_sessions.view_session",
    "civic_sessions.view_question",
    "civic_sessions.moderate_question",
    "civic_sessions.answer_question",
)


@pytest.fixture
def users(make_user, site, other_site):
    return {
        "nobody": make_user("nobody"),
        "clerk": make_user("session-clerk", *CLERK, sites=[site]),
        "moderator": make_user("moderator", *MODERATOR, sites=[site]),
        "elsewhere": make_user("elsewhere", *CLERK, *MODERATOR, sites=[other_site]),
    }


def desk(name, *args):
    return reverse(f"civic_sessions_desk:{name}", args=args)


def questions(name, *args):
    return reverse(f"civic_questions:{name}", args=args)


def missing(answer) -> bool:
    """404, which the host's language middleware answers by trying ``/ka/…``."""
    return answer.status_code == 404 or answer.get("Location", "").startswith("/ka/admin/")


def allowed(answer) -> bool:
    """Whether the view did its work: Wagtail turns the rest away to the admin's home."""
    if answer.status_code == 302 and not missing(answer):
        return answer["Location"] != reverse("wagtailadmin_home")
    return answer.status_code == 200


VIEWS = {
    "desk index": (lambda s, q: desk("index"), "get", {"clerk", "moderator"}),
    "desk": (lambda s, q: desk("inspect", s.pk), "get", {"clerk", "moderator"}),
    "edit": (lambda s, q: desk("edit", s.pk), "get", {"clerk"}),
    "history": (lambda s, q: desk("history", s.pk), "get", {"clerk"}),
    "usage": (lambda s, q: desk("usage", s.pk), "get", {"clerk"}),
    "begin": (lambda s, q: desk("move", s.pk, "begin"), "post", {"clerk"}),
    "cancel form": (lambda s, q: desk("move", s.pk, "cancel"), "get", {"clerk"}),
    "take up": (lambda s, q: desk("take_up", s.pk), "post", {"clerk"}),
    "channel": (lambda s, q: desk("channel", s.pk), "post", {"clerk"}),
    "queue": (lambda s, q: questions("index"), "get", {"clerk", "moderator"}),
    "question": (
        lambda s, q: questions("inspect", q.pk),
        "get",
        {"clerk", "moderator"},
    ),
    "approve": (lambda s, q: questions("move", q.pk), "post", {"moderator"}),
}


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("role", ["nobody", "clerk", "moderator", "elsewhere"])
def test_each_role_opens_exactly_its_views(client, make_session, users, view, role):
    _page, session = make_session()
    question = make_question(session)
    address, method, roles = VIEWS[view]
    client.force_login(users[role])
    answer = getattr(client, method)(address(session, question), {"move": "approve"})
    may = role in roles
    if role == "elsewhere" and "index" in address(session, question).rsplit("/", 2)[-2]:
        may = True
    if role == "elsewhere" and view in ("desk index", "queue"):
        assert answer.status_code == 200
        assert session.public_page().title not in answer.content.decode()
        assert question.text not in answer.content.decode()
    else:
        assert allowed(answer) is may, answer.status_code
    question.refresh_from_db()
    session.refresh_from_db()
    assert (question.state == "approved") is (view == "approve" and may)
    assert (session.status == "live") is (view == "begin" and may)


@pytest.mark.parametrize("name", ["add", "delete"])
def test_records_are_neither_made_nor_deleted_by_hand(name):
    from django.urls import NoReverseMatch

    for namespace in ("civic_sessions_desk", "civic_questions"):
        with pytest.raises(NoReverseMatch):
            reverse(f"{namespace}:{name}", args=[] if name == "add" else [1])


def test_nobody_rewrites_what_a_citizen_wrote(client, live_session, superuser):
    client.force_login(superuser)
    question = make_question(live_session[1])
    assert missing(client.post(f"/admin/civic_questions/edit/{question.pk}/"))


def edit_data(session, agenda=(), streams=(), **fields):
    data = {
        "kind": "ordinary",
        "number": "14",
        "place_ka": "დარბაზი",
        "place_en": "Hall",
        "agenda": inline_formset(list(agenda), initial=sum("id" in row for row in agenda)),
        "streams": inline_formset(list(streams), initial=sum("id" in row for row in streams)),
        **fields,
    }
    return nested_form_data(data)


def item_row(ka, en="", **fields):
    return {
        "titles_ka": ka,
        "titles_en": en,
        "presenters_ka": "",
        "presenters_en": "",
        "results_ka": "",
        "results_en": "",
        "is_public": "on",
        "link": "",
        **fields,
    }


def test_a_clerk_names_the_deciding_act_by_its_number(client, make_session, users, site):
    _page, session = make_session()
    kind = ActType.objects.create(site=site, code="order")
    issuer = {"site": site, "act_type": kind, "body": make_body(site, "mayor", "მერია")}
    acts = [
        Act.objects.create(number=number, adopted=date(2026, 1, 5), title="წესი", **issuer)
        for number in ("17-51", "18")
    ]
    client.force_login(users["clerk"])
    for typed, errors in (("წესი", 1), ("17-51", 0)):
        rows = [item_row("ბიუჯეტი", link=typed)]
        answer = client.post(desk("edit", session.pk), edit_data(session, agenda=rows, streams=[]))
        assert answer.status_code == (200 if errors else 302), typed
        assert answer.content.decode().count(f'value="{typed}"') == errors
    (item,) = Session.objects.get().agenda.all()
    assert (item.link_kind, item.link_key) == ("act", acts[0].key)


def test_a_clerk_writes_agenda_and_video(client, make_session, users, site):
    _page, session = make_session()
    body = make_body(site, "council", "საკრებულო")
    nino = make_person(site, "nino", "ნინო თეთრაია")
    client.force_login(users["clerk"])
    answer = client.post(
        desk("edit", session.pk),
        edit_data(
            session,
            agenda=[
                item_row("ბიუჯეტი", "Budget", presenter=nino.pk),
                item_row("სხვადასხვა"),
            ],
            streams=[{"role": "live", "address": "https://youtu.be/dQw4w9WgXcQ?t=4"}],
            body=body.pk,
        ),
    )
    assert answer.status_code == 302, answer.context["form"].errors
    assert answer["Location"] == desk("inspect", session.pk)
    version = session.version
    session = Session.objects.get()
    items = list(session.agenda.all())
    assert [item.titles for item in items] == [
        {"ka": "ბიუჯეტი", "en": "Budget"},
        {"ka": "სხვადასხვა"},
    ]
    assert items[0].presenter == nino
    stream = session.streams.get()
    assert (stream.provider, stream.ref) == ("youtube", "dQw4w9WgXcQ")
    assert session.place == {"ka": "დარბაზი", "en": "Hall"}
    assert session.version == version + 1
    assert CivicLogEntry.objects.for_instance(session).filter(action="wagtail.edit").exists()


@pytest.mark.parametrize(
    ("streams", "message"),
    [
        ([{"role": "live", "address": "https://example.ge/"}], "ვიდეო ვერ მოიძებნა"),
        (
            [
                {"role": "live", "address": "https://youtu.be/dQw4w9WgXcQ"},
                {"role": "live", "address": "https://www.youtube.com/live/dQw4w9WgXcQ"},
            ],
            "ორჯერ",
        ),
    ],
)
def test_a_video_that_cannot_be_is_explained(client, make_session, users, streams, message):
    _page, session = make_session()
    client.force_login(users["clerk"])
    answer = client.post(desk("edit", session.pk), edit_data(session, streams=streams))
    assert answer.status_code == 200
    assert message in answer.content.decode()
    assert not session.streams.exists()


def test_an_edit_form_opened_earlier_does_not_bring_back_an_old_status(
    client, make_session, users, now
):
    from wagtail_civic.sessions import status
    from wagtail_civic.sessions.viewsets import DeskViewSet

    _page, session = make_session()
    form_class = DeskViewSet().get_form_class(for_update=True)
    opened = Session.objects.get()
    form = form_class(edit_data(session), instance=opened, for_user=users["clerk"])
    assert form.is_valid(), form.errors
    status.begin(session, user=users["clerk"], now=now)
    form.save()
    session.refresh_from_db()
    assert (session.status, session.number) == ("live", "14")


def test_ends_before_beginnings_are_refused(client, make_session, users):
    _page, session = make_session()
    client.force_login(users["clerk"])
    for fields in (
        {"actual_end": "2026-11-20 10:00"},
        {"actual_start": "2026-11-20 11:00", "actual_end": "2026-11-20 10:00"},
    ):
        answer = client.post(desk("edit", session.pk), edit_data(session, **fields))
        assert answer.status_code == 200


def test_a_row_of_another_municipality_cannot_be_chosen(client, make_session, users, other_site):
    _page, session = make_session()
    theirs = make_body(other_site, "council", "სხვა საკრებულო")
    person = make_person(other_site, "x", "სხვა კაცი")
    client.force_login(users["clerk"])
    html = client.get(desk("edit", session.pk)).content.decode()
    assert "სხვა საკრებულო" not in html
    assert "სხვა კაცი" not in html
    answer = client.post(
        desk("edit", session.pk),
        edit_data(session, agenda=[item_row("ა", presenter=person.pk)], body=theirs.pk),
    )
    assert answer.status_code == 200
    session.refresh_from_db()
    assert session.body is None
    assert not session.agenda.exists()


def test_the_desk_runs_a_session_from_beginning_to_end(client, make_session, users):
    _page, session = make_session()
    item = make_item(session)
    client.force_login(users["clerk"])
    client.post(desk("move", session.pk, "begin"))
    client.post(desk("take_up", session.pk), {"item": item.pk})
    session.refresh_from_db()
    assert (session.status, session.current_item) == ("live", item)
    assert "განხილულია" in client.get(desk("inspect", session.pk)).content.decode()
    client.post(desk("take_up", session.pk))
    client.post(desk("channel", session.pk), {"channel": "closed"})
    client.post(desk("move", session.pk, "finish"))
    session.refresh_from_db()
    assert (session.status, session.current_item, session.channel) == (
        "finished",
        None,
        "closed",
    )


def test_only_who_may_edit_reads_a_closed_item_at_the_desk(client, users, make_session):
    page, session = make_session()
    make_item(session, "საკადრო: ვინმე კაცი", is_public=False, results={"ka": "გათავისუფლდა"})
    session.refresh_from_db()
    seen = {}
    for role in ("clerk", "moderator"):
        client.force_login(users[role])
        seen[role] = client.get(desk("inspect", session.pk)).content.decode()
    client.logout()
    seen["anybody"] = client.get(page.url).content.decode()
    assert all("დახურული საკითხი" in html for html in seen.values())
    for words in ("საკადრო: ვინმე კაცი", "გათავისუფლდა"):
        assert [role for role, html in seen.items() if words in html] == ["clerk"]


def test_what_has_not_come_yet_is_not_offered_to_be_finished(client, make_session, users, now):
    _page, session = make_session()
    client.force_login(users["clerk"])
    finish = desk("move", session.pk, "finish")
    assert finish not in client.get(desk("inspect", session.pk)).content.decode()
    Session.objects.update(planned_start=now - timedelta(hours=2))
    assert finish in client.get(desk("inspect", session.pk)).content.decode()


def test_moving_to_another_day_asks_for_it(client, make_session, users):
    _page, session = make_session()
    client.force_login(users["clerk"])
    url = desk("move", session.pk, "reschedule")
    assert client.get(url).status_code == 200
    assert client.post(url, {"start": ""}).status_code == 200
    bad = client.post(url, {"start": "2027-01-10 12:00", "end": "2027-01-10 11:00"})
    assert bad.status_code == 200
    client.post(url, {"start": "2027-01-10 12:00", "reason": "ავარია"})
    session.refresh_from_db()
    assert timezone.localtime(session.planned_start).isoformat() == "2027-01-10T12:00:00+04:00"
    assert session.status_reason == "ავარია"


def test_a_move_that_came_too_late_is_explained(client, make_session, users):
    _page, session = make_session(status="finished")
    client.force_login(users["clerk"])
    answer = client.post(desk("move", session.pk, "begin"), follow=True)
    assert "სტატუსი ამასობაში შეიცვალა" in answer.content.decode()
    assert client.get(desk("move", session.pk, "begin")).status_code == 302
    assert missing(client.get(desk("move", session.pk, "dance")))


def test_a_moderator_works_through_the_queue(client, live_session, users):
    _page, session = live_session
    first, second = (
        make_question(session, "პირველი კითხვა?"),
        make_question(session, "მეორე?"),
    )
    client.force_login(users["moderator"])
    assert "პირველი კითხვა?" in client.get(questions("index")).content.decode()
    answer = client.post(questions("move", first.pk), {"move": "approve"})
    assert answer["Location"] == questions("inspect", second.pk)
    refused = client.post(questions("move", second.pk), {"move": "reject"}, follow=True)
    assert "მიუთითეთ მიზეზი" in refused.content.decode()
    client.post(questions("move", second.pk), {"move": "reject", "reason": "შეურაცხყოფა"})
    client.post(questions("move", first.pk), {"move": "answer", "answer": "ხვალ."})
    late = client.post(questions("move", first.pk), {"move": "approve"}, follow=True)
    assert "სხვამ მიიღო" in late.content.decode()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.answer_text, second.state) == (
        "answered",
        "ხვალ.",
        "rejected",
    )
    assert missing(client.post(questions("move", first.pk), {"move": "withdraw"}))


def test_who_may_moderate_but_not_answer_is_offered_no_answer(client, live_session, make_user):
    question = make_question(live_session[1])
    user = make_user("m", "civic_sessions.view_question", "civic_sessions.moderate_question")
    client.force_login(user)
    html = client.get(questions("inspect", question.pk)).content.decode()
    assert 'value="approve"' in html
    assert 'value="answer"' not in html
    client.post(questions("move", question.pk), {"move": "answer", "answer": "x"})
    assert Question.objects.get().state == "pending"


def test_nothing_personal_is_on_the_moderators_screens(client, live_session, users):
    question = make_question(live_session[1], contact_lookup="0123abcd" * 8)
    client.force_login(users["moderator"])
    for url in (questions("index"), questions("inspect", question.pk)):
        assert "0123abcd" not in client.get(url).content.decode()


@pytest.fixture
def editor(make_user, index):
    user = make_user("editor")
    for codename in ("add_page", "change_page", "publish_page"):
        GroupPagePermission.objects.create(
            group=Group.objects.get(name="editor-group"),
            page=index,
            permission=_page_permission(codename),
        )
    return user


def _page_permission(codename):
    from django.contrib.auth.models import Permission

    return Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)


def page_data(title, **fields):
    return nested_form_data(
        {
            "title": title,
            "slug": "session",
            "intro": "",
            "body": {"count": "0"},
            "body-count": "0",
            "poster": "",
            "facts_shown": "1",
            "facts_kind": "ordinary",
            "facts_place_ka": "",
            "facts_place_en": "",
            "comments": inline_formset([]),
            **fields,
        }
    )


def add_url(index):
    return reverse("wagtailadmin_pages:add", args=["civic_sessions", "sessionpage", index.pk])


def test_an_editor_gives_words_and_facts_on_one_screen(client, index, editor, site):
    body = make_body(site, "council", "საკრებულო")
    client.force_login(editor)
    assert client.get(add_url(index)).status_code == 200
    answer = client.post(
        add_url(index),
        page_data(
            "ახალი სხდომა",
            facts_body=body.pk,
            facts_number="15",
            facts_planned_start="2027-01-10 12:00",
            facts_place_ka="დარბაზი",
            **{"action-publish": "1"},
        ),
    )
    assert answer.status_code == 302, answer.context["form"].errors
    session = record_for(SessionPage.objects.get())
    assert (session.body, session.number, session.place) == (
        body,
        "15",
        {"ka": "დარბაზი"},
    )
    assert timezone.localtime(session.planned_start).hour == 12
    assert not session.is_live


def test_facts_of_a_draft_can_be_changed_until_it_is_announced(client, index, editor):
    client.force_login(editor)
    client.post(add_url(index), page_data("სხდომა", facts_number="1"))
    page = SessionPage.objects.get()
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    client.post(edit, page_data("სხდომა", facts_number="2"))
    assert Session.objects.get().number == "2"
    client.post(edit, page_data("სხდომა", facts_number="2", **{"action-publish": "1"}))
    html = client.get(edit).content.decode()
    assert 'name="facts_number"' not in html
    assert reverse("civic_sessions_desk:inspect", args=[Session.objects.get().pk]) in html
    client.post(edit, page_data("სხდომა", facts_number="3"))
    assert Session.objects.get().number == "2"


def test_a_draft_saved_without_the_panel_keeps_its_facts(client, index, editor):
    client.force_login(editor)
    client.post(add_url(index), page_data("სხდომა", facts_number="1"))
    page = SessionPage.objects.get()
    data = {k: v for k, v in page_data("სხდომა").items() if not k.startswith("facts_")}
    client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)
    assert Session.objects.get().number == "1"


def test_the_panel_of_today_names_what_waits(client, make_session, users, now):
    _page, session = make_session("უახლოესი", planned_start=now + timedelta(days=2))
    make_session("დაგვიანებული", planned_start=now - timedelta(hours=3))
    _page, over = make_session("ძველი", status="finished")
    make_stream(
        over,
        "facebook",
        "https://www.facebook.com/watch/?v=1",
        expires_at=now + timedelta(3),
    )
    make_question(session, created_at=now - timedelta(days=3))
    from django.test import RequestFactory

    from wagtail_civic.core import todo

    request = RequestFactory().get("/")

    def waiting(role):
        request.user = users[role]
        ours = [item for item in todo.items(request) if "/civic_" in item.url]
        return sorted((item.count, item.overdue) for item in ours)

    assert waiting("clerk") == [(1, 0), (1, 0), (1, 0)]
    assert waiting("moderator") == [(1, 1)]
    assert waiting("elsewhere") == []
