"""A list of paper forms: every line is judged before anything is written, good ones are taken."""

import csv
import io
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from wagtail_civic.core import tables
from wagtail_civic.core.models import AreaName, TopicName
from wagtail_civic.sms import batches, entering, importing, jobs, subscribing
from wagtail_civic.sms.entering import Verdict
from wagtail_civic.sms.models import Consent, PaperList, Subscriber, Suppression

HEADINGS = ["form number", "mobile number", "area", "topics", "language", "date", "collector",
            "wording", "scan"]  # fmt: skip
ROW = {
    "form number": "1",
    "mobile number": "599 12 34 56",
    "area": "village",
    "topics": "roads, water",
    "language": "ka",
    "date": "15.11.2026",
    "collector": "ნინო",
    "wording": "ka 1",
    "scan": "",
}
SIGNED = datetime(2026, 11, 15, tzinfo=ZoneInfo("Asia/Tbilisi"))


@pytest.fixture(autouse=True)
def english():
    from django.utils import translation

    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def wording(site):
    return subscribing.current_wording(site, "ka")


@pytest.fixture
def upload(site, superuser, topics, areas, now):
    """Store a list of rows, each ROW with some cells changed; a cell of None is left empty."""

    def store(*rows, headings=HEADINGS, kind="paper", site=site, name="list.csv"):
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(headings)
        for changes in rows or ({},):
            row = {**ROW, **changes}
            writer.writerow([row[heading] or "" for heading in headings])
        table = tables.read(io.BytesIO(out.getvalue().encode()))
        return importing.store(site, kind, name, table, superuser, now)

    return store


@pytest.fixture
def judge(upload, now):
    """The one line of a list with these cells changed."""

    def read(**changes):
        cells = {name.replace("_", " "): value for name, value in changes.items()}
        return importing.check(upload(cells), now).lines[0]

    return read


def words_of(line):
    return {fault.name: fault.words for fault in line.faults}


def test_a_good_line_becomes_a_subscriber_who_waits_and_a_proof(
    upload, superuser, site, topics, areas, wording, now
):
    assert importing.take_over(upload({"scan": "box 3"}), superuser, now) == 1
    person = Subscriber.objects.get()
    assert (person.number, person.origin) == ("+995599123456", "paper")
    assert not person.is_active
    assert person.consented_at == SIGNED
    assert set(person.topics.all()) == {topics["roads"], topics["water"]}
    assert set(person.areas.all()) == {areas["village"]}
    line = Consent.objects.get()
    assert (line.kind, line.source, line.form_number) == ("given", "paper", "1")
    assert (line.collected_by, line.scan, line.collector) == ("ნინო", "box 3", superuser)
    assert (line.wording, line.given_at) == (wording, SIGNED)
    assert line.choices["topics"] == sorted([topics["roads"].pk, topics["water"].pk])


@pytest.mark.parametrize(
    "name", ["form number", "mobile number", "date", "collector", "wording", "topics"]
)
def test_a_line_without_what_proves_the_consent_is_refused(name, judge):
    line = judge(**{name.replace(" ", "_"): None})
    assert line.form is None
    assert line.faults[0].words.startswith("This is missing")


@pytest.mark.parametrize(
    "number",
    ["599123456", "599 12 34 56", "599-123-456", "0599123456", "+995 599 12 34 56",
     "995599123456", "00995599123456", "(599) 12.34.56"],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(number, judge):
    assert judge(mobile_number=number).form.contact.value == "+995599123456"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("5.99E+08", "shortened"),
        ("5,99123E+11", "shortened"),
        ("599123456.0", "shortened"),
        ("032 212 34 56", "not a mobile"),
        ("+1 202 555 0123", "this country"),
        ("599", "Enter a mobile number"),
        ("=A1", "formula"),
    ],
)
def test_numbers_that_cannot_be_used_are_named(number, words, judge):
    assert words in words_of(judge(mobile_number=number))["number"]


@pytest.mark.parametrize(
    ("date", "read"),
    [
        ("15.11.2026", True),
        ("5.1.2026", True),
        ("2026-11-15", True),
        ("15/11/2026", True),
        ("18.11.2026", True),
        ("19.11.2026", False),
        ("31.02.2026", False),
        ("15.11.26", False),
        ("46341", False),
        ("1.1.1926", False),
    ],
)
def test_a_day_is_read_or_named(date, read, judge):
    """Today is 18 November."""
    line = judge(date=date)
    assert (line.form is not None) is read
    assert ("date" in words_of(line)) is not read


