"""The signature book: what a municipality hands over on paper, by right, noted, and complete."""

import tracemalloc

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from wagtail_civic.core.models import CivicLogEntry
from wagtail_civic.petitions import book, counting, paper
from wagtail_civic.petitions.models import Signature, Voiding
from wagtail_civic.petitions.models.signatures import VOIDED, WITHDRAWN

from .conftest import add_signatures
from .test_sheets import enter

pytestmark = pytest.mark.django_db


def url(petition):
    return f"/admin/civic_petitions_queue/{petition.pk}/book/"


@pytest.fixture
def senior(client, make_user, site):
    """Logged in, with the right to export."""
    names = ("view_petition", "export_petition")
    user = make_user("senior", *(f"civic_petitions.{name}" for name in names), sites=[site])
    client.force_login(user)
    return user


@pytest.fixture
def printed(client, senior, petition):
    def get():
        counting.count_window(petition, timezone.now())
        answer = client.post(url(petition))
        return BeautifulSoup(b"".join(answer), "html.parser")

    return get


def lines(page):
    rows = page.find("tbody").find_all("tr")
    return [[cell.text for cell in row.find_all(["th", "td"])] for row in rows]


def numbers(page):
    """What stands beside the counts at the beginning."""
    rows = page.find("dl").find_all("div")
    return {row.dt.text: " ".join(row.dd.text.split()) for row in rows}


def test_each_signature_has_a_numbered_line_and_no_address(printed, petition, area):
    add_signatures(petition, 2, area=area)
    page = printed()
    assert [line[:3] for line in lines(page)] == [
        ["1", "ხელმომწერი 0", "მთისპირი"],
        ["2", "ხელმომწერი 1", "მთისპირი"],
    ]
    assert {line[4] for line in lines(page)} == {"ელფოსტით"}
    assert "example.org" not in str(page)


def test_it_says_what_about_since_when_and_how_many_are_needed(printed, petition, senior):
    text = " ".join(printed().text.split())
    assert f"№{petition.number}: ხიდის აღდგენა" in text
    assert "315" in text
    assert "63 000" in text.replace("\xa0", " ").replace("\u202f", " ")
    assert "senior" in text


def test_void_and_withdrawn_ones_are_left_out(printed, petition):
    rows = add_signatures(petition, 3)
    for row, why in ((rows[0], VOIDED), (rows[1], WITHDRAWN)):
        Signature.objects.filter(pk=row.pk).update(ended_at=timezone.now(), ended_as=why)
    assert [line[1] for line in lines(printed())] == ["ხელმომწერი 2"]


def test_lines_of_sheets_follow_with_their_delivery_and_the_void_ones_are_counted(
    printed, petition
):
    add_signatures(petition, 1)
    delivery = paper.deliver(petition, sheets=2, submitted=20, now=timezone.now(), seed="1")
    first, second, *_others = delivery.lines
    twin = next(n for n in range(1, 21) if n not in delivery.lines)
    rows = {first: ("ლია", 1), second: ("გია", 2), twin: ("გია", 2)}
    listed = "".join(
        f"{line};{name};0100100000{person}\n" for line, (name, person) in sorted(rows.items())
    )
    enter(delivery, f"line;name;personal number\n{listed}")
    paper.record_check(
        delivery,
        void_lines={first: "არ არის სიაში"},
        checked_by="აპარატი",
        protocol="1",
        now=timezone.now(),
    )
    page = printed()
    kept = min(second, twin)
    assert [line[:2] for line in lines(page)] == [["1", "ხელმომწერი 0"], ["2", "გია"]]
    assert lines(page)[1][4] == f"ქაღალდზე, ჩაბარება 1, სტრიქონი {kept}"
    told = next(value for name, value in numbers(page).items() if "ჩაბარება 1" in name)
    assert "20" in told
    assert "ბათილი: 1" in told


def test_where_no_lines_were_entered_the_sheets_belong_to_the_book(printed, petition):
    paper.deliver(petition, sheets=2, submitted=20, now=timezone.now(), seed="1")
    assert "თავად ფურცლები" in printed().text


def test_voided_ones_are_told_by_reason(printed, petition, officer):
    add_signatures(petition, 2)
    Voiding.objects.create(
        petition=petition, reason="duplicate", approved_at=timezone.now(), done=3
    )
    told = numbers(printed())
    assert [value for name, value in told.items() if name.startswith("ბათილი")] == ["3"]


def test_who_was_forgotten_still_has_a_line(printed, petition):
    add_signatures(petition, 1)[0].contact.delete()
    [line] = lines(printed())
    assert line[1] == "–"


def test_markup_in_a_name_is_text(printed, petition):
    [row] = add_signatures(petition, 1)
    row.contact.name = "<script>alert(1)</script>"
    row.contact.save()
    page = printed()
    assert not page.find("script")
    assert lines(page)[0][1] == "<script>alert(1)</script>"


def test_a_right_of_its_own_noted_each_time(client, officer, petition, senior):
    add_signatures(petition, 2)
    assert client.get(url(petition)).status_code == 405
    answer = client.post(url(petition))
    assert "no-store" in answer["Cache-Control"]
    entry = CivicLogEntry.objects.get(action="civic_petitions.export")
    assert (entry.user, entry.data) == (senior, {"count": 2, "kind": "book"})
    client.force_login(officer)
    assert client.post(url(petition)).status_code == 302
    assert CivicLogEntry.objects.filter(action="civic_petitions.export").count() == 1


def test_before_the_opening_there_is_no_book(client, senior, make_petition):
    assert client.post(url(make_petition("submitted"))).status_code == 302
    assert not CivicLogEntry.objects.filter(action="civic_petitions.export").exists()


def test_memory_does_not_grow_with_the_lines(petition, senior):
    def peak():
        tracemalloc.start()
        for part in book.parts(petition, senior, timezone.now(), "ka"):
            assert part
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    add_signatures(petition, 1200)
    peak()
    small = peak()
    add_signatures(petition, 2400, start=1200)
    # A line of the page alone is some 300 bytes.
    assert peak() - small < 2400 * 100
