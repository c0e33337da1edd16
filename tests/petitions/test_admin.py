"""What officers see and do, and what others do not."""

import pytest
from django.utils import timezone

from wagtail_civic.core.models import CivicLogEntry
from wagtail_civic.petitions import deciding, lifecycle, moderation, paper
from wagtail_civic.petitions.desk.moves import BUTTONS
from wagtail_civic.petitions.models import (
    PaperCheck,
    Petition,
    PetitionPage,
    RejectionReason,
    RejectionReasonName,
)

from .conftest import add_initiator, make_index

pytestmark = pytest.mark.django_db
QUEUE = "/admin/civic_petitions_queue/"


@pytest.fixture
def reason(site):
    row = RejectionReason.objects.create(site=site, code="duplicate")
    RejectionReasonName.objects.create(row=row, language="ka", name="ასეთი პეტიცია უკვე არსებობს")
    return row


@pytest.fixture
def desk(client, officer):
    client.force_login(officer)
    return client


def move(client, petition, name, **data):
    return client.post(f"{QUEUE}{petition.pk}/move/{name}/", data)


def test_the_queue_lists_petitions_with_their_titles_and_ages(desk, make_petition):
    make_petition(now=timezone.now() - timezone.timedelta(days=14))
    text = desk.get(QUEUE, {"state": "submitted"}).content.decode()
    assert "ხიდის აღდგენა" in text
    assert "civic-age--late" in text
    assert "ხიდის აღდგენა" not in desk.get(QUEUE, {"state": "open"}).content.decode()


def test_the_queue_is_searched_by_title_and_by_number(desk, make_petition):
    petition = make_petition()
    make_petition(title="პარკის მოწყობა დაბაში")
    found = desk.get(QUEUE, {"q": "პარკის"}).content.decode()
    assert "პარკის მოწყობა" in found
    assert "ხიდის" not in found
    assert "ხიდის" in desk.get(QUEUE, {"q": petition.number}).content.decode()
    assert desk.get(QUEUE, {"q": "%' --"}).status_code == 200


def test_the_queue_takes_as_many_queries_for_thirty_as_for_three(desk, make_petition):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for number in range(3):
        make_petition(title=f"პეტიცია ნომერი {number}")
    desk.get(QUEUE)
    with CaptureQueriesContext(connection) as few:
        desk.get(QUEUE)
    for number in range(27):
        make_petition(title=f"კიდევ ერთი პეტიცია {number}")
    with CaptureQueriesContext(connection) as many:
        desk.get(QUEUE)
    assert len(many) == len(few)


def test_an_officer_publishes_in_the_queue(desk, make_petition, officer):
    petition = make_petition()
    assert desk.get(f"{QUEUE}{petition.pk}/move/publish/").status_code == 200
    assert move(desk, petition, "publish", combining="electronic").status_code == 302
    petition.refresh_from_db()
    assert petition.state == "open"
    assert petition.page().live
    entry = CivicLogEntry.objects.filter(action="civic_petitions.publish").get()
    assert entry.user == officer


def test_the_history_tells_an_officer_who_did_what(desk, make_petition, officer):
    petition = make_petition()
    move(desk, petition, "return", note="დაამატეთ მისამართი")
    text = desk.get(f"{QUEUE}{petition.pk}/history/").content.decode()
    assert "შესასწორებლად დაბრუნება" in text
    assert "დაამატეთ მისამართი" in text
    assert officer.username in text


def test_paper_is_not_delivered_after_the_decision(desk, make_petition, officer):
    petition = make_petition("open")
    deciding.close(petition, now=timezone.now())
    deciding.decide(petition, now=timezone.now(), user=officer, outcome="answered")
    assert desk.get(f"{QUEUE}{petition.pk}/paper/").status_code == 302


def test_a_double_click_publishes_once(desk, make_petition):
    petition = make_petition()
    move(desk, petition, "publish", combining="electronic")
    opened = Petition.objects.get(pk=petition.pk).opened_at
    answer = move(desk, petition, "publish", combining="paper")
    assert answer.status_code == 302
    petition.refresh_from_db()
    assert (petition.opened_at, petition.combining) == (opened, "electronic")
    assert petition.events.filter(kind="opened").count() == 1


def test_publishing_without_a_roll_says_what_to_do(desk, make_petition):
    from wagtail_civic.core.models import VoterRoll

    petition = make_petition()
    VoterRoll.objects.all().delete()
    answer = desk.post(
        f"{QUEUE}{petition.pk}/move/publish/", {"combining": "electronic"}, follow=True
    )
    assert answer.status_code == 200
    assert list(answer.context["messages"])
    petition.refresh_from_db()
    assert petition.state == "submitted"
    assert not petition.page().live


