from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from django.utils import translation
from django_q.models import Schedule
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    Workflow,
    WorkflowPage,
)

from tests.host.models import ContentPage
from tests.toy.models import ToyNotice, ToyPage
from wagtail_civic.core.models import (
    Body,
    DemoObject,
    GroupSite,
    Membership,
    MunicipalitySettings,
    MunicipalityText,
    Person,
    RoleGroup,
    SetupMark,
    Topic,
)
from wagtail_civic.core.setup import roles

pytestmark = pytest.mark.django_db


def setup(*args):
    out = StringIO()
    call_command("civic_setup", *args, stdout=out)
    return out.getvalue()


def everything():
    return (
        set(Page.objects.values_list("pk", "title", "latest_revision_id")),
        set(Group.objects.values_list("pk", "name", "permissions")),
        set(GroupPagePermission.objects.values_list("pk", flat=True)),
        set(Workflow.objects.values_list("pk", flat=True)),
        set(Schedule.objects.values_list("name", "minutes")),
        set(SetupMark.objects.values_list("pk", flat=True)),
    )


def test_index_pages_are_made_in_every_language(site):
    setup()
    pages = {page.locale.language_code: page for page in ToyPage.objects.all()}
    assert {code: page.title for code, page in pages.items()} == {
        "ka": "სათამაშოები",
        "en": "Toys",
    }
    assert pages["ka"].translation_key == pages["en"].translation_key
    assert all(page.live and page.slug == "toys" for page in pages.values())


def test_a_second_run_changes_nothing(site):
    setup()
    before = everything()
    assert "Everything is in place" in setup()
    assert everything() == before


def test_a_dry_run_changes_nothing(site):
    before = everything()
    assert "would make  index:toy:ka" in setup("--dry-run")
    assert everything() == before


def test_roles_get_their_permissions_on_their_pages_only(site):
    setup()
    clerks = RoleGroup.objects.get(site=site, role="clerk").group
    assert clerks.permissions.filter(codename="access_admin").exists()
    assert clerks.permissions.filter(codename="change_toynotice").exists()
    index = ToyPage.objects.first()
    granted = GroupPagePermission.objects.filter(group=clerks, page=index)
    assert {row.permission.codename for row in granted} == {
        "add_page",
        "change_page",
        "publish_page",
    }
    assert GroupSite.objects.filter(group=clerks, site=site).exists()


def test_no_role_reaches_the_queue(site):
    """Who writes a schedule has the worker call any function by its name."""
    assert Permission.objects.filter(content_type__app_label="django_q").exists()
    setup()
    groups = Group.objects.filter(pk__in=RoleGroup.objects.filter(site=site).values("group"))
    assert groups.count() == len(roles)
    of_the_queue = groups.filter(permissions__content_type__app_label="django_q")
    assert not of_the_queue.exists()


def test_what_an_editor_changed_is_left_alone(site):
    setup()
    clerks = RoleGroup.objects.get(site=site, role="clerk").group
    clerks.name = "Office"
    clerks.save()
    clerks.permissions.remove(Permission.objects.get(codename="change_toynotice"))
    page = ToyPage.objects.get(locale__language_code="ka")
    page.title = "ჩვენი"
    page.save_revision().publish()
    setup()
    clerks.refresh_from_db()
    page.refresh_from_db()
    assert (clerks.name, page.title) == ("Office", "ჩვენი")
    assert not clerks.permissions.filter(codename="change_toynotice").exists()


def test_a_removed_index_page_is_made_again_only_on_request(site):
    setup()
    ToyPage.objects.get(locale__language_code="ka").delete()
    assert "left out" in setup()
    assert not ToyPage.objects.filter(locale__language_code="ka").exists()
    setup("--redo", "index:toy")
    made = ToyPage.objects.get(locale__language_code="ka")
    assert made.translation_key == ToyPage.objects.get(locale__language_code="en").translation_key


def test_a_second_municipality_gets_groups_of_its_own(site, other_site):
    setup()
    setup("--site", "other.example")
    groups = {row.site_id: row.group for row in RoleGroup.objects.filter(role="clerk")}
    assert groups[site.pk] != groups[other_site.pk]
    assert other_site.site_name in groups[other_site.pk].name


def test_files_are_shared_only_within_a_municipality(site, other_site):
    setup("--site", site.hostname)
    setup("--site", other_site.hostname)
    found = {}
    for each in (site, other_site):
        groups = RoleGroup.objects.filter(site=each).values("group")
        grants = GroupCollectionPermission.objects.filter(group__in=groups)
        found[each.hostname] = set(grants.values_list("collection", flat=True))
    assert all(len(collections) == 1 for collections in found.values())
    assert len(set.union(*found.values())) == 2
    assert Collection.get_first_root_node().pk not in set.union(*found.values())


def test_one_municipality_keeps_its_files_where_they_are(site):
    setup()
    grants = GroupCollectionPermission.objects.filter(group__civic_sites__site=site)
    collections = set(grants.values_list("collection", flat=True))
    assert collections == {Collection.get_first_root_node().pk}


