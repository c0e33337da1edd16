from io import StringIO

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from django_q.models import Schedule
from wagtail.models import GroupPagePermission, Page, Workflow

from tests.toy.models import ToyPage
from wagtail_civic.core.models import DemoObject, GroupSite, RoleGroup, SetupMark, Topic

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


def test_removing_the_demonstration_keeps_what_editors_added(site):
    setup()
    call_command("civic_demo", stdout=StringIO())
    own = Topic.objects.create(site=site, code="own")
    call_command("civic_demo", "--remove", stdout=StringIO())
    assert list(Topic.objects.all()) == [own]
