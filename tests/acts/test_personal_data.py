"""Personal data in the text of an act: nobody publishes them without having looked."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    Workflow,
    WorkflowContentType,
    WorkflowTask,
)
from wagtail.test.utils.form_data import (
    inline_formset,
    nested_form_data,
    rich_text,
    streamfield,
)

from wagtail_civic.acts import checking, uploading
from wagtail_civic.acts.importing import run
from wagtail_civic.acts.models import Act, ActVersion
from wagtail_civic.core.models import CivicLogEntry

from .conftest import article
from .test_admin import ALL, form_data, url
from .test_guessing import RESOLUTION
from .test_importing import GOOD, HEAD, listed, order
from .test_uploading import CONFIRM, file

pytestmark = pytest.mark.django_db

NUMBER = "01001012345"
HELD = f"დახმარება გაეწიოს პირს (პ/ნ {NUMBER})."


def text_of(words, number="1"):
    value = {"number": number, "heading": "", "text": rich_text(f"<p>{words}</p>")}
    return streamfield([("article", value)])


@pytest.fixture
def registrar(make_user, town, client):
    rights = [*ALL, *(f"civic_acts.{verb}_actversion" for verb in ("add", "change", "view"))]
    user = make_user("registrar", *rights, sites=[town.site])
    client.force_login(user)
    return user


def publish(client, town, act=None, personal=(), **changes):
    address = url("edit", act.pk) if act else url("add")
    data = form_data(town, **changes) | {"personal": personal, "action-publish": "1"}
    return client.post(address, data)


def offered(response):
    return [digest for digest, _words in response.context["form"].fields["personal"].choices]


def test_an_act_with_a_personal_number_is_not_published_and_the_article_is_named(
    client, town, registrar
):
    response = publish(client, town, text=text_of(HELD, "7"))
    assert response.status_code == 200
    assert "personal" in response.context["form"].errors
    words = response.content.decode()
    assert "მუხლი 7: პირადი ნომერი (01…45)" in words
    assert not Act.objects.filter(live=True).exists()


def test_a_draft_is_saved_with_it_and_its_form_shows_the_place(client, town, registrar):
    client.post(url("add"), form_data(town, text=text_of(HELD)))
    act = Act.objects.get()
    assert not act.live
    assert "მუხლი 1: პირადი ნომერი" in client.get(url("edit", act.pk)).content.decode()


def test_who_has_looked_publishes_and_the_history_says_so_without_the_number(
    client, town, registrar
):
    digests = offered(publish(client, town, text=text_of(HELD)))
    publish(client, town, text=text_of(HELD), personal=digests)
    act = Act.objects.get()
    assert act.live
    entry = CivicLogEntry.objects.get(action=checking.CHECKED)
    assert entry.user == registrar
    assert entry.data["places"] == "მუხლი 1"
    assert "მუხლი 1" in client.get(url("history", act.pk)).content.decode()


def test_what_was_looked_at_is_not_asked_again_until_the_article_changes(client, town, registrar):
    act = town.act("17-51", live=False, text=[article(1, "", HELD)])
    digests = offered(client.get(url("edit", act.pk)))
    publish(client, town, act, text=text_of(HELD), personal=digests)
    assert Act.objects.get().live
    form = client.get(url("edit", act.pk)).context["form"]
    assert form["personal"].value() == digests
    other = HELD.replace("01001", "60001")
    response = publish(client, town, act, text=text_of(other), personal=digests)
    assert "personal" in response.context["form"].errors
    assert offered(response) != digests
    assert NUMBER in str(Act.objects.get().text)


def test_an_unticked_place_is_not_looked_at_any_more(client, town, registrar):
    act = town.act("17-51", live=False, text=[article(1, "", HELD)])
    digests = offered(client.get(url("edit", act.pk)))
    client.post(url("edit", act.pk), form_data(town, text=text_of(HELD)) | {"personal": digests})
    assert Act.objects.get().personal_checked
    client.post(url("edit", act.pk), form_data(town, text=text_of(HELD)))
    assert not Act.objects.get().personal_checked


def test_no_way_to_publish_goes_round_it(town):
    act = town.act(live=False, text=[article(1, "", HELD)])
    with pytest.raises(ValidationError):
        act.save_revision().publish()
    assert not Act.objects.get().live
    act.personal_checked = checking.digests(act)
    act.save()
    act.save_revision().publish()
    assert Act.objects.get().live


def test_an_act_is_not_handed_in_for_approval_with_it(client, town, registrar):
    workflow = Workflow.objects.create(name="acts")
    task = GroupApprovalTask.objects.create(name="registrar")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    kind = ContentType.objects.get_for_model(Act)
    WorkflowContentType.objects.create(workflow=workflow, content_type=kind)
    act = town.act("17-51", live=False, text=[article(1, "", HELD)])
    data = form_data(town, text=text_of(HELD)) | {"action-submit": "1"}
    response = client.post(url("edit", act.pk), data)
    assert "personal" in response.context["form"].errors
    assert not act.workflow_states.exists()
    client.post(url("edit", act.pk), data | {"personal": offered(response)})
    assert act.workflow_states.exists()


@pytest.mark.parametrize("words", ["თანხა 12 345 ლარი", "კოდი 010260020.35.123.016127"])
def test_an_act_without_personal_data_asks_nothing(client, town, registrar, words):
    publish(client, town, text=text_of(words))
    act = Act.objects.get()
    assert act.live
    assert 'name="personal"' not in client.get(url("edit", act.pk)).content.decode()


def test_a_pattern_of_the_municipality_counts(town, settings):
    settings.WAGTAIL_CIVIC = {"DOCUMENTS_PERSONAL_PATTERNS": [r"დაბ\. \d{4}"]}
    act = town.act(live=False, title="აქტი", text=[article(3, "", "პირი (დაბ. 1970)")])
    assert [place.where for place in checking.places(act)] == ["მუხლი 3"]


def test_the_title_counts(town):
    act = town.act(live=False, title=f"{NUMBER} დახმარების შესახებ")
    assert [place.where for place in checking.places(act)] == ["სათაური"]


SUMMARY = {"language": "en", "title": f"Aid for {NUMBER}", "meaning": ""}


def with_summary(**words):
    return inline_formset([SUMMARY | words])


def with_file(document):
    file = document("a.txt", b"words")
    return inline_formset([{"role": "main", "document": file.pk, "title": f"{NUMBER} განცხადება"}])


@pytest.mark.parametrize("part", ["title", "meaning", "file"])
def test_what_stands_beside_the_text_is_published_once_somebody_has_looked(
    client, town, superuser, document, part
):
    client.force_login(superuser)
    rows = {
        "title": {"summaries": with_summary()},
        "meaning": {"summaries": with_summary(title="Aid", meaning=f"Aid for {NUMBER}.")},
        "file": {"files": with_file(document)},
    }[part]
    response = publish(client, town, **rows)
    assert "personal" in response.context["form"].errors
    assert "(01…45)" in response.content.decode()
    assert not Act.objects.filter(live=True).exists()
    publish(client, town, **rows, personal=offered(response))
    assert Act.objects.get().live
    assert CivicLogEntry.objects.filter(action=checking.CHECKED).count() == 1


def test_a_row_that_is_taken_out_is_not_asked_about(client, town, registrar):
    act = town.act("17-51", live=False)
    row = act.summaries.model.objects.create(act=act, **SUMMARY)
    gone = inline_formset([SUMMARY | {"id": row.pk, "DELETE": "on"}], initial=1)
    assert "(01…45)" in client.get(url("edit", act.pk)).content.decode()
    publish(client, town, act, summaries=gone)
    assert Act.objects.get().live


def test_no_other_way_to_publish_goes_round_what_stands_beside_the_text(town):
    act = town.act(live=False)
    act.summaries.add(act.summaries.model(**SUMMARY))
    with pytest.raises(ValidationError, match="მარტივი ენით"):
        act.save_revision().publish()
    assert not Act.objects.get().live


def test_the_note_of_a_version_counts(town):
    version = ActVersion(act=town.act(), valid_from="2026-06-01", text=[], note=HELD)
    assert [place.where for place in checking.places(version)] == ["შენიშვნა"]


def test_without_documents_nothing_is_looked_for(town, monkeypatch):
    monkeypatch.setattr(checking.apps, "is_installed", lambda name: False)
    assert checking.places(town.act(live=False, text=[article(1, "", HELD)])) == []


def test_who_confirms_what_was_read_is_told(client, town, superuser):
    root = Collection.get_first_root_node()
    words = RESOLUTION + f"\n{HELD}"
    uploading.draft(town.site, file(words), root, None, timezone.now())
    client.force_login(superuser)
    assert "პირადი ნომერი (01…45)" in client.get(CONFIRM).content.decode()


def test_a_list_publishes_all_but_what_somebody_must_look_at(town):
    held, good = f"{GOOD};{HELD}", f"{GOOD.replace('17-51', '18')};წესი"
    for is_check in (True, False):
        taken = listed(held, good, head=f"{HEAD};ტექსტი")
        report = run(order(town, is_check=is_check, is_live=True), taken)
        assert (report.made, report.faulty) == (2, 0)
        assert [(row, "პირადი ნომერი" in words) for row, words in report.notes] == [(2, True)]
    assert {act.number: act.live for act in Act.objects.all()} == {"17-51": False, "18": True}


VERSIONS = "/admin/civic_act_versions"


def version_data(act, words, personal=()):
    data = {"act": act.pk, "valid_from": "2026-06-01", "text": text_of(words)}
    return nested_form_data(data) | {"personal": personal}


def test_a_version_with_a_personal_number_waits_until_somebody_has_looked(client, town, registrar):
    act = town.act()
    response = client.post(f"{VERSIONS}/new/", version_data(act, HELD))
    assert "personal" in response.context["form"].errors
    assert not ActVersion.objects.exists()
    data = version_data(act, HELD, personal=offered(response))
    assert client.post(f"{VERSIONS}/new/", data).status_code == 302
    version = ActVersion.objects.get()
    assert CivicLogEntry.objects.filter(action=checking.CHECKED).exists()
    address = reverse("civic_act_versions:edit", args=[version.pk])
    again = version_data(act, HELD, personal=offered(client.get(address)))
    assert client.post(address, again).status_code == 302
    assert CivicLogEntry.objects.filter(action=checking.CHECKED).count() == 1
