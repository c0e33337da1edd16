from decimal import Decimal

import pytest

from wagtail_civic.budget import codes


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("02 01 03", "020103"),
        ("020103", "020103"),
        ("02.01.03", "020103"),
        ("02\u00a001", "0201"),
        ("\u200b02 01 ", "0201"),
        ("2.1", "2.1"),
        (2.1, "2.1"),
        (2.0, "2"),
        (31, "31"),
        (Decimal("31.00"), "31"),
        ("2 1 1", "2.1.1"),
        ("０２ ０１", "0201"),
        ("00", "00"),
        (None, ""),
        ("", ""),
        (True, ""),
        ("კოდი", ""),
        ("1" * 30, ""),
    ],
)
def test_codes_have_one_spelling(written, code):
    assert codes.normalise(written) == code


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("00 00", "00"),
        ("01 00", "01"),
        ("01", "01"),
        (1, "01"),
        (101, "0101"),
        ("01 01 00", "0101"),
        ("10 00", "10"),
        ("01 10", "0110"),
        ("", ""),
    ],
)
def test_programme_codes_are_paths(written, code):
    assert codes.programme(written) == code


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        ("01 00", True),
        ("00 00", True),
        ("010203", True),
        ("31", False),
        ("2.1", False),
        ("", False),
    ],
)
def test_a_programme_code_is_told_from_an_economic_one(written, answer):
    assert codes.is_programme(written) is answer


@pytest.mark.parametrize(
    ("code", "depth", "parent", "display"),
    [
        ("00", 0, None, "00 00"),
        ("01", 1, "00", "01 00"),
        ("0102", 2, "01", "01 02"),
        ("010203", 3, "0102", "01 02 03"),
    ],
)
def test_a_programme_code_knows_its_place(code, depth, parent, display):
    assert (codes.depth(code), codes.parent(code), codes.display(code)) == (depth, parent, display)


@pytest.mark.parametrize(
    ("written", "code", "parent"),
    [
        ("1", "1", "00"),
        ("11", "1.1", "1"),
        ("113", "1.1.3", "1.1"),
        ("1.1.3", "1.1.3", "1.1"),
        ("31", "31", "00"),
        ("00", "00", None),
    ],
)
def test_receipts_codes_are_dotted(written, code, parent):
    assert codes.receipt(written) == code
    assert codes.dotted_parent(code) == parent
