"""Lists of acts: checked line by line, taken in once, with their files."""

import io
import re
import zipfile
from datetime import date
from html import unescape

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import translation
from wagtail.models import Collection

from wagtail_civic.acts import columns, importing
from wagtail_civic.acts.importing import Order, run
from wagtail_civic.acts.models import Act, ActFile
from wagtail_civic.core import alerts, archives, downloads, tables
from wagtail_civic.core.archives import Archive, ArchiveError
from wagtail_civic.core.models import CivicLogEntry, Topic

pytestmark = pytest.mark.django_db

HEAD = "ტიპი;ორგანო;ნომერი;თარიღი;სათაური;ფაილები"
GOOD = "დადგენილება;საკრებულო;№17-51;19.11.2025;გზების შესახებ;"


def listed(*lines, head=HEAD):
    file = io.BytesIO("\n".join([head, *lines]).encode())
    return tables.stream(file, most_rows=1000, longest=importing.LONGEST_CELL)


def archive(**files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as opened:
        for name, content in files.items():
            opened.writestr(f"folder/{name}", content)
    return Archive(packed)


def order(town, **fields):
    root = Collection.get_first_root_node()
    return Order(**{"site": town.site, "is_check": False, "collection": root} | fields)


def test_a_line_becomes_an_act(town):
    head = f"{HEAD};გამოქვეყნების თარიღი;კოდი;ტექსტი"
    line = f'{GOOD};2025-11-21;010260020.35.123.016127;"მუხლი 1. სფერო\nწესი"'
    report = run(order(town), listed(line, head=head))
    assert (report.made, report.faulty) == (1, 0)
    act = Act.objects.get()
    assert (act.number, act.adopted, act.live) == ("17-51", date(2025, 11, 19), False)
    assert (act.act_type, act.body) == (town.resolution, town.council)
    assert act.code_key == "01026002035123016127"
    assert act.text[0].value["number"] == "1"
    assert CivicLogEntry.objects.filter(action=importing.IMPORTED).count() == 1


def test_a_line_may_name_topics_by_name_or_code(town):
    roads = Topic.objects.create(site=town.site, code="roads")
    roads.names.model.objects.create(row=roads, language="ka", name="გზები")
    water = Topic.objects.create(site=town.site, code="water")
    safe = Topic.objects.create(site=town.site, code="safe")
    safe.names.model.objects.create(row=safe, language="ka", name="ხანძარი, დაცვა")
    told = [("გზები, water", {roads, water}), ("ხანძარი, დაცვა; გზები", {safe, roads})]
    told += [("გზები, water,", {roads, water}), ("გზები;; ,water ;", {roads, water}), (",", set())]
    for place, (words, topics) in enumerate(told):
        line = GOOD.replace("17-51", str(place))
        report = run(order(town), listed(f'{line};"{words}"', head=f"{HEAD};თემები"))
        assert report.made == 1
        assert set(Act.objects.get(number=str(place)).topics.all()) == topics
    line = GOOD.replace("17-51", "17-52")
    report = run(order(town), listed(f"{line};ხიდები", head=f"{HEAD};თემები"))
    ((row, words),) = report.faults
    assert (report.made, row) == (0, 2)
    assert "თემები" in str(words) or "topics" in str(words)
    assert "ხიდები" in str(words)


def test_a_check_takes_nothing_in_and_says_the_same(town):
    lines = [GOOD, GOOD, "x;საკრებულო;2;19.11.2025;ა;"]
    checked = run(order(town, is_check=True), listed(*lines))
    assert not Act.objects.exists()
    done = run(order(town), listed(*lines))
    for report in (checked, done):
        assert (report.made, report.there, report.faulty) == (1, 1, 1)


def test_a_list_sent_again_changes_nothing(town):
    run(order(town), listed(GOOD))
    before = Act.objects.values().get()
    again = run(order(town), listed(GOOD.replace("№17-51", "N17–51")))
    assert (again.made, again.there) == (0, 1)
    assert Act.objects.values().get() == before


def test_an_act_under_another_title_is_pointed_out(town):
    run(order(town), listed(GOOD))
    again = run(order(town), listed(GOOD.replace("გზების", "ხიდების")))
    ((row, words),) = again.notes
    assert row == 2
    assert "გზების შესახებ" in words


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("ოქმი;საკრებულო;1;19.11.2025;ა;", "ოქმი"),
        ("დადგენილება;სამინისტრო;1;19.11.2025;ა;", "სამინისტრო"),
        ("დადგენილება;საკრებულო;;19.11.2025;ა;", "ნომერი"),
        ("დადგენილება;საკრებულო;№;19.11.2025;ა;", "ნომერი"),
        ("დადგენილება;საკრებულო;1;31.02.2025;ა;", "31.02.2025"),
        ("დადგენილება;საკრებულო;1;19.11.2099;ა;", "მიღების თარიღი"),
        ("დადგენილება;საკრებულო;1;19.11.2025;=1+1;", "სათაური"),
        ("დადგენილება;საკრებულო;1;19.11.2025;ა;none.pdf", "none.pdf"),
    ],
)
def test_a_faulty_line_is_told_and_the_others_are_taken_in(town, line, words):
    report = run(order(town), listed(line, GOOD))
    ((row, told),) = report.faults
    assert row == 2
    assert words in told
    assert [act.number for act in Act.objects.all()] == ["17-51"]


