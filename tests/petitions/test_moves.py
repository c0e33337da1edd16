"""What the moves freeze, write and tell."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.utils import timezone
from django.utils.translation import override

from wagtail_civic.core import alerts
from wagtail_civic.core.models import VoterRoll
from wagtail_civic.petitions import deciding, jobs, lifecycle, moderation, paper, waiting
from wagtail_civic.petitions.lifecycle import MoveRefused
from wagtail_civic.petitions.models import (
    Petition,
    PetitionEvent,
    PetitionSettings,
    RejectionReason,
)
from wagtail_civic.petitions.transitions import NotPossible

from .conftest import add_initiator, add_signatures, at

pytestmark = pytest.mark.django_db


def kinds(petition):
    return list(petition.events.order_by("pk").values_list("kind", flat=True))


def test_the_threshold_is_frozen_at_opening(make_petition, roll, site):
    petition = make_petition(now=at("2026-11-01 10:00"))
    moderation.publish(petition, now=at("2026-11-04 10:59"))
    VoterRoll.objects.create(site=site, date=at("2026-11-02").date(), voters=90000, source="ახალი")
    roll.delete()
    petition = Petition.objects.get(pk=petition.pk)
    assert (petition.required_electronic, petition.required_paper) == (315, 630)
    assert (petition.roll_voters, petition.roll_source) == (63000, "ცესკო")
    assert petition.share == Decimal("0.5")
    assert petition.deadline == at("2026-12-04 23:59:59")


def test_who_works_on_an_open_petition_is_told_of_another_roll(
    client, superuser, make_petition, site
):
    petition = make_petition()
    moderation.publish(petition, now=timezone.now())
    case = f"/admin/civic_petitions_queue/{petition.pk}/"
    client.force_login(superuser)
    told = "90 000 ამომრჩეველი"
    assert told not in client.get(case).content.decode().replace("\xa0", " ")
    VoterRoll.objects.create(site=site, date=date(2026, 11, 3), voters=90000, source="ახალი")
    assert told in client.get(case).content.decode().replace("\xa0", " ")
    petition.refresh_from_db()
    assert petition.required_electronic == 315


def test_a_roll_of_the_future_is_not_used(make_petition, site):
    VoterRoll.objects.create(site=site, date=at("2030-01-01").date(), voters=1000, source="x")
    petition = make_petition(now=at("2026-11-01 10:00"))
    moderation.publish(petition, now=at("2026-11-04 10:59"))
    assert petition.roll_voters == 63000


def test_settings_of_a_later_day_do_not_touch_an_open_petition(petition, site):
    settings = PetitionSettings.for_site(site)
    settings.share_electronic, settings.combining = Decimal("5"), "higher"
    settings.save()
    petition.refresh_from_db()
    assert petition.standing.required == 315


def test_what_counts_is_chosen_at_opening(make_petition):
    petition = make_petition()
    moderation.publish(petition, now=timezone.now(), combining="higher")
    assert petition.standing.required == 630


def test_numbers_run_by_year_and_site(make_petition):
    first = make_petition(now=at("2025-12-31 23:00"))
    second = make_petition(now=at("2026-01-01 00:30"), title="მეორე პეტიცია")
    third = make_petition(now=at("2026-01-02 00:30"), title="მესამე პეტიცია")
    assert [p.number for p in (first, second, third)] == ["2025-01", "2026-01", "2026-02"]


def test_a_number_stays_after_a_return(make_petition, officer):
    petition = make_petition(now=at("2026-01-01 10:00"))
    moderation.return_for_correction(
        petition, now=at("2026-01-02 10:00"), user=officer, note="მოკლედ"
    )
    moderation.submit(petition, now=at("2027-01-03 10:00"))
    assert petition.number == "2026-01"
    assert petition.submitted_at == at("2026-01-01 10:00")


def test_two_officers_at_once_move_a_petition_once(make_petition, officer):
    petition = make_petition()
    same = Petition.objects.get(pk=petition.pk)
    moderation.publish(petition, now=timezone.now(), user=officer)
    with pytest.raises(MoveRefused):
        moderation.return_for_correction(same, now=timezone.now(), user=officer, note="x")
    assert same.state == "open"
    assert kinds(petition) == ["submitted", "opened"]


def test_the_job_closes_as_of_the_deadline_and_once(petition):
    late = petition.deadline + timedelta(hours=7)
    assert jobs.close_due(now=petition.deadline) == 0
    assert jobs.close_due(now=late) == 1
    assert jobs.close_due(now=late) == 0
    petition.refresh_from_db()
    assert (petition.state, petition.closed_at) == ("closed", petition.deadline)
    event = petition.events.get(kind="closed")
    assert event.at == petition.deadline


def test_an_officer_closes_at_that_moment(petition, officer):
    now = petition.opened_at + timedelta(days=2)
    deciding.close(petition, now=now, user=officer, reason="თხოვნით")
    assert petition.closed_at == now


def test_a_pause_moves_the_deadline(petition, officer):
    before = petition.deadline
    start = petition.opened_at + timedelta(days=3)
    moderation.pause(petition, now=start, user=officer, reason="x")
    assert jobs.close_due(now=before + timedelta(days=1)) == 0
    moderation.resume(petition, now=start + timedelta(days=4, hours=1), user=officer)
    assert petition.deadline == before + timedelta(days=5)
    assert petition.paused_at is None


def test_restoring_after_a_take_down_keeps_day_and_basis(petition, officer):
    opened, deadline = petition.opened_at, petition.deadline
    moderation.take_down(petition, now=timezone.now(), user=officer, reason="x")
    moderation.restore(petition, now=timezone.now(), user=officer, reason="y")
    assert (petition.state, petition.opened_at, petition.deadline) == ("open", opened, deadline)


def test_a_stopped_petition_is_looked_at_again_and_opens_as_before(petition, officer):
    opened = petition.opened_at
    moderation.stop(petition, now=timezone.now(), user=officer, reason="x")
    assert petition.register == "finished"
    moderation.restore(petition, now=timezone.now(), user=officer, reason="y")
    assert (petition.state, petition.closed_at) == ("moderation", None)
    moderation.publish(petition, now=timezone.now(), user=officer)
    assert petition.opened_at == opened


def test_a_reason_of_another_municipality_is_refused(make_petition, officer, other_site):
    foreign = RejectionReason.objects.create(site=other_site, code="x")
    petition = make_petition()
    with pytest.raises(NotPossible):
        moderation.reject(petition, now=timezone.now(), user=officer, reason=foreign)


def test_a_petition_without_a_page_is_not_published(make_petition):
    petition = make_petition()
    petition.pages().all().update(translation_key="00000000-0000-4000-8000-000000000000")
    with pytest.raises(NotPossible):
        moderation.publish(petition, now=timezone.now())
    petition.refresh_from_db()
    assert petition.state == "submitted"


def test_registers_by_query_are_registers_by_rule(make_petition):
    petition = make_petition()
    now = timezone.now()
    for state in lifecycle.STATES:
        for outcome in ("", *lifecycle.OUTCOMES):
            for opened in (None, now):
                Petition.objects.filter(pk=petition.pk).update(
                    state=state,
                    outcome=outcome,
                    opened_at=now if state in lifecycle.COLLECTING else opened,
                    deadline=now,
                    roll_voters=1,
                )
                petition.refresh_from_db()
                found = [
                    name
                    for name in lifecycle.REGISTERS
                    if Petition.objects.in_register(name).exists()
                ]
                assert found == ([petition.register] if petition.register else []), state


def test_the_database_refuses_an_open_petition_without_a_basis(make_petition):
    from django.db import IntegrityError, transaction

    petition = make_petition()
    with pytest.raises(IntegrityError), transaction.atomic():
        Petition.objects.filter(pk=petition.pk).update(state="open")


def test_what_happened_is_not_rewritten(petition):
    event = petition.events.first()
    with pytest.raises(ValueError, match="not rewritten"):
        event.save()


def test_the_initiator_hears_of_every_step_once(make_petition, officer):
    petition = make_petition()
    add_initiator(petition)
    moderation.publish(petition, now=timezone.now(), user=officer)
    assert jobs.send_letters() == 2
    assert jobs.send_letters() == 0
    deciding.close(petition, now=timezone.now(), user=officer)
    deciding.decide(petition, now=timezone.now(), user=officer, outcome="fulfilled")
    assert jobs.send_letters() == 2
    assert len(mail.outbox) == 4
    assert {tuple(message.to) for message in mail.outbox} == {("nino@example.org",)}
    assert petition.page().get_full_url() in mail.outbox[-1].body


def test_a_letter_that_could_not_be_sent_goes_out_with_the_next_run(
    make_petition, officer, dead_mail_server
):
    petition = make_petition()
    add_initiator(petition)
    moderation.publish(petition, now=timezone.now(), user=officer)
    with dead_mail_server():
        assert jobs.send_letters() == 0
    assert jobs.send_letters() == 2
    assert jobs.send_letters() == 0
    subjects = [message.body for message in mail.outbox]
    assert "გამოქვეყნდა" not in subjects[0]
    assert "გამოქვეყნდა" in subjects[1]


def test_a_letter_is_given_up_after_three_days(make_petition, officer, dead_mail_server):
    petition = make_petition()
    add_initiator(petition)
    with dead_mail_server():
        assert jobs.send_letters(timezone.now() + timedelta(days=4)) == 0
    assert jobs.send_letters() == 0


def test_a_returned_petition_tells_what_has_to_change(make_petition, officer):
    petition = make_petition()
    add_initiator(petition)
    moderation.return_for_correction(
        petition, now=timezone.now(), user=officer, note="დაამატეთ მისამართი"
    )
    jobs.send_letters()
    assert "დაამატეთ მისამართი" in mail.outbox[-1].body
    assert "http" not in mail.outbox[-1].body


def test_opening_and_deciding_are_announced_and_nothing_else(make_petition, officer):
    heard = []

    def listen(sender, kind, key, site, obj, **kwargs):
        heard.append((kind, key))

    alerts.alert_raised.connect(listen)
    try:
        petition = make_petition()
        moderation.publish(petition, now=timezone.now(), user=officer)
        deciding.close(petition, now=timezone.now(), user=officer)
        petition.page().save_revision().publish()
        deciding.decide(petition, now=timezone.now(), user=officer, outcome="answered")
    finally:
        alerts.alert_raised.disconnect(listen)
    assert heard == [("petition", petition.key), ("petition_decision", petition.key)]


def test_an_alert_says_title_text_and_address(petition):
    adapter = alerts.adapter_of_kind("petition")
    alert = adapter.alert(adapter.find(petition.key), "ka")
    assert alert.title == petition.page().title
    assert alert.url == petition.page().get_full_url()
    petition.page().unpublish()
    assert adapter.alert(petition, "ka") is None


def test_paper_is_counted_by_its_own_threshold(make_petition, officer, site):
    petition = make_petition()
    moderation.publish(petition, now=timezone.now(), user=officer, combining="paper")
    check = paper.deliver(petition, sheets=35, submitted=700, now=timezone.now(), seed="s")
    assert petition.signatures_paper == 0
    paper.record_check(
        check,
        void_lines=dict.fromkeys(check.lines[:60], "x"),
        checked_by="აპარატი",
        protocol="1",
        now=timezone.now(),
    )
    petition.refresh_from_db()
    assert (petition.standing.counted, petition.standing.reached) == (640, True)
    assert petition.reached_at
    assert kinds(petition)[-3:] == ["paper_delivered", "paper_checked", "reached"]


def test_a_check_is_recorded_once(petition):
    check = paper.deliver(petition, sheets=1, submitted=10, now=timezone.now())
    record = {"checked_by": "a", "protocol": "1", "now": timezone.now(), "void_lines": {}}
    paper.record_check(check, **record)
    with pytest.raises(NotPossible):
        paper.record_check(check, **record)


def test_paper_is_not_taken_before_opening(make_petition):
    with pytest.raises(NotPossible):
        paper.deliver(make_petition(), sheets=1, submitted=10, now=timezone.now())


@pytest.mark.parametrize(
    ("days", "age", "overdue"), [(0, "fresh", 0), (6, "due", 0), (10, "due", 0), (12, "late", 2)]
)
def test_moderation_has_a_clock(make_petition, days, age, overdue):
    now = at("2026-11-20 12:00")
    petition = make_petition(now=now - timedelta(days=days))
    clocks = waiting.Clocks(now)
    assert clocks.age(petition) == age
    assert clocks.clock(petition).overdue_days == overdue


def test_a_failed_petition_waits_for_nobody(petition):
    deciding.close(petition, now=timezone.now())
    assert waiting.Clocks(timezone.now()).clock(petition) is None


def test_a_successful_petition_waits_for_the_council(petition):
    add_signatures(petition, 315)
    jobs.count(now=timezone.now() + timedelta(minutes=1))
    petition.refresh_from_db()
    deciding.close(petition, now=timezone.now())
    assert waiting.Clocks(timezone.now()).age(petition) == "fresh"


@pytest.mark.parametrize("language", ["ka", "en"])
def test_every_state_move_and_event_has_words(language):
    from wagtail_civic.petitions import wording

    with override(language):
        assert set(wording.STATE_LABELS) == set(lifecycle.STATES)
        assert set(wording.MOVE_LABELS) == set(lifecycle.MOVES)
        assert set(wording.OUTCOME_LABELS) == set(lifecycle.OUTCOMES)
        assert set(wording.REGISTER_LABELS) == set(lifecycle.REGISTERS)
        texts = [*wording.STATE_LABELS.values(), *wording.EVENT_TITLES.values()]
        assert all(str(text) for text in texts)


def test_events_of_one_petition_only(make_petition):
    make_petition()
    assert PetitionEvent.objects.count() == 1


@pytest.mark.parametrize("leaves", [False, True])
def test_the_initiators_name_leaves_the_page_at_the_close_if_so_set(
    petition, page, client, site, leaves
):
    settings = PetitionSettings.for_site(site)
    settings.initiator_leaves = leaves
    settings.save()
    Petition.objects.filter(pk=petition.pk).update(initiator_name="ნინო ბერიძე")
    petition.refresh_from_db()
    assert "ნინო ბერიძე" in client.get(page.get_url()).content.decode()
    deciding.close(petition, now=timezone.now())
    assert ("ნინო ბერიძე" in client.get(page.get_url()).content.decode()) is not leaves
