"""Relations between acts lead from the later to the earlier; files say what they hold now."""

from datetime import date
from hashlib import sha256

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from wagtail.test.utils.form_data import inline_formset

from tests.acts.test_admin import form_data, url
from wagtail_civic.acts.models import Act, ActFile, ActRelation
from wagtail_civic.acts.relations import leads_to
from wagtail_civic.core.models import CivicLogEntry


def test_relations_are_followed_from_act_to_act_and_end_in_a_circle_too():
    lines = {1: [2, 3], 2: [4], 3: [1], 4: []}

    def targets_of(acts):
        return [target for act in acts for target in lines[act]]

    assert leads_to(1, 4, targets_of)
    assert leads_to(3, 4, targets_of)
    assert not leads_to(4, 1, targets_of)
    assert not leads_to(1, 5, targets_of)


def relate(act, target, kind="amends"):
    return ActRelation.objects.create(act=act, target=target, kind=kind)


@pytest.mark.django_db
def test_an_act_does_not_refer_to_itself(town):
    act = town.act()
    with pytest.raises(ValidationError, match="საკუთარ თავს"):
        ActRelation(act=act, target=act, kind="repeals").clean()


@pytest.mark.django_db
def test_acts_do_not_refer_to_each_other_in_a_circle(town):
    first, second, third = town.act(), town.act(), town.act()
    relate(third, second)
    relate(second, first, "based_on")
    with pytest.raises(ValidationError, match="უკვე უკავშირდება"):
        ActRelation(act=first, target=third, kind="repeals").clean()
    ActRelation(act=third, target=first, kind="repeals").clean()


@pytest.mark.django_db
def test_an_act_of_another_municipality_is_not_a_target(town, other_town):
    with pytest.raises(ValidationError, match="იმავე მუნიციპალიტეტის"):
        ActRelation(act=town.act(), target=other_town.act(), kind="amends").clean()


@pytest.mark.django_db
def test_the_form_names_the_relation_that_closes_a_circle(client, superuser, town):
    old, new = town.act(), town.act()
    relate(new, old)
    client.force_login(superuser)
    row = {"kind": "amends", "target": new.pk, "outside_title": "", "outside_url": ""}
    row |= {"since": "", "note": ""}
    data = form_data(town, number=old.number, relations=inline_formset([row]))
    answer = client.post(url("edit", old.pk), data)
    errors = answer.context["form"].formsets["relations"].errors
    assert list(errors[0]) == ["target"]


@pytest.mark.django_db
def test_two_drafts_that_close_a_circle_are_not_both_published(town):
    first = town.act(live=False)
    second = town.act(live=False)
    first.relations.add(ActRelation(target=second, kind="amends"))
    first.save_revision()
    second.relations.add(ActRelation(target=first, kind="amends"))
    later = second.save_revision()
    first.get_latest_revision().publish()
    with pytest.raises(ValidationError, match="უკვე უკავშირდება"):
        later.publish()
    assert not Act.objects.get(pk=second.pk).live


def replace(document, content):
    document.file = ContentFile(content, name="again.txt")
    document.save()


@pytest.mark.django_db
def test_a_replaced_document_renews_the_digest_and_is_written_down(town, document):
    act = town.act()
    file = document(content=b"first")
    row = ActFile.objects.create(act=act, document=file)
    before = act.modified_at
    replace(file, b"second")
    row.refresh_from_db()
    assert row.sha256 == sha256(b"second").hexdigest()
    assert Act.objects.get(pk=act.pk).modified_at > before
    entry = CivicLogEntry.objects.get(action="civic_acts.file_replaced")
    assert entry.object_id == str(act.pk)
    assert entry.data["from"] == sha256(b"first").hexdigest()
    assert entry.data["to"] == row.sha256


@pytest.mark.django_db
def test_a_document_that_only_gets_another_title_changes_no_act(town, document):
    act = town.act(adopted=date(2026, 1, 12))
    file = document()
    ActFile.objects.create(act=act, document=file)
    file.title = "სხვა"
    file.save()
    assert Act.objects.get(pk=act.pk).modified_at == act.modified_at
    assert not CivicLogEntry.objects.filter(action="civic_acts.file_replaced").exists()