def test_a_list_without_a_needed_column_is_refused(town):
    with pytest.raises(tables.TableError, match="თარიღი"):
        run(order(town), listed("x", head="ტიპი;ორგანო;ნომერი;სათაური"))


@pytest.mark.parametrize("language", ["ka", "en"])
def test_a_list_may_call_its_columns_as_the_screen_does(town, language):
    with translation.override(language):
        (head,) = columns.list_to_fill_in()
    assert list(columns.places(head)) == list(columns.COLUMNS)


@pytest.mark.parametrize("said", ["საკრებულო", "municipal council (Sakrebulo)", "council"])
def test_the_only_body_of_its_kind_may_be_called_by_it(town, said):
    name = town.council.names.get(language="ka")
    name.name = "ჩაიეთის მუნიციპალიტეტის საკრებულო"
    name.save()
    report = run(order(town), listed(GOOD.replace("საკრებულო", said)))
    assert (report.made, report.faults) == (1, [])


def test_what_is_not_known_is_answered_with_what_is(town):
    report = run(order(town), listed(GOOD.replace("საკრებულო", "გამგეობა")))
    ((_row, words),) = report.faults
    assert "გამგეობა" in words
    assert "საკრებულო, მერია" in words


def test_a_column_that_nobody_knows_is_told_of(town):
    report = run(order(town), listed(GOOD + ";x", head=f"{HEAD};შენიშვნა;"))
    assert (report.made, report.passed_over) == (1, ["შენიშვნა"])


@pytest.mark.parametrize("has_openpyxl", [True, False])
def test_an_empty_list_can_be_downloaded_and_filled_in(
    town, client, superuser, monkeypatch, has_openpyxl
):
    client.force_login(superuser)
    if not has_openpyxl:
        monkeypatch.setattr(downloads, "find_spec", lambda name: None)
    response = client.get("/admin/civic/acts/list/")
    lines = tables.stream(
        io.BytesIO(response.getvalue()), most_rows=1000, longest=importing.LONGEST_CELL
    )
    head = next(cells for _row, cells in lines if any(cells))
    assert list(columns.places(head)) == list(columns.COLUMNS)


def test_who_may_not_take_in_lists_gets_no_empty_one(client, clerk):
    client.force_login(clerk)
    assert client.get("/admin/civic/acts/list/").status_code == 302


def test_files_come_from_the_archive_with_role_and_digest(town):
    files = archive(**{"აქტი.pdf": b"signed", "annex.pdf": b"annex"})
    report = run(order(town, archive=files), listed(GOOD + '"აქტი.pdf; ANNEX.pdf"'))
    assert report.faults == []
    main, annex = Act.objects.get().files.order_by("sort_order")
    assert (main.role, annex.role) == ("main", "annex")
    assert main.document.file.read() == b"signed"
    assert len(annex.sha256) == 64


def test_a_file_that_another_act_has_is_told_with_its_name(town):
    files = archive(**{"a.pdf": b"same", "b.pdf": b"same"})
    lines = [GOOD + "a.pdf", GOOD.replace("17-51", "17-52") + "b.pdf"]
    report = run(order(town, archive=files), listed(*lines))
    ((row, words),) = report.notes
    assert row == 3
    assert "17-51" in words


