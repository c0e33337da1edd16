import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import RequestFactory
from django.utils import timezone
from django_q.models import OrmQ, Schedule
from freezegun import freeze_time
from wagtail.blocks import StructBlock
from wagtail.log_actions import registry as log_registry
from wagtail.models import ModelLogEntry

from tests.toy import seams
from tests.toy.models import ToyNotice, ToyPage, ToyRecord
from wagtail_civic.core import (
    alerts,
    conf,
    contacts,
    history,
    home,
    jobs,
    links,
    personal_data,
    removal,
    search,
    todo,
)
from wagtail_civic.core.blocks import body_blocks
from wagtail_civic.core.models import JobRun
from wagtail_civic.core.registry import Registry

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(home_page):
    return home_page.add_child(instance=ToyPage(title="საქმე", live=False))


@pytest.fixture
def heard():
    """What the listeners of both alert signals were told."""
    told = []

    def raised(sender, kind, key, site, obj, **kwargs):
        told.append(("raised", kind, key, site))

    def withdrawn(sender, kind, key, site, obj, **kwargs):
        told.append(("withdrawn", kind, key, site))

    alerts.alert_raised.connect(raised)
    alerts.alert_withdrawn.connect(withdrawn)
    yield told
    alerts.alert_raised.disconnect(raised)
    alerts.alert_withdrawn.disconnect(withdrawn)


def test_a_registry_refuses_a_second_item_under_a_key():
    registry = Registry("toys")
    registry.register("ball", 1)
    assert registry.register("ball", 1) == 1
    with pytest.raises(ImproperlyConfigured, match="ball"):
        registry.register("ball", 2)
    assert list(registry) == [1]
    registry.unregister("ball")
    assert "ball" not in registry
    assert len(registry) == 0


def test_an_app_may_be_made_ready_twice_but_two_apps_may_not_share_a_key():
    seams.register()
    with pytest.raises(ImproperlyConfigured, match="toy"):
        links.register("toy", links.LinkResolver())
    assert isinstance(links.resolvers.get("toy"), seams.ToyLinks)
    with pytest.raises(ImproperlyConfigured, match="TOY_COUNT"):
        conf.declare("TOY_COUNT", int, 4, "How many toys.", "other")


def test_publishing_a_page_raises_its_alert(page, site, heard):
    page.save_revision().publish()
    assert heard == [("raised", "toy", page.translation_key, site)]


def test_publishing_again_raises_the_same_alert_again(page, heard):
    page.save_revision().publish()
    page.save_revision().publish()
    assert heard[0] == heard[1]


def test_an_alias_raises_no_alert(page, heard):
    page.save_revision().publish()
    page.create_alias(update_slug="alias")
    page.save_revision().publish()
    assert {entry[2] for entry in heard} == {page.translation_key}


def test_a_translation_raises_the_alert_of_the_same_thing(page, locales, heard):
    page.save_revision().publish()
    page.copy_for_translation(locales["en"]).save_revision().publish()
    assert [entry[:3] for entry in heard] == [("raised", "toy", page.translation_key)] * 2


def test_unpublishing_the_last_language_withdraws_the_alert(page, locales, heard):
    page.save_revision().publish()
    english = page.copy_for_translation(locales["en"])
    english.save_revision().publish()
    english.refresh_from_db()
    english.unpublish()
    assert "withdrawn" not in [entry[0] for entry in heard]
    page.refresh_from_db()
    page.unpublish()
    assert heard[-1][0] == "withdrawn"


def test_publishing_a_snippet_raises_its_alert(site, heard):
    notice = ToyNotice.objects.create(site=site, key=uuid.uuid4(), title="!", live=False)
    notice.save_revision().publish()
    assert heard == [("raised", "notice", notice.key, site)]
    notice.refresh_from_db()
    notice.unpublish()
    assert heard[-1] == ("withdrawn", "notice", notice.key, site)


def test_an_alert_can_be_written_in_each_language(page):
    adapter = alerts.adapter_of_kind("toy")
    assert adapter.alert(adapter.find(page.translation_key), "en").title == "საქმე"
    assert ("toy", "Toy") in alerts.kinds()


def test_a_link_to_a_draft_is_for_editors_only(page):
    assert links.resolve("toy", page.translation_key, "ka").title == "საქმე"
    assert links.resolve_public("toy", page.translation_key, "ka") is None
    page.save_revision().publish()
    assert links.resolve_public("toy", page.translation_key, "ka").url == page.url


def test_a_link_of_a_removed_app_leads_nowhere():
    assert links.resolve("gone", uuid.uuid4(), "ka") is None


