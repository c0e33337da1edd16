import json
import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.admin.templatetags.wagtailadmin_tags import timesince_simple
from wagtail.admin.viewsets import viewsets
from wagtail.models import Collection, ModelLogEntry, ReferenceIndex
from wagtail.users.models import UserProfile

from wagtail_civic.core.models import (
    Body,
    Convocation,
    Membership,
    Person,
    Topic,
    TopicName,
    VoterRoll,
)
from wagtail_civic.core.permissions import may, sites_for
from wagtail_civic.core.viewsets import CivicModelViewSet

pytestmark = pytest.mark.django_db

VERBS = ["civic_core.add_topic", "civic_core.change_topic", "civic_core.delete_topic"]


@pytest.fixture
def ours(site):
    topic = Topic.objects.create(site=site, code="roads")
    TopicName.objects.create(row=topic, language="ka", name="გზები")
    return topic


@pytest.fixture
def theirs(other_site):
    topic = Topic.objects.create(site=other_site, code="secret-topic")
    TopicName.objects.create(row=topic, language="ka", name="სხვისი თემა")
    return topic


@pytest.mark.parametrize(("given", "is_there"), [(None, True), ("%d.%m.%Y", False)])
def test_dates_are_rewritten_only_to_wagtails_own_format(
    client, superuser, settings, given, is_there
):
    if given:
        settings.WAGTAIL_DATE_FORMAT = given
    client.force_login(superuser)
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    assert ("wagtail_civic/core/dates.js" in page) is is_there


@pytest.mark.parametrize(("language", "is_there"), [("ka", True), ("en", False)])
def test_wagtails_scripts_know_georgian(client, superuser, language, is_there):
    UserProfile.objects.create(user=superuser, preferred_language=language)
    client.force_login(superuser)
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    address = reverse("civic_core:script_words", args=[language])
    assert address in page
    client.logout()
    words = json.loads(re.search(r"\.\.\.(\{.*?\}),", client.get(address).content.decode())[1])
    assert ("Collapse all" in words) is is_there


def test_every_record_has_an_address_in_the_admin_to_link_to():
    assert reverse("wagtailadmin_home")  # viewsets are registered when addresses are first read
    ours = [v for v in viewsets.viewsets if isinstance(v, CivicModelViewSet)]
    assert len(ours) > 10
    for viewset in ours:
        assert reverse(viewset.url_finder_class.edit_url_name, args=["1"])


def test_an_editor_of_one_municipality_sees_only_its_rows(client, make_user, site, ours, theirs):
    client.force_login(make_user("ana", *VERBS, sites=[site]))
    listing = client.get(reverse("civic_topics:index")).content.decode()
    assert "გზები" in listing
    assert "სხვისი თემა" not in listing


@pytest.mark.parametrize("view", ["edit", "delete", "history", "usage"])
def test_rows_of_another_municipality_do_not_exist(client, make_user, site, ours, theirs, view):
    client.force_login(make_user("ana", *VERBS, sites=[site]))
    assert client.get(reverse(f"civic_topics:{view}", args=[ours.pk])).status_code == 200
    answer = client.get(reverse(f"civic_topics:{view}", args=[theirs.pk]), follow=True)
    assert answer.status_code == 404 or answer.wsgi_request.path == reverse("wagtailadmin_home")


@pytest.mark.parametrize("view", ["index", "add", "edit", "delete", "history"])
def test_an_editor_without_permission_gets_nowhere(client, clerk, ours, view):
    client.force_login(clerk)
    args = [] if view in ("index", "add") else [ours.pk]
    answer = client.get(reverse(f"civic_topics:{view}", args=args), follow=True)
    shown = answer.status_code == 200 and answer.wsgi_request.path != reverse("wagtailadmin_home")
    assert not shown


