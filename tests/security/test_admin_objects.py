"""Objects beside the one that an address names: revisions, previews, choosers, editing sessions.

Each test is a way in which a trusted admin was once too generous with an object that it had not
asked about.
"""

from urllib.parse import quote

import pytest
from django.contrib.auth.models import Group
from django.core.files.storage import default_storage
from django.urls import reverse

from tests.conftest import make_site
from wagtail_civic.acts.models import Act
from wagtail_civic.core.models import MunicipalitySettings
from wagtail_civic.petitions import deciding
from wagtail_civic.sms import routing, telling
from wagtail_civic.sms.models import SmsSettings

from .people import everything
from .test_admin_access import is_refused
from .test_admin_scope import act_form
from .views import admin_views

pytestmark = pytest.mark.django_db

ACT = "/admin/snippets/civic_acts/act"
CHOOSE = "/admin/snippets/choose/civic_acts/act"
BEYOND = ["9" * 30, "a", "²", "-1", "9" * 5000]


@pytest.fixture
def of_both(make_user, ours, theirs):
    """Somebody who may do everything in both municipalities."""
    user = make_user("both")
    for world in (ours, theirs):
        everything(Group.objects.get(name="both-group"), world)
    return user


@pytest.fixture
def nobody(make_user):
    return make_user("nobody")


@pytest.fixture
def stranger(make_user, theirs):
    user = make_user("stranger")
    everything(Group.objects.get(name="stranger-group"), theirs)
    return user


def crossed(ours, theirs):
    """Addresses that name our row, and a part of theirs."""
    for view in admin_views():
        inner = [name for name in view.arguments if name.endswith(("_id", "_pk", "id_a"))]
        if view.is_of_one_row and inner and view.model in theirs.extra:
            values = {"pk": ours.rows[view.model].pk, **ours.extra[view.model]}
            values |= {name: theirs.extra[view.model][name] for name in inner}
            wanted = {name: values[name] for name in view.arguments}
            yield view, reverse(view.name, kwargs=wanted)


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_part_of_another_row_is_not_found_below_this_one(client, of_both, ours, theirs, method):
    """Not even by who may see both: revisions, comparisons, tasks of workflows, checks."""
    client.force_login(of_both)
    asked, told = 0, []
    for view, url in crossed(ours, theirs):
        asked += 1
        response = getattr(client, method)(url)
        if "BETA" in response.content.decode(errors="replace") or not is_refused(response):
            told.append(f"{view.name} {response.status_code}")
    assert told == []
    assert asked > 6


def preview(client, act, **changes):
    """What the preview of an act shows of a form that was sent by hand."""
    url = f"{ACT}/preview/{act.pk}/"
    sent = client.post(url, act_form(client, act, **changes)).json()
    return sent, client.get(url).content.decode()


def test_a_preview_shows_what_is_sent(client, officer, ours):
    client.force_login(officer)
    sent, shown = preview(client, ours.act, title="Quite another title")
    assert sent["is_valid"]
    assert "Quite another title" in shown


def test_a_preview_shows_no_act_of_another_municipality(client, officer, ours, theirs):
    client.force_login(officer)
    related = {
        "relations-TOTAL_FORMS": 1,
        "relations-0-kind": "repeals",
        "relations-0-target": theirs.act.pk,
        "relations-0-ORDER": 1,
    }
    sent, shown = preview(client, ours.act, title="ALPHA", **related)
    assert not sent["is_valid"]
    assert "BETA" not in shown


@pytest.mark.parametrize("path", ["preview/{pk}/", "preview/"])
def test_who_may_not_edit_sees_no_preview(client, stranger, nobody, ours, path):
    url = f"{ACT}/{path.format(pk=ours.act.pk)}"
    for user in (nobody, *([stranger] if "{" in path else [])):
        client.force_login(user)
        for method in ("get", "post"):
            assert is_refused(getattr(client, method)(url)), (user, method)


def test_nobody_learns_who_is_editing_an_act_of_another_municipality(
    client, officer, stranger, nobody, ours
):
    """Wagtail tells editors of each other, by name."""
    url = reverse(
        "wagtailadmin_editing_sessions:ping", args=["civic_acts", "act", ours.act.pk, 999999]
    )
    client.force_login(officer)
    assert client.post(url).status_code == 200
    for user in (stranger, nobody):
        client.force_login(user)
        assert is_refused(client.post(url)), user


def test_a_chooser_knows_no_act_of_another_municipality(client, officer, ours, theirs):
    client.force_login(officer)
    listed = client.get(f"{CHOOSE}/").content.decode()
    assert "ALPHA" in listed
    assert "BETA" not in listed
    found = client.get(f"{CHOOSE}/results/?q=გზების").content.decode()
    assert "ALPHA" in found
    assert "BETA" not in found
    assert is_refused(client.get(f"{CHOOSE}/chosen/{theirs.act.pk}/"))
    both = f"id={ours.act.pk}&id={theirs.act.pk}"
    several = client.get(f"{CHOOSE}/chosen-multiple/?{both}").content.decode()
    assert "ALPHA" in several
    assert "BETA" not in several