def test_a_request_about_personal_data_is_served_by_every_source(site, other_site):
    nino = contacts.parse("email", "nino@example.ge")
    seams.toy_data.held = {(nino.lookup(), site.pk): ["ball", "kite"]}
    assert personal_data.find(nino, site)["Toys"] == ["a toy"]
    assert personal_data.find(nino, other_site)["Toys"] == []
    assert personal_data.export(nino, site)["toy"] == [{"toy": "ball"}, {"toy": "kite"}]
    assert personal_data.erase(nino, other_site, timezone.now())["toy"] == 0
    assert personal_data.erase(nino, site, timezone.now())["toy"] == 2
    assert personal_data.find(nino, site)["Toys"] == []


def test_retention_runs_on_every_site(site, other_site):
    assert personal_data.retain(timezone.now()) >= 2


def test_saving_a_record_says_that_its_entries_changed(page):
    told = []

    def listen(sender, kind, pk, **kwargs):
        told.append((kind, pk))

    search.source_changed.connect(listen)
    record = ToyRecord.objects.get()
    record.save()
    pk = record.pk
    record.delete()
    search.source_changed.disconnect(listen)
    assert told == [("toy", pk), ("toy", pk)]


@pytest.mark.parametrize(
    "block",
    [block for _name, block in [*home.blocks(), *body_blocks()] if isinstance(block, StructBlock)],
    ids=lambda block: type(block).__name__,
)
def test_what_an_editor_left_out_of_a_block_is_no_word_to_be_found(block):
    assert "None" not in block.get_searchable_content(block.get_default())
    empty = block.to_python(dict.fromkeys(block.child_blocks))
    assert "None" not in block.get_searchable_content(empty)


def test_home_blocks_are_offered_to_the_host():
    assert "toy" in dict(home.blocks())


def test_a_home_block_looks_on_the_site_of_the_request_and_keeps_the_host_s_headings(site, rf):
    block = dict(home.blocks())["toy"]
    shown = block.get_context({}, {"request": rf.get("/", headers={"host": site.hostname})})
    assert shown["toys"] == f"{site.site_name} in ka"
    assert (shown["level"], shown["sublevel"]) == (2, 3)
    assert block.get_context({}, {"heading_level": 3})["sublevel"] == 4
    assert "toys" not in block.get_context({}, {})


def test_schedules_are_made_once_and_an_editors_pace_is_kept():
    assert "toy.tick" in jobs.schedule_all()
    Schedule.objects.filter(name="civic.toy.tick").update(minutes=60)
    assert jobs.schedule_all() == []
    assert Schedule.objects.get(name="civic.toy.tick").minutes == 60


def test_a_moved_job_function_is_updated_in_its_schedule():
    jobs.schedule_all()
    Schedule.objects.filter(name="civic.toy.tick").update(func="old.place")
    assert jobs.schedule_all() == ["toy.tick"]
    assert Schedule.objects.get(name="civic.toy.tick").func == "tests.toy.seams.tick"


@pytest.fixture
def blink():
    """A job that runs three times a minute."""
    every = timedelta(seconds=20)
    jobs.registered.register("toy.blink", jobs.Job("toy.blink", "tests.toy.seams.tick", every, "x"))
    yield "toy.blink"
    jobs.registered.unregister("toy.blink")


def test_a_job_that_runs_several_times_a_minute_has_as_many_schedules_apart(blink):
    assert blink in jobs.schedule_all()
    made = Schedule.objects.filter(name__startswith="civic.toy.blink").order_by("next_run")
    assert [row.minutes for row in made] == [1, 1, 1]
    first, second, third = [row.next_run for row in made]
    assert second - first == third - second == timedelta(seconds=20)


def test_a_schedule_that_an_editor_removed_stays_away(blink):
    jobs.schedule_all()
    Schedule.objects.get(name="civic.toy.blink.2").delete()
    assert jobs.schedule_all() == []


def test_cron_that_calls_a_little_early_skips_no_turn():
    seams.ran.clear()
    now = timezone.now()
    jobs.run_due(now)
    jobs.run_due(now + timedelta(minutes=10) - timedelta(seconds=2))
    assert seams.ran == ["tick", "tick"]


def test_cron_runs_a_job_only_when_it_is_due():
    seams.ran.clear()
    now = timezone.now()
    jobs.run_due(now)
    jobs.run_due(now + timedelta(minutes=5))
    assert seams.ran == ["tick"]
    jobs.run_due(now + timedelta(minutes=10))
    assert seams.ran == ["tick", "tick"]


def test_a_failing_job_does_not_stop_the_others(caplog):
    seams.ran.clear()
    jobs.registered.register("toy.fail", jobs.Job("a", "tests.toy.seams.fail", timedelta(1), "x"))
    try:
        assert jobs.run_due(timezone.now()) == 1
    finally:
        jobs.registered.unregister("toy.fail")
    assert seams.ran == ["tick"]


def test_work_is_queued_when_the_transaction_is_committed(django_capture_on_commit_callbacks):
    seams.ran.clear()
    with django_capture_on_commit_callbacks(execute=True):
        jobs.enqueue("tests.toy.seams.work", 7)
        assert seams.ran == []
    assert seams.ran == ["work 7"]