@pytest.mark.parametrize(
    ("form", "kept"), [("12", "12"), ("№ 0012", "12"), ("No. 12", "12"), ("ა-12/3", "ა-12/3")]
)
def test_form_numbers_are_kept_alike_however_they_are_written(form, kept, judge):
    assert judge(form_number=form).form.number == kept


def test_topics_and_areas_are_found_by_name_in_any_language(judge, topics, areas):
    TopicName.objects.create(row=topics["roads"], language="ka", name="გზები")
    TopicName.objects.create(row=topics["roads"], language="en", name="Roads and bridges")
    AreaName.objects.create(row=areas["town"], language="ka", name="დაბა ჩაიეთი")
    choices = judge(topics="ROADS AND BRIDGES; culture", area="დაბა ჩაიეთი").form.choices
    assert choices.topics == {topics["roads"].pk, topics["culture"].pk}
    assert choices.areas == {areas["town"].pk}
    assert judge(topics="ყველა", area="").form.choices.all_topics


def test_two_villages_of_one_name_have_to_be_told_apart(judge, areas):
    for code in ("village", "hamlet"):
        AreaName.objects.create(row=areas[code], language="ka", name="ზემო სოფელი")
    assert "code" in words_of(judge(area="ზემო სოფელი"))["area"]
    assert judge(area="hamlet").form.choices.areas == {areas["hamlet"].pk}


@pytest.mark.parametrize(
    ("name", "value"),
    [("area", "ატლანტიდა"), ("topics", "x"), ("language", "xx"), ("wording", "ka 9")],
)
def test_what_the_municipality_does_not_have_is_named(name, value, judge):
    assert value.split()[0] in words_of(judge(**{name: value}))[name]


def test_a_figure_means_what_was_printed_on_that_form(
    site, judge, topics, areas, wording, superuser, now
):
    batch = batches.make(site, areas["hamlet"], wording, "გიორგი", 10, now)
    third = batch.topics[2]
    line = judge(form_number="7", topics="3", area="", collector="", wording="")
    assert line.form.choices.topics == {third}
    assert line.form.choices.areas == {areas["hamlet"].pk}
    assert (line.form.collector, line.form.wording, line.form.batch) == ("გიორგი", wording, batch)
    assert "no topic" in words_of(judge(form_number="99", topics="3"))["topics"]


def test_a_list_that_says_another_wording_than_was_printed_is_wrong(
    site, judge, topics, wording, now
):
    batches.make(site, None, wording, "გიორგი", 10, now)
    subscribing.new_wording(site, "ka", "ახალი")
    assert "printed with" in words_of(judge(form_number="7", wording="ka 2"))["wording"]


def test_reading_the_same_list_again_changes_nothing(upload, superuser, now):
    rows = [{}, {"form number": "2", "mobile number": "599123457"}]
    importing.take_over(upload(*rows), superuser, now)
    before = list(Subscriber.objects.values()), list(Consent.objects.values())
    again = upload(*rows)
    report = importing.check(again, now)
    assert [line.verdict for line in report.lines] == [Verdict.KNOWN, Verdict.KNOWN]
    assert importing.take_over(again, superuser, now) == 0
    assert (list(Subscriber.objects.values()), list(Consent.objects.values())) == before


def test_a_form_number_entered_with_another_telephone_is_named(upload, superuser, now):
    importing.take_over(upload(), superuser, now)
    line = importing.check(upload({"mobile number": "599000001"}), now).lines[0]
    assert line.verdict is Verdict.CLASH
    assert "•56" in words_of(line)["form_number"]


def test_two_lines_with_one_number_are_named_and_the_first_is_taken(upload, superuser, now):
    row = upload({}, {"form number": "2"}, {"mobile number": "599000003"})
    report = importing.check(row, now)
    assert [sorted(words_of(line)) for line in report.lines] == [[], ["number"], ["form_number"]]
    assert "line 2" in words_of(report.lines[1])["number"]
    assert importing.take_over(row, superuser, now) == 1


@pytest.mark.parametrize("date", ["14.11.2026", "15.11.2026"])
def test_who_said_no_after_signing_stays_out(date, upload, superuser, site, now, make_subscriber):
    person = make_subscriber("+995599123456")
    subscribing.opt_out(person, SIGNED + timedelta(hours=12))
    row = upload({"date": date})
    line = importing.check(row, now).lines[0]
    assert line.verdict is Verdict.LEFT
    assert importing.take_over(row, superuser, now) == 0
    person.refresh_from_db()
    assert person.opted_out_at
    assert not person.is_active


