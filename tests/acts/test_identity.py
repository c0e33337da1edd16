"""What makes an act this act: reserved by a draft, fixed by publication, moved on purpose."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from freezegun import freeze_time

from wagtail_civic.acts import numbering
from wagtail_civic.acts.models import Act, ActAlias

pytestmark = pytest.mark.django_db


def test_one_number_is_taken_once_in_its_body_type_and_year(town):
    town.act("17-51")
    with pytest.raises(IntegrityError), transaction.atomic():
        town.act("№ 17 - 51")


def test_the_same_number_lives_in_another_year_body_type_and_site(town, other_town):
    town.act("45")
    town.act("45", adopted=date(2025, 3, 2))
    town.act("45", act_type=town.order)
    town.act("45", body=town.mayor)
    other_town.act("45")
    assert Act.objects.filter(number_key="45").count() == 5


def test_drafts_without_a_number_do_not_collide(town):
    for _ in range(2):
        town.act(" ", live=False)
        town.act("", live=False, adopted=None)
    assert Act.objects.filter(number_key__isnull=True).count() == 4


def test_georgian_letters_of_a_number_are_told_apart(town):
    town.act("17-ა")
    town.act("17-ბ")
    with pytest.raises(IntegrityError), transaction.atomic():
        town.act("17-Ა")


def test_the_database_refuses_a_published_act_without_its_number(town):
    with pytest.raises(IntegrityError), transaction.atomic():
        town.act("№")
    act = town.act("5", live=False, body=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Act.objects.filter(pk=act.pk).update(live=True)


def test_a_draft_holds_its_number_before_anything_is_published(town):
    act = Act(
        site=town.site,
        act_type=town.resolution,
        body=town.council,
        number="",
        title="პროექტი",
        live=False,
    )
    act.save()
    act.number, act.adopted = "7", date(2026, 5, 1)
    act.save_revision(clean=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        town.act("7", adopted=date(2026, 6, 1))


def test_a_draft_that_changes_its_number_gives_the_first_one_back(town):
    act = town.act("7", live=False)
    act.number = "8"
    act.save_revision()
    assert town.act("7").number_key == "7"
    with pytest.raises(IntegrityError), transaction.atomic():
        town.act("8")


def test_a_duplicate_is_refused_by_a_message_that_names_the_other_act(town):
    town.act("17-51", title="ბიუჯეტის დამტკიცების შესახებ")
    double = Act(
        site=town.site,
        act_type=town.resolution,
        body=town.council,
        number="N17/51",
        adopted=date(2026, 11, 1),
        title="სხვა",
        live=False,
    )
    with pytest.raises(ValidationError) as error:
        double.full_clean()
    assert "ბიუჯეტის დამტკიცების შესახებ" in error.value.message_dict["number"][0]


@pytest.mark.parametrize("name", ["number", "adopted", "act_type", "body"])
def test_publishing_without_a_part_of_the_identity_names_the_field(town, name):
    act = town.act("9", live=False)
    setattr(act, name, None if name != "number" else "")
    revision = act.save_revision(clean=False)
    with pytest.raises(ValidationError) as error:
        revision.publish()
    assert list(error.value.message_dict) == [name]
    act.refresh_from_db()
    assert not act.live


def test_publishing_an_old_draft_keeps_the_identity_of_the_published_act(town):
    act = town.act("1", live=False)
    old = act.save_revision()
    act.number, act.title = "2", "ახალი სათაური"
    act.save_revision().publish()
    act = Act.objects.get(pk=act.pk)
    assert (act.number_key, act.live) == ("2", True)
    old.refresh_from_db()
    old.publish()
    act = Act.objects.get(pk=act.pk)
    assert (act.number, act.number_key, act.year) == ("2", "2", 2026)
    assert act.title == "ადგილობრივი გზების შესახებ"
    assert town.act("1").number_key == "1"


def test_a_new_draft_of_a_published_act_cannot_change_its_number(town):
    act = town.act("1")
    act.number, act.body = "2", town.mayor
    act.save_revision(clean=False).publish()
    act = Act.objects.get(pk=act.pk)
    assert (act.number_key, act.body) == ("1", town.council)


def test_an_act_created_live_knows_when_it_was_first_published(town):
    assert town.act("1").first_published_at is not None
    assert town.act("2", live=False).first_published_at is None


def test_renumbering_moves_the_act_and_keeps_the_old_address(town, superuser):
    act = town.act("1")
    numbering.renumber(
        act,
        body=town.council,
        act_type=town.resolution,
        number="1-ა",
        adopted=date(2025, 12, 30),
        reason="typing error",
        user=superuser,
    )
    act = Act.objects.get(pk=act.pk)
    assert tuple(act.identity) == ("council", "resolution", 2025, "1-ა")
    alias = ActAlias.objects.get()
    assert (alias.act, alias.year, alias.number_key) == (act, 2026, "1")


def test_renumbering_there_and_back_leaves_one_former_address(town):
    act = town.act("1")
    move = {"body": town.council, "act_type": town.resolution, "reason": "x"}
    for number in ("2", "1"):
        numbering.renumber(act, number=number, adopted=act.adopted, **move)
    assert [alias.number_key for alias in ActAlias.objects.all()] == ["2"]


def test_renumbering_onto_another_act_is_refused(town):
    act, other = town.act("1"), town.act("2")
    with pytest.raises(ValidationError) as error:
        numbering.renumber(
            act,
            body=other.body,
            act_type=other.act_type,
            number="N2",
            adopted=act.adopted,
            reason="x",
        )
    assert "number" in error.value.message_dict
    assert not ActAlias.objects.exists()


def test_renumbering_is_written_in_the_history(town, superuser):
    from wagtail_civic.core.models import CivicLogEntry

    act = town.act("1")
    numbering.renumber(
        act,
        body=act.body,
        act_type=act.act_type,
        number="3",
        adopted=act.adopted,
        reason="the minutes say 3",
        user=superuser,
    )
    entry = CivicLogEntry.objects.get(action="civic_acts.renumber")
    assert entry.user == superuser
    assert entry.data["reason"] == "the minutes say 3"
    assert entry.data["to"][-1] == "3"


@pytest.mark.parametrize("name", ["act_type", "body"])
@pytest.mark.parametrize("field", ["code", "site"])
def test_what_addresses_are_made_of_stays_once_an_act_has_it(town, other_town, name, field):
    row = getattr(town.act("1"), name)
    before = town.act("2", body=town.mayor, act_type=town.order).identity
    setattr(row, field, {"code": "another", "site": other_town.site}[field])
    with pytest.raises(ValidationError) as error:
        row.clean()
    assert list(error.value.message_dict) == [field]
    assert Act.objects.get(number="2").identity == before


def test_a_former_address_holds_the_code_of_its_type_too(town):
    act = town.act("1")
    kept = {"number": "1", "adopted": act.adopted, "reason": "x"}
    numbering.renumber(act, body=town.mayor, act_type=town.order, **kept)
    assert not town.resolution.acts.exists()
    for row in (town.resolution, town.council):
        row.code = "another"
        with pytest.raises(ValidationError):
            row.clean()


def test_a_code_that_no_act_has_may_be_put_right_and_names_always(town):
    town.order.code = "orders"
    town.order.full_clean()
    used = town.act("1").act_type
    used.is_normative, used.sort_order = True, 7
    used.full_clean()


def test_a_date_that_lies_ahead_is_refused(town):
    act = town.act("1", live=False)
    act.adopted = timezone.localdate() + timedelta(days=1)
    with pytest.raises(ValidationError) as error:
        act.full_clean()
    assert list(error.value.message_dict) == ["adopted"]


def test_a_row_of_another_municipality_is_refused(town, other_town):
    act = town.act("1", live=False)
    act.body = other_town.council
    with pytest.raises(ValidationError) as error:
        act.full_clean()
    assert list(error.value.message_dict) == ["body"]


def test_a_draft_can_be_opened_after_its_file_was_deleted(town, document):
    act, file = town.act("1"), document()
    act.files.add(act.files.model(document=file, role="main"))
    act.save_revision()
    file.delete()
    draft = Act.objects.get(pk=act.pk).get_latest_revision_as_object()
    assert list(draft.files.all()) == []


@freeze_time("2026-11-22 12:00")
def test_a_file_of_a_published_act_cannot_be_deleted(town, document):
    from django.db.models import ProtectedError

    act, file = town.act("1", live=False), document(content=b"abc")
    act.files.add(act.files.model(document=file, role="main"))
    act.save_revision().publish()
    stored = Act.objects.get(pk=act.pk).files.get()
    assert stored.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    with pytest.raises(ProtectedError):
        file.delete()


def test_a_number_taken_a_moment_ago_stops_a_renumbering_with_a_message(town, monkeypatch):
    act = town.act("1")
    town.act("2")
    monkeypatch.setattr(numbering, "same_identity", lambda act: None)
    kept = {"body": act.body, "act_type": act.act_type, "adopted": act.adopted}
    with pytest.raises(ValidationError) as error:
        numbering.renumber(act, **kept, number="2", reason="x")
    assert "number" in error.value.message_dict
    act.refresh_from_db()
    assert act.number == "1"