@pytest.mark.parametrize("value", BEYOND)
def test_what_is_no_row_is_not_chosen_or_deleted(client, officer, ours, value):
    client.force_login(officer)
    client.raise_request_exception = False
    assert client.get(f"{CHOOSE}/chosen/{quote(value)}/").status_code in (302, 404)
    assert client.get(f"{CHOOSE}/chosen-multiple/?id={value}").status_code == 200
    client.post(f"/admin/bulk/civic_acts/act/delete/?id={value}")
    assert Act.objects.filter(pk=ours.act.pk).exists()


def stored(folder="") -> list[str]:
    folders, files = default_storage.listdir(folder)
    inside = [f"{folder}/{name}".lstrip("/") for name in folders]
    return [f"{folder}/{name}" for name in files] + [x for each in inside for x in stored(each)]


def test_what_is_taken_along_lies_nowhere_for_others(client, officer, ours):
    """No export is a file with an address: it is made for who may have it, and kept by nobody."""
    client.force_login(officer)
    before = sorted(stored())
    number = {"site": ours.site.pk, "channel": "phone", "address": ours.subscriber.number}
    answers = [
        client.post(reverse("civic_sms_export")),
        client.get(reverse("civic_sms_campaigns:export", args=[ours.announced.pk])),
        client.get(reverse("civic_sms_lists:faults", args=[ours.rows["civic_sms.PaperList"].pk])),
        client.post(reverse("civic_personal_data"), {**number, "export": "1"}),
        client.post(reverse("civic_sms_subscribers:unmask", args=[ours.subscriber.pk])),
    ]
    for answer in answers:
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
        assert b"".join(answer) if answer.streaming else answer.content
    assert sorted(stored()) == before


def test_a_letter_about_a_gateway_reaches_its_own_senders_only(make_user, ours, theirs):
    for world, name in ((ours, "ours"), (theirs, "theirs")):
        SmsSettings.objects.filter(site=world.site).update(gateway=f"{name}-sms")
        everything(Group.objects.get(name=f"{make_user(name).username}-group"), world)
    gone = make_user("gone", "civic_sms.send_campaign", sites=[ours.site])
    gone.is_active = False
    gone.save()
    assert [user.username for user in telling.concerned(routing.sites_of("ours-sms"))] == ["ours"]
    assert [user.username for user in telling.concerned(routing.sites_of("theirs-sms"))] == [
        "theirs"
    ]


def test_the_same_workbook_is_not_found_in_another_municipality(client, officer, ours, theirs):
    """A file's hash answers nobody whether a neighbour has it."""
    client.force_login(officer)
    form = client.get(reverse("civic_budget_workbooks:add")).context["form"]
    form.instance.sha256 = theirs.rows["civic_budget.SourceDocument"].sha256
    form.cleaned_data = {"site": ours.site}
    type(form.instance).objects.filter(site=ours.site).delete()
    assert form.known() is None


def test_a_right_of_another_municipality_opens_no_settings(client, stranger, ours):
    client.force_login(stranger)
    client.post(
        f"/admin/settings/civic_core/municipalitysettings/{ours.site.pk}/", {"phone": "hacked"}
    )
    assert MunicipalitySettings.for_site(ours.site).phone != "hacked"


def test_a_municipality_that_comes_later_is_nobodys(client, officer, locales):
    """Rights bound to one municipality do not grow with the install."""
    later = make_site("later.example", "later", locales)
    client.force_login(officer)
    url = f"/admin/settings/civic_core/municipalitysettings/{later.pk}/"
    assert is_refused(client.get(url))


@pytest.mark.parametrize(
    "right", ["civic_sessions.change_session", "civic_petitions.decide_petition"]
)
def test_drafts_of_acts_are_not_told_to_who_only_links_to_acts(client, make_user, ours, right):
    """The agenda of a session and the decision on a petition name the act that answers."""
    draft = ours.town.act(title="SECRET draft", number="1", live=False)
    deciding.close(ours.petition, now=ours.now)
    deciding.begin_review(ours.petition, now=ours.now, user=None)
    url = reverse("civic_sessions_desk:edit", args=[ours.session.pk])
    if "petition" in right:
        url = reverse("civic_petitions_queue:move", args=[ours.petition.pk, "decide"])
    rights = [right, "civic_sessions.view_session", "civic_petitions.view_petition"]
    for name, more, is_told in (("linking", [], False), ("acting", ["civic_acts.view_act"], True)):
        client.force_login(make_user(name, *rights, *more, sites=[ours.site]))
        assert (draft.title in client.get(url).content.decode()) is is_told
