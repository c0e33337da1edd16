from decimal import Decimal

import pytest

from wagtail_civic.petitions.threshold import (
    ASSEMBLY,
    ELECTRONIC,
    HIGHER,
    LOWER,
    PAPER,
    Standing,
    missing_in,
    required_signatures,
    standing,
)


@pytest.mark.parametrize(
    ("roll", "share", "rounding", "required"),
    [
        (63000, Decimal("0.5"), "up", 315),
        (63000, Decimal("1"), "up", 630),
        (63001, Decimal("0.5"), "up", 316),
        (20013, Decimal("1"), "up", 201),
        (20000, Decimal("1"), "up", 200),
        (112000, Decimal("1"), "up", 1120),
        (1, Decimal("0.5"), "up", 1),
        (0, Decimal("0.5"), "up", 0),
        (63000, Decimal("0"), "up", 0),
        (20013, Decimal("1"), "down", 200),
        (20050, Decimal("1"), "half_up", 201),
        (20049, Decimal("1"), "half_up", 200),
        (1000, Decimal("0.1"), "up", 1),
        (3000, Decimal("0.7"), "up", 21),
        (63000, "0.5", "up", 315),
        (63000, 1, "up", 630),
        (10**9, Decimal("0.333333"), "up", 3333330),
    ],
)
def test_required_is_the_share_of_the_roll_in_whole_persons(roll, share, rounding, required):
    assert required_signatures(roll, share, rounding) == required


def test_required_rounds_up_unless_told_otherwise():
    assert required_signatures(20013, Decimal("1")) == 201


@pytest.mark.parametrize(
    ("roll", "share", "rounding"),
    [
        (-1, Decimal("1"), "up"),
        (10, Decimal("-1"), "up"),
        (10, Decimal("100.1"), "up"),
        (10, Decimal("NaN"), "up"),
        (10, Decimal("Infinity"), "up"),
        (10, Decimal("1"), "sideways"),
    ],
)
def test_nonsense_is_refused(roll, share, rounding):
    with pytest.raises(ValueError, match=r" is | are | cannot "):
        required_signatures(roll, share, rounding)


@pytest.mark.parametrize(
    ("combining", "electronic", "paper", "expected"),
    [
        (ELECTRONIC, 320, 0, Standing(320, 315)),
        (ELECTRONIC, 0, 320, Standing(0, 315)),
        (PAPER, 320, 0, Standing(0, 630)),
        (PAPER, 0, 640, Standing(640, 630)),
        (HIGHER, 320, 320, Standing(640, 630)),
        (LOWER, 160, 160, Standing(320, 315)),
        (ASSEMBLY, 0, 0, Standing(0, 0)),
    ],
)
def test_electronic_and_paper_add_up_as_the_municipality_decided(
    combining, electronic, paper, expected
):
    found = standing(
        combining,
        electronic=electronic,
        paper=paper,
        required_electronic=315,
        required_paper=630,
    )
    assert found == expected


def test_an_unknown_way_of_adding_up_is_refused():
    with pytest.raises(ValueError, match=r" is | are | cannot "):
        standing("both", electronic=1, paper=1, required_electronic=1, required_paper=1)


@pytest.mark.parametrize(
    ("counted", "required", "reached", "percent"),
    [
        (156, 315, False, 49),
        (314, 315, False, 99),
        (315, 315, True, 100),
        (900, 315, True, 100),
        (0, 0, True, 100),
        (0, 315, False, 0),
    ],
)
def test_a_hundred_percent_means_reached(counted, required, reached, percent):
    found = Standing(counted, required)
    assert (found.reached, found.percent) == (reached, percent)


@pytest.mark.parametrize(
    ("required", "counted", "missing"),
    [
        ({}, {"town": 5}, {}),
        ({"village": 40}, {"village": 40, "town": 1}, {}),
        ({"village": 40}, {"village": 39}, {"village": 1}),
        ({"village": 40, "town": 10}, {"village": 50}, {"town": 10}),
    ],
)
def test_an_area_with_a_number_of_its_own_lacks_what_it_has_not(required, counted, missing):
    assert missing_in(required, counted) == missing


def test_enough_in_all_is_not_enough_while_an_area_lacks_some():
    found = Standing(400, 315, areas_met=False)
    assert (found.reached, found.percent) == (False, 99)
