"""The columns of a paper form: their order for whoever types, their names, and what people call
them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wagtail_civic.core.text import fold


@dataclass(frozen=True)
class Column:
    name: str
    label: str | Promise
    called: tuple[str, ...]
    """Headings, folded, by which it is recognised; the longest that fits decides."""


COLUMNS = (
    Column(
        "form_number",
        _("form number"),
        ("form number", "form no", "form", "ფორმის ნომერი", "ფორმა", "ანკეტის ნომერი", "ანკეტა",
         "ფორმის n", "ფორმის №", "№", "n"),
    ),
    Column(
        "number",
        _("mobile number"),
        ("mobile number", "mobile", "phone number", "phone", "telephone", "number",
         "მობილური ტელეფონის ნომერი", "მობილურის ნომერი", "მობილური", "ტელეფონის ნომერი",
         "ტელეფონი", "ტელ", "ნომერი"),
    ),
    Column(
        "area",
        _("area"),
        ("area", "village", "settlement", "ტერიტორია", "სოფელი", "დასახლება",
         "ადმინისტრაციული ერთეული"),
    ),
    Column("topics", _("topics"), ("topics", "topic", "თემები", "თემა")),
    Column("language", _("language"), ("language", "ენა")),
    Column(
        "date",
        _("date of signature"),
        ("date of signature", "signed on", "date", "ხელმოწერის თარიღი", "შევსების თარიღი",
         "თარიღი"),
    ),
    Column(
        "collector",
        _("collector"),
        ("collector", "collected by", "შემგროვებელი", "ვინ შეაგროვა", "შეაგროვა"),
    ),
    Column(
        "wording",
        _("consent wording"),
        ("consent wording", "wording", "version", "თანხმობის ტექსტი", "თანხმობა", "ვერსია"),
    ),
    Column("scan", _("scan"), ("scan", "სკანი", "სკანირებული ფაილი")),
)  # fmt: skip
BY_NAME = {column.name: column for column in COLUMNS}
REQUIRED = ("form_number", "number", "date", "collector", "wording")
OF_OLDER_LISTS = ("number", "area", "topics", "language")


def guess(headings: Sequence[str]) -> dict[str, int]:
    """Which column of a file is which, as far as the headings tell: names to places."""
    folded = [fold(heading).rstrip(".: ") for heading in headings]
    found: dict[str, int] = {}
    for matches in (_equal, _contained):
        for column in COLUMNS:
            if column.name in found:
                continue
            places = [
                (len(word), -place)
                for place, heading in enumerate(folded)
                for word in column.called
                if place not in found.values() and matches(word, heading)
            ]
            if places:
                found[column.name] = -max(places)[1]
    return found


def _equal(word: str, heading: str) -> bool:
    return word == heading


def _contained(word: str, heading: str) -> bool:
    return len(word) > 2 and word in heading
