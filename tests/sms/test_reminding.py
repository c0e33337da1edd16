"""A session is announced, and reminded of some hours before it begins."""

from datetime import timedelta

import pytest
from django.utils import timezone

from wagtail_civic.core.records import record_for
from wagtail_civic.sessions import status
from wagtail_civic.sessions.models import SessionIndexPage, SessionPage
from wagtail_civic.sms import jobs, lifecycle, reminding
from wagtail_civic.sms.models import Campaign, CampaignState, SmsSettings

NOW = timezone.now().replace(microsecond=0)
QUIET = ("quiet_from", "quiet_until", "weekend_from", "weekend_until")
IN_FIVE_DAYS = NOW + timedelta(days=5)


@pytest.fixture
def session(home_page):
    """In five days at this hour, announced."""
    index = home_page.add_child(instance=SessionIndexPage(title="სხდომები", slug="sessions"))
    page = index.add_child(instance=SessionPage(title="მე-14 სხდომა", slug="s-14", live=False))
    record = record_for(page)
    record.planned_start = IN_FIVE_DAYS
    record.save()
    page.save_revision().publish()
    return record


def reminder():
    return Campaign.objects.filter(occasion="reminder").first()


def publish(session):
    session.public_page().specific.save_revision().publish()


@pytest.mark.parametrize(
    ("begins_in", "hours", "leaves_in"),
    [(48, 24, 24), (25, 24, 1), (24, 24, None), (3, 24, None), (48, 0, None), (None, 24, None)],
)
def test_a_reminder_leaves_some_hours_before_unless_that_moment_has_passed(
    begins_in, hours, leaves_in
):
    begins = NOW + timedelta(hours=begins_in) if begins_in else None
    expected = NOW + timedelta(hours=leaves_in) if leaves_in else None
    assert reminding.leaves_at(begins, hours, NOW) == expected


def test_announcing_a_session_drafts_a_reminder_a_day_before(session, site):
    assert Campaign.objects.filter(occasion="").count() == 1
    drafted = reminder()
    assert drafted.state == CampaignState.DRAFT
    assert drafted.title == "შეხსენება: მე-14 სხდომა"
    assert drafted.scheduled_for == IN_FIVE_DAYS - timedelta(hours=24)
    assert drafted.expires_at == IN_FIVE_DAYS
    assert drafted.texts.get().text.startswith("მე-14 სხდომა, ")
    publish(session)
    assert Campaign.objects.count() == 2


def test_an_approved_reminder_leaves_at_its_hour_and_not_before(
    session, make_subscriber, approved, gateway
):
    make_subscriber(confirmed_at=NOW)
    SmsSettings.objects.update_or_create(site=session.site, defaults=dict.fromkeys(QUIET, "00:00"))
    drafted = approved(reminder())
    jobs.sweep(drafted.scheduled_for - timedelta(minutes=1))
    drafted.refresh_from_db()
    assert drafted.state == CampaignState.APPROVED
    jobs.sweep(drafted.scheduled_for)
    drafted.refresh_from_db()
    assert drafted.started_at == drafted.scheduled_for
    assert len(gateway) == 1


def test_a_municipality_that_wants_no_reminders_gets_none(session):
    reminder().delete()
    SmsSettings.objects.update_or_create(site=session.site, defaults={"reminder_hours": 0})
    publish(session)
    assert reminder() is None


def test_a_new_day_takes_the_reminder_along_and_voids_its_approval(session, approved, superuser):
    approved(reminder())
    later = IN_FIVE_DAYS + timedelta(days=2)
    status.reschedule(session, later, user=superuser)
    drafted = reminder()
    assert drafted.state == CampaignState.DRAFT
    assert (drafted.scheduled_for, drafted.expires_at) == (later - timedelta(hours=24), later)
    text = drafted.texts.get().text
    assert f"{timezone.localtime(later):%d.%m.%Y}" in text
    assert f"{timezone.localtime(IN_FIVE_DAYS):%d.%m.%Y}" not in text


def test_what_an_author_decided_on_an_unmoved_session_stays(session, approved):
    drafted = reminder()
    drafted.expires_at = IN_FIVE_DAYS - timedelta(hours=2)
    drafted.save()
    approved(drafted)
    publish(session)
    kept = reminder()
    assert kept.state == CampaignState.APPROVED
    assert kept.expires_at == IN_FIVE_DAYS - timedelta(hours=2)


def test_a_session_moved_to_tomorrow_is_not_reminded_of(session, superuser):
    status.reschedule(session, timezone.now() + timedelta(hours=5), user=superuser)
    assert reminder().state == CampaignState.CANCELLED


def test_a_cancelled_session_is_not_reminded_of_until_it_is_held_after_all(
    session, approved, superuser
):
    approved(reminder())
    status.cancel(session, user=superuser, reason="კვორუმი არ არის")
    assert reminder().state == CampaignState.CANCELLED
    status.restore(session, user=superuser)
    assert reminder().state == CampaignState.DRAFT
    assert lifecycle.faults(reminder()) == []


def test_a_reminder_that_a_person_cancelled_does_not_come_back(session, superuser):
    lifecycle.cancel(reminder(), NOW, superuser, "აღარ არის საჭირო")
    publish(session)
    assert reminder().state == CampaignState.CANCELLED
    assert Campaign.objects.filter(occasion="reminder").count() == 1


def test_a_reminder_under_way_is_left_alone_by_a_later_publishing(session, approved, superuser):
    drafted = approved(reminder())
    lifecycle.send(drafted, superuser, NOW)
    publish(session)
    drafted.refresh_from_db()
    assert drafted.state == CampaignState.SENDING