@pytest.fixture
def queue(settings):
    """The functions that wait in the queue, which nobody empties."""
    settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, "JOBS_SYNC": False}
    OrmQ.objects.all().delete()
    return lambda: [row.task["func"] for row in OrmQ.objects.order_by("pk")]


def test_what_finds_its_own_work_waits_in_the_queue_once(queue, django_capture_on_commit_callbacks):
    for _time in range(3):
        with django_capture_on_commit_callbacks(execute=True):
            jobs.wake("tests.toy.seams.tick")
            jobs.wake("tests.toy.seams.tick")
    assert queue() == ["tests.toy.seams.tick"]
    jobs.awake("tests.toy.seams.tick")
    with django_capture_on_commit_callbacks(execute=True):
        jobs.wake("tests.toy.seams.tick")
    assert queue() == ["tests.toy.seams.tick"] * 2


def test_a_task_that_was_lost_keeps_no_other_from_the_queue(
    queue, django_capture_on_commit_callbacks
):
    for minute in range(2):
        with (
            freeze_time(timezone.now() + timedelta(minutes=minute, seconds=minute)),
            django_capture_on_commit_callbacks(execute=True),
        ):
            jobs.wake("tests.toy.seams.tick")
    assert len(queue()) == 2


def test_overdue_work_comes_first_and_empty_rows_are_left_out(superuser):
    request = RequestFactory().get("/admin/")
    request.user = superuser
    labels = [item.label for item in todo.items(request)]
    assert labels.index("Old toys") < labels.index("Toys")
    assert "No toys" not in labels


def test_the_dashboard_shows_what_is_to_be_done(client, superuser, site):
    client.force_login(superuser)
    assert "Old toys" in client.get("/admin/").content.decode()


def test_who_has_nothing_to_do_reads_so_and_whose_work_this_never_is_sees_no_panel(
    client, make_user, clerk, site, request
):
    heading = "დღეს გასაკეთებელი"
    waiting = todo.sources.get("toy")
    todo.sources.unregister("toy")
    request.addfinalizer(lambda: todo.sources.register("toy", waiting))
    client.force_login(make_user("registrar", "civic_core.change_topic", sites=[site]))
    dashboard = client.get("/admin/").content.decode()
    assert heading in dashboard
    assert "თქვენთვის საქმე არ არის." in dashboard
    client.force_login(clerk)
    assert heading not in client.get("/admin/").content.decode()


@pytest.mark.parametrize(
    ("moved", "ran", "waits", "is_told"),
    [
        (-11, None, None, True),
        (-9, None, None, False),
        (-11, -1, None, False),
        (-11, -11, None, True),
        (-11, None, -1, True),
    ],
    ids=["late", "fresh", "cron runs", "cron ran once", "only a visitor asked"],
)
def test_a_worker_that_does_not_run_is_named_on_the_dashboard(
    client, superuser, site, moved, ran, waits, is_told
):
    now = timezone.now()
    jobs.schedule_all()
    Schedule.objects.update(next_run=now + timedelta(minutes=moved))
    for name, minutes in (("core.verifications", ran), (jobs.waiting_name("any"), waits)):
        if minutes:
            JobRun.objects.create(name=name, last_run=now + timedelta(minutes=minutes))
    client.force_login(superuser)
    assert ("ფონური პროცესი არ მუშაობს" in client.get("/admin/").content.decode()) == is_told


def test_a_civic_act_is_logged_with_its_reason(site, superuser):
    history.log(site, "toy.wind", user=superuser, reason="it was late")
    entry = ModelLogEntry.objects.get()
    assert entry.user == superuser
    assert log_registry.get_action_label("toy.wind") == "Wind"
    assert entry.formatter.format_message(entry) == "Wound up (it was late)"


def test_a_declared_setting_is_typed_and_lazy(settings):
    assert conf.settings.TOY_COUNT == 3
    settings.WAGTAIL_CIVIC = {"TOY_COUNT": 5}
    assert conf.settings.TOY_COUNT == 5
    with pytest.raises(AttributeError):
        _unknown = conf.settings.NOTHING


def test_the_api_root_lists_what_is_installed(client, site):
    answer = client.get("/civic/api/v1/")
    assert answer.json()["endpoints"]["toys"]["url"] == "http://testserver/civic/api/v1/"
    assert answer["Access-Control-Allow-Origin"] == "*"
    again = client.get("/civic/api/v1/", headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304


def test_an_app_that_is_taken_out_leaves_no_sign_of_a_waiting_task():
    for func in ("tests.toy.seams.tick", "wagtail_civic.core.verification.send"):
        JobRun.objects.create(name=jobs.waiting_name(func), last_run=timezone.now())
    removal.remove_jobs("toy")
    left = JobRun.objects.filter(name__startswith=jobs.waiting_name(""))
    assert [row.name for row in left] == [jobs.waiting_name("wagtail_civic.core.verification.send")]
