# ruff: noqa: E501
"""The everyday acts of the invented municipality: three years of them, made from a few patterns.

They are what a registry is mostly made of, and what its years, pages and filters are tried with.
A timetable repeals the one before it; a lease is amended now and then.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from wagtail_civic.core import formats

MONTHS = 36
#: Each series begins its numbers where no act written by hand has one.
FIRST_NUMBER = 301


class Pattern(NamedTuple):
    """``{month}`` (``{month_of}`` in the genitive), ``{year}``, ``{place}`` and ``{sum}`` are filled in."""

    type: str
    body: str
    prefix: str
    day: int
    title: str
    title_en: str
    articles: tuple[tuple[str, str], ...]
    topic: str = ""
    #: What every ``every``-th act of the series does to the one before it.
    does: str = ""
    every: int = 1


OF_MONTH = (
    *("იანვრის", "თებერვლის", "მარტის", "აპრილის", "მაისის", "ივნისის"),
    *("ივლისის", "აგვისტოს", "სექტემბრის", "ოქტომბრის", "ნოემბრის", "დეკემბრის"),
)
PLACES = (
    ("წყალგვერდი", "Tskalgverdi"),
    ("ზედა მთისპირი", "Zeda Mtispiri"),
    ("ქვედა მთისპირი", "Kveda Mtispiri"),
    ("ვენახოვანი", "Venakhovani"),
    ("ჭალისუბანი", "Chalisubani"),
)
APPEAL = (
    "გასაჩივრება",
    "ეს აქტი შეიძლება გასაჩივრდეს გაცნობიდან ერთი თვის ვადაში, ჩაიეთის რაიონულ სასამართლოში.",
)

PATTERNS = (
    Pattern(
        "order", "city-hall", "21-", 24,
        "{year} წლის {month_of} სატრანსპორტო განრიგის დამტკიცების შესახებ",
        "On approving the bus timetable for {month} {year}",
        (
            ("განრიგი", "დამტკიცდეს მუნიციპალური ავტობუსების განრიგი; პირველი ავტობუსი გადის 7 საათზე, ბოლო – 20 საათსა და 30 წუთზე."),
            ("გაჩერებები", "განრიგი განთავსდეს ყველა გაჩერებაზე, მათ შორის დასახლებაში „{place}“."),
            APPEAL,
        ),
        "transport", "repeals",
    ),
    Pattern(
        "order", "city-hall", "22-", 11,
        "სარეზერვო ფონდიდან თანხის გამოყოფის შესახებ (დასახლება „{place}“)",
        "On an allocation from the reserve fund ({place})",
        (
            ("თანხის გამოყოფა", "სარეზერვო ფონდიდან გამოიყოს {sum} ლარი სტიქიის შედეგად დაზიანებული შიდა გზის აღსადგენად, დასახლება „{place}“."),
            ("ანგარიში", "თანხის ხარჯვის ანგარიში წარედგინოს საკრებულოს კვარტალის ბოლოს."),
            APPEAL,
        ),
        "budget",
    ),
    Pattern(
        "individual-act", "council", "31-", 17,
        "მუნიციპალური ქონების სარგებლობაში გადაცემის შესახებ (დასახლება „{place}“, {month}, {year})",
        "On leasing municipal property ({place}, {month} {year})",
        (
            ("ქონების გადაცემა", "სარგებლობაში გადაეცეს ყოფილი საბავშვო ბაღის შენობა, დასახლება „{place}“, ხუთი წლის ვადით, საზოგადოებრივი ცენტრის მოსაწყობად."),
            ("ქირა", "წლიური ქირა განისაზღვროს {sum} ლარით."),
            APPEAL,
        ),
        "infrastructure", "amends", 6,
    ),
    Pattern(
        "chair-order", "council", "5-", 5,
        "საკრებულოს {month_of} მორიგი სხდომის მოწვევის შესახებ ({year} წელი)",
        "On convening the regular session of the council in {month} {year}",
        (
            ("სხდომის მოწვევა", "მოწვეულ იქნეს საკრებულოს მორიგი სხდომა 11 საათზე, საკრებულოს დარბაზში."),
            ("საჯაროობა", "სხდომა საჯაროა და პირდაპირ ეთერში გადაიცემა. დღის წესრიგი გამოქვეყნდეს ხუთი სამუშაო დღით ადრე."),
        ),
    ),
    Pattern(
        "order", "city-hall", "23-", 27,
        "კომუნალური სამუშაოების გეგმის დამტკიცების შესახებ ({month}, {year})",
        "On approving the plan of municipal works for {month} {year}",
        (
            ("გეგმა", "დამტკიცდეს გარე განათების, სანიაღვრე არხებისა და მწვანე ნარგავების მოვლის გეგმა."),
            ("პირველი რიგი", "სამუშაოები დაიწყოს დასახლებაში „{place}“."),
            APPEAL,
        ),
        "environment",
    ),
)  # fmt: skip


class Routine(NamedTuple):
    """``does`` names what the act does to the one made ``before`` it, if anything."""

    pattern: Pattern
    number: str
    adopted: date
    title: str
    title_en: str
    articles: tuple[tuple[str, str], ...]
    does: str = ""
    before: int = -1


def routine(today: date) -> Iterator[Routine]:
    """Month by month up to today, the oldest first."""
    place = 0
    last: dict[Pattern, int] = {}
    for back in range(MONTHS, 0, -1):
        year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
        for pattern in PATTERNS:
            yield _act(pattern, date(year, month + 1, pattern.day), back, last.get(pattern, -1))
            last[pattern] = place
            place += 1


def _act(pattern: Pattern, adopted: date, back: int, before: int) -> Routine:
    serial = MONTHS - back
    place, place_en = PLACES[serial % len(PLACES)]
    facts = {"year": adopted.year, "sum": formats.number(1200 + 350 * (serial % 9), "ka")}
    georgian = facts | {
        "month": formats.month(adopted, "ka"),
        "month_of": OF_MONTH[adopted.month - 1],
        "place": place,
    }
    english = facts | {"month": formats.month(adopted, "en"), "place": place_en}
    does = pattern.does if before >= 0 and serial % pattern.every == 0 else ""
    return Routine(
        pattern=pattern,
        number=f"{pattern.prefix}{FIRST_NUMBER + serial}",
        adopted=adopted,
        title=pattern.title.format(**georgian),
        title_en=pattern.title_en.format(**english),
        articles=tuple((heading, text.format(**georgian)) for heading, text in pattern.articles),
        does=does,
        before=before,
    )
