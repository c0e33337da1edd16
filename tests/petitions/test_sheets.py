"""Lines of paper sheets: faults by line, twins across paper and online, the published protocol."""

import io

import pytest
from django.utils import timezone

from wagtail_civic.core import contacts, tables
from wagtail_civic.petitions import paper, retention, sheets, uniqueness
from wagtail_civic.petitions.models import PaperCheck, PaperLine, Petition
from wagtail_civic.petitions.personal import PetitionData
from wagtail_civic.petitions.transitions import NotPossible

from .conftest import add_signatures

pytestmark = pytest.mark.django_db
QUEUE = "/admin/civic_petitions_queue/"
GOOD = """ხაზი;სახელი და გვარი;პირადი ნომერი;სოფელი
1;ნინო მაისურაძე;01001000001;მთისპირი
2;გია ჭავჭავაძე;01001000002;
3;ლია;01001000003;
"""


@pytest.fixture
def delivery(petition):
    return paper.deliver(petition, sheets=1, submitted=10, now=timezone.now(), seed="wagtail")


@pytest.fixture
def desk(client, officer):
    client.force_login(officer)
    return client


def enter(delivery, text):
    entries = sheets.read(delivery, tables.read(io.BytesIO(text.encode())))
    return sheets.enter(delivery, entries, user=None, now=timezone.now())


def faults(delivery, text):
    return {
        entry.row: entry.faults
        for entry in sheets.read(delivery, tables.read(io.BytesIO(text.encode())))
        if entry.faults
    }


def test_lines_are_entered_without_a_personal_number_in_the_clear(delivery, area):
    assert enter(delivery, GOOD) == 0
    line = PaperLine.objects.get(number=1)
    assert line.name == "ნინო მაისურაძე"
    assert line.area == area
    assert delivery.petition.marks.count() == 3
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {PaperLine._meta.db_table}")
        stored = str(cursor.fetchall())
    assert "01001000001" not in stored
    assert "მაისურაძე" not in stored


def test_faults_are_told_by_the_line_of_the_file(delivery):
    found = faults(
        delivery,
        "line;personal number;village\n1;123;\n2;01001000002;არსად\n11;01001000003;\n"
        "2;01001000004;\n=1+1;01001000005;\n",
    )
    assert sorted(found) == [2, 3, 4, 5, 6]


def test_one_faulty_line_keeps_all_out(delivery):
    with pytest.raises(NotPossible):
        enter(delivery, "line;personal number\n1;01001000001\n2;123\n")
    assert not PaperLine.objects.exists()


def test_headings_have_to_say_what_is_what(delivery):
    with pytest.raises(NotPossible):
        enter(delivery, "a;b\n1;01001000001\n")


def test_a_line_is_entered_once(delivery, area):
    enter(delivery, GOOD)
    assert list(faults(delivery, "line;name\n3;ლია\n4;ვაჟა\n")) == [2]


def test_who_signs_twice_on_paper_counts_once(delivery, petition):
    enter(delivery, "line;personal number\n1;01001000001\n2;01001000002\n3;01001000001\n")
    second = paper.deliver(petition, sheets=1, submitted=5, now=timezone.now(), seed="b")
    assert enter(second, "line;personal number\n1;01001000002\n") == 1
    assert PaperLine.objects.get(delivery=delivery, number=3).duplicate == "paper"


@pytest.mark.parametrize(
    ("combining", "kinds", "expected"),
    [
        ("paper", ["paper", "online", "online"], 1),
        ("electronic", ["paper", "online"], 1),
        ("higher", ["paper", "online", "online"], 3),
        ("lower", ["online"], 1),
        ("lower", [""], 0),
    ],
)
def test_online_twins_are_deducted_only_where_both_kinds_add_up(combining, kinds, expected):
    assert sheets.deducted(combining, kinds) == expected


def test_who_signed_online_is_found_by_the_phone(delivery, petition):
    number = "+995599000101"
    [row] = add_signatures(petition, 1)
    known = uniqueness.digests(uniqueness.PHONE, number)
    assert uniqueness.claim(petition, uniqueness.PHONE, known, row)
    assert enter(delivery, f"line;phone\n1;{number}\n2;+995599000102\n") == 1
    assert PaperLine.objects.get(number=1).duplicate == "online"