def test_a_topic_is_added_with_its_names(client, make_user, site):
    client.force_login(make_user("ana", *VERBS, sites=[site]))
    answer = client.post(
        reverse("civic_topics:add"),
        {
            "site": site.pk,
            "code": "water",
            "parent": "",
            "sort_order": "0",
            "names-TOTAL_FORMS": "1",
            "names-INITIAL_FORMS": "0",
            "names-MIN_NUM_FORMS": "0",
            "names-MAX_NUM_FORMS": "1000",
            "names-0-language": "ka",
            "names-0-name": "წყალი",
            "names-0-id": "",
            "names-0-DELETE": "",
        },
    )
    assert answer.status_code == 302, answer.content.decode()
    assert str(Topic.objects.get(code="water")) == "წყალი"


def test_a_single_municipality_is_never_asked_for(client, make_user, site):
    client.force_login(make_user("ana", *VERBS, sites=[site]))
    form = client.get(reverse("civic_topics:add")).context["form"]
    assert form.fields["site"].widget.is_hidden
    assert form.fields["site"].initial == site.pk


def test_parents_of_another_municipality_are_not_offered(client, make_user, site, ours, theirs):
    client.force_login(make_user("ana", *VERBS, sites=[site]))
    form = client.get(reverse("civic_topics:add")).context["form"]
    assert list(form.fields["parent"].queryset) == [ours]


def test_what_is_still_needed_is_not_deleted_and_the_editor_is_told_by_what(
    client, superuser, site
):
    convocation = Convocation.objects.create(site=site, number=7, start="2025-11-01")
    body = Body.objects.create(site=site, code="council", kind="council")
    person = Person.objects.create(site=site, code="nino")
    member = Membership.objects.create(person=person, body=body, convocation=convocation)
    ReferenceIndex.objects.all().delete()  # of rows stored in bulk, it knows nothing
    client.force_login(superuser)
    address = reverse("civic_convocations:delete", args=[convocation.pk])
    answer = client.post(address)
    [message] = answer.context["messages"]
    assert message.level_tag == "error"
    assert f"{Membership._meta.verbose_name}: 1" in message.message
    assert Convocation.objects.get() == convocation
    member.delete()
    assert client.post(address).status_code == 302
    assert not Convocation.objects.exists()


@pytest.mark.parametrize("number", [10**30, -(10**30)])
def test_a_number_that_no_column_holds_names_no_row(ours, number):
    topics = Topic.objects.order_by("pk")
    assert list(topics.filter(pk__in=[ours.pk, number])) == [ours]
    assert list(topics.filter(pk__in=[number])) == []
    assert list(topics.exclude(pk__in=[number])) == [ours]


def test_permissions_hold_on_the_sites_of_the_group(make_user, site, other_site):
    ana = make_user("ana", "civic_core.change_topic", sites=[site])
    assert list(sites_for(ana, "civic_core.change_topic")) == [site]
    assert may(ana, "civic_core.change_topic", site)
    assert not may(ana, "civic_core.change_topic", other_site)
    assert not may(ana, "civic_core.delete_topic", site)


def test_a_group_without_sites_works_on_all(make_user, superuser, site, other_site):
    everywhere = make_user("eka", "civic_core.change_topic")
    assert sites_for(everywhere, "civic_core.change_topic").count() == 2
    assert sites_for(superuser, "civic_core.change_topic").count() == 2


def test_an_inactive_user_may_nothing(make_user, site):
    ana = make_user("ana", "civic_core.change_topic")
    ana.is_active = False
    assert not sites_for(ana, "civic_core.change_topic").exists()


@pytest.mark.parametrize(
    "name",
    [
        "civic_topics",
        "civic_areas",
        "civic_bodies",
        "civic_people",
        "civic_memberships",
        "civic_convocations",
        "civic_voter_rolls",
    ],
)
def test_every_listing_of_the_town_hall_opens(client, superuser, site, name):
    VoterRoll.objects.create(site=site, date="2026-10-01", voters=63000, source="CEC")
    client.force_login(superuser)
    assert client.get(reverse(f"{name}:index")).status_code == 200
    assert client.get(reverse(f"{name}:index") + "?q=ა").status_code == 200
    assert client.get(reverse(f"{name}:add")).status_code == 200


