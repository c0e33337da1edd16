"""Lists as people save them: encodings, delimiters, Excel; each refusal says what to do."""

import io
from datetime import datetime

import pytest
from django.utils import translation
from openpyxl import Workbook

from wagtail_civic.core import tables

TEXT = "ფორმის ნომერი,მობილურის ნომერი\r\n1,599123456\r\n2,599123457\r\n"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def read(content):
    return tables.read(io.BytesIO(content))


def book(rows, sheets=1):
    made = Workbook()
    for index in range(sheets):
        sheet = made.active if index == 0 else made.create_sheet()
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def refusal(content):
    with pytest.raises(tables.TableError) as caught:
        read(content)
    return str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_usual_encodings_and_delimiters_are_read_alike(encoding, delimiter):
    table = read(TEXT.replace(",", delimiter).encode(encoding))
    assert table.headings == ["ფორმის ნომერი", "მობილურის ნომერი"]
    assert table.rows == [(2, ["1", "599123456"]), (3, ["2", "599123457"])]


def test_a_line_number_is_that_of_the_file_though_lines_are_empty_and_cells_have_breaks():
    table = read(b'sep=;\na;b\n\n"1\nx";2\n3;4\n')
    assert table.rows == [(4, ["1 x", "2"]), (6, ["3", "4"])]


def test_letters_of_an_unknown_encoding_are_refused_with_the_way_out():
    assert "UTF-8" in refusal("ნომერი".encode() + b",\xe0\xe1\n1,2\n")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"a,b\n", "no rows"),
        (b"%PDF-1.7\x00\x01\x02\x03,\n1,2\n", "neither"),
        (b"a,b\n" + b"1,2\n" * 2001, "more than 2000 rows"),
        (b"a,b\n1," + b"9" * 2_100_000, "larger than"),
        (b",".join([b"a"] * 61) + b"\n1\n", "columns"),
        (b'a,b\n1,"2\n', "proper CSV"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "password"),
        (b"PK\x03\x04 broken", "damaged"),
    ],
)
def test_what_cannot_be_read_is_named(content, words):
    assert words in refusal(content)


def test_excel_cells_become_what_a_person_would_write():
    table = read(book([["№", "ტელ", "თარიღი"], [12, 599123456, datetime(2026, 11, 1)]]))
    assert table.rows == [(2, ["12", "599123456", "2026-11-01"])]


def test_a_number_that_excel_keeps_as_a_fraction_stays_recognisable():
    assert read(book([["ტელ", "x"], [5.99e8 + 0.5, "y"]])).rows[0][1][0] == "599000000.5"


def test_two_sheets_with_rows_are_refused():
    assert "several sheets" in refusal(book([["a"], ["b"]], sheets=2))


def test_a_formula_without_a_value_and_one_in_text_are_marked():
    assert read(book([["a", "b"], ["=1+1", "x"]])).rows[0][1][0] == tables.FORMULA
    assert read(b'a,b\n"=""599123456""",x\n').rows[0][1][0] == tables.FORMULA


def test_the_apostrophe_that_guards_a_cell_is_taken_off():
    assert read(b"a,b\n'+995599123456,'0599\n").rows[0][1] == ["+995599123456", "0599"]


# Long lists


def streamed(content, most_rows=100, longest=1000):
    return list(tables.stream(io.BytesIO(content), most_rows=most_rows, longest=longest))


def test_a_long_list_is_read_with_its_lines_and_breaks_in_cells():
    content = 'number;text\n1;"first\nsecond"\n2;third\n'.encode("utf-8-sig")
    assert streamed(content) == [
        (1, ["number", "text"]),
        (2, ["1", "first\nsecond"]),
        (4, ["2", "third"]),
    ]


def test_a_long_list_is_not_read_before_it_is_wanted():
    file = io.BytesIO(b"a,b\n" + b"1,2\n" * 500_000)
    lines = tables.stream(file, most_rows=10**6, longest=10)
    assert next(lines) == (1, ["a", "b"])
    assert file.tell() < 200_000


def test_a_cell_is_cut_and_a_formula_is_named():
    assert streamed(b"a,b\n123456,=1+1\n", longest=4)[1] == (2, ["1234", tables.FORMULA])


@pytest.mark.parametrize("content", [b"", b"a;b\n\xff\xfe\xff", b'a;b\n"x', b"a\n" + b"1\n" * 101])
def test_a_long_list_that_cannot_be_read_says_so(content):
    with pytest.raises(tables.TableError):
        streamed(content)


def test_a_long_list_from_excel_is_read_too():
    assert streamed(book([["a", "b"], [1, "x"]])) == [(1, ["a", "b"]), (2, ["1", "x"])]


def test_a_long_cell_of_excel_is_whole_with_its_line_breaks():
    words = "მუხლი 1\n" + "სიტყვა " * 500 + "ბოლო"
    assert streamed(book([["a", "b"], [1, words]]), longest=10_000)[1] == (2, ["1", words])


def test_a_list_from_excel_has_no_more_rows_than_a_list_from_csv():
    with pytest.raises(tables.TableError):
        streamed(book([["a"], *([n] for n in range(101))]))
