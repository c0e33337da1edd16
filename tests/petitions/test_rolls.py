"""Personal numbers of the electoral roll: kept as digests alone, and a reason to look, no more."""

import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from wagtail_civic.core import tables
from wagtail_civic.core.models import CivicLogEntry, VoterRoll
from wagtail_civic.petitions import (
    counting,
    exporting,
    jobs,
    online_check,
    paper,
    retention,
    rolls,
    sheets,
    uniqueness,
    voiding,
)
from wagtail_civic.petitions.models import (
    PaperLine,
    Petition,
    PetitionSettings,
    RollDigest,
    RollNumbers,
    Signature,
    SignatureContact,
    Voiding,
)
from wagtail_civic.petitions.personal import PetitionData
from wagtail_civic.petitions.transitions import NotPossible

from .conftest import add_signatures

pytestmark = pytest.mark.django_db
QUEUE = "/admin/civic_petitions_queue/"
NUMBERS = ["01001000001", "01001000002", "01001000003"]
AS_WRITTEN = "პირადი ნომერი\n01001000001\n01 001 000 002\n\n01-001-000003;;\n"


@pytest.fixture
def clerk_of_rolls(make_user, site):
    return make_user(
        "rolls",
        "civic_petitions.view_petition",
        "civic_petitions.import_petition",
        sites=[site],
    )


@pytest.fixture
def desk(client, officer):
    client.force_login(officer)
    return client


def reading(text):
    data = text if isinstance(text, bytes) else text.encode()
    lines = tables.stream(io.BytesIO(data), most_rows=1000, longest=rolls.LONGEST_CELL)
    return rolls.read(lines)


def keep(roll, *numbers):
    return rolls.keep(roll, reading("\n".join(numbers or NUMBERS)), now=timezone.now())


def signed_by(petition, *numbers):
    """One counting signature for each, without a number where it is empty."""
    made = add_signatures(petition, len(numbers))
    for signature, number in zip(made, numbers, strict=True):
        digests = uniqueness.digests(uniqueness.PERSONAL, number) if number else []
        SignatureContact.objects.filter(signature=signature).update(personal=digests)
    return made


def everything_stored():
    with connection.cursor() as cursor:
        stored = ""
        for table in connection.introspection.table_names(cursor):
            if table.startswith(("civic_petitions", "civic_core")):
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                stored += str(cursor.fetchall())
    return stored


# Taking in ----------------------------------------------------------------------------------


def test_numbers_are_read_as_people_write_them_and_kept_as_digests_alone(roll):
    assert keep(roll, AS_WRITTEN) == 3
    assert RollNumbers.objects.get().count == 3
    kept = set(RollDigest.objects.values_list("digest", flat=True))
    assert kept == {uniqueness.digests(uniqueness.PERSONAL, number)[0] for number in NUMBERS}
    stored = everything_stored()
    assert not any(number in stored for number in NUMBERS)
    line = CivicLogEntry.objects.get(action="civic_petitions.roll_kept")
    assert line.data == {"numbers": 3}


def test_a_heading_is_no_line_of_its_own_and_none_is_needed():
    assert reading("01001000001\n01001000002\n").faults == []
    assert len(reading("Personal number\n01001000001\n").digests) == 1
    assert [row for row, _words in reading("ნომრები აქ\n01001000001\n").faults] == [1]


def test_a_number_that_is_repeated_is_kept_once_and_told():
    found = reading("01001000001\n01 001 000 001\n01001000002\n")
    assert (len(found.digests), found.repeated, found.faults) == (2, 1, [])


