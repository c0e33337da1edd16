"""The registrar's side: who may do what on which act, and what the forms say."""

from datetime import date

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from wagtail_civic.acts.models import Act, ActAlias

pytestmark = pytest.mark.django_db

NAMESPACE = "wagtailsnippets_civic_acts_act"
VERBS = ("add", "change", "delete", "view", "publish", "lock", "unlock", "renumber")
ALL = [f"civic_acts.{verb}_act" for verb in VERBS]


def url(name, *args):
    return reverse(f"{NAMESPACE}:{name}", args=args)


def form_data(town, **changes):
    data = {
        "site": town.site.pk,
        "act_type": town.resolution.pk,
        "body": town.council.pk,
        "number": "17-51",
        "adopted": "2026-03-02",
        "title": "ადგილობრივი გზების შესახებ",
        "language": "ka",
        "text": streamfield([]),
        "files": inline_formset([]),
        "relations": inline_formset([]),
        "summaries": inline_formset([]),
        "commencements": inline_formset([]),
    }
    return nested_form_data(data | changes)


def addresses_of(act):
    revision = act.save_revision()
    pk = act.pk
    return [
        url("edit", pk),
        url("delete", pk),
        url("copy", pk),
        url("usage", pk),
        url("history", pk),
        url("history_results", pk),
        url("preview_on_edit", pk),
        url("revisions_view", pk, revision.pk),
        url("revisions_revert", pk, revision.pk),
        url("revisions_compare", pk, "earliest", "latest"),
        url("revisions_unschedule", pk, revision.pk),
        url("unpublish", pk),
        url("workflow_history", pk),
        url("renumber", pk),
    ]


def missing(response) -> bool:
    """Not found; a host with ``i18n_patterns`` sends what is not found to try with a language."""
    path = response.wsgi_request.path
    return response.status_code == 404 or response.get("Location", "") == f"/ka{path}"


def refused(response) -> bool:
    """Not found, forbidden, or sent away with Wagtail's "no permission" message."""
    home = reverse("wagtailadmin_home")
    return missing(response) or response.status_code == 403 or response.get("Location") == home


@pytest.fixture
def registrar(make_user, town, client):
    user = make_user("registrar", *ALL, sites=[town.site])
    client.force_login(user)
    return user


def test_a_stranger_is_sent_to_the_log_in(client, town):
    for address in [url("list"), url("add"), *addresses_of(town.act())]:
        response = client.get(address)
        assert response.status_code == 302
        assert "/login/" in response["Location"]


def test_an_editor_without_the_permission_sees_no_act(client, town, clerk):
    client.force_login(clerk)
    for address in [url("list"), url("add"), *addresses_of(town.act())]:
        assert refused(client.get(address)), address


def test_a_registrar_reaches_every_view_of_an_act(client, town, registrar):
    act = town.act()
    for address in [url("list"), url("add"), *addresses_of(act)]:
        if "unschedule" not in address:
            # An act that was public is withdrawn, not deleted.
            expected = 302 if "/delete/" in address else 200
            assert client.get(address).status_code == expected, address


def test_an_act_of_another_municipality_does_not_exist(client, town, other_town, registrar):
    act = other_town.act(title="იქაური აქტი")
    for address in addresses_of(act):
        assert refused(client.get(address)), address
        assert refused(client.post(address, form_data(other_town))) or address.endswith(
            url("copy", act.pk)
        ), address
    assert Act.objects.get(pk=act.pk).live
    assert "იქაური აქტი" not in client.get(url("list")).content.decode()


@pytest.mark.parametrize(
    ("verb", "open_views"),
    [
        ("view", {"usage", "history", "history_results"}),
        ("add", {"usage", "history", "history_results"}),
        ("delete", {"delete", "usage", "history", "history_results"}),
        ("change", {"edit", "preview_on_edit", "compare", "revision"}),
    ],
)
def test_one_permission_opens_its_own_views_only(client, town, make_user, verb, open_views):
    client.force_login(make_user("one", f"civic_acts.{verb}_act", sites=[town.site]))
    act = town.act()
    closed = {
        "edit": url("edit", act.pk),
        "delete": url("delete", act.pk),
        "preview_on_edit": url("preview_on_edit", act.pk),
        "unpublish": url("unpublish", act.pk),
        "renumber": url("renumber", act.pk),
        "compare": url("revisions_compare", act.pk, "earliest", "latest"),
        "revision": url("revisions_view", act.pk, act.save_revision().pk),
        "copy": url("copy", act.pk),
    }
    for name, address in closed.items():
        if name not in open_views:
            assert refused(client.get(address)), name