def test_a_form_signed_after_the_no_waits_and_lifts_nothing_yet(
    upload, superuser, now, make_subscriber
):
    person = make_subscriber("+995599123456")
    subscribing.opt_out(person, SIGNED - timedelta(days=1))
    assert importing.take_over(upload(), superuser, now) == 1
    person.refresh_from_db()
    assert (person.confirmed_at, person.consented_at) == (None, SIGNED)
    assert Suppression.objects.exists()
    assert not Subscriber.objects.active().exists()


def test_a_subscriber_s_own_choices_are_not_changed_by_a_form_that_nobody_confirmed(
    upload, superuser, now, make_subscriber, topics
):
    person = make_subscriber("+995599123456", topics=[topics["culture"]])
    assert importing.take_over(upload(), superuser, now) == 1
    person.refresh_from_db()
    assert person.is_active
    assert set(person.topics.all()) == {topics["culture"]}
    assert Consent.objects.get().form_number == "1"


def test_of_two_forms_that_wait_the_newer_one_holds(upload, superuser, now, topics):
    importing.take_over(upload(), superuser, now)
    importing.take_over(upload({"form number": "2", "topics": "culture"}), superuser, now)
    older = {"form number": "3", "topics": "culture", "date": "01.11.2026"}
    newer = {"form number": "4", "topics": "bridges", "date": "16.11.2026"}
    importing.take_over(upload(older), superuser, now)
    assert set(Subscriber.objects.get().topics.all()) == {topics["roads"], topics["water"]}
    importing.take_over(upload(newer), superuser, now)
    assert set(Subscriber.objects.get().topics.all()) == {topics["bridges"]}
    assert Consent.objects.count() == 4


def test_good_lines_are_taken_and_the_others_stay_to_be_corrected(upload, superuser, now):
    row = upload({}, {"form number": "2", "mobile number": "599"})
    assert importing.take_over(row, superuser, now) == 1
    row.refresh_from_db()
    assert row.is_open
    assert [cells[1] for _number, cells in importing.table_of(row).rows] == ["599"]


def test_the_lines_to_correct_come_back_as_a_file_that_can_be_uploaded(upload, now):
    row = upload(
        {"mobile number": "+995 599 99", "collector": "=HYPERLINK()"},
        {"form number": "2", "mobile number": "+995599000002", "date": "x"},
    )
    report = importing.check(row, now)
    content = importing.bad_rows(report, importing.table_of(row).headings)
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert lines[0][-1] == "What to do"
    assert "date of signature: Write the day" in lines[2][-1]
    assert not any(cell.startswith(("=", "+")) for line in lines for cell in line)
    assert tables.read(io.BytesIO(content)).rows[1][1][1] == "+995599000002"


def test_the_table_is_encrypted_and_no_file_is_kept(upload, settings):
    row = upload()
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM civic_sms_paperlist")
        stored = cursor.fetchone()[0]
    assert stored.startswith("gAAAA")
    assert "ნინო" not in stored
    assert not any(field.get_internal_type() == "FileField" for field in row._meta.fields)


def test_a_finished_list_holds_nothing_and_an_unfinished_one_is_forgotten(upload, superuser, now):
    row = upload()
    importing.take_over(row, superuser, now)
    row.refresh_from_db()
    assert (row.is_open, row.content, row.taken) == (False, "", 1)
    left = upload({"mobile number": "x"})
    jobs.forget(now + timedelta(days=6))
    left.refresh_from_db()
    assert left.is_open
    jobs.forget(now + timedelta(days=8))
    left.refresh_from_db()
    assert (left.is_open, left.content) == (False, "")


def test_an_interruption_loses_nothing(upload, superuser, now, monkeypatch):
    row = upload({}, {"form number": "2", "mobile number": "599123457"})
    enter, calls = entering.enter, []

    def failing(*args):
        calls.append(args)
        if len(calls) == 2:
            raise ConnectionError
        return enter(*args)

    monkeypatch.setattr(entering, "enter", failing)
    with pytest.raises(ConnectionError):
        importing.take_over(row, superuser, now)
    assert Subscriber.objects.count() == 1
    monkeypatch.setattr(entering, "enter", enter)
    row.refresh_from_db()
    assert importing.take_over(row, superuser, now) == 1
    assert Subscriber.objects.count() == 2