def test_a_taken_slug_is_no_obstacle(site, home_page):
    home_page.add_child(instance=Page(title="Taken", slug="toys"))
    setup()
    assert ToyPage.objects.get(locale__language_code="ka").slug == "toys-2"


def test_an_unknown_site_is_named(site):
    with pytest.raises(CommandError, match="no such site"):
        setup("--site", "nowhere.example")


def test_the_demonstration_is_removed_without_a_trace(site):
    setup()
    before = everything()
    call_command("civic_demo", stdout=StringIO())
    assert Topic.objects.filter(site=site).exists()
    assert DemoObject.objects.exists()
    with pytest.raises(CommandError, match="already"):
        call_command("civic_demo", stdout=StringIO())
    call_command("civic_demo", "--remove", stdout=StringIO())
    assert not Topic.objects.exists()
    assert not DemoObject.objects.exists()
    assert everything() == before


def test_removing_the_demonstration_keeps_what_editors_added(site, demo_of):
    demo_of("toy")
    setup()
    call_command("civic_demo", stdout=StringIO())
    own = Topic.objects.create(site=site, code="own")
    call_command("civic_demo", "--remove", stdout=StringIO())
    assert list(Topic.objects.all()) == [own]


@pytest.fixture
def demo(site, demo_of):
    demo_of("toy")
    setup()
    call_command("civic_demo", stdout=StringIO())


@pytest.fixture
def own_act(demo, site):
    """An act that an editor is about to file."""
    acts = pytest.importorskip("wagtail_civic.acts.models")
    act_type = acts.ActType.objects.for_site(site).first()
    return acts.Act(site=site, act_type=act_type, title="Own act", live=False)


def remove_demo():
    out = StringIO()
    with translation.override("en"):
        call_command("civic_demo", "--remove", stdout=out)
    return out.getvalue()


def test_a_body_with_an_act_of_an_editor_s_stays_and_is_named(site, own_act):
    own_act.body = Body.objects.get(site=site, code="bureau")
    own_act.save()
    said = remove_demo()
    assert "Kept: body “Bureau of the Council”. It is used by: “Own act”." in said
    assert "Kept: body “Chaieti Municipal Council”. It is used by: “Bureau of the Council”." in said
    assert said.count("Kept") == 2
    assert list(type(own_act).objects.all()) == [own_act]
    assert set(Body.objects.values_list("code", flat=True)) == {"bureau", "council"}
    assert not Topic.objects.exists()
    own_act.delete()
    assert "Kept" not in remove_demo()
    assert not Body.objects.exists()


def test_what_an_editor_filed_under_a_topic_of_the_demonstration_keeps_it(own_act):
    own_act.topics = [Topic.objects.get(code="budget")]
    own_act.save()
    assert "Kept: topic “Budget”. It is used by: “Own act”." in remove_demo()
    assert [topic.code for topic in type(own_act).objects.get().topics.all()] == ["budget"]
    assert Topic.objects.count() == 1


def test_a_seat_that_an_editor_gave_in_a_body_of_the_demonstration_stays(site, demo):
    person = Person.objects.create(site=site, code="own")
    seat = Membership.objects.create(person=person, body=Body.objects.get(code="city-hall"))
    assert "Kept: body “Chaieti City Hall”" in remove_demo()
    assert list(Membership.objects.all()) == [seat]
    assert list(Person.objects.all()) == [person]


def test_a_page_of_an_editor_s_below_one_of_the_demonstration_stays(site, demo):
    index = ToyPage.objects.get(slug="toys", locale__language_code="ka")
    parent = index.get_children().get()
    own = parent.add_child(instance=ContentPage(title="Own page"))
    own.save_revision().publish()
    said = remove_demo()
    assert "It is used by: “Own page”." in said
    assert said.count("Kept") == 1
    assert list(index.get_descendants()) == [parent, own.page_ptr]
    assert ToyPage.objects.filter(pk=parent.pk).exists()
    assert not Topic.objects.exists()


def test_every_role_of_a_town_hall_gets_a_group(site):
    setup()
    roles = set(RoleGroup.objects.filter(site=site).values_list("role", flat=True))
    assert {
        "clerk",
        "act_registrar",
        "petition_officer",
        "sms_author",
        "sms_approver",
        "budget_officer",
        "news_editor",
        "qa_moderator",
    } <= roles
    for row in RoleGroup.objects.filter(site=site):
        assert row.group.permissions.filter(codename="access_admin").exists()


def test_a_group_that_was_deleted_is_made_again_only_on_request(site):
    setup()
    RoleGroup.objects.get(site=site, role="clerk").group.delete()
    assert "left out (an editor removed it; --redo role:clerk)" in setup()
    assert not RoleGroup.objects.filter(role="clerk").exists()
    setup("--redo", "role:clerk")
    clerks = RoleGroup.objects.get(site=site, role="clerk").group
    assert clerks.permissions.filter(codename="change_toynotice").exists()


