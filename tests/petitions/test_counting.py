"""Counting by a job: nobody twice, nobody lost, no count on a page."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_q.models import OrmQ
from django_q.scheduler import scheduler
from django_q.signing import SignedPackage
from freezegun import freeze_time

from wagtail_civic.core import jobs as jobs_of_core
from wagtail_civic.core.verification import SEND_JOB
from wagtail_civic.petitions import counting, deciding, jobs, retention, signing
from wagtail_civic.petitions.models import (
    Initiator,
    Petition,
    PetitionSettings,
    Signature,
    SignatureContact,
    SignatureTally,
    Submission,
)

from .conftest import add_initiator, add_signatures, make_area

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def now(petition):
    """A minute after opening, so that nothing is in the future."""
    return petition.opened_at + MINUTE


def fresh(petition):
    return Petition.objects.get(pk=petition.pk)


def test_the_job_adds_what_came_since(petition, now, area):
    add_signatures(petition, 3, confirmed_at=now, area=area)
    counting.count_window(fresh(petition), now + MINUTE)
    add_signatures(petition, 2, confirmed_at=now + 2 * MINUTE, assurance="phone", start=3)
    counting.count_window(fresh(petition), now + 3 * MINUTE)
    assert fresh(petition).signatures_electronic == 5
    counts = counting.counts_by(petition)
    assert counts["assurance"] == {"email": 3, "phone": 2}
    assert counts["area"] == {str(area.pk): 3, "": 2}
    assert sum(counts["day"].values()) == 5


def test_two_workers_count_a_window_once(petition, now):
    add_signatures(petition, 4, confirmed_at=now)
    first, second = fresh(petition), fresh(petition)
    assert counting.count_window(first, now + MINUTE)
    assert not counting.count_window(second, now + MINUTE)
    assert fresh(petition).signatures_electronic == 4


def test_running_again_changes_nothing(petition, now):
    add_signatures(petition, 4, confirmed_at=now)
    for _run in range(3):
        jobs.count(now=now + MINUTE)
    assert fresh(petition).signatures_electronic == 4


def test_the_window_lags_behind_commits(petition, now):
    add_signatures(petition, 1, confirmed_at=now)
    counting.count_window(fresh(petition), now + timedelta(seconds=2))
    assert fresh(petition).signatures_electronic == 0
    counting.count_window(fresh(petition), now + timedelta(seconds=9))
    assert fresh(petition).signatures_electronic == 1


def test_confirmed_and_withdrawn_in_one_window_is_nothing(petition, now):
    signature = add_signatures(petition, 1, confirmed_at=now)[0]
    signing.withdraw(signature, now + timedelta(seconds=10))
    counting.count_window(fresh(petition), now + MINUTE)
    assert fresh(petition).signatures_electronic == 0


def test_a_signature_that_never_counted_takes_nothing_away(petition, now):
    Signature.objects.create(
        petition=petition, assurance="email", language="ka", ended_at=now, ended_as="void"
    )
    counting.count_window(fresh(petition), now + MINUTE)
    assert fresh(petition).signatures_electronic == 0


def test_the_recount_mends_and_reports(petition, now, caplog):
    add_signatures(petition, 5, confirmed_at=now)
    Petition.objects.filter(pk=petition.pk).update(signatures_electronic=9)
    SignatureTally.objects.create(petition=petition, axis="area", value="99", count=7)
    assert counting.recount(fresh(petition), now + MINUTE) == -4
    assert fresh(petition).signatures_electronic == 5
    assert counting.counts_by(petition)["area"] == {"": 5}
    assert "difference -4" in caplog.text
    assert counting.recount(fresh(petition), now + 2 * MINUTE) == 0


def test_the_threshold_is_reached_and_lost_again(petition, now):
    rows = add_signatures(petition, 315, confirmed_at=now)
    jobs.count(now=now + MINUTE)
    assert fresh(petition).reached_at
    signing.withdraw(rows[0], now + 2 * MINUTE)
    jobs.count(now=now + 3 * MINUTE)
    assert fresh(petition).reached_at is None
    kinds = petition.events.order_by("pk").values_list("kind", flat=True)
    assert list(kinds)[-2:] == ["reached", "unreached"]


def test_counting_never_locks_the_petition_while_signing(petition, now):
    """Signing writes no petition row, whatever the count does."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from wagtail_civic.core import contacts

    signature = signing._place(
        petition,
        contacts.parse("email", "a@example.org"),
        signing.Signer("ნინო ბერიძე"),
        {"assurance": "email", "area": None, "language": "ka", "begun_at": now, "public_name": ""},
    )
    with CaptureQueriesContext(connection) as queries:
        signing.settle(signature, now)
    writes = [q["sql"] for q in queries if q["sql"].startswith("UPDATE")]
    assert len(writes) == 1
    assert "civic_petitions_signature" in writes[0]


