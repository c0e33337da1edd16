"""The officers' desk: one at a time, notes and tags, letters seen before they go, many at once."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from wagtail_civic.core.models import Body, BodyName, CivicLogEntry
from wagtail_civic.petitions import (
    casework,
    deciding,
    jobs,
    lifecycle,
    locking,
    moderation,
    retention,
)
from wagtail_civic.petitions.models import (
    CaseLock,
    CaseNote,
    CaseTag,
    LetterText,
    Petition,
    RejectionReason,
    RejectionReasonName,
)
from wagtail_civic.petitions.transitions import NotPossible

from .conftest import add_initiator, add_signatures

pytestmark = pytest.mark.django_db
QUEUE = "/admin/civic_petitions_queue/"


@pytest.fixture
def desk(client, officer):
    client.force_login(officer)
    return client


@pytest.fixture
def colleague(make_user, site):
    return make_user(
        "colleague",
        "civic_petitions.view_petition",
        "civic_petitions.moderate_petition",
        sites=[site],
    )


@pytest.fixture
def auditor(make_user, site):
    return make_user("auditor", "civic_petitions.view_petition", sites=[site])


# One at a time ------------------------------------------------------------------------------


def test_the_second_officer_sees_who_has_the_case_open(desk, make_petition, officer, colleague):
    petition = make_petition()
    desk.get(f"{QUEUE}{petition.pk}/")
    desk.force_login(colleague)
    answer = desk.get(f"{QUEUE}{petition.pk}/")
    assert answer.context["lock"].user == officer
    assert officer.username in answer.content.decode()


def test_a_move_waits_while_a_colleague_has_the_case(desk, make_petition, colleague, officer):
    petition = make_petition()
    locking.take(petition, colleague, timezone.now())
    desk.post(f"{QUEUE}{petition.pk}/move/take_up/")
    petition.refresh_from_db()
    assert petition.state == "submitted"
    desk.post(f"{QUEUE}{petition.pk}/lock/")
    desk.post(f"{QUEUE}{petition.pk}/move/take_up/")
    petition.refresh_from_db()
    assert petition.state == "moderation"
    assert CivicLogEntry.objects.filter(action="civic_petitions.take_over", user=officer).exists()
    assert not CaseLock.objects.exists()


def test_a_lock_lapses(petition, officer, colleague):
    now = timezone.now()
    locking.take(petition, officer, now - timedelta(minutes=11))
    assert locking.held_by_other(petition, colleague, now) is None
    assert locking.take(petition, colleague, now).user == colleague


def test_of_two_who_open_at_once_one_gets_the_lock(petition, officer, colleague):
    now = timezone.now()
    assert locking.take(petition, officer, now).user == officer
    assert locking.take(petition, colleague, now).user == officer


def test_who_only_looks_takes_no_lock_and_sees_no_notes(client, make_petition, auditor, officer):
    petition = make_petition()
    add_initiator(petition)
    CaseNote.objects.create(petition=petition, user=officer, text="საიდუმლო შენიშვნა")
    Petition.objects.filter(pk=petition.pk).update(officer_note="დაურეკეთ 599123456")
    client.force_login(auditor)
    text = client.get(f"{QUEUE}{petition.pk}/").content.decode()
    assert "ხიდის აღდგენა" in text
    for secret in ("საიდუმლო შენიშვნა", "599123456", "nino@example.org", "move/"):
        assert secret not in text
    assert not CaseLock.objects.exists()
    assert client.post(f"{QUEUE}{petition.pk}/").status_code == 302


@pytest.mark.parametrize(
    "path", ["note/", "tags/", "department/", "lock/", "move/take_up/", "doubts/clear/"]
)
def test_an_auditor_changes_nothing(client, make_petition, auditor, roads, path):
    petition = make_petition()
    client.force_login(auditor)
    client.post(f"{QUEUE}{petition.pk}/{path}", {"text": "ა", "tags": "ა", "department": roads.pk})
    petition.refresh_from_db()
    assert petition.state == "submitted"
    assert not CaseNote.objects.exists()
    assert not CaseTag.objects.exists()
    assert petition.department is None
    assert not CaseLock.objects.exists()


# Notes and tags -----------------------------------------------------------------------------


def test_notes_are_kept_with_their_author_and_never_published(
    desk, petition, page, officer, client
):
    desk.post(f"{QUEUE}{petition.pk}/note/", {"text": "იურისტს ვკითხე"})
    note = CaseNote.objects.get()
    assert note.user == officer
    assert "იურისტს ვკითხე" in desk.get(f"{QUEUE}{petition.pk}/").content.decode()
    client.logout()
    assert "იურისტს ვკითხე" not in client.get(page.get_url()).content.decode()


def test_tags_sort_the_queue(desk, make_petition):
    petition = make_petition()
    make_petition(title="პარკის მოწყობა დაბაში")
    desk.post(f"{QUEUE}{petition.pk}/tags/", {"tags": "იურისტი, სასწრაფო,  იურისტი"})
    assert [tag.name for tag in petition.tags.all()] == ["იურისტი", "სასწრაფო"]
    text = desk.get(QUEUE, {"tag": "იურისტი"}).content.decode()
    assert "ხიდის აღდგენა" in text
    assert "პარკის" not in text
    desk.post(f"{QUEUE}{petition.pk}/tags/", {"tags": "სასწრაფო"})
    assert [tag.name for tag in petition.tags.all()] == ["სასწრაფო"]


# The department -----------------------------------------------------------------------------


def make_body(site, code, name, kind="other"):
    body = Body.objects.create(site=site, code=code, kind=kind)
    BodyName.objects.create(row=body, language="ka", name=name)
    return body


@pytest.fixture
def roads(site):
    return make_body(site, "roads", "საგზაო სამსახური")


def assign(desk, petition, body):
    answer = desk.post(f"{QUEUE}{petition.pk}/department/", {"department": body.pk if body else ""})
    assert answer.status_code == 302
    petition.refresh_from_db()
    return petition.department


def test_a_petition_is_assigned_to_a_department_and_the_history_tells_by_whom(
    desk, make_petition, officer, roads
):
    petition = make_petition()
    assert "საგზაო სამსახური" in desk.get(f"{QUEUE}{petition.pk}/").content.decode()
    assert assign(desk, petition, roads) == roads
    assign(desk, petition, roads)
    assert assign(desk, petition, None) is None
    lines = CivicLogEntry.objects.filter(action__endswith="assigned").order_by("pk")
    assert [(line.action, line.user) for line in lines] == [
        ("civic_petitions.assigned", officer),
        ("civic_petitions.unassigned", officer),
    ]
    history = desk.get(f"{QUEUE}{petition.pk}/history/").content.decode()
    assert "სამსახურს დაეწერა: საგზაო სამსახური" in history


def test_the_queue_shows_departments_and_is_narrowed_to_one(desk, make_petition, roads):
    mine = make_petition()
    make_petition(title="პარკის მოწყობა დაბაში")
    Petition.objects.filter(pk=mine.pk).update(department=roads)

    def listed(**query):
        return [row.pk for row in desk.get(QUEUE, query).context["object_list"]]

    assert listed(department=roads.pk) == [mine.pk]
    assert mine.pk not in listed(department="null")
    assert len(listed()) == len(listed(department="null")) + 1
    for bad in ("0", "x", "9" * 30, "-1"):
        assert desk.get(QUEUE, {"department": bad}).status_code == 200
    text = desk.get(QUEUE).content.decode()
    assert "საგზაო სამსახური" in text
    assert not re.search(r">\s*None\s*<", text)


def test_the_queue_is_narrowed_to_those_of_a_day_and_later(desk, make_petition):
    old = make_petition(now=timezone.now() - timedelta(days=9))
    new = make_petition(title="პარკის მოწყობა დაბაში")
    day = timezone.localdate() - timedelta(days=1)
    answer = desk.get(QUEUE, {"submitted_at__date__gte": day.isoformat()})
    listed = [row.pk for row in answer.context["object_list"]]
    assert new.pk in listed
    assert old.pk not in listed
    # What is asked stands above the list, and has a cross to take it back.
    assert "წარდგენილია ამ დღეს ან შემდეგ" in answer.content.decode()
    assert "greater than" not in answer.content.decode()


def test_the_queue_asks_the_same_for_many_departments(desk, make_petition, site):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            desk.get(QUEUE)
        return len(queries)

    def add(number):
        petition = make_petition(title=f"პეტიცია {number}")
        body = make_body(site, f"body-{number}", f"სამსახური {number}")
        Petition.objects.filter(pk=petition.pk).update(department=body)

    add(1)
    cost()
    few = cost()
    for number in range(2, 6):
        add(number)
    assert cost() == few


def test_a_department_of_another_municipality_cannot_be_chosen(
    desk, make_petition, other_site, roads
):
    petition = make_petition()
    foreign = make_body(other_site, "roads", "სხვისი სამსახური")
    assert assign(desk, petition, foreign) is None
    assert "სხვისი სამსახური" not in desk.get(f"{QUEUE}{petition.pk}/").content.decode()
    assert "სხვისი სამსახური" not in desk.get(QUEUE).content.decode()
    with pytest.raises(NotPossible):
        casework.assign(petition, foreign, user=None)
    assert not CivicLogEntry.objects.filter(action__endswith="assigned").exists()


@pytest.mark.parametrize(
    ("kind", "may_be_chosen"),
    [
        ("mayor", True),
        ("other", True),
        ("council", False),
        ("bureau", False),
        ("commission", False),
        ("faction", False),
    ],
)
def test_what_decides_about_petitions_does_not_carry_them_out(
    desk, make_petition, site, kind, may_be_chosen
):
    body = make_body(site, "some", "რომელიღაც", kind)
    assert bool(assign(desk, make_petition(), body)) == may_be_chosen


def test_an_officer_of_another_municipality_assigns_nothing(
    client, make_petition, make_user, other_site, roads
):
    petition = make_petition()
    client.force_login(
        make_user(
            "foreign",
            "civic_petitions.view_petition",
            "civic_petitions.moderate_petition",
            sites=[other_site],
        )
    )
    client.post(f"{QUEUE}{petition.pk}/department/", {"department": roads.pk})
    petition.refresh_from_db()
    assert petition.department is None


def test_the_department_is_never_public(client, petition, page, index, roads):
    Petition.objects.filter(pk=petition.pk).update(department=roads)
    for address in (
        page.get_url(),
        index.get_url(),
        "/civic/api/v1/petitions/",
        f"/civic/api/v1/petitions/{petition.number}/",
        "/civic/ka/petitions/feed/",
        "/civic/ka/petitions/petitions.csv",
    ):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "საგზაო" not in answer.getvalue().decode()


def test_a_department_that_is_dissolved_leaves_the_petition(make_petition, roads):
    petition = make_petition()
    casework.assign(petition, roads, user=None)
    roads.delete()
    petition.refresh_from_db()
    assert petition.department is None


def test_without_departments_none_is_asked_for(desk, make_petition):
    text = desk.get(f"{QUEUE}{make_petition().pk}/").content.decode()
    assert "/department/" not in text


def test_the_to_do_list_counts_what_its_link_lists(desk, make_petition, rf, officer):
    from wagtail_civic.petitions.waiting import waiting_for

    make_petition()
    make_petition(now=timezone.now() - timedelta(days=30))
    closed = make_petition("open")
    Petition.objects.filter(pk=closed.pk).update(state="closed", closed_at=timezone.now())
    reached = make_petition("open")
    Petition.objects.filter(pk=reached.pk).update(
        state="closed", closed_at=timezone.now(), reached_at=timezone.now()
    )
    request = rf.get("/admin/")
    request.user = officer
    items = waiting_for(request)
    assert [(item.count, item.overdue) for item in items[:3]] == [(2, 1), (1, 0), (0, 0)]
    for item in items:
        listed = desk.get(item.url).context["object_list"]
        assert len(listed) == item.count, item.label
    late = desk.get(QUEUE, {"overdue": "true"}).context["object_list"]
    assert len(late) == 1


# Letters ------------------------------------------------------------------------------------


@pytest.fixture
def reason(site):
    row = RejectionReason.objects.create(site=site, code="duplicate")
    RejectionReasonName.objects.create(row=row, language="ka", name="ასეთი უკვე არსებობს")
    return row


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("return", {"note": "დაამატეთ მისამართი"}, "დაამატეთ მისამართი"),
        ("publish", {"combining": "electronic"}, "315"),
        ("reject", {"note": "იხილეთ სხვა"}, "ასეთი უკვე არსებობს"),
    ],
)
def test_the_letter_is_shown_before_the_move_and_nothing_is_done(
    desk, make_petition, reason, name, data, words
):
    petition = make_petition()
    add_initiator(petition)
    if name == "reject":
        data = {**data, "reason": reason.pk}
    answer = desk.post(f"{QUEUE}{petition.pk}/move/{name}/", {**data, "preview": "1"})
    assert answer.status_code == 200
    assert words in answer.context["letter"][1]
    petition.refresh_from_db()
    assert petition.state == "submitted"
    assert petition.officer_note == ""
    jobs.send_letters()
    assert len(mail.outbox) == 1


def test_the_letter_that_goes_is_the_letter_that_was_shown(desk, make_petition):
    petition = make_petition()
    add_initiator(petition, "told@example.org")
    jobs.send_letters()
    url = f"{QUEUE}{petition.pk}/move/return/"
    shown = desk.post(url, {"note": "დაამატეთ", "preview": "1"}).context["letter"]
    desk.post(url, {"note": "დაამატეთ"})
    jobs.send_letters()
    sent = mail.outbox[-1]
    assert sent.subject == shown[0]
    assert sent.body.startswith(shown[1])


def test_the_municipality_writes_its_letters_itself(make_petition, site):
    LetterText.objects.create(
        site=site,
        kind="submitted",
        language="ka",
        subject="თქვენი პეტიცია №{number}",
        text="გმადლობთ!\r\n\r\n„{title}“ მივიღეთ.\r\n\r\n{note}\r\n\r\nსაკრებულოს აპარატი",
    )
    petition = make_petition()
    add_initiator(petition)
    jobs.send_letters()
    message = mail.outbox[0]
    assert message.subject == f"თქვენი პეტიცია №{petition.number}"
    assert "„ხიდის აღდგენა სოფელ მთისპირში“ მივიღეთ.\n\nსაკრებულოს აპარატი" in message.body


def test_a_letter_in_one_language_does_not_replace_the_other(make_petition, site):
    LetterText.objects.create(site=site, kind="submitted", language="en", text="Thanks")
    petition = make_petition()
    add_initiator(petition)
    jobs.send_letters()
    assert "Thanks" not in mail.outbox[0].body


def test_a_letter_of_another_municipality_is_not_used(make_petition, other_site):
    LetterText.objects.create(site=other_site, kind="submitted", language="ka", text="სხვისი")
    add_initiator(make_petition())
    jobs.send_letters()
    assert "სხვისი" not in mail.outbox[0].body


@pytest.mark.parametrize("text", ["{name}", "{address}", "{title.__class__}", "{0}", "{}"])
def test_a_letter_with_an_unknown_placeholder_is_refused(site, text):
    with pytest.raises(ValidationError):
        LetterText(site=site, kind="closed", language="ka", text=text).full_clean()


def test_what_is_put_into_a_letter_is_not_read_again(make_petition, site):
    petition = make_petition(title="პეტიცია {note} შესახებ")
    LetterText.objects.create(site=site, kind="returned", language="ka", text="{title}|{note}")
    add_initiator(petition)
    moderation.return_for_correction(petition, now=timezone.now(), user=None, note="{title}")
    jobs.send_letters()
    assert "პეტიცია {note} შესახებ|{title}" in mail.outbox[-1].body


# Several at once ----------------------------------------------------------------------------


def test_several_petitions_are_taken_up_at_once(desk, make_petition, officer):
    rows = [make_petition(title=f"პეტიცია {number}") for number in range(3)]
    data = {"petitions": [row.pk for row in rows[:2]], "action": "take_up"}
    desk.post(f"{QUEUE}bulk/", data)
    states = list(Petition.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["moderation", "moderation", "submitted"]
    found = CivicLogEntry.objects.filter(action="civic_petitions.take_up", user=officer)
    assert found.count() == 2


def test_what_cannot_be_done_is_left_out_and_told(desk, make_petition, colleague):
    one, other = make_petition(title="ერთი"), make_petition(title="მეორე")
    locking.take(other, colleague, timezone.now())
    data = {"petitions": [one.pk, other.pk], "action": "take_up"}
    answer = desk.post(f"{QUEUE}bulk/", data, follow=True)
    assert len(list(answer.context["messages"])) == 2
    other.refresh_from_db()
    assert other.state == "submitted"


def test_a_flag_for_several_needs_a_reason(desk, make_petition):
    petition = make_petition()
    data = {"petitions": [petition.pk], "action": "flag"}
    assert desk.post(f"{QUEUE}bulk/", data).status_code == 200
    desk.post(f"{QUEUE}bulk/", {**data, "words": "იურისტმა ნახოს"})
    petition.refresh_from_db()
    assert petition.state == "flagged"


def test_several_petitions_are_given_to_a_department_and_each_history_tells_it(
    desk, make_petition, officer, roads
):
    rows = [make_petition(title=f"პეტიცია {number}") for number in range(3)]
    pks = [row.pk for row in rows[:2]]
    data = {"petitions": pks, "action": "assign", "department": roads.pk}
    desk.post(f"{QUEUE}bulk/", data)
    found = Petition.objects.filter(department=roads).values_list("pk", flat=True)
    assert sorted(found) == sorted(pks)
    logged = CivicLogEntry.objects.filter(action="civic_petitions.assigned", user=officer)
    assert logged.count() == 2
    desk.post(f"{QUEUE}bulk/", {**data, "department": ""})
    assert not Petition.objects.filter(department=roads).exists()


def test_a_department_for_several_is_given_to_none_of_another_municipality(
    desk, make_petition, other_site, roads
):
    petition, foreign = make_petition(), make_body(other_site, "roads", "სხვისი სამსახური")
    data = {"petitions": [petition.pk], "action": "assign", "department": foreign.pk}
    answer = desk.post(f"{QUEUE}bulk/", data)
    assert "სხვისი სამსახური" not in answer.content.decode()
    assert answer.context["form"].errors["department"]


def test_who_works_for_two_municipalities_gives_a_department_to_its_own_petitions_alone(
    client, make_user, site, other_site, make_petition, roads
):
    mine, theirs = make_petition(), make_petition(title="სხვისი პეტიცია")
    Petition.objects.filter(pk=theirs.pk).update(site=other_site)
    codename = "civic_petitions.moderate_petition"
    client.force_login(make_user("both", codename, sites=[site, other_site]))
    page = client.get(f"{QUEUE}bulk/").content.decode()
    assert f"{site}, საგზაო სამსახური" in page
    data = {"petitions": [mine.pk, theirs.pk], "action": "assign", "department": roads.pk}
    client.post(f"{QUEUE}bulk/", data)
    assert [row.pk for row in Petition.objects.filter(department=roads)] == [mine.pk]


def test_without_departments_several_are_given_to_none(desk, make_petition):
    make_petition()
    text = desk.get(f"{QUEUE}bulk/").content.decode()
    assert 'name="department"' not in text
    assert 'value="assign"' not in text


def test_petitions_of_another_municipality_are_not_taken_along(
    client, make_user, other_site, make_petition
):
    petition = make_petition()
    stranger = make_user("stranger", "civic_petitions.moderate_petition", sites=[other_site])
    client.force_login(stranger)
    answer = client.post(f"{QUEUE}bulk/", {"petitions": [petition.pk], "action": "take_up"})
    assert answer.status_code == 200
    assert "ხიდის" not in answer.content.decode()
    petition.refresh_from_db()
    assert petition.state == "submitted"


# Hearing, answer, hold ----------------------------------------------------------------------


def test_hearing_and_answer_are_recorded_beside_the_state(desk, petition):
    Petition.objects.filter(pk=petition.pk).update(reached_at=timezone.now())
    petition.refresh_from_db()
    assert (petition.hearing_state, petition.response_state) == ("awaiting", "awaiting")
    for name, data in [
        ("hearing", {"on": "2026-12-20", "link": ""}),
        ("heard", {"result": "heard"}),
        ("close", {"reason": "ვადა"}),
        ("review", {}),
        ("decide", {"outcome": "partly", "link": ""}),
    ]:
        assert desk.post(f"{QUEUE}{petition.pk}/move/{name}/", data).status_code == 302, name
    petition.refresh_from_db()
    assert petition.hearing_state == "heard"
    assert (petition.state, petition.response_state) == ("decided", "awaiting")
    desk.post(f"{QUEUE}{petition.pk}/move/answer/")
    desk.post(f"{QUEUE}{petition.pk}/move/answer/")
    petition.refresh_from_db()
    assert petition.response_state == "answered"
    assert petition.events.filter(kind="responded").count() == 1


def test_a_decision_that_gives_the_answer_needs_no_second_step(desk, petition):
    desk.post(f"{QUEUE}{petition.pk}/move/close/", {"reason": "ვადა"})
    data = {"outcome": "answered", "link": "", "answered": "on"}
    desk.post(f"{QUEUE}{petition.pk}/move/decide/", data)
    petition.refresh_from_db()
    assert petition.response_state == "answered"


def test_retention_leaves_out_what_is_held_and_goes_on_with_the_rest(site, make_petition, officer):
    held, other = make_petition("open"), make_petition("open", title="მეორე")
    for row in (held, other):
        add_signatures(row, 2, start=row.pk * 10)
        moderation.stop(row, now=timezone.now() - timedelta(days=400), user=officer, reason="x")
    retention.hold(held, now=timezone.now(), user=officer, reason="სასამართლო")
    found = retention.outlived(site, timezone.now())
    assert list(found) == [other]
    from wagtail_civic.petitions.personal import PetitionData

    PetitionData().retain(site, timezone.now())
    assert held.signatures.filter(contact__isnull=False).count() == 2
    assert other.signatures.filter(contact__isnull=False).count() == 0
    retention.release(held, now=timezone.now(), user=officer)
    assert list(retention.outlived(site, timezone.now())) == [held]


def test_only_a_senior_holds_stops_and_takes_down(client, make_user, site, petition):
    junior = make_user(
        "junior",
        "civic_petitions.view_petition",
        "civic_petitions.moderate_petition",
        "civic_petitions.decide_petition",
        sites=[site],
    )
    client.force_login(junior)
    for name in ("hold", "stop", "take_down"):
        client.post(f"{QUEUE}{petition.pk}/move/{name}/", {"reason": "x"})
    petition.refresh_from_db()
    assert (petition.state, petition.held_at) == (lifecycle.OPEN, None)


def test_the_hearing_shows_on_the_public_page(petition, page, client, officer):
    deciding.record_hearing(petition, now=timezone.now(), user=officer, on=date(2030, 1, 2))
    assert "02.01.2030" in client.get(page.get_url()).content.decode()


@pytest.mark.parametrize("result", ["heard", "not_heard"])
def test_whether_it_was_heard_is_recorded_once(petition, officer, result):
    now = timezone.now()
    with pytest.raises(NotPossible):
        deciding.record_heard(petition, now=now, user=officer, result=result)
    deciding.record_hearing(petition, now=now, user=officer, on=date(2030, 1, 2))
    other = Petition.objects.get(pk=petition.pk)
    deciding.record_heard(petition, now=now, user=officer, result=result)
    with pytest.raises(NotPossible):
        deciding.record_heard(other, now=now, user=officer, result="heard")
    petition.refresh_from_db()
    assert petition.hearing_result == result
    assert petition.events.filter(kind__in=("heard", "not_heard")).count() == 1


def test_a_decided_petition_gets_no_hearing_any_more(petition, officer):
    stale = Petition.objects.get(pk=petition.pk)
    deciding.close(petition, now=timezone.now(), user=officer)
    deciding.decide(petition, now=timezone.now(), user=officer, outcome="refused")
    with pytest.raises(NotPossible):
        deciding.record_hearing(stale, now=timezone.now(), user=officer, on=date(2030, 1, 2))
    assert not petition.events.filter(kind="hearing").exists()


def test_no_answer_is_recorded_while_signatures_are_collected(desk, petition):
    answer = desk.post(f"{QUEUE}{petition.pk}/move/answer/", follow=True)
    assert "პეტიციის მდგომარეობა უკვე შეიცვალა" in answer.content.decode()
    petition.refresh_from_db()
    assert petition.answered_at is None
    assert not petition.events.filter(kind="responded").exists()


def test_a_decision_without_answer_keeps_the_answer_that_was_given_meanwhile(petition, officer):
    now = timezone.now()
    deciding.close(petition, now=now, user=officer)
    stale = Petition.objects.get(pk=petition.pk)
    deciding.record_answer(petition, now=now, user=officer)
    deciding.decide(stale, now=now, user=officer, outcome="refused", answered=False)
    petition.refresh_from_db()
    assert petition.answered_at == now


# The same as rules -------------------------------------------------------------------------------


def test_a_step_leaves_out_what_a_colleague_works_on(make_petition, officer, make_user, site):
    now = timezone.now()
    free, held = make_petition(), make_petition(title="სხვა პეტიცია წყალზე")
    locking.take(held, make_user("colleague", sites=[site]), now)
    done = casework.step_with_each([free, held], casework.TAKE_UP, "", user=officer, now=now)
    assert done == (1, 1)
    held.refresh_from_db()
    assert (free.state, held.state) == ("moderation", "submitted")


def test_a_tag_is_added_once_and_cut_to_its_length(petition, officer):
    for _time in range(2):
        casework.step(petition, casework.TAG, f" {'ა' * 60} ", user=officer, now=timezone.now())
    assert [tag.name for tag in petition.tags.all()] == ["ა" * 40]
    casework.step(petition, casework.UNTAG, "ა" * 60, user=officer, now=timezone.now())
    assert not petition.tags.exists()


def test_a_step_that_is_none_is_a_fault(petition, officer):
    with pytest.raises(ValueError, match="a step is one of"):
        casework.step(petition, "publish", "", user=officer, now=timezone.now())


def test_tags_are_these_and_no_others(petition, officer):
    casework.set_tags(petition, ["გზა", "ხიდი"], user=officer)
    casework.set_tags(petition, ["ხიდი", "წყალი"], user=officer)
    assert sorted(tag.name for tag in petition.tags.all()) == ["წყალი", "ხიდი"]


def test_a_case_that_is_taken_over_is_noted(petition, officer, make_user, site):
    now = timezone.now()
    locking.take(petition, make_user("colleague", sites=[site]), now)
    casework.take_over(petition, user=officer, now=now)
    assert locking.take(petition, officer, now).user == officer
    assert CivicLogEntry.objects.filter(action="civic_petitions.take_over").count() == 1
