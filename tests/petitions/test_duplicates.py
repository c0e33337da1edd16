import pytest

from wagtail_civic.petitions.duplicates import Prior, Verdict, same_name, verdict

NINO = Prior(1, "ნინო ბერიძე", 7, confirmed=True)
GIORGI = Prior(2, "გიორგი ბერიძე", 7, confirmed=True)
UNCONFIRMED = Prior(1, "ვიღაც სხვა", 7, confirmed=False)


@pytest.mark.parametrize(
    ("priors", "name", "area", "expected"),
    [
        ([], "ნინო ბერიძე", 7, Verdict("new", 1)),
        ([NINO], "ნინო ბერიძე", 7, Verdict("duplicate", 1)),
        ([NINO], "  ნინო  ბერიძე ", 9, Verdict("duplicate", 1)),
        ([NINO], "გიორგი ბერიძე", 7, Verdict("new", 2)),
        ([NINO], "გიორგი ბერიძე", 9, Verdict("duplicate", 1)),
        ([NINO], "გიორგი ბერიძე", None, Verdict("duplicate", 1)),
        ([NINO, GIORGI], "ანა ბერიძე", 7, Verdict("duplicate", 1)),
        ([GIORGI], "ანა ბერიძე", 7, Verdict("new", 1)),
        ([UNCONFIRMED], "ვიღაც სხვა", 7, Verdict("again", 1)),
        ([UNCONFIRMED], "ნინო ბერიძე", 7, Verdict("new", 2)),
        ([UNCONFIRMED], "ნინო ბერიძე", 9, Verdict("new", 2)),
        ([UNCONFIRMED, GIORGI], "ანა ბერიძე", 7, Verdict("replace", 1)),
        ([UNCONFIRMED, GIORGI], "ანა ბერიძე", 9, Verdict("duplicate", 1)),
        (
            [UNCONFIRMED, Prior(2, "კიდევ ვიღაც", 9, confirmed=False)],
            "ნინო ბერიძე",
            7,
            Verdict("replace", 1),
        ),
    ],
)
def test_a_household_signs_twice_and_nobody_else(priors, name, area, expected):
    assert verdict(priors, name, area) == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("ნინო ბერიძე", "ᲜᲘᲜᲝ ᲑᲔᲠᲘᲫᲔ", True),
        ("Nino Beridze", "NINO BERIDZE", True),
        ("Nino Beridze", "Nino-Beridze", True),
        ("ნინო ბერიძე", "ნინო ბერაძე", False),
    ],
)
def test_names_are_compared_by_their_letters(one, other, same):
    assert same_name(one, other) is same
