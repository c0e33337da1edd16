"""What a clerk could reach around the edges of the views: forms, reports, bulk actions, links."""

from contextlib import suppress

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.forms import ModelChoiceField, ModelMultipleChoiceField
from django.urls import reverse
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import GroupSitePermission, Site

from wagtail_civic.acts.models import Act, ActRelation
from wagtail_civic.core import history
from wagtail_civic.core.models import MunicipalitySettings, Topic
from wagtail_civic.documents.models import SearchSettings
from wagtail_civic.sms.models import Subscriber

from .people import everything
from .sending import sent_back
from .views import admin_views

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(make_user, ours, theirs):
    """May look in our municipality, and do everything in the other."""
    user = make_user("reader", "civic_core.view_topic", sites=[ours.site])
    group = Group.objects.create(name="elsewhere")
    everything(group, theirs)
    user.groups.add(group)
    return user


def topic_form(site, name="ახალი"):
    return {
        "site": site.pk,
        "code": "new",
        "sort_order": 0,
        "names-TOTAL_FORMS": 1,
        "names-INITIAL_FORMS": 0,
        "names-0-language": "ka",
        "names-0-name": name,
    }


def test_a_row_is_not_added_to_a_municipality_that_one_may_only_look_at(
    client, reader, ours, theirs
):
    client.force_login(reader)
    client.post("/admin/civic_topics/new/", topic_form(ours.site))
    assert not Topic.objects.filter(code="new").exists()
    client.post("/admin/civic_topics/new/", topic_form(theirs.site))
    assert Topic.objects.get(code="new").site == theirs.site


def test_a_row_is_not_moved_to_a_municipality_that_one_may_only_look_at(
    client, reader, ours, theirs
):
    client.force_login(reader)
    client.post(f"/admin/civic_topics/edit/{theirs.topic.pk}/", topic_form(ours.site))
    theirs.topic.refresh_from_db()
    assert theirs.topic.site == theirs.site


def test_a_list_shows_what_one_may_look_at_and_no_more(client, reader, officer, ours, theirs):
    client.force_login(reader)
    shown = client.get("/admin/civic_topics/").content.decode()
    assert "ALPHA" in shown
    assert "BETA" in shown
    client.force_login(officer)
    assert "BETA" not in client.get("/admin/civic_topics/").content.decode()


@pytest.mark.parametrize("query", ["", "?export=csv", "?export=xlsx"])
def test_the_history_of_the_install_tells_nothing_of_other_municipalities(
    client, officer, ours, theirs, query
):
    for world in (ours, theirs):
        for row in (world.campaign, world.act, world.question):
            history.log(row, "civic_sms.pause", reason=f"{world.mark} why")
    client.force_login(officer)
    response = client.get(f"/admin/reports/site-history/{query}")
    told = b"".join(response) if response.streaming else response.content
    if query != "?export=xlsx":  # its words are compressed
        assert b"ALPHA" in told
    assert b"BETA" not in told


def test_the_history_is_whole_for_an_administrator(client, superuser, ours, theirs):
    for world in (ours, theirs):
        history.log(world.campaign, "civic_sms.pause")
    client.force_login(superuser)
    told = client.get("/admin/reports/site-history/").content
    assert b"ALPHA" in told
    assert b"BETA" in told


def test_the_history_of_one_row_still_shows_its_lines(client, officer, ours):
    history.log(ours.campaign, "civic_sms.pause", user=officer, reason="სადღესასწაულო")
    client.force_login(officer)
    page = client.get(f"/admin/civic_sms_campaigns/history/{ours.campaign.pk}/").content.decode()
    assert "სადღესასწაულო" in page


@pytest.mark.parametrize("method", ["get", "post"])
def test_acts_of_another_municipality_are_not_deleted_in_bulk(
    client, officer, ours, theirs, method
):
    client.force_login(officer)
    for query in (f"id={theirs.act.pk}", f"id={ours.act.pk}&id={theirs.act.pk}", "id=all"):
        response = getattr(client, method)(f"/admin/bulk/civic_acts/act/delete/?{query}")
        assert b"BETA" not in response.content
        assert Act.objects.filter(pk=theirs.act.pk).exists()


def act_form(client, act, **changes):
    return sent_back(client, f"/admin/snippets/civic_acts/act/edit/{act.pk}/", **changes)


def repeal(client, act, target):
    """Send the form of an act with a relation to ``target``, whatever the chooser would offer."""
    changes = {
        "relations-TOTAL_FORMS": 1,
        "relations-0-kind": "repeals",
        "relations-0-target": target.pk,
        "relations-0-ORDER": 1,
        "action-publish": "1",
    }
    url = f"/admin/snippets/civic_acts/act/edit/{act.pk}/"
    return client.post(url, act_form(client, act, **changes))


def test_an_act_cannot_repeal_an_act_of_another_municipality(client, superuser, ours, theirs):
    """Not even sent by somebody whose chooser offers both."""
    client.force_login(superuser)
    assert repeal(client, ours.act, theirs.act).status_code == 200
    assert not ActRelation.objects.exists()
    assert theirs.act.repeal_day() is None
    older = ours.town.act(title="ძველი")
    assert repeal(client, ours.act, older).status_code == 302
    assert ActRelation.objects.get().target == older


def test_a_relation_across_municipalities_that_is_stored_is_not_believed(client, ours, theirs):
    ActRelation.objects.create(act=ours.act, kind="repeals", target=theirs.act)
    host = {"HTTP_HOST": theirs.site.hostname}
    page = client.get(theirs.town.url(theirs.act), **host).content.decode()
    assert "ALPHA" not in page
    data = client.get(f"/civic/api/v1/acts/{theirs.act.key}/", **host).json()
    assert data["status"] == "in_force"
    assert data["relations_of_others"] == []
    ours_page = client.get(ours.town.url(ours.act)).content.decode()
    assert "BETA" not in ours_page


