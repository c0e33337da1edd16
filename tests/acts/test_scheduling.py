"""Scheduled acts: each on its own, failures reported, nothing in anybody's way."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from freezegun import freeze_time

from wagtail_civic.acts.models import Act
from wagtail_civic.acts.todo import todo_items
from wagtail_civic.core.models import CivicLogEntry

pytestmark = pytest.mark.django_db


def schedule(act, minutes=5):
    act.go_live_at = timezone.now() + timedelta(minutes=minutes)
    act.save_revision().publish()
    return Act.objects.get(pk=act.pk)


def run(minutes=10):
    with freeze_time(timezone.now() + timedelta(minutes=minutes)):
        call_command("publish_scheduled")


def break_revision(act, **content):
    revision = act.revisions.get(approved_go_live_at__isnull=False)
    revision.content |= content
    revision.save()


def test_a_scheduled_act_is_published_on_time(town):
    act = schedule(town.act(live=False))
    assert not act.live
    run()
    assert Act.objects.get(pk=act.pk).live


def test_one_failing_act_does_not_stop_the_others(town):
    first, broken, last = (schedule(town.act(live=False), n) for n in (1, 2, 3))
    break_revision(broken, number="")
    run()
    live = set(Act.objects.filter(live=True).values_list("pk", flat=True))
    assert live == {first.pk, last.pk}


def test_a_number_taken_meanwhile_stops_only_its_own_act(town):
    broken, other = schedule(town.act("7", live=False), 1), schedule(town.act("8", live=False), 2)
    Act.objects.filter(pk=broken.pk).update(number="9", number_key="9")
    town.act("7")
    run()
    assert not Act.objects.get(pk=broken.pk).live
    assert Act.objects.get(pk=other.pk).live


def test_the_registrar_is_told_and_can_edit_again(town, superuser, rf):
    broken = schedule(town.act(live=False))
    break_revision(broken, number="")
    run()
    broken = Act.objects.get(pk=broken.pk)
    assert broken.schedule_failed_at is not None
    assert broken.get_lock() is None
    entry = CivicLogEntry.objects.get(action="civic_acts.schedule_failed")
    assert entry.data["reason"]
    request = rf.get("/")
    request.user = superuser
    late = [item for item in todo_items(request) if item.overdue]
    assert [item.count for item in late] == [1]


def test_what_went_wrong_by_itself_is_tried_again(town, monkeypatch):
    from wagtail_civic.acts import publishing

    act = schedule(town.act(live=False))
    with monkeypatch.context() as patch:

        def fail(act):
            raise RuntimeError("the disk is full")

        patch.setattr(publishing, "check", fail)
        run()
        run()
    assert CivicLogEntry.objects.filter(action="civic_acts.schedule_failed").count() == 1
    run()
    act = Act.objects.get(pk=act.pk)
    assert act.live
    assert act.schedule_failed_at is None


def test_a_publication_by_hand_that_fails_says_so(town):
    from django.core.exceptions import ValidationError

    act = town.act(live=False)
    act.number = ""
    with pytest.raises(ValidationError):
        act.save_revision(clean=False).publish()


def test_an_act_past_its_time_is_not_shown_before_the_job_ran(town, client):
    act = town.act(expire_at=timezone.now() - timedelta(minutes=1))
    answer = client.get(town.url(act))
    assert answer.status_code == 410
    assert act.title not in answer.content.decode()
    assert act.title not in client.get(town.registry.url).content.decode()