def test_a_rejection_with_a_public_reason_shows_the_petition(desk, make_petition, reason, client):
    petition = make_petition()
    move(desk, petition, "reject", reason=reason.pk, note="იხილეთ №2026-01.")
    petition.refresh_from_db()
    assert (petition.state, petition.register) == ("rejected", "rejected")
    page = petition.page()
    text = client.get(page.get_url()).content.decode()
    assert "ასეთი პეტიცია უკვე არსებობს" in text
    assert "იხილეთ №2026-01." in text


def test_a_rejection_with_a_hiding_reason_shows_nothing(desk, make_petition, reason):
    RejectionReason.objects.update(hides=True)
    petition = make_petition()
    move(desk, petition, "reject", reason=reason.pk)
    petition.refresh_from_db()
    assert (petition.state, petition.register) == ("hidden", None)
    assert not petition.page().live


def test_a_reason_in_use_is_not_deleted(client, superuser, make_petition, reason):
    petition = make_petition()
    moderation.reject(petition, now=timezone.now(), user=superuser, reason=reason)
    client.force_login(superuser)
    client.post(f"/admin/civic_rejection_reasons/delete/{reason.pk}/")
    assert RejectionReason.objects.filter(pk=reason.pk).exists()


def test_an_unused_reason_is_deleted(client, superuser, reason):
    client.force_login(superuser)
    client.post(f"/admin/civic_rejection_reasons/delete/{reason.pk}/")
    assert not RejectionReason.objects.exists()


@pytest.mark.parametrize(
    ("name", "data", "state"),
    [
        ("take_up", {}, "moderation"),
        ("return", {"note": "დაამატეთ მისამართი"}, "returned"),
        ("flag", {"reason": "იურისტმა ნახოს"}, "flagged"),
        ("withdraw", {"reason": "ინიციატორის წერილი"}, "withdrawn"),
        ("stop", {"reason": "მოწვევის ვადა"}, "stopped"),
    ],
)
def test_moves_before_opening(desk, make_petition, name, data, state):
    petition = make_petition()
    move(desk, petition, name, **data)
    petition.refresh_from_db()
    assert petition.state == state


def test_moves_after_opening(desk, make_petition):
    petition = make_petition("open")
    for name, data, state in [
        ("pause", {"reason": "შემოწმება"}, "paused"),
        ("resume", {}, "open"),
        ("take_down", {"reason": "სასამართლო"}, "taken_down"),
        ("restore", {"reason": "სასამართლო"}, "open"),
        ("hearing", {"on": "2026-12-20", "link": ""}, "open"),
        ("close", {"reason": "თხოვნით"}, "closed"),
        ("review", {}, "review"),
        ("decide", {"outcome": "fulfilled", "link": ""}, "decided"),
    ]:
        assert move(desk, petition, name, **data).status_code == 302, name
        petition.refresh_from_db()
        assert petition.state == state, name
        assert petition.page().live == (state != "taken_down")
    assert petition.register == "fulfilled"


def test_a_move_that_needs_words_is_not_made_without_them(desk, make_petition):
    petition = make_petition()
    assert move(desk, petition, "return", note="").status_code == 200
    petition.refresh_from_db()
    assert petition.state == "submitted"


def test_every_move_has_a_screen_but_what_time_and_a_reason_do():
    assert set(lifecycle.MOVES) - set(BUTTONS) == {"lapse", "hide"}


def test_paper_signatures_go_through_delivery_and_check(desk, make_petition):
    petition = make_petition("open")
    answer = desk.post(f"{QUEUE}{petition.pk}/paper/", {"sheets": 13, "submitted": 244})
    check = PaperCheck.objects.get()
    assert answer.url == f"{QUEUE}{petition.pk}/paper/{check.pk}/"
    assert len(check.lines) == 49
    assert str(check.lines[0]) in desk.get(answer.url).content.decode()
    void = "\n".join(f"{line} ბათილია" for line in check.lines[:25])
    data = {"void": void, "protocol": "12", "checked_by": "აპარატი"}
    assert desk.post(answer.url, data).status_code == 302
    check.refresh_from_db()
    assert check.remaining == 219
    petition.refresh_from_db()
    assert petition.signatures_paper == 219
    desk.post(answer.url, {**data, "void": ""})
    check.refresh_from_db()
    assert check.void == 25


@pytest.mark.parametrize("void", ["9999 ასეთი არ არის", "abc", "=1+1", "5 a\n5 b"])
def test_a_check_refuses_lines_that_were_not_drawn(desk, make_petition, void):
    petition = make_petition("open")
    check = paper.deliver(petition, sheets=1, submitted=20, now=timezone.now(), seed="wagtail")
    url = f"{QUEUE}{petition.pk}/paper/{check.pk}/"
    answer = desk.post(url, {"void": void, "protocol": "1", "checked_by": "აპარატი"})
    assert answer.status_code == 200
    check.refresh_from_db()
    assert check.checked_at is None


