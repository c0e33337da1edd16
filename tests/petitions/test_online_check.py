"""A random sample of online signatures: drawn like paper, void ones go to a second officer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from wagtail_civic.petitions import counting, exporting, jobs, online_check, sampling, voiding
from wagtail_civic.petitions.models import OnlineCheck, PetitionSettings, Voiding
from wagtail_civic.petitions.transitions import NotPossible

from .conftest import add_signatures, make_area

pytestmark = pytest.mark.django_db
QUEUE = "/admin/civic_petitions_queue/"


@pytest.fixture
def check(petition):
    rows = add_signatures(petition, 20)
    for number, row in enumerate(rows):
        row.confirmed_at = timezone.now() - timedelta(hours=2) + timedelta(seconds=number)
        row.save()
    return online_check.draw(petition, now=timezone.now(), seed="wagtail")


def record(check, officer, lines):
    online_check.record(
        check,
        void_lines=dict.fromkeys(lines, "არ არის სიაში"),
        checked_by="აპარატი",
        protocol="3",
        now=timezone.now(),
        user=officer,
    )


def test_the_same_seed_draws_the_same_lines(check):
    assert check.lines == sampling.draw(20, 20, "wagtail")
    first = check.drawn.first()
    ordered = list(check.petition.signatures.order_by("confirmed_at").values_list("pk", flat=True))
    assert first.signature_id == ordered[first.number - 1]


def test_one_sample_at_a_time(check):
    with pytest.raises(NotPossible):
        online_check.draw(check.petition, now=timezone.now())


def test_the_drawn_their_areas_and_the_roll_are_asked_for_once_each(
    check, site, django_assert_num_queries
):
    for number, line in enumerate(check.drawn.select_related("signature")):
        line.signature.area = make_area(site, f"village-{number}", f"სოფელი {number}")
        line.signature.save()
    with django_assert_num_queries(3):
        rows = list(exporting.drawn_rows(check))
    assert {row[3] for row in rows[1:]} == {f"სოფელი {number}" for number in range(len(rows) - 1)}


def test_what_was_not_drawn_is_not_void(check, officer):
    stranger = next(line for line in range(1, 21) if line not in check.lines)
    with pytest.raises(NotPossible):
        record(check, officer, [stranger])


def test_void_ones_leave_the_count_when_a_second_officer_agrees(check, officer, make_user, site):
    petition = check.petition
    counting.recount(petition, timezone.now())
    record(check, officer, check.lines[:2])
    row = Voiding.objects.get()
    assert (row.found, row.standing) == (2, "proposed")
    second = make_user("second", "civic_petitions.void_petition", sites=[site])
    voiding.approve(row, user=second, now=timezone.now())
    jobs.void()
    jobs.count(timezone.now() + timedelta(seconds=60))
    petition.refresh_from_db()
    assert petition.signatures_electronic == 18
    with pytest.raises(NotPossible):
        record(check, officer, [])


def test_the_protocol_is_public_and_names_nobody(check, officer, client, page):
    record(check, officer, check.lines[:1])
    text = client.get(page.get_url()).content.decode()
    assert "wagtail" in text
    assert "არ არის სიაში" in text
    assert "signer0@example.org" not in text
    [told] = client.get(f"/civic/api/v1/petitions/{check.petition.number}/").json()["online_checks"]
    assert told["lines"] == check.lines


def test_officers_draw_and_record_on_one_screen(client, petition, officer, superuser):
    add_signatures(petition, 10)
    client.force_login(officer)
    url = f"{QUEUE}{petition.pk}/online/"
    assert client.get(url).status_code == 200
    client.post(url)
    check = OnlineCheck.objects.get()
    assert client.post(f"{url}drawn/").status_code == 302
    data = {"void": f"{check.lines[0]} არ არის", "protocol": "3", "checked_by": "აპარატი"}
    client.force_login(superuser)
    text = b"".join(client.post(f"{url}drawn/")).decode("utf-8-sig")
    assert len(text.strip().splitlines()) == 1 + len(check.lines)
    client.force_login(officer)
    assert client.post(url, data).status_code == 302
    check.refresh_from_db()
    assert check.checked_at
    assert client.post(f"{url}drawn/").status_code == 302


def approve(voiding_row, user):
    voiding.approve(voiding_row, user=user, now=timezone.now())
    jobs.void()
    jobs.count(timezone.now() + timedelta(seconds=60))


@pytest.fixture
def second(make_user, site):
    return make_user("second", "civic_petitions.void_petition", sites=[site])


def by_rule(site, rule):
    settings = PetitionSettings.for_site(site)
    settings.check_rule = rule
    settings.save()


def counted(petition):
    petition.refresh_from_db()
    return petition.standing.counted


@pytest.fixture
def extrapolated(site, request):
    by_rule(site, "extrapolate")
    return request.getfixturevalue("check")


def test_a_municipality_may_extrapolate_when_a_second_officer_agrees(extrapolated, officer, second):
    petition = extrapolated.petition
    counting.recount(petition, timezone.now())
    assert len(extrapolated.lines) == 4
    record(extrapolated, officer, extrapolated.lines[:1])
    assert counted(petition) == 20
    approve(Voiding.objects.get(), second)
    # One of four is void, so five of twenty: the one itself, and four more.
    assert counted(petition) == 15
    assert petition.signatures_electronic == 19


def test_by_default_only_what_was_found_is_deducted(check, officer, second):
    counting.recount(check.petition, timezone.now())
    record(check, officer, check.lines[:1])
    approve(Voiding.objects.get(), second)
    assert counted(check.petition) == 19


def test_the_rule_is_that_of_the_draw(extrapolated, site, officer, second):
    by_rule(site, "deduct")
    counting.recount(extrapolated.petition, timezone.now())
    record(extrapolated, officer, extrapolated.lines[:1])
    approve(Voiding.objects.get(), second)
    assert counted(extrapolated.petition) == 15


def test_what_was_extrapolated_comes_back_with_the_voiding(extrapolated, officer, second):
    petition = extrapolated.petition
    counting.recount(petition, timezone.now())
    record(extrapolated, officer, extrapolated.lines[:1])
    approve(Voiding.objects.get(), second)
    voiding.reverse(Voiding.objects.get(), user=second, now=timezone.now())
    jobs.void()
    jobs.count(timezone.now() + timedelta(seconds=120))
    assert counted(petition) == 20


def test_a_later_sample_takes_the_place_of_an_earlier_one(extrapolated, officer, second):
    petition = extrapolated.petition
    counting.recount(petition, timezone.now())
    record(extrapolated, officer, extrapolated.lines[:1])
    approve(Voiding.objects.get(), second)
    again = online_check.draw(petition, now=timezone.now(), seed="again")
    record(again, officer, [])
    jobs.count(timezone.now() + timedelta(seconds=120))
    assert counted(petition) == 19


def test_the_threshold_is_not_reached_any_more_when_it_was_extrapolated_away(
    extrapolated, officer, second
):
    petition = extrapolated.petition
    type(petition).objects.filter(pk=petition.pk).update(required_electronic=18)
    petition.refresh_from_db()
    counting.recount(petition, timezone.now())
    assert petition.reached_at
    record(extrapolated, officer, extrapolated.lines[:1])
    approve(Voiding.objects.get(), second)
    petition.refresh_from_db()
    assert petition.reached_at is None
    assert petition.events.filter(kind="unreached").exists()


def test_the_protocol_says_by_which_rule(extrapolated, officer, second, client, page):
    record(extrapolated, officer, extrapolated.lines[:1])
    approve(Voiding.objects.get(), second)
    text = client.get(page.get_url()).content.decode()
    assert "ბათილი ხელმოწერების გარდა: 4" in text
    number = extrapolated.petition.number
    detail = client.get(f"/civic/api/v1/petitions/{number}/").json()
    [told] = detail["online_checks"]
    assert (told["rule"], told["beyond"], told["holds"]) == ("extrapolate", 4, True)
    assert (detail["counts"]["electronic"], detail["counts"]["deducted"]) == (15, 4)