def test_rights_on_two_sites_are_not_mixed(client, town, other_town, make_user):
    """Somebody who publishes here and only looks there publishes nothing there."""
    user = make_user("both", *ALL, sites=[town.site])
    viewers = make_user("x", "civic_acts.view_act", sites=[other_town.site]).groups.get()
    user.groups.add(viewers)
    client.force_login(user)
    act = other_town.act(live=False)
    assert refused(client.get(url("edit", act.pk)))
    response = client.post(url("edit", act.pk), form_data(other_town) | {"action-publish": "1"})
    assert refused(response)
    assert not Act.objects.get(pk=act.pk).live


def test_a_right_to_publish_elsewhere_publishes_no_new_act_here(
    client, town, other_town, make_user
):
    """The form asks for the municipality, so Wagtail's own question is about all of them."""
    user = make_user("both", *ALL, sites=[other_town.site])
    adders = make_user("x", "civic_acts.add_act", "civic_acts.view_act", sites=[town.site])
    user.groups.add(adders.groups.get())
    client.force_login(user)
    for here, is_taken in ((town, False), (other_town, True)):
        response = client.post(url("add"), form_data(here) | {"action-publish": "1"})
        assert refused(response) is not is_taken
        assert Act.objects.filter(site=here.site, live=True).exists() is is_taken


@pytest.mark.parametrize("live", [True, False])
def test_a_right_to_change_publishes_nothing(client, town, make_user, live):
    rights = ["civic_acts.change_act", "civic_acts.view_act"]
    client.force_login(make_user("changing", *rights, sites=[town.site]))
    act = town.act("17-51", live=live, title="ძველი")
    data = form_data(town, title="ახალი") | {"action-publish": "1"}
    client.post(url("edit", act.pk), data)
    kept = Act.objects.get(pk=act.pk)
    assert (kept.live, kept.get_latest_revision_as_object().title) == (live, "ახალი")
    assert kept.title == "ძველი" or not live


def test_a_draft_is_kept_without_a_number_and_published_with_it(client, town, registrar):
    response = client.post(url("add"), form_data(town, number="", adopted=""))
    act = Act.objects.get()
    assert response.status_code == 302
    assert (act.live, act.number_key, act.site) == (False, None, town.site)
    data = form_data(town, number="№ 17-51") | {"action-publish": "1"}
    client.post(url("edit", act.pk), data)
    act = Act.objects.get()
    assert (act.live, act.number, act.number_key, act.year) == (True, "17-51", "17-51", 2026)


@pytest.mark.parametrize("name", ["number", "adopted", "act_type", "body"])
def test_publishing_without_a_part_of_the_identity_names_the_field(client, town, registrar, name):
    response = client.post(url("add"), form_data(town, **{name: ""}) | {"action-publish": "1"})
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {name}
    assert not Act.objects.exists()


def test_a_duplicate_names_the_other_act(client, town, registrar):
    town.act("17-51", title="ბიუჯეტის შესახებ")
    response = client.post(url("add"), form_data(town, number="N17/51"))
    assert "ბიუჯეტის შესახებ" in str(response.context["form"].errors["number"])
    assert Act.objects.count() == 1


def test_a_number_lost_in_a_race_is_a_message(client, town, registrar, monkeypatch):
    from wagtail_civic.acts import numbering

    town.act("17-51")
    monkeypatch.setattr(numbering, "same_identity", lambda act: None)
    response = client.post(url("add"), form_data(town))
    assert response.status_code == 200
    assert "number" in response.context["form"].errors
    assert Act.objects.count() == 1


def test_the_number_of_a_published_act_is_not_changed_by_its_form(client, town, registrar):
    act = town.act("1")
    data = form_data(town, number="2", adopted="2025-01-01") | {"action-publish": "1"}
    client.post(url("edit", act.pk), data)
    act = Act.objects.get()
    assert (act.number, act.adopted) == ("1", date(2026, 3, 2))


def test_the_number_is_changed_by_a_move_with_a_reason(client, town, registrar):
    act = town.act("1")
    data = {
        "act_type": town.resolution.pk,
        "body": town.council.pk,
        "number": "2",
        "adopted": "2026-03-02",
        "reason": "",
    }
    assert client.post(url("renumber", act.pk), data).status_code == 200
    assert Act.objects.get().number == "1"
    assert (
        client.post(url("renumber", act.pk), data | {"reason": "ბეჭდვის შეცდომა"}).status_code
        == 302
    )
    assert Act.objects.get().number == "2"
    assert ActAlias.objects.count() == 1
    assert "ბეჭდვის შეცდომა" in client.get(url("history", act.pk)).content.decode()


def test_a_copy_starts_without_number_and_leaves_the_original(client, town, registrar, document):
    act = town.act("1", title="ნიმუში")
    act.files.model.objects.create(act=act, document=document())
    form = client.get(url("copy", act.pk)).context["form"]
    assert form.instance.pk is None
    assert form["number"].value() == ""
    assert form["title"].value() == "ნიმუში"
    assert client.post(url("copy", act.pk), form_data(town, number="2")).status_code == 405
    assert Act.objects.get().number == "1"