def test_the_search_of_one_municipality_is_not_given_the_files_of_another(
    client, officer, ours, theirs
):
    client.force_login(officer)
    url = f"/admin/settings/civic_documents/searchsettings/{ours.site.pk}/"
    page = client.get(url).content.decode()
    assert "ALPHA files" in page
    assert "BETA files" not in page
    client.post(url, {"collections": [ours.collection.pk, theirs.collection.pk]})
    chosen = SearchSettings.for_site(ours.site).collections.all()
    assert theirs.collection not in chosen


def test_the_settings_of_a_municipality_open_for_those_wagtail_names_too(
    client, make_user, ours, theirs
):
    """Wagtail's own right to the settings of one site is still worth what it says."""
    user = make_user("settings")
    permission = Permission.objects.get(codename="change_municipalitysettings")
    GroupSitePermission.objects.create(
        group=user.groups.get(), site=ours.site, permission=permission
    )
    client.force_login(user)
    base = "/admin/settings/civic_core/municipalitysettings/"
    assert client.get(f"{base}{ours.site.pk}/").status_code == 200
    assert client.get(f"{base}{theirs.site.pk}/").status_code == 302
    client.post(f"{base}{theirs.site.pk}/", {"phone": "hacked"})
    assert MunicipalitySettings.for_site(theirs.site).phone == ""


def test_opening_the_settings_leads_to_ones_own_municipality(client, officer, ours, theirs):
    client.force_login(officer)
    response = client.get(
        "/admin/settings/civic_core/municipalitysettings/", HTTP_HOST=theirs.site.hostname
    )
    assert response["Location"].endswith(f"/{ours.site.pk}/")


#: Offered by a chooser that asks for itself, and refused when the form is sent: above, and in
#: the tests of chosen files.
CHOSEN = {("civic_acts.Act", "target"), ("civic_acts.Act", "document")}


def choices_of(form):
    """Every field of a form and its inline forms that takes a row."""
    for bound in [form, *getattr(form, "formsets", {}).values()]:
        inner = [bound.empty_form, *bound.forms] if hasattr(bound, "management_form") else [bound]
        for each in inner:
            for name, field in each.fields.items():
                if isinstance(field, ModelChoiceField):
                    yield name, field


def test_no_form_takes_a_row_of_another_municipality(client, officer, ours, theirs):
    """Sent by hand, past what the form offers."""
    client.force_login(officer)
    picture = get_image_model().objects.create(
        title="BETA", file=get_test_image_file(), collection=theirs.collection
    )
    rows = {**theirs.rows, Site._meta.label: theirs.site}
    rows |= {file._meta.label: file for file in (theirs.file, picture)}
    asked, taken = set(), []
    for view in admin_views():
        form = (client.get(view.url(ours), ours.sent.get(view.name)).context or {}).get("form")
        for name, field in choices_of(form) if hasattr(form, "fields") else ():
            row = rows.get(field.queryset.model._meta.label)
            if row is None or (view.model, name) in CHOSEN:
                continue
            asked.add((view.name, view.model, name))
            several = isinstance(field, ModelMultipleChoiceField)
            with suppress(ValidationError):
                field.clean([row.pk] if several else row.pk)
                taken.append((view.name, view.model, name))
    assert taken == []
    assert len(asked) > 60
    assert {name for name, _model, field in asked if field == "site"} >= OF_A_SITE


#: Screens that are functions and ask for the municipality themselves.
OF_A_SITE = {
    "civic_personal_data",
    "civic_acts_upload",
    "civic_acts_import",
    "civic_budget_names",
    "civic_petitions_queue:past",
    "civic_sms_entry",
    "civic_sms_unsubscribe",
}


@pytest.mark.parametrize("name", sorted(OF_A_SITE))
def test_no_screen_works_for_a_municipality_that_is_sent_by_hand(
    client, officer, ours, theirs, name
):
    client.force_login(officer)
    for world, is_taken in ((theirs, False), (ours, True)):
        answer = client.post(reverse(name), {"site": world.site.pk})
        assert ("site" not in answer.context["form"].errors) is is_taken


@pytest.mark.parametrize("verb", ["find", "export", "erase"])
def test_nobody_is_looked_up_exported_or_erased_in_another_municipality(
    client, officer, ours, theirs, verb
):
    client.force_login(officer)
    for world, is_done in ((theirs, False), (ours, True)):
        number = {"channel": "phone", "address": world.subscriber.number, verb: "1"}
        before = list(Subscriber.objects.filter(site=world.site).order_by("pk").values())
        answer = client.post(reverse("civic_personal_data"), {"site": world.site.pk, **number})
        after = list(Subscriber.objects.filter(site=world.site).order_by("pk").values())
        assert bool(answer.context and answer.context["form"].errors) is not is_done
        assert (before == after) is (verb != "erase" or not is_done)


def test_what_was_read_is_confirmed_for_acts_of_ones_own_municipality_only(
    client, officer, ours, theirs
):
    client.force_login(officer)
    url = reverse("civic_acts_confirm")
    shown = client.get(url).content.decode()
    assert "ALPHA" in shown
    assert "BETA" not in shown
    for world, is_taken in ((theirs, False), (ours, True)):
        act = world.guessed
        facts = {"is_right": "on", "number": "98", "adopted": "2026-03-02", "title": "სხვა"}
        facts |= {"act_type": act.act_type_id, "body": act.body_id}
        client.post(url, {f"act-{act.pk}-{name}": value for name, value in facts.items()})
        act.refresh_from_db()
        assert (act.guessed_at is None) is is_taken