def test_a_schedule_that_was_deleted_is_made_again_only_on_request(site):
    setup()
    Schedule.objects.filter(name="civic.toy.tick").delete()
    setup()
    assert not Schedule.objects.filter(name="civic.toy.tick").exists()
    assert "made  job:toy.tick" in setup("--redo", "job:toy.tick")
    assert Schedule.objects.filter(name="civic.toy.tick").exists()


def test_a_language_added_later_gets_its_index_page_permissions_and_workflow(site):
    english = site.root_page.get_translations().get()
    english.delete()
    setup()
    site.root_page.specific.copy_for_translation(
        Locale.objects.get(language_code="en")
    ).save_revision().publish()
    setup()
    index = ToyPage.objects.get(locale__language_code="en")
    assert GroupPagePermission.objects.filter(page=index).exists()
    workflows = set(
        WorkflowPage.objects.filter(page__in=ToyPage.objects.all()).values_list("workflow")
    )
    assert len(workflows) == 1
    assert WorkflowPage.objects.filter(page=index).exists()


def test_a_page_sent_for_approval_waits_for_the_clerks(site, django_user_model):
    setup()
    index = ToyPage.objects.get(locale__language_code="ka")
    index.title = "სხვა სათაური"
    index.save_revision()
    writer = django_user_model.objects.create_user("writer")
    state = index.get_workflow().start(index, writer)
    task = state.current_task_state.task.specific
    clerks = RoleGroup.objects.get(site=site, role="clerk").group
    assert state.status == "in_progress"
    assert list(task.groups.all()) == [clerks]
    assert Page.objects.get(pk=index.pk).title == "სათამაშოები"


def test_a_renamed_workflow_is_used_for_what_comes_later(site):
    setup()
    count = Workflow.objects.count()
    Workflow.objects.update(name="Four eyes")
    ToyPage.objects.filter(locale__language_code="en").delete()
    setup("--redo", "index:toy:en", "--redo", "workflow:toy:en")
    assert Workflow.objects.count() == count


def test_a_step_of_a_capability_runs_once(site):
    setup()
    notice = ToyNotice.objects.get()
    notice.delete()
    setup()
    assert not ToyNotice.objects.exists()
    setup("--redo", "toy:notice")
    assert ToyNotice.objects.get().site == site


def test_a_capability_adds_its_part_to_the_demonstration(site, demo_of):
    demo_of("toy")
    setup()
    call_command("civic_demo", stdout=StringIO())
    assert ToyNotice.objects.filter(site=site, title="Invented").exists()
    pages = ToyPage.objects.child_of(ToyPage.objects.get(slug="toys", locale__language_code="ka"))
    assert pages.get().get_translations().get().title == "Ball"
    call_command("civic_demo", remove=True, stdout=StringIO())
    assert [notice.title for notice in ToyNotice.objects.all()] == ["Set up"]
    assert set(ToyPage.objects.values_list("slug", flat=True)) == {"toys"}


def test_index_pages_go_below_the_page_that_is_named(site, home_page):
    services = home_page.add_child(instance=ContentPage(title="სერვისები"))
    setup("--parent", str(services.pk))
    assert ToyPage.objects.get(locale__language_code="ka").get_parent().pk == services.pk


def test_a_parent_of_another_municipality_is_refused(site, other_site):
    with pytest.raises(CommandError, match="no page"):
        setup("--parent", str(other_site.root_page_id))


def test_a_host_s_own_page_type_counts_as_the_index(site, home_page):
    """``civic_index`` is what makes a page an index, not its class."""
    home_page.add_child(instance=ToyPage(title="ჩვენი სათამაშოები"))
    assert "index:toy:ka" not in setup()


def test_the_demonstration_marks_every_page_and_unmarks_it(site, client, demo_of):
    demo_of("toy")
    setup()
    call_command("civic_demo", stdout=StringIO())
    url = ToyPage.objects.get(locale__language_code="ka", slug="toys").get_url()
    assert client.get(url).headers["X-Robots-Tag"] == "noindex"
    assert client.get(site.root_page.get_url()).headers["X-Robots-Tag"] == "noindex"
    call_command("civic_demo", "--remove", stdout=StringIO())
    assert "X-Robots-Tag" not in client.get(url).headers


def test_the_demonstration_leaves_the_municipality_s_own_settings(site, demo_of):
    demo_of("toy")
    own = MunicipalitySettings.objects.create(site=site, phone="0 432 11 22 33")
    MunicipalityText.objects.create(settings=own, language="ka", name="ნამდვილი")
    setup()
    call_command("civic_demo", stdout=StringIO())
    own.refresh_from_db()
    assert own.is_demonstration
    assert own.text("ka").name == "ნამდვილი"
    call_command("civic_demo", "--remove", stdout=StringIO())
    own = MunicipalitySettings.objects.get(site=site)
    assert (own.phone, own.is_demonstration) == ("0 432 11 22 33", False)
    assert [text.language for text in own.texts.all()] == ["ka"]


def test_a_part_without_its_index_page_is_named(site):
    out = StringIO()
    call_command("civic_demo", stdout=out)
    assert "left out: toy" in out.getvalue()
