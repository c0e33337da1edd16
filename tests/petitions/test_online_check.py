"""A random sample of online signatures: drawn like paper, void ones go to a second officer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from wagtail_civic.petitions import counting, jobs, online_check, sampling, voiding
from wagtail_civic.petitions.models import OnlineCheck, Voiding
from wagtail_civic.petitions.transitions import NotPossible

from .conftest import add_signatures

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
