"""Typing the lines of a sheet into a table: what is in order is kept, nothing typed is lost."""

import pytest
from django.utils import timezone

from wagtail_civic.petitions import paper, sheets, uniqueness
from wagtail_civic.petitions.models import PaperLine
from wagtail_civic.petitions.transitions import NotPossible

from .conftest import add_signatures

pytestmark = pytest.mark.django_db
QUEUE = "/admin/civic_petitions_queue/"


@pytest.fixture
def delivery(petition):
    return paper.deliver(petition, sheets=1, submitted=30, now=timezone.now(), seed="wagtail")


@pytest.fixture
def desk(client, officer):
    client.force_login(officer)
    return client


@pytest.fixture
def send(desk, delivery):
    url = f"{QUEUE}{delivery.petition_id}/paper/{delivery.pk}/grid/"

    def send(*rows, **buttons):
        names = ("number", "name", "person", "phone", "area")
        data = {name: [row[place] for row in rows] for place, name in enumerate(names)}
        return desk.post(url, {**data, **buttons})

    send.url = url
    return send


def numbers():
    return list(PaperLine.objects.values_list("number", flat=True))


def test_the_next_free_numbers_stand_ready(desk, send, delivery):
    rows = desk.get(send.url).context["rows"]
    assert [row.texts["number"] for row in rows] == [str(number) for number in range(1, 21)]
    assert send(("2", "ნინო ბერიძე", "01001000001", "", "")).status_code == 302
    rows = desk.get(send.url).context["rows"]
    assert [row.texts["number"] for row in rows][:3] == ["1", "3", "4"]


def test_rows_in_which_nothing_was_typed_are_no_lines(send):
    send(("1", "ნინო ბერიძე", "01001000001", "", ""), ("2", "", " ", "", ""))
    assert numbers() == [1]


def test_good_rows_are_kept_and_faulty_ones_stay_with_their_faults(send, area):
    answer = send(
        ("1", "ნინო ბერიძე", "01001000001", "", "მთისპირი"),
        ("2", "გია ჭავჭავაძე", "123", "", ""),
        ("99", "ლია ქავთარაძე", "01001000003", "", "არსად"),
    )
    assert numbers() == [1]
    assert PaperLine.objects.get().area == area
    left = answer.context["rows"][:2]
    assert [row.texts["name"] for row in left] == ["გია ჭავჭავაძე", "ლია ქავთარაძე"]
    assert [len(row.faults) for row in left] == [1, 2]
    text = answer.content.decode()
    for words in ("გია ჭავჭავაძე", 'value="123"', "არსად"):
        assert words in text
    assert "ნინო ბერიძე" not in text


def test_corrected_rows_are_entered_when_they_are_sent_again(send):
    send(("2", "გია ჭავჭავაძე", "123", "", ""))
    assert send(("2", "გია ჭავჭავაძე", "01001000002", "", "")).status_code == 302
    assert numbers() == [2]


def test_one_line_twice_in_the_table_is_a_fault_of_the_second(send):
    answer = send(("1", "ნინო", "01001000001", "", ""), ("1", "გია", "01001000002", "", ""))
    assert numbers() == [1]
    assert answer.context["rows"][0].texts["name"] == "გია"


def test_who_signed_before_is_shown_by_where(send, petition, desk):
    [row] = add_signatures(petition, 1)
    known = uniqueness.digests(uniqueness.PERSONAL, "01001000007")
    uniqueness.claim(petition, uniqueness.PERSONAL, known, row)
    send(
        ("1", "ნინო ბერიძე", "01001000001", "", ""),
        ("2", "ნინო ბერიძე", "01001000001", "", ""),
        ("3", "გია ჭავჭავაძე", "01001000007", "", ""),
    )
    twins = desk.get(send.url).context["twins"]
    assert [(line.number, line.duplicate) for line in twins] == [(2, "paper"), (3, "online")]


def test_more_rows_keep_what_is_typed_and_enter_nothing(send):
    answer = send(("1", "ნინო ბერიძე", "123", "", ""), more="1")
    rows = answer.context["rows"]
    assert len(rows) == 21
    assert rows[0].texts["person"] == "123"
    assert rows[0].faults == []
    assert numbers() == []


def test_a_colleague_who_is_faster_costs_nothing_that_was_typed(send, delivery, monkeypatch):
    real = sheets.judge

    def slow(delivery, rows):
        entries = real(delivery, rows)
        PaperLine.objects.create(delivery=delivery, petition=delivery.petition, number=1)
        return entries

    monkeypatch.setattr(sheets, "judge", slow)
    answer = send(("1", "ნინო ბერიძე", "01001000001", "", ""))
    assert answer.status_code == 200
    assert "ნინო ბერიძე" in answer.content.decode()
    assert not delivery.petition.marks.exists()


def test_all_lines_entered_leads_to_the_check(send, desk, delivery):
    PaperLine.objects.bulk_create(
        PaperLine(delivery=delivery, petition=delivery.petition, number=number)
        for number in range(1, 31)
    )
    answer = desk.get(send.url)
    assert answer.context["rows"] == []
    assert f"/paper/{delivery.pk}/" in answer.content.decode()


def test_nothing_is_typed_after_the_check(send, delivery):
    paper.record_check(delivery, void_lines={}, checked_by="ა", protocol="1", now=timezone.now())
    assert send(("1", "ნინო ბერიძე", "01001000001", "", "")).status_code == 302
    assert numbers() == []
    with pytest.raises(NotPossible):
        sheets.enter(delivery, [], user=None, now=timezone.now())


def test_who_may_not_check_paper_types_nothing(client, make_user, site, delivery):
    client.force_login(make_user("looker", "civic_petitions.view_petition", sites=[site]))
    url = f"{QUEUE}{delivery.petition_id}/paper/{delivery.pk}/grid/"
    client.post(url, {"number": ["1"], "name": ["ნინო ბერიძე"]})
    assert client.get(url).status_code in (302, 403)
    assert numbers() == []