def test_personal_data_is_for_those_who_may(client, clerk, make_user, site):
    client.force_login(clerk)
    assert client.get(reverse("civic_personal_data")).status_code == 302
    client.force_login(make_user("dpo", "civic_core.handle_personal_data", sites=[site]))
    page = reverse("civic_personal_data")
    assert client.get(page).status_code == 200
    form = {"site": site.pk, "channel": "email", "address": "nobody@example.ge", "find": "1"}
    assert client.post(page, form).status_code == 200
    wrong = client.post(page, {**form, "address": "nobody"})
    assert "address" in wrong.context["form"].errors


def test_every_search_for_somebody_is_logged_without_the_address(client, make_user, site):
    officer = make_user("dpo", "civic_core.handle_personal_data", sites=[site])
    client.force_login(officer)
    form = {"site": site.pk, "channel": "email", "address": "nobody@example.ge", "find": "1"}
    client.post(reverse("civic_personal_data"), form)
    client.post(reverse("civic_personal_data"), {**form, "address": "nobody"})
    call_command("civic_personal_data", "find", "email", "nobody@example.ge")
    lines = ModelLogEntry.objects.for_instance(site).order_by("timestamp")
    assert [(line.action, line.user, line.data) for line in lines] == [
        ("civic_core.find", officer, {}),
        ("civic_core.find", None, {}),
    ]


def test_the_municipality_settings_open(client, superuser, site):
    client.force_login(superuser)
    page = reverse("wagtailsettings:edit", args=["civic_core", "municipalitysettings", site.pk])
    assert client.get(page).status_code == 200


def test_a_group_is_limited_to_municipalities_in_the_admin(client, superuser, site, other_site):
    group = Group.objects.create(name="Office")
    client.force_login(superuser)
    page = reverse("wagtailusers_groups:edit", args=[group.pk])
    assert other_site.site_name in client.get(page).content.decode()
    panels = client.get(page).context["permission_panels"]
    prefixes = [form.prefix for form in panels if hasattr(form, "management_form")]
    data = {"name": group.name, "civic_sites-sites": [other_site.pk]}
    for prefix in prefixes:
        counts = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MAX_NUM_FORMS": 1000}
        data |= {f"{prefix}-{name}": count for name, count in counts.items()}
    assert client.post(page, data).status_code == 302
    assert [row.site for row in group.civic_sites.all()] == [other_site]


def test_the_permissions_of_the_suite_can_be_given_in_the_admin(client, superuser, site):
    client.force_login(superuser)
    page = client.get(reverse("wagtailusers_groups:add")).content.decode()
    assert "handle_personal_data" in page or "requests about personal data" in page


def test_the_collection_of_an_upload_is_asked_for_in_georgian(client, superuser, site):
    Collection.get_first_root_node().add_child(name="Drafts")
    client.force_login(superuser)
    page = client.get(reverse("wagtaildocs:add_multiple"), headers={"accept-language": "ka"})
    assert "კოლექციაში დამატება:" in page.content.decode()


@pytest.mark.parametrize("name", ["wagtaildocs:index", "wagtailimages:index"])
def test_who_has_uploaded_nothing_is_told_so_in_georgian(client, superuser, site, name):
    client.force_login(superuser)
    page = client.get(reverse(name), headers={"accept-language": "ka"}).content.decode()
    assert "ჯერ არ აგიტვირთავთ" in page
    assert "You haven" not in page


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(0), "ახლახან"),
        (timedelta(minutes=5), "გავიდა 5\xa0წუთი"),
        (timedelta(hours=26), "გავიდა 1\xa0დღე"),
        (timedelta(days=800), "გავიდა 2\xa0წელი"),
    ],
)
def test_how_long_ago_something_was_is_told_in_georgian(ago, words):
    with override("ka"):
        assert timesince_simple(timezone.now() - ago) == words