def test_a_file_that_several_lines_name_is_stored_once(town, stored):
    files = archive(**{"ოქმი.pdf": b"signed"})
    lines = [GOOD + "ოქმი.pdf", GOOD.replace("17-51", "2").replace("გზ", "ხიდ") + "ოქმი.PDF"]
    report = run(order(town, archive=files), listed(*lines))
    assert (report.made, report.faulty) == (2, 0)
    assert len(stored()) == 1
    first, second = ActFile.objects.order_by("pk")
    assert first.document == second.document
    assert (str(first), str(second)) == ("გზების შესახებ", "ხიდების შესახებ")
    assert [row for row, _words in report.notes] == [3]


def test_a_line_that_fails_leaves_no_file_and_the_next_one_has_its_own(town, stored, monkeypatch):
    log, failing = importing.history.log, [True]

    def fail_once(*args, **kwargs):
        if failing:
            failing.pop()
            raise ValidationError("ადგილი აღარ არის")
        return log(*args, **kwargs)

    monkeypatch.setattr(importing.history, "log", fail_once)
    files = archive(**{"a.pdf": b"signed", "b.pdf": b"annex"})
    lines = [GOOD + '"a.pdf;b.pdf"', GOOD.replace("17-51", "17-52") + "a.pdf"]
    report = run(order(town, archive=files), listed(*lines))
    assert (report.made, [row for row, _words in report.faults]) == (1, [2])
    assert ActFile.objects.get().document.file.read() == b"signed"
    assert len(stored()) == 1


@pytest.mark.parametrize("is_check", [True, False])
def test_a_file_that_may_be_no_document_is_told_and_not_stored(town, stored, settings, is_check):
    settings.WAGTAILDOCS_EXTENSIONS = ["pdf"]
    files = archive(**{"x.html": b"<script>", "a.pdf": b"signed"})
    lines = [GOOD + '"a.pdf;x.html"', GOOD.replace("17-51", "17-52")]
    report = run(order(town, archive=files, is_check=is_check), listed(*lines))
    ((row, words),) = report.faults
    assert (report.made, row) == (1, 2)
    assert "x.html" in words
    assert stored() == []


def test_published_acts_of_a_list_are_old_news(town, django_capture_on_commit_callbacks):
    told = []

    def listener(sender, **kwargs):
        told.append(kwargs)

    alerts.alert_raised.connect(listener)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            run(order(town, is_live=True), listed(GOOD))
    finally:
        alerts.alert_raised.disconnect(listener)
    act = Act.objects.published().get()
    assert act.first_published_at.date() <= date(2025, 11, 19)
    assert told == []


def test_a_long_list_asks_the_database_by_portions(town, django_assert_max_num_queries):
    run(order(town), listed(GOOD))
    lines = [GOOD.replace("17-51", str(n)) for n in range(400)]
    with django_assert_max_num_queries(10):
        run(order(town, is_check=True), listed(*lines))