HOSTILE = {
    "too short": "123",
    "too long": "010010000011",
    "letters": "0100100000O",
    "formula": "=HYPERLINK(1)",
    "command": "01001000001'; DROP TABLE civic_petitions_rolldigest; --",
    "markup": "<script>01001000001</script>",
    "long": "0" * 5000,
    "two columns": "01001000001;ნინო ბერიძე",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_faulty_line_is_told_by_its_place_without_what_stands_in_it(roll, text):
    keep(roll, "01001000009")
    found = reading(f"01001000001\n{text}\n01001000002\n")
    [(row, words)] = found.faults
    assert row == 2
    assert text not in words
    assert "01001000001" not in words
    with pytest.raises(NotPossible):
        rolls.keep(roll, found, now=timezone.now())
    assert RollNumbers.objects.get().count == 1


@pytest.mark.parametrize("text", ["", "\n\n", "პირადი ნომერი\n"])
def test_a_file_without_numbers_keeps_what_there_was(roll, text):
    keep(roll)
    with pytest.raises((NotPossible, tables.TableError)):
        rolls.keep(roll, reading(text), now=timezone.now())
    assert RollDigest.objects.count() == 3


def test_digits_of_other_scripts_are_the_same_number():
    assert reading("٠١٠٠١٠٠٠٠٠١").digests.keys() == reading("01001000001").digests.keys()


def test_a_thousand_faults_are_not_all_told():
    assert len(reading("1\n" * 900).faults) == rolls.MOST_FAULTS


def test_a_file_taken_in_again_replaces_the_numbers(roll):
    keep(roll)
    keep(roll, "01001000007")
    assert RollNumbers.objects.get().count == RollDigest.objects.count() == 1


def test_the_numbers_go_with_the_roll(roll):
    keep(roll)
    roll.delete()
    assert not RollDigest.objects.exists()


def test_the_numbers_are_forgotten_on_request_and_it_is_noted(roll, officer):
    keep(roll)
    assert rolls.remove(roll, user=officer) == 3
    assert not RollDigest.objects.exists()
    assert VoterRoll.objects.filter(pk=roll.pk).exists()
    line = CivicLogEntry.objects.get(action="civic_petitions.roll_forgotten")
    assert (line.user, line.data) == (officer, {"numbers": 3})
    assert rolls.remove(roll) == 0


# The command --------------------------------------------------------------------------------


@pytest.fixture
def written(tmp_path):
    def write(text):
        file = tmp_path / "roll.csv"
        file.write_text(text, encoding="utf-8")
        return str(file)

    return write


def run(*args):
    told = io.StringIO()
    call_command("civic_import_roll", *args, stdout=told)
    return told.getvalue()


def test_the_command_keeps_checks_and_forgets(roll, written):
    file, day = written(AS_WRITTEN), roll.date.isoformat()
    assert "3 personal numbers to keep" in run(file, "--date", day, "--check")
    assert not RollNumbers.objects.exists()
    assert "3 personal numbers kept" in run(file, "--date", day)
    assert RollDigest.objects.count() == 3
    assert "3 personal numbers forgotten" in run("--date", day, "--remove")
    assert not RollDigest.objects.exists()


def test_the_command_tells_faults_by_line_and_keeps_nothing(roll, written):
    told = io.StringIO()
    with pytest.raises(CommandError):
        call_command(
            "civic_import_roll",
            written("01001000001\n12345\n"),
            "--date",
            roll.date.isoformat(),
            stdout=told,
        )
    assert "line 2:" in told.getvalue()
    assert "12345" not in told.getvalue()
    assert not RollNumbers.objects.exists()


@pytest.mark.parametrize(
    "args",
    [
        ("--date", "2020-10-01"),
        ("/nowhere.csv", "--date", "2020-10-01"),
        ("/nowhere.csv", "--date", "2020-10-01", "--remove"),
        ("/nowhere.csv", "--date", "1999-01-01"),
    ],
)
def test_the_command_says_what_is_missing(roll, args):
    with pytest.raises(CommandError):
        run(*args)


# The screen ---------------------------------------------------------------------------------


def send(client, roll, data, name="roll.csv"):
    data = data if isinstance(data, bytes) else data.encode()
    file = SimpleUploadedFile(name, data)
    return client.post(f"{QUEUE}roll/", {"roll": roll.pk, "file": file})


def test_an_officer_takes_the_numbers_in_and_has_them_forgotten(client, clerk_of_rolls, roll):
    client.force_login(clerk_of_rolls)
    assert send(client, roll, AS_WRITTEN).status_code == 302
    assert RollNumbers.objects.get().count == 3
    assert CivicLogEntry.objects.get(action="civic_petitions.roll_kept").user == clerk_of_rolls
    assert f"roll/{roll.pk}/forget/" in client.get(f"{QUEUE}roll/").content.decode()
    client.post(f"{QUEUE}roll/{roll.pk}/forget/")
    assert not RollNumbers.objects.exists()


@pytest.mark.parametrize(
    "data", [b"", b"\x00" * 50, b"\xff\xfe\x00", b"PK\x03\x04broken", b'"01001000001', b"x" * 99]
)
def test_a_broken_file_is_a_form_shown_again(client, clerk_of_rolls, roll, data):
    client.force_login(clerk_of_rolls)
    assert send(client, roll, data).status_code == 200
    assert not RollNumbers.objects.exists()


def test_a_file_that_is_too_large_is_not_read(client, clerk_of_rolls, roll, monkeypatch):
    monkeypatch.setattr("wagtail_civic.petitions.desk.roll_views.LARGEST", 0)
    client.force_login(clerk_of_rolls)
    assert send(client, roll, AS_WRITTEN).context["form"].errors["file"]
    assert not RollNumbers.objects.exists()


def test_faults_are_shown_by_line(client, clerk_of_rolls, roll):
    client.force_login(clerk_of_rolls)
    answer = send(client, roll, "01001000001\n777\n")
    assert [row for row, _words in answer.context["faults"]] == [2]
    assert "777" not in answer.content.decode()


def test_the_rolls_of_another_municipality_are_out_of_reach(client, clerk_of_rolls, other_site):
    foreign = VoterRoll.objects.create(
        site=other_site, date=date(2020, 10, 1), voters=9, source="x"
    )
    keep(foreign)
    client.force_login(clerk_of_rolls)
    assert send(client, foreign, "01001000007").status_code == 200
    client.post(f"{QUEUE}roll/{foreign.pk}/forget/")
    assert RollNumbers.objects.get().count == 3
    assert "/forget/" not in client.get(f"{QUEUE}roll/").content.decode()


def test_who_works_for_two_municipalities_reads_whose_roll_it_is(
    client, make_user, site, other_site, roll
):
    permissions = ("civic_petitions.view_petition", "civic_petitions.import_petition")
    foreign = VoterRoll.objects.create(site=other_site, date=roll.date, voters=9, source="x")
    keep(foreign)
    client.force_login(make_user("both", *permissions, sites=[site, other_site]))
    answer = client.get(f"{QUEUE}roll/")
    labels = [label for _value, label in answer.context["form"].fields["roll"].choices]
    assert sorted(labels) == sorted([f"{site}, {roll}", f"{other_site}, {foreign}"])
    assert f"<p>{other_site}, " in answer.content.decode()


def test_who_may_take_nothing_in_sees_no_such_screen(desk, roll):
    keep(roll)
    send(desk, roll, "01001000007")
    desk.post(f"{QUEUE}roll/{roll.pk}/forget/")
    assert RollNumbers.objects.get().count == 3


# Who is on it -------------------------------------------------------------------------------


def test_signatures_are_told_apart_and_none_is_uncounted(desk, petition, roll):
    keep(roll)
    signed_by(petition, NUMBERS[0], NUMBERS[1], "01001000099", "", "")
    counting.recount(petition, timezone.now() + timedelta(minutes=1))
    assert rolls.tally(petition) == rolls.Tally(found=2, missing=1, unasked=2)
    petition.refresh_from_db()
    assert petition.signatures_electronic == 5
    assert Signature.objects.counting().count() == 5
    words, address = "ვერ მოიძებნა: 1, ნომრის გარეშე: 2", f"{QUEUE}{petition.pk}/"
    assert words in desk.get(f"{address}?roll=1").content.decode()
    unasked = desk.get(address).content.decode()
    assert "?roll=1" in unasked
    assert words not in unasked


def test_what_does_not_count_is_not_told(petition, roll):
    keep(roll)
    first, _second = signed_by(petition, NUMBERS[0], "01001000099")
    Signature.objects.filter(pk=first.pk).update(ended_at=timezone.now(), ended_as="suspected")
    assert rolls.tally(petition) == rolls.Tally(found=0, missing=1, unasked=0)


def test_without_numbers_of_the_roll_nothing_is_said(desk, petition, make_petition):
    signed_by(petition, NUMBERS[0])
    assert rolls.tally(petition) is None
    assert rolls.tally(make_petition()) is None
    page = desk.get(f"{QUEUE}{petition.pk}/?roll=1").content.decode()
    assert "ვერ მოიძებნა" not in page
    assert "?roll=1" not in page


def test_the_roll_of_the_frozen_basis_is_asked_not_the_newest(petition, roll, site):
    newer = VoterRoll.objects.create(
        site=site, date=roll.date + timedelta(days=365), voters=60000, source="ცესკო"
    )
    keep(roll, NUMBERS[0])
    keep(newer, NUMBERS[1])
    signed_by(petition, NUMBERS[0], NUMBERS[1])
    assert rolls.tally(petition) == rolls.Tally(found=1, missing=1, unasked=0)


def test_another_municipality_s_roll_of_the_same_day_is_not_asked(petition, roll, other_site):
    foreign = VoterRoll.objects.create(site=other_site, date=roll.date, voters=9, source="x")
    keep(foreign)
    signed_by(petition, NUMBERS[0])
    assert rolls.tally(petition) is None


@pytest.mark.parametrize("first", ["signed", "kept"])
def test_a_rotated_key_loses_nobody(petition, roll, settings, first):
    steps = {"signed": lambda: signed_by(petition, NUMBERS[0]), "kept": lambda: keep(roll)}
    steps.pop(first)()
    old = settings.WAGTAIL_CIVIC
    keys = ["another-key-of-32-characters-0000", *old["LOOKUP_KEYS"]]
    settings.WAGTAIL_CIVIC = {**old, "LOOKUP_KEYS": keys}
    [last] = steps.values()
    last()
    assert rolls.tally(petition) == rolls.Tally(found=1, missing=0, unasked=0)
    assert RollNumbers.objects.get().count == 3


def test_drawn_signatures_say_whether_they_are_on_the_roll(client, make_user, site, petition, roll):
    keep(roll)
    signed_by(petition, NUMBERS[0], "01001000099", "")
    settings = PetitionSettings.for_site(site)
    settings.sample_share = 100
    settings.save()
    check = online_check.draw(petition, now=timezone.now(), seed="wagtail")
    assert sorted(check.lines) == [1, 2, 3]
    standing = rolls.standing_of(check)
    assert sorted(standing.values()) == [False, True]
    checker = make_user(
        "checker",
        "civic_petitions.view_petition",
        "civic_petitions.check_paper_petition",
        sites=[site],
    )
    client.force_login(checker)
    context = client.get(f"{QUEUE}{petition.pk}/online/").context
    assert len(context["strangers"]) == len(context["unasked"]) == 1
    rows = list(exporting.drawn_rows(check))
    assert sorted(row[-1] for row in rows[1:]) == ["", "დიახ", "ვერ მოიძებნა"]


@pytest.fixture
def delivery(petition):
    return paper.deliver(petition, sheets=1, submitted=10, now=timezone.now(), seed="wagtail")


def enter(delivery, text):
    entries = sheets.read(delivery, tables.read(io.BytesIO(text.encode())))
    return sheets.enter(delivery, entries, user=None, now=timezone.now())


LINES = "line;name;personal number\n1;ნინო;01001000001\n2;გია;01001000099\n3;ლია;\n"


def test_lines_on_paper_say_whether_they_are_on_the_roll(desk, petition, delivery, roll):
    keep(roll)
    assert enter(delivery, LINES) == 0
    assert rolls.strangers(delivery) == [2]
    for name in ("", "lines/", "grid/"):
        text = desk.get(f"{QUEUE}{petition.pk}/paper/{delivery.pk}/{name}").content.decode()
        assert "ამომრჩეველთა სიაში არ არის: <strong>2</strong>" in " ".join(text.split())
    delivery.refresh_from_db()
    assert delivery.duplicates == 0


def test_lines_entered_before_the_roll_was_taken_in_are_compared_with_it(desk, delivery, roll):
    enter(delivery, LINES)
    assert rolls.strangers(delivery) == []
    keep(roll)
    assert rolls.strangers(delivery) == [2]
    keep(roll, "01001000099")
    assert rolls.strangers(delivery) == [1]
    rolls.remove(roll)
    assert rolls.strangers(delivery) == []


def test_a_rotated_key_loses_no_line(delivery, roll, settings):
    enter(delivery, LINES)
    old = settings.WAGTAIL_CIVIC
    keys = ["another-key-of-32-characters-0000", *old["LOOKUP_KEYS"]]
    settings.WAGTAIL_CIVIC = {**old, "LOOKUP_KEYS": keys}
    keep(roll)
    assert rolls.strangers(delivery) == [2]


def test_a_line_keeps_no_number_that_can_be_read(delivery):
    enter(delivery, LINES)
    assert "01001000001" not in everything_stored()


# Voiding who is not on it -------------------------------------------------------------------


@pytest.fixture
def seniors(make_user, site):
    rights = ("view", "void")
    names = [f"civic_petitions.{right}_petition" for right in rights]
    return [make_user(name, *names, sites=[site]) for name in ("first", "second")]


def strangers_of(petition):
    numbers = rolls.numbers_for(petition)
    return voiding.Criteria(not_in=numbers.pk)


def test_signers_who_are_not_on_the_roll_are_voided_by_two_officers(
    client, petition, roll, seniors
):
    keep(roll)
    known, _stranger, unasked = signed_by(petition, NUMBERS[0], "01001000099", "")
    first, second = seniors
    client.force_login(first)
    url = f"{QUEUE}{petition.pk}/doubts/"
    assert client.get(url, {"stranger": "on"}).context["found"] == 1
    data = {"stranger": "on", "reason": "entitled", "explanation": "სიაში არ არიან"}
    client.post(f"{url}propose/", data)
    row = Voiding.objects.get()
    assert (row.found, row.standing) == (1, "proposed")
    assert "ამომრჩეველთა სიაში არ არის" in client.get(url).content.decode()
    client.force_login(second)
    client.post(f"{url}{row.pk}/approve/")
    assert jobs.void() == 1
    assert jobs.void() == 0
    counting_now = Signature.objects.counting().values_list("pk", flat=True)
    assert sorted(counting_now) == sorted([known.pk, unasked.pk])


def test_the_roll_is_one_criterion_among_others(petition, roll, area, seniors):
    keep(roll)
    first, _other = signed_by(petition, "01001000098", "01001000099")
    Signature.objects.filter(pk=first.pk).update(area=area)
    criteria = replace(strangers_of(petition), area=area.pk)
    assert voiding.how_many(petition, criteria, timezone.now()) == 1


def test_more_strangers_than_a_batch_are_all_found(petition, roll):
    keep(roll)
    strangers = [f"010010009{number:02}" for number in range(5)]
    rows = signed_by(petition, NUMBERS[0], *strangers, NUMBERS[1])
    found = list(voiding.batches(petition, strangers_of(petition), timezone.now(), size=2))
    assert [pk for batch in found for pk in batch] == [row.pk for row in rows[1:6]]
    assert max(map(len, found)) <= 2


def test_a_rotated_key_voids_nobody_who_is_on_the_roll(petition, roll, settings):
    signed_by(petition, NUMBERS[0])
    old = settings.WAGTAIL_CIVIC
    keys = ["another-key-of-32-characters-0000", *old["LOOKUP_KEYS"]]
    settings.WAGTAIL_CIVIC = {**old, "LOOKUP_KEYS": keys}
    keep(roll)
    signed_by(petition, NUMBERS[1])
    assert voiding.how_many(petition, strangers_of(petition), timezone.now()) == 0


@pytest.mark.parametrize("replaced", [True, False])
def test_what_was_counted_with_one_roll_is_not_voided_with_another(
    petition, roll, seniors, replaced
):
    keep(roll)
    signed_by(petition, "01001000099")
    first, second = seniors
    now = timezone.now()
    row = voiding.propose(petition, strangers_of(petition), reason="entitled", user=first, now=now)
    keep(roll, NUMBERS[1]) if replaced else rolls.remove(roll)
    with pytest.raises(NotPossible):
        voiding.approve(row, user=second, now=now)
    Voiding.objects.update(approved_at=now, approved_by=second)
    assert jobs.void() == 0


def test_without_numbers_of_the_roll_the_criterion_is_not_offered(client, petition, seniors):
    signed_by(petition, "01001000099")
    client.force_login(seniors[0])
    url = f"{QUEUE}{petition.pk}/doubts/"
    assert "stranger" not in client.get(url).content.decode()
    assert client.get(url, {"stranger": "on"}).context["found"] is None


# The end ------------------------------------------------------------------------------------


def test_with_the_personal_data_goes_what_derives_from_them(petition, delivery, roll):
    keep(roll)
    signed_by(petition, NUMBERS[0])
    enter(delivery, LINES)
    retention.anonymise(petition, timezone.now())
    petition.refresh_from_db()
    assert rolls.tally(petition) is None
    assert not PaperLine.objects.exists()


def test_an_old_roll_is_forgotten_once_no_petition_rests_on_it(petition, roll, site):
    now = timezone.now()
    keep(roll)
    PetitionData().retain(site, now)
    assert RollDigest.objects.count() == 3
    VoterRoll.objects.create(
        site=site, date=roll.date + timedelta(days=365), voters=60000, source="ცესკო"
    )
    PetitionData().retain(site, now)
    assert RollDigest.objects.count() == 3
    Petition.objects.filter(pk=petition.pk).update(anonymised_at=now)
    PetitionData().retain(site, now)
    assert not RollDigest.objects.exists()
    assert CivicLogEntry.objects.filter(action="civic_petitions.roll_forgotten").exists()
