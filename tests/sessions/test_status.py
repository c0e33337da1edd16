from datetime import timedelta

import pytest

from wagtail_civic.core import alerts
from wagtail_civic.core.models import CivicLogEntry
from wagtail_civic.sessions import jobs, status
from wagtail_civic.sessions.models import Session, SessionPage

from .conftest import make_item, make_stream, tbilisi

TABLE = {
    "begin": {"scheduled": "live", "postponed": "live"},
    "finish": {"live": "finished", "scheduled": "finished"},
    "reschedule": {"scheduled": "scheduled", "postponed": "scheduled"},
    "postpone": {"scheduled": "postponed", "live": "postponed"},
    "cancel": {"scheduled": "cancelled", "postponed": "cancelled"},
    "restore": {"cancelled": "scheduled"},
    "reopen": {"finished": "live"},
}


@pytest.mark.parametrize("move", status.MOVES)
@pytest.mark.parametrize("before", status.STATUSES)
def test_each_move_is_made_only_where_the_table_allows_it(move, before):
    wanted = TABLE[move].get(before)
    if wanted is None:
        with pytest.raises(status.StatusRefused):
            status.target(move, before)
    else:
        assert status.target(move, before) == wanted


END = tbilisi(2026, 11, 20, 15)
BEFORE, AFTER = END - timedelta(minutes=1), END + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("channel", "state", "until", "now", "phase"),
    [
        ("open", "scheduled", None, AFTER, "open"),
        ("open", "postponed", None, AFTER, "open"),
        ("open", "live", None, AFTER, "live"),
        ("open", "finished", END, BEFORE, "grace"),
        ("open", "finished", END, END, "archived"),
        ("open", "finished", END, AFTER, "archived"),
        ("open", "finished", None, AFTER, "archived"),
        ("open", "cancelled", None, AFTER, "archived"),
        ("closed", "live", None, AFTER, "closed"),
        ("closed", "finished", END, BEFORE, "closed"),
        ("archived", "live", None, AFTER, "archived"),
    ],
)
def test_the_questions_channel_follows_the_session(channel, state, until, now, phase):
    assert status.phase(channel, state, until, now) == phase


def test_beginning_marks_the_session_live_and_logs_who_did_it(make_session, superuser, now):
    _page, session = make_session()
    begun = status.begin(session, user=superuser, now=now)
    assert (begun.status, begun.actual_start) == ("live", now)
    assert begun.version == session.version + 1
    entry = CivicLogEntry.objects.get(action="civic_sessions.begin")
    assert entry.user == superuser
    assert entry.data["to"] == "live"


def test_finishing_takes_questions_for_a_while_and_clears_the_item(
    live_session, superuser, now, settings
):
    settings.WAGTAIL_CIVIC = {
        **settings.WAGTAIL_CIVIC,
        "SESSIONS_QUESTION_GRACE_HOURS": 6,
    }
    _page, session = live_session
    item = make_item(session)
    session = status.take_up(session, item, user=superuser, now=now)
    assert session.current_item == item
    ended = now + timedelta(hours=2)
    session = status.finish(session, user=superuser, now=ended)
    assert session.current_item is None
    assert session.actual_end == ended
    assert session.phase(ended + timedelta(hours=5)) == "grace"
    assert session.phase(ended + timedelta(hours=7)) == "archived"


def test_a_facebook_broadcast_gets_the_day_on_which_facebook_deletes_it(
    live_session, superuser, now
):
    _page, session = live_session
    facebook = make_stream(session, "facebook", "https://www.facebook.com/watch/?v=1")
    youtube = make_stream(session)
    status.finish(session, user=superuser, now=now)
    facebook.refresh_from_db()
    youtube.refresh_from_db()
    assert facebook.expires_at == now + timedelta(days=30)
    assert youtube.expires_at is None


def test_moving_to_another_day_keeps_the_day_announced_before(make_session, superuser, now):
    _page, session = make_session(planned_start=now)
    later = now + timedelta(days=7)
    moved = status.reschedule(session, later, user=superuser, reason="ავარია")
    assert (moved.planned_start, moved.previous_start) == (later, now)
    assert moved.status_reason == "ავარია"
    assert moved.sequence == session.sequence + 1


def test_a_day_changed_before_the_announcement_is_no_earlier_day(make_session, superuser, now):
    _page, session = make_session(live=False, planned_start=now)
    moved = status.reschedule(session, now + timedelta(days=7), user=superuser)
    assert moved.previous_start is None


def test_postponing_leaves_no_day_but_remembers_it(make_session, superuser, now):
    _page, session = make_session(planned_start=now)
    postponed = status.postpone(session, user=superuser, now=now)
    assert (postponed.planned_start, postponed.previous_start) == (None, now)
    again = status.reschedule(postponed, now + timedelta(days=9), user=superuser)
    assert (again.status, again.previous_start) == ("scheduled", now)


def test_cancelling_withdraws_the_alert_and_restoring_raises_it(make_session, superuser, now):
    _page, session = make_session()
    raised, withdrawn = [], []

    def on_raised(key, **kwargs):
        raised.append(key)

    def on_withdrawn(key, **kwargs):
        withdrawn.append(key)

    alerts.alert_raised.connect(on_raised)
    alerts.alert_withdrawn.connect(on_withdrawn)
    try:
        cancelled = status.cancel(session, user=superuser)
        assert (raised, withdrawn) == ([], [session.key])
        status.restore(cancelled, user=superuser)
        assert raised == [session.key]
    finally:
        alerts.alert_raised.disconnect(on_raised)
        alerts.alert_withdrawn.disconnect(on_withdrawn)


def test_publishing_an_old_draft_does_not_bring_back_an_old_status(make_session, superuser, now):
    page, session = make_session()
    old_draft = page.save_revision()
    status.begin(session, user=superuser, now=now)
    page.title = "ახალი სათაური"
    page.save_revision().publish()
    old_draft.publish()
    assert SessionPage.objects.get().title != "ახალი სათაური"
    assert Session.objects.get().status == "live"


def test_an_item_of_another_session_cannot_be_taken_up(live_session, make_session, superuser, now):
    _page, session = live_session
    other = make_item(make_session("სხვა")[1])
    with pytest.raises(other.DoesNotExist):
        status.take_up(session, other, user=superuser, now=now)


def test_the_first_moment_an_item_was_taken_up_is_kept(live_session, superuser, now):
    _page, session = live_session
    item = make_item(session)
    status.take_up(session, item, user=superuser, now=now)
    status.take_up(session, None, user=superuser, now=now)
    status.take_up(session, item, user=superuser, now=now + timedelta(minutes=5))
    item.refresh_from_db()
    assert item.began_at == now


def test_a_session_nobody_switched_off_is_finished_by_the_job(make_session, now):
    _page, forgotten = make_session(status="live", actual_start=now - timedelta(hours=15))
    _page, long = make_session(status="live", actual_start=now - timedelta(hours=9))
    assert jobs.finish_overrun(now) == 1
    assert jobs.finish_overrun(now) == 0
    forgotten.refresh_from_db()
    long.refresh_from_db()
    assert (forgotten.status, long.status) == ("finished", "live")


def test_the_job_archives_questions_when_their_time_is_over(make_session, now):
    _page, over = make_session(
        status="finished", actual_start=now - timedelta(days=2), questions_until=now
    )
    version = over.version
    assert jobs.archive_questions(now) == 1
    assert jobs.archive_questions(now) == 0
    over.refresh_from_db()
    assert (over.channel, over.version) == ("archived", version + 1)
