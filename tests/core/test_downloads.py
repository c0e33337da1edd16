"""Tables that the office and citizens take along."""

import csv
import io
from decimal import Decimal

import pytest
from django.utils import translation
from django.utils.translation import gettext as _

from wagtail_civic.core.downloads import csv_download, csv_lines


def read(lines):
    return list(csv.reader(io.StringIO("".join(lines), newline="")))


def test_the_file_begins_with_the_mark_of_its_encoding_and_has_it_once():
    text = "".join(csv_lines([["სახელი"], ["ნინო"]]))
    assert text == "\ufeffსახელი\r\nნინო\r\n"


@pytest.mark.parametrize("cell", ["=1+1", "+995", "-2+3", "@SUM(A1)", "\t=1", "＝1"])
def test_no_text_is_computed(cell):
    assert read(csv_lines([["x", cell]])) == [["\ufeffx", f"'{cell}"]]


@pytest.mark.parametrize("number", [-5, Decimal("-12.50"), -0.5, 7])
def test_a_number_stays_one(number):
    assert read(csv_lines([["x", number]]))[0][1] == str(number)


def test_words_with_commas_quotes_and_lines_stay_in_their_cell():
    cell = 'ქ. ოზურგეთი, "ცენტრი"\nმეორე სტრიქონი'
    assert read(csv_lines([["x", cell]]))[0][1] == cell


def test_a_row_is_made_when_it_is_sent_and_not_before():
    made = []

    def rows():
        for number in range(3):
            made.append(number)
            yield [number]

    stream = iter(csv_download(rows(), "rows"))
    assert made == []
    assert next(stream) == "\ufeff0\r\n".encode()
    assert made == [0]


def test_rows_speak_the_callers_language_though_they_are_sent_later():
    def rows():
        yield [_("Yes")]
        yield [translation.get_language()]

    with translation.override("ka"):
        expected, response = _("Yes"), csv_download(rows(), "rows")
    with translation.override("en"):
        assert _("Yes") != expected
        stream = iter(response)
        first = next(stream).decode()
        assert translation.get_language() == "en"
        assert [first, next(stream).decode()] == [f"\ufeff{expected}\r\n", "ka\r\n"]


def test_nobody_keeps_what_is_not_public():
    office, public = csv_download([], "people"), csv_download([], "registers", is_public=True)
    assert office["Cache-Control"] == "no-store"
    assert "Cache-Control" not in public
    assert office["Content-Disposition"] == 'attachment; filename="people.csv"'
    assert office["Content-Type"] == public["Content-Type"] == "text/csv; charset=utf-8"
    assert office["X-Content-Type-Options"] == public["X-Content-Type-Options"] == "nosniff"
