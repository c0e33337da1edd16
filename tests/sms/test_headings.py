"""Which column of a list is which."""

import pytest

from wagtail_civic.sms import headings


@pytest.mark.parametrize(
    "words",
    [
        ["form number", "mobile number", "area", "topics", "language", "date of signature",
         "collector", "consent wording", "scan"],
        ["ფორმის ნომერი", "მობილური ტელეფონის ნომერი", "სოფელი", "თემები", "ენა",
         "ხელმოწერის თარიღი", "შემგროვებელი", "თანხმობის ტექსტი", "სკანი"],
        ["Form No.", "Phone", "Village", "Topics", "Language", "Signed on", "Collected by",
         "Wording", "Scan file"],
    ],
)  # fmt: skip
def test_headings_in_both_languages_are_recognised(words):
    names = [column.name for column in headings.COLUMNS]
    assert headings.guess(words) == {name: place for place, name in enumerate(names)}


def test_headings_that_say_nothing_are_left_to_the_clerk():
    assert headings.guess(["x", "", "სახელი"]) == {}