def test_the_command_takes_in_a_list(town, tmp_path, capsys):
    table, packed = tmp_path / "acts.csv", tmp_path / "files.zip"
    table.write_text("\n".join([HEAD, GOOD + "a.pdf"]), encoding="utf-8")
    with zipfile.ZipFile(packed, "w") as opened:
        opened.writestr("a.pdf", b"x")
    call_command("civic_import_acts", str(table), zip=str(packed), check=True)
    assert not Act.objects.exists()
    call_command("civic_import_acts", str(table), zip=str(packed), publish=True)
    assert Act.objects.published().get().files.count() == 1
    assert "1 taken in" in capsys.readouterr().out
    table.write_text("\n".join([HEAD, "x;y;z"]), encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("civic_import_acts", str(table))


def test_what_another_import_took_in_meanwhile_stops_no_other_line(town, monkeypatch):
    town.act("17-51", adopted=date(2025, 11, 19), title="გზების შესახებ")
    monkeypatch.setattr(importing, "_known", lambda site, lines: {})
    report = run(order(town), listed(GOOD, GOOD.replace("17-51", "17-52")))
    assert [row for row, _words in report.faults] == [2]
    assert (report.made, Act.objects.count()) == (1, 2)


def test_a_title_is_one_line(town):
    run(order(town), listed('დადგენილება;საკრებულო;1;19.11.2025;"გზების\n  შესახებ";'))
    assert Act.objects.get().title == "გზების შესახებ"


# The screen


def sent(client, town, lines, **more):
    table = io.BytesIO("\n".join([HEAD, *lines]).encode())
    table.name = "acts.csv"
    root = Collection.get_first_root_node()
    data = {"site": town.site.pk, "collection": root.pk, "table": table, **more}
    return client.post("/admin/civic/acts/import/", data)


def test_the_screen_checks_before_it_takes_in(client, town, superuser):
    client.force_login(superuser)
    response = sent(client, town, [GOOD, "x;y;z"], check="1")
    assert not Act.objects.exists()
    report = response.context["report"]
    assert (report.made, [row for row, _words in report.faults]) == (1, [3])
    assert report.faults[0][1] in response.content.decode().replace("&quot;", '"')
    sent(client, town, [GOOD], take_in="1")
    assert Act.objects.get().number == "17-51"


def test_the_report_leads_to_the_acts_that_came_in(client, town, make_user, superuser):
    town.act("1", adopted=date(2026, 11, 1), title="ძველი")
    town.act("2", adopted=date(2026, 11, 1), title="ძველი მონახაზი", live=False)
    client.force_login(make_user("clerk", "civic_acts.add_act", "civic_acts.import_act"))
    assert (
        "state=draft" not in sent(client, town, [GOOD], check="1", collection="").content.decode()
    )
    html = sent(client, town, [GOOD], take_in="1", collection="").content.decode()
    address = unescape(re.search(r'href="([^"]*state=draft[^"]*)"', html)[1])
    numbers = [act.number for act in client.get(address).context["object_list"]]
    assert numbers == ["17-51", "2"]
    again = sent(client, town, [GOOD], take_in="1", collection="")
    assert "state=draft" not in again.content.decode()


def test_acts_that_came_in_published_are_found_among_all(client, town, superuser):
    town.act("1", adopted=date(2026, 11, 1), title="ძველი")
    client.force_login(superuser)
    html = sent(client, town, [GOOD], take_in="1", is_live="on").content.decode()
    address = unescape(re.search(r'href="([^"]*ordering[^"]*)"', html)[1])
    numbers = [act.number for act in client.get(address).context["object_list"]]
    assert numbers == ["17-51", "1"]


def test_who_may_import_but_not_publish_makes_drafts_only(client, town, make_user):
    client.force_login(make_user("clerk", "civic_acts.add_act", "civic_acts.import_act"))
    assert "is_live" in sent(client, town, [GOOD], take_in="1", is_live="on").context["form"].errors
    assert not Act.objects.exists()
    sent(client, town, [GOOD], take_in="1", collection="")
    assert not Act.objects.get().live


def test_a_list_of_another_municipality_is_refused(client, town, other_town, make_user):
    rights = ("civic_acts.add_act", "civic_acts.import_act")
    client.force_login(make_user("clerk", *rights, sites=[town.site]))
    assert sent(client, other_town, [GOOD], take_in="1").status_code == 200
    assert not Act.objects.exists()


def test_a_list_is_taken_in_only_where_its_clerk_may_also_add_acts(
    client, town, other_town, make_user
):
    user = make_user("clerk", "civic_acts.import_act", sites=[town.site])
    adding = make_user("x", "civic_acts.add_act", sites=[other_town.site]).groups.get()
    user.groups.add(adding)
    client.force_login(user)
    for there in (town, other_town):
        assert sent(client, there, [GOOD], take_in="1").status_code in (302, 403)
    assert not Act.objects.exists()


# Archives


def test_an_archive_that_unpacks_to_too_much_in_all_is_refused(
    client, town, superuser, monkeypatch
):
    monkeypatch.setattr(archives, "MAX_GIGABYTES", 8 / 1024)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as opened:
        for number in range(10):
            opened.writestr(f"{number}.pdf", bytes(1 << 20))
    with pytest.raises(ArchiveError, match="დაყავით"):
        Archive(packed)
    packed.seek(0)
    packed.name = "files.zip"
    client.force_login(superuser)
    response = sent(client, town, [GOOD], take_in="1", archive=packed)
    assert "დაყავით" in response.context["form"].errors["archive"][0]
    assert not Act.objects.exists()


def bomb():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("a.pdf", b"\x00" * (8 << 20))
    return packed


@pytest.mark.parametrize("file", [io.BytesIO(b"no archive"), io.BytesIO(b""), bomb()])
def test_an_archive_that_is_none_or_a_bomb_is_refused(file):
    with pytest.raises(ArchiveError):
        Archive(file)


def test_a_name_that_climbs_out_is_a_plain_name():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as opened:
        opened.writestr("../../etc/passwd", b"x")
    found = Archive(packed)
    assert "passwd" in found
    assert found.open("../passwd").read() == b"x"