def test_the_initiators_data_are_shown_on_request_and_noted(desk, make_petition, officer):
    petition = make_petition()
    add_initiator(petition)
    url = f"{QUEUE}{petition.pk}/"
    assert "nino@example.org" not in desk.get(url).content.decode()
    answer = desk.post(url)
    assert "nino@example.org" in answer.content.decode()
    assert CivicLogEntry.objects.filter(
        action="civic_petitions.see_contacts", user=officer
    ).exists()


VIEWS = ["", "{pk}/", "{pk}/history/", "{pk}/move/publish/", "{pk}/paper/"]


@pytest.mark.parametrize("path", VIEWS)
def test_an_editor_without_rights_sees_nothing(client, clerk, make_petition, path):
    petition = make_petition()
    client.force_login(clerk)
    answer = client.get(QUEUE + path.format(pk=petition.pk))
    assert answer.status_code in (302, 403, 404)
    assert "ხიდის აღდგენა" not in answer.content.decode()


@pytest.mark.parametrize("path", VIEWS[1:])
def test_another_municipalitys_officer_finds_no_petition(
    client, make_user, other_site, make_petition, path
):
    petition = make_petition()
    stranger = make_user(
        "stranger",
        "civic_petitions.view_petition",
        "civic_petitions.moderate_petition",
        "civic_petitions.check_paper_petition",
        "civic_petitions.see_contacts_petition",
        sites=[other_site],
    )
    client.force_login(stranger)
    url = QUEUE + path.format(pk=petition.pk)
    assert client.get(url).status_code in (302, 404)
    assert client.post(url, {"combining": "electronic"}).status_code in (302, 404, 405)
    petition.refresh_from_db()
    assert petition.state == "submitted"
    assert "ხიდის აღდგენა" not in client.get(QUEUE).content.decode()


@pytest.mark.parametrize(
    ("granted", "allowed"),
    [
        ("moderate_petition", {"publish", "reject", "return"}),
        ("decide_petition", set()),
        ("restore_petition", {"stop"}),
        ("check_paper_petition", set()),
    ],
)
def test_each_permission_allows_its_own_moves_and_no_others(
    client, make_user, site, make_petition, granted, allowed
):
    petition = make_petition()
    user = make_user(
        "half", "civic_petitions.view_petition", f"civic_petitions.{granted}", sites=[site]
    )
    client.force_login(user)
    for name in ("publish", "reject", "return", "stop", "decide", "close"):
        answer = client.get(f"{QUEUE}{petition.pk}/move/{name}/")
        if name in allowed:
            assert answer.status_code == 200, name
        else:
            assert answer.status_code == 302, name
    case = client.get(f"{QUEUE}{petition.pk}/").content.decode()
    assert ("move/publish/" in case) == ("publish" in allowed)


def test_the_page_editor_does_not_publish_around_the_queue(client, superuser, make_petition):
    petition = make_petition()
    page = petition.page()
    client.force_login(superuser)
    client.post(
        f"/admin/pages/{page.pk}/edit/",
        {
            "title": "შესწორებული სათაური",
            "slug": page.slug,
            "kind": "request",
            "ask": page.ask,
            "background": "",
            "answer-count": "0",
            "seo_title": "",
            "search_description": "",
            "comments-TOTAL_FORMS": "0",
            "comments-INITIAL_FORMS": "0",
            "action-publish": "1",
        },
    )
    page = PetitionPage.objects.get(pk=page.pk)
    assert not page.live
    assert client.get(page.get_url()).status_code == 404


def test_the_dashboard_tells_what_waits(desk, make_petition):
    make_petition(now=timezone.now() - timezone.timedelta(days=30))
    text = desk.get("/admin/").content.decode()
    assert "/admin/civic_petitions_queue/?waiting=moderation" in text


def test_the_menu_shows_the_queue_to_officers_only(desk, client, clerk):
    assert QUEUE in desk.get("/admin/").content.decode()
    client.force_login(clerk)
    assert QUEUE not in client.get("/admin/").content.decode()


def test_settings_are_edited_per_site(client, superuser, site):
    client.force_login(superuser)
    answer = client.get(f"/admin/settings/civic_petitions/petitionsettings/{site.pk}/")
    assert answer.status_code == 200


def test_the_second_site_has_petitions_of_its_own(other_site, make_petition):
    make_petition()
    index = make_index(other_site)
    assert index.get_site() == other_site
    assert not Petition.objects.for_site(other_site).exists()