def test_the_preview_shows_what_is_typed(client, town, registrar):
    act = town.act("1")
    data = form_data(town, number="1", title="აკრეფილი სათაური")
    assert client.post(url("preview_on_edit", act.pk), data).json()["is_valid"]
    html = client.get(url("preview_on_edit", act.pk)).content.decode()
    assert "აკრეფილი სათაური" in html
    client.post(url("preview_on_add"), form_data(town, number="2", title="ახალი"))
    assert "ახალი" in client.get(url("preview_on_add")).content.decode()


def test_bulk_deletion_stops_at_the_border(client, town, other_town, registrar):
    ours, theirs = town.act(live=False), other_town.act(title="იქაური", live=False)
    address = reverse("wagtail_bulk_action", args=["civic_acts", "act", "delete"])
    for act in (theirs, ours):
        response = client.get(f"{address}?id={act.pk}")
        assert ("იქაური" in response.content.decode()) is False
    for asked in (f"id={theirs.pk}", f"id={ours.pk}&id={theirs.pk}", "id=all"):
        response = client.get(f"{address}?{asked}&next=/admin/")
        assert "იქაური" not in response.content.decode()
        client.post(f"{address}?{asked}&next=/admin/")
    assert Act.objects.count() == 2
    client.post(f"{address}?id={ours.pk}&next=/admin/")
    assert list(Act.objects.all()) == [theirs]


def test_the_chooser_offers_acts_of_the_municipality(client, town, other_town, registrar, clerk):
    ours, theirs = town.act("17-51", title="აქაური"), other_town.act("17-51", title="იქაური")
    chooser = "wagtailsnippetchoosers_civic_acts_act"
    for query in ("", "?q=17-51", "?q=აქაურ"):
        html = client.get(reverse(f"{chooser}:choose") + query).content.decode()
        assert "იქაური" not in html
    results = client.get(reverse(f"{chooser}:choose_results") + "?q=№17-51").content.decode()
    assert "აქაური" in results
    assert client.get(reverse(f"{chooser}:chosen", args=[ours.pk])).status_code == 200
    assert missing(client.get(reverse(f"{chooser}:chosen", args=[theirs.pk])))
    client.force_login(clerk)
    refused = client.get(reverse(f"{chooser}:chosen", args=[ours.pk]))
    assert refused.status_code == 302
    assert refused["Location"] == reverse("wagtailadmin_home")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=17-51", {"ა"}),
        ("q=სათაური", {"ა", "ბ"}),
        ("state=live", {"ა"}),
        ("state=draft", {"ბ"}),
        ("state=scheduled", set()),
        ("state=failed", set()),
        ("year=2025", {"ბ"}),
    ],
)
def test_the_listing_is_searched_and_filtered(client, town, registrar, query, expected):
    town.act("17-51", title="სათაური ა")
    town.act("2", title="სათაური ბ", live=False, adopted=date(2025, 1, 1))
    acts = client.get(f"{url('list')}?{query}").context["object_list"]
    assert {act.title[-1] for act in acts} == expected


def test_the_listing_asks_as_often_for_many_acts_as_for_few(client, town, registrar):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(url("list"))
        return len(captured)

    for _ in range(3):
        town.act(live=False).save_revision()
    client.get(url("list"))
    few = queries()
    for _ in range(20):
        town.act(live=False).save_revision()
    assert queries() == few


def test_types_belong_to_their_municipality(client, town, other_town, make_user):
    verbs = [f"civic_acts.{verb}_acttype" for verb in ("add", "change", "delete", "view")]
    client.force_login(make_user("types", *verbs, sites=[town.site]))
    assert client.get(reverse("civic_act_types:edit", args=[town.order.pk])).status_code == 200
    other = reverse("civic_act_types:edit", args=[other_town.order.pk])
    assert missing(client.get(other))


def test_the_form_of_a_type_keeps_the_code_that_addresses_have(client, town, superuser):
    act = town.act("1")
    client.force_login(superuser)
    address = reverse("civic_act_types:edit", args=[town.resolution.pk])
    data = {"site": town.site.pk, "code": "another", "sort_order": "0"}
    names = [{"id": n.pk, "language": n.language, "name": n.name} for n in act.act_type.names.all()]
    data["names"] = inline_formset(names, initial=len(names))
    response = client.post(address, nested_form_data(data))
    assert set(response.context["form"].errors) == {"code"}
    assert client.get(town.url(act)).status_code == 200
    response = client.post(address, nested_form_data(data | {"code": "resolution"}))
    assert response.status_code == 302


@pytest.mark.parametrize("typed", ["№17-51", "N 17/51", "17–51", "010260020.35", "გზების"])
def test_the_list_is_searched_by_a_number_however_it_is_written(client, superuser, town, typed):
    act = town.act("17-51", registration_code="010260020.35.123.016127")
    town.act("18", title="სხვა")
    client.force_login(superuser)
    answer = client.get(url("list"), {"q": typed})
    assert list(answer.context["object_list"]) == [act]