def test_retention_leaves_totals_and_no_person(petition, now, site, area):
    add_initiator(petition)
    rows = add_signatures(petition, 3, confirmed_at=now, area=area)
    Signature.objects.filter(pk=rows[0].pk).update(public_name="ნინო", shown_at=now)
    Petition.objects.filter(pk=petition.pk).update(initiator_name="ნინო ბერიძე")
    jobs.count(now=now + MINUTE)
    deciding.close(fresh(petition), now=now + 2 * MINUTE)
    from wagtail_civic.petitions.personal import PetitionData

    source = PetitionData()
    assert source.retain(site, now + timedelta(days=170)) == 0
    assert source.retain(site, now + timedelta(days=190)) == 4
    assert source.retain(site, now + timedelta(days=190)) == 0
    assert not SignatureContact.objects.exists()
    assert not Initiator.objects.exists()
    assert not Signature.objects.exclude(public_name="").exists()
    left = fresh(petition)
    assert (left.initiator_name, left.signatures_electronic) == ("", 3)
    assert counting.recount(left, now + timedelta(days=191)) == 0


def test_retention_runs_by_the_municipalitys_own_term(petition, now, site):
    settings = PetitionSettings.for_site(site)
    settings.retention_months = 1
    settings.save()
    deciding.close(petition, now=now)
    assert retention.outlived(site, now + timedelta(days=32)).count() == 1


@pytest.mark.parametrize(
    ("now", "months", "expected"),
    [
        ("2026-11-22", 6, "2026-05-22"),
        ("2026-03-31", 1, "2026-02-28"),
        ("2028-03-31", 1, "2028-02-29"),
        ("2026-01-15", 1, "2025-12-15"),
        ("2026-01-15", 25, "2023-12-15"),
        ("2026-05-31", 0, "2026-05-31"),
    ],
)
def test_months_are_counted_back_by_the_calendar(now, months, expected):
    from .conftest import at

    assert retention.months_before(at(now), months) == at(expected)


def test_what_was_never_confirmed_is_forgotten_after_a_week(petition, site):
    now = timezone.now()
    Submission.objects.create(
        site=site, language="ka", content="{}", sent_at=now - timedelta(days=8)
    )
    young = Submission.objects.create(site=site, language="ka", content="{}", sent_at=now)
    for days in (8, 1):
        Signature.objects.create(
            petition=petition,
            assurance="email",
            language="ka",
            begun_at=now - timedelta(days=days),
        )
    assert jobs.forget_unconfirmed() == 2
    assert list(Submission.objects.all()) == [young]
    assert Signature.objects.count() == 1


def test_a_person_is_found_exported_and_erased(petition, now, site, other_site):
    from wagtail_civic.core import contacts
    from wagtail_civic.petitions.personal import PetitionData

    add_initiator(petition, "signer0@example.org")
    add_signatures(petition, 2, confirmed_at=now)
    source = PetitionData()
    contact = contacts.parse("email", "Signer0@example.org")
    assert len(source.find(contact, site)) == 2
    assert source.find(contact, other_site) == []
    exported = source.export(contact, site)
    assert {row["what"] for row in exported} == {"initiator", "signature"}
    assert exported[1]["address"] == "signer0@example.org"
    assert source.erase(contact, site, now + MINUTE) == 2
    assert source.find(contact, site) == []
    assert SignatureContact.objects.count() == 1
    jobs.count(now=now + 3 * MINUTE)
    assert fresh(petition).signatures_electronic == 1


def test_an_area_that_goes_keeps_the_count(petition, now, site):
    area = make_area(site, "gone", "გაუქმებული")
    add_signatures(petition, 2, confirmed_at=now, area=area)
    jobs.count(now=now + MINUTE)
    area.delete()
    assert counting.recount(fresh(petition), now + 2 * MINUTE) == 0
    assert fresh(petition).signatures_electronic == 2