def test_an_erased_person_leaves_the_lists_that_wait_too(upload, site, now):
    from wagtail_civic.sms import phones
    from wagtail_civic.sms.personal import SmsPersonalData

    row = upload({}, {"form number": "2", "mobile number": "599123457"})
    assert SmsPersonalData().erase(phones.parse("599 123 456"), site, now) == 1
    row.refresh_from_db()
    assert [cells[1] for _number, cells in importing.table_of(row).rows] == ["599123457"]


def test_a_long_list_is_taken_over_in_portions(upload, superuser, now):
    row = upload({}, {"form number": "2", "mobile number": "599123457"})
    assert importing.take_over(row, superuser, now, seconds=-1) == 0
    row.refresh_from_db()
    assert len(importing.table_of(row).rows) == 2
    assert importing.take_over(row, superuser, now) == 2


def test_a_dry_run_asks_the_database_little_however_long_the_list(
    upload, now, django_assert_max_num_queries
):
    rows = [{"form number": str(n), "mobile number": f"5990{n:05d}"} for n in range(1, 401)]
    row = upload(*rows)
    with django_assert_max_num_queries(15):
        assert len(importing.check(row, now).good) == 400
    assert not Subscriber.objects.exists()


def test_an_older_list_is_held_and_needs_the_number_only(upload, superuser, now):
    row = upload({}, headings=["mobile number"], kind="inherited")
    assert importing.check(row, now).missing == []
    assert importing.take_over(row, superuser, now) == 1
    person = Subscriber.objects.get()
    assert (person.origin, person.is_active, person.consented_at) == ("inherited", False, None)
    assert person.all_topics
    assert not Consent.objects.exists()
    assert (
        importing.take_over(
            upload({}, headings=["mobile number"], kind="inherited"), superuser, now
        )
        == 0
    )


def test_a_form_turns_a_held_number_into_one_that_waits(upload, superuser, now):
    importing.take_over(upload({}, headings=["mobile number"], kind="inherited"), superuser, now)
    assert importing.take_over(upload(), superuser, now) == 1
    person = Subscriber.objects.get()
    assert (person.origin, person.consented_at) == ("paper", SIGNED)


def test_municipalities_do_not_see_each_other_s_numbers_and_forms(
    upload, superuser, site, other_site, now, make_subscriber
):
    subscribing.current_wording(other_site, "ka")
    left = make_subscriber("+995599123456", site=other_site)
    subscribing.opt_out(left, now)
    importing.take_over(upload({"topics": "ყველა", "area": ""}, site=other_site), superuser, now)
    line = importing.check(upload(), now).lines[0]
    assert line.verdict is Verdict.NEW
    importing.take_over(upload(), superuser, now)
    assert Subscriber.objects.filter(site=site).count() == 1
    assert PaperList.objects.filter(site=site).exists()


def test_an_entry_is_taken_back_only_while_nobody_was_written_to(upload, superuser, now):
    importing.take_over(upload(), superuser, now)
    Subscriber.objects.update(asked_at=now)
    assert not entering.take_back(Consent.objects.get())
    Subscriber.objects.update(asked_at=None)
    assert entering.take_back(Consent.objects.get())
    assert not Subscriber.objects.exists()


def test_taking_one_form_back_leaves_what_an_earlier_one_said(upload, superuser, now, topics):
    importing.take_over(upload(), superuser, now)
    newer = {"form number": "2", "topics": "culture", "date": "16.11.2026"}
    importing.take_over(upload(newer), superuser, now)
    assert entering.take_back(Consent.objects.get(form_number="2"))
    person = Subscriber.objects.get()
    assert set(person.topics.all()) == {topics["roads"], topics["water"]}
    assert person.consented_at == SIGNED


def test_a_number_asked_for_an_older_form_may_be_asked_for_a_newer_one(upload, superuser, now):
    importing.take_over(upload(), superuser, now)
    Subscriber.objects.update(asked_at=SIGNED + timedelta(hours=1))
    importing.take_over(upload({"form number": "2"}), superuser, now)
    assert Subscriber.objects.get().asked_at
    newer = {"form number": "3", "date": "17.11.2026"}
    importing.take_over(upload(newer), superuser, now)
    assert Subscriber.objects.get().asked_at is None