def test_twins_are_deducted_when_the_check_is_recorded(delivery, petition):
    Petition.objects.filter(pk=petition.pk).update(combining="paper")
    delivery.refresh_from_db()
    lines = "\n".join(f"{n};0100100000{n % 3}" for n in range(1, 10))
    assert enter(delivery, f"line;personal number\n{lines}\n") == 6
    void = {delivery.lines[0]: "არ არის სიაში"}
    twins_void = PaperLine.objects.filter(number=delivery.lines[0]).exclude(duplicate="").count()
    paper.record_check(
        delivery, void_lines=void, checked_by="აპარატი", protocol="1", now=timezone.now()
    )
    delivery.refresh_from_db()
    assert delivery.duplicates == 6 - twins_void
    assert delivery.remaining == 10 - 1 - delivery.duplicates
    petition.refresh_from_db()
    assert petition.signatures_paper == delivery.remaining


def test_nothing_is_entered_after_the_check(delivery):
    paper.record_check(delivery, void_lines={}, checked_by="ა", protocol="1", now=timezone.now())
    with pytest.raises(NotPossible):
        enter(delivery, GOOD)


def test_lines_go_with_the_personal_data_and_on_request(delivery, petition, site):
    enter(delivery, "line;name;phone\n1;ნინო;+995599000101\n2;გია;+995599000102\n")
    contact = contacts.parse("phone", "+995599000101")
    source = PetitionData()
    assert len(source.find(contact, site)) == 1
    assert source.export(contact, site)[0]["name"] == "ნინო"
    assert source.erase(contact, site, timezone.now()) == 1
    line = PaperLine.objects.get(number=1)
    assert (line.name, line.phone) == ("", "")
    retention.anonymise(petition, timezone.now())
    assert not PaperLine.objects.exists()


def test_the_screen_takes_a_file_or_typed_lines_and_tells_faults(desk, delivery, petition, area):
    url = f"{QUEUE}{petition.pk}/paper/{delivery.pk}/lines/"
    assert desk.get(url).status_code == 200
    bad = io.BytesIO(b"line;personal number\n1;123\n")
    bad.name = "lines.csv"
    answer = desk.post(url, {"file": bad})
    assert [entry.row for entry in answer.context["faulty"]] == [2]
    assert not PaperLine.objects.exists()
    assert desk.post(url, {"typed": "1;ნინო;01001000001;\n2;გია;01001000001;"}).status_code == 302
    assert PaperLine.objects.filter(duplicate="paper").count() == 1
    assert desk.post(url, {"typed": ""}).status_code == 200


def test_the_screen_of_the_check_leads_to_the_lines(desk, delivery, petition):
    screen = f"{QUEUE}{petition.pk}/paper/{delivery.pk}/"
    assert f'href="{screen}lines/"' in desk.get(screen).content.decode()


def test_the_protocol_is_a_public_page(client, delivery, petition):
    url = f"/civic/ka/petitions/{petition.number}/protocol/1/"
    text = client.get(url).content.decode()
    assert "wagtail" in text
    paper.record_check(
        delivery,
        void_lines={delivery.lines[0]: "ხელმოწერა არ ემთხვევა"},
        checked_by="საკრებულოს აპარატი",
        protocol="12",
        now=timezone.now(),
    )
    text = client.get(url).content.decode()
    for words in ("ხელმოწერა არ ემთხვევა", "საკრებულოს აპარატი", "№12"):
        assert words in text
    assert client.get(url.replace("/1/", "/2/")).status_code == 404
    assert client.get(url.replace("/1/", "/99999999999999999999/")).status_code == 404


def test_the_protocol_of_a_petition_that_is_not_public_is_not_found(
    client, delivery, petition, officer
):
    from wagtail_civic.petitions import moderation

    moderation.take_down(petition, now=timezone.now(), user=officer, reason="x")
    url = f"/civic/ka/petitions/{petition.number}/protocol/1/"
    assert client.get(url).status_code == 404


def test_a_delivery_of_another_petition_is_not_found(desk, delivery, make_petition):
    other = make_petition("open", title="სხვა")
    url = f"{QUEUE}{other.pk}/paper/{delivery.pk}/lines/"
    assert desk.get(url).status_code in (302, 404)
    assert PaperCheck.objects.count() == 1


def test_who_signed_on_paper_does_not_sign_online_as_well(delivery, petition):
    enter(delivery, "line;personal number\n1;01001000001\n")
    known = uniqueness.digests(uniqueness.PERSONAL, "01001000001")
    assert uniqueness.claim(petition, uniqueness.PERSONAL, known) is False