def test_a_signature_committed_late_is_counted_with_the_next_window(petition, now):
    """Its moment lies in a window that was counted before its transaction was over."""
    jobs.count(now=now + MINUTE)
    add_signatures(petition, 1, confirmed_at=now)
    jobs.count(now=now + 2 * MINUTE)
    assert fresh(petition).signatures_electronic == 1


def test_what_is_settled_is_not_counted_again(petition, now):
    add_signatures(petition, 2, confirmed_at=now)
    jobs.count(now=now + MINUTE)
    jobs.count(now=now + 30 * MINUTE)
    add_signatures(petition, 1, confirmed_at=now + 40 * MINUTE, start=2)
    jobs.count(now=now + 41 * MINUTE)
    assert fresh(petition).signatures_electronic == 3
    assert counting.recount(fresh(petition), now + 42 * MINUTE) == 0


def test_what_ends_long_after_it_was_settled_is_taken_away(petition, now):
    (row,) = add_signatures(petition, 1, confirmed_at=now)
    jobs.count(now=now + MINUTE)
    jobs.count(now=now + 60 * MINUTE)
    signing.withdraw(row, now + 70 * MINUTE)
    jobs.count(now=now + 71 * MINUTE)
    assert fresh(petition).signatures_electronic == 0
    assert counting.counts_by(petition)["assurance"] == {}


def test_counting_can_be_switched_off_and_loses_nothing(petition, now, site):
    settings = PetitionSettings.for_site(site)
    settings.counts_signatures = False
    settings.save()
    add_signatures(petition, 2, confirmed_at=now)
    jobs.count(now=now + MINUTE)
    assert fresh(petition).signatures_electronic == 0
    settings.counts_signatures = True
    settings.save()
    jobs.count(now=now + 2 * MINUTE)
    assert fresh(petition).signatures_electronic == 2


def test_whoever_signs_is_counted_within_a_minute(petition, now, monkeypatch):
    """The schedules that are set up, driven by django-q2's own scheduler as the worker drives it:
    every half minute, a second late. Each signature just misses the count before it."""
    monkeypatch.setattr("django_q.scheduler.close_old_django_connections", lambda: None)
    jobs_of_core.schedule_all(lambda job: job.name == "petitions.count")
    tick, late = timedelta(seconds=31), timedelta(seconds=4)
    signed = {}
    with freeze_time(now) as clock:
        for number in range(12):
            clock.tick(tick)
            moment = timezone.now()
            work_through_the_queue(moment)
            count = fresh(petition).signatures_electronic
            waiting = [begun for place, begun in signed.items() if place >= count]
            assert all(moment - begun < MINUTE - counting.LAG for begun in waiting)
            signed[number] = moment - late
            add_signatures(petition, 1, confirmed_at=moment - late, start=number)
    assert count == 11


def work_through_the_queue(moment):
    scheduler()
    for queued in OrmQ.objects.all():
        task = SignedPackage.loads(queued.payload)
        if task["func"] == "wagtail_civic.petitions.jobs.count":
            jobs.count(now=moment)
    OrmQ.objects.all().delete()


def test_a_flood_of_confirmations_leaves_counting_its_turn(petition, sign, settings, monkeypatch):
    """However many ask for a letter at once, counting waits behind one task, which has an end."""
    monkeypatch.setattr("django_q.scheduler.close_old_django_connections", lambda: None)
    settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, "JOBS_SYNC": False}
    OrmQ.objects.all().delete()
    for number in range(30):
        sign(name=f"ხელმომწერი {number}", address=f"citizen{number}@example.org")
    jobs_of_core.schedule_all(lambda job: job.name == "petitions.count")
    with freeze_time(timezone.now() + timedelta(seconds=10)):
        scheduler()
        waiting = [queued.task["func"] for queued in OrmQ.objects.order_by("pk")]
    assert waiting == [SEND_JOB, "wagtail_civic.petitions.jobs.count"]
    assert Signature.objects.count() == 30


def test_the_trend_is_that_of_the_last_seven_days(petition, now):
    add_signatures(petition, 3, confirmed_at=now)
    jobs.count(now=now + MINUTE)
    assert fresh(petition).trend == 3
    counting.recount(fresh(petition), now + 8 * 24 * 60 * MINUTE)
    assert fresh(petition).trend == 0
    assert fresh(petition).signatures_electronic == 3


def test_a_petition_where_nothing_happens_costs_three_statements(
    petition, now, django_assert_num_queries
):
    with django_assert_num_queries(3):
        assert counting.count_window(petition, now + MINUTE)
