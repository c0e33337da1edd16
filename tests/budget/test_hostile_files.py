"""Files that are not what they say: each is named in words, none is opened further than needed."""

import io
import struct
import zipfile

import pytest

from wagtail_civic.budget import importing
from wagtail_civic.core import workbook
from wagtail_civic.core.workbook import WorkbookError

from . import workbooks

XML = "<?xml version='1.0' encoding='UTF-8'?>"


def package(**parts):
    """A zip with the parts that make a workbook, and these beside or instead."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        names = {"[Content_Types].xml": XML, "xl/workbook.xml": XML, **parts}
        for name, content in names.items():
            archive.writestr(name, content)
    file.seek(0)
    return file


def refusal(file):
    with pytest.raises(WorkbookError) as caught:
        importing.parse(file)
    return str(caught.value)


@pytest.fixture(autouse=True)
def _english():
    from django.utils import translation

    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "password"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "web page"),
        (b"\xef\xbb\xbf  <?xml version='1.0'?><Workbook/>", "web page"),
        (b"%PDF-1.7 ...", "not an Excel workbook"),
        (b"PK\x03\x04 broken", "damaged"),
        (b"\x00" * 5000, "not an Excel workbook"),
    ],
)
def test_other_kinds_of_file_are_named(content, words):
    assert words in refusal(io.BytesIO(content))


def test_another_package_is_not_a_workbook():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", XML)
    file.seek(0)
    assert "not an Excel workbook" in refusal(file)


def test_a_bomb_is_not_unpacked():
    file = package(**{"xl/worksheets/sheet1.xml": b" " * (workbook.MAX_UNPACKED_BYTES + 1)})
    assert len(file.getvalue()) < 200_000
    assert "unpacks" in refusal(file)


def test_a_bomb_that_lies_about_its_size_yields_no_more_than_it_says():
    file = package(**{"xl/sharedStrings.xml": b"a" * 5_000_000})
    raw = bytearray(file.getvalue())
    real = struct.pack("<I", 5_000_000)
    assert raw.count(real) == 2
    lying = bytes(raw).replace(real, struct.pack("<I", 100))
    assert "damaged" in refusal(io.BytesIO(lying))


def test_too_many_parts_are_refused():
    parts = {f"xl/media/{n}.bin": b"" for n in range(workbook.MAX_PARTS)}
    assert "unpacks" in refusal(package(**parts))


def test_a_file_over_the_limit_is_refused_before_it_is_read():
    file = io.BytesIO(b"PK\x03\x04")
    file.seek(workbook.MAX_FILE_BYTES + 1)
    file.write(b"\x00")
    assert "larger than" in refusal(file)


def test_entities_are_refused():
    bomb = XML + "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><x>&b;</x>"
    assert "entities" in refusal(package(**{"xl/sharedStrings.xml": bomb}))


def test_macros_are_refused():
    assert "macros" in refusal(package(**{"xl/vbaProject.bin": b"x"}))


def test_a_package_with_rubbish_inside_is_damaged():
    assert "damaged" in refusal(package(**{"xl/worksheets/sheet1.xml": "<not"}))


def test_an_empty_workbook_is_named():
    from openpyxl import Workbook

    assert "empty" in refusal(workbooks.saved(Workbook()))


def test_a_workbook_without_a_budget_is_named():
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["a", "b", 5])
    assert "No table" in refusal(workbooks.saved(book))


def test_too_many_rows_are_refused():
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for _number in range(workbook.MAX_ROWS + 1):
        sheet.append([1])
    assert "rows" in refusal(workbooks.saved(book))


def test_a_row_number_far_away_costs_nothing():
    def far(sheet):
        sheet["A1000000"] = "x"

    (table,) = importing.parse(workbooks.annex(edit=far))
    assert table.rows


@pytest.mark.parametrize(
    ("code", "name", "words"),
    [("kodi", "dasaxeleba", "old font"), ("áƒ™áƒáƒ“áƒ˜", "áƒ“áƒáƒ¡áƒáƒ®áƒ", "encoding")],
)
def test_broken_georgian_is_named(code, name, words):
    def spoil(sheet):
        sheet["B5"], sheet["C5"] = code, name

    assert words in refusal(workbooks.annex(edit=spoil))


def test_a_formula_without_a_result_is_an_error_with_its_cell():
    def formula(sheet):
        sheet["F6"] = "=SUM(F8:F20)"

    (table,) = importing.parse(workbooks.annex(edit=formula))
    assert [(error.line, error.cell) for error in table.errors] == [(6, "F6")]
    assert "formula" in table.errors[0].message


@pytest.mark.parametrize("rubbish", ["#REF!", "ასი ლარი", "1e999", True])
def test_a_cell_that_is_no_number_is_an_error_with_its_cell(rubbish):
    def spoil(sheet):
        sheet["F10"] = rubbish

    (table,) = importing.parse(workbooks.annex(edit=spoil))
    assert [error.cell for error in table.errors] == ["F10"]


def test_a_row_without_code_and_known_name_is_listed_with_its_line():
    def spoil(sheet):
        sheet["C8"] = "უცნობი მუხლი"

    (table,) = importing.parse(workbooks.annex(edit=spoil))
    assert [(row.line, row.message) for row in table.unknown] == [(8, "უცნობი მუხლი")]


def test_numbers_typed_as_text_are_read():
    def spoil(sheet):
        sheet["F6"] = "18 500,0"

    (table,) = importing.parse(workbooks.annex(edit=spoil))
    assert not table.errors
    assert table.rows[0].values[5] == 18500


def test_a_hidden_sheet_is_left_out():
    from openpyxl import load_workbook

    book = load_workbook(workbooks.with_receipts())
    book.worksheets[1].sheet_state = "hidden"
    assert len(importing.parse(workbooks.saved(book))) == 1
