"""What the head of a file says the act is."""

from datetime import date

import pytest

from wagtail_civic.acts.guessing import guess, structure

TYPES = [
    ("resolution", ["დადგენილება", "Resolution"]),
    ("order", ["მერის ბრძანება", "Order of the mayor"]),
    ("chair-order", ["საკრებულოს თავმჯდომარის ბრძანება", "Order of the council's chair"]),
]
RESOLUTION = """ჩაიეთის მუნიციპალიტეტის საკრებულოს
დადგენილება №17-51
2026 წლის 19 ნოემბერი
ქ. ჩაიეთი
ადგილობრივი მნიშვნელობის გზების
მოვლა-შენახვის წესის შესახებ
„ადგილობრივი თვითმმართველობის კოდექსის“ 24-ე მუხლის საფუძველზე
მუხლი 1. რეგულირების სფერო
ეს წესი არეგულირებს გზებს.
2025 წლის 1 იანვრის №3 დადგენილება ძალადაკარგულად გამოცხადდეს.
თავი II. დასკვნითი დებულებები
მუხლი 2¹
ამოქმედდეს გამოქვეყნებისთანავე."""


def test_the_head_tells_number_date_type_and_title():
    found = guess(RESOLUTION, "scan.pdf", TYPES)
    assert found.number == "17-51"
    assert found.adopted == date(2026, 11, 19)
    assert found.type_code == "resolution"
    assert found.title == "ადგილობრივი მნიშვნელობის გზების მოვლა-შენახვის წესის შესახებ"


def test_the_text_becomes_chapters_and_articles():
    blocks = guess(RESOLUTION, "scan.pdf", TYPES).text
    assert [block["type"] for block in blocks] == ["paragraph", "article", "chapter", "article"]
    first, last = blocks[1]["value"], blocks[3]["value"]
    assert (first["number"], first["heading"]) == ("1", "რეგულირების სფერო")
    assert first["text"].startswith("<p>ეს წესი არეგულირებს გზებს.</p><p>2025")
    assert (last["number"], last["heading"]) == ("2¹", "")


def test_words_of_the_file_are_no_markup():
    (block,) = structure(["<script>alert(1)</script>"])
    assert "<script>" not in block["value"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("2026 წლის 19 ნოემბრის", date(2026, 11, 19)),
        ("19 ნოემბერი 2026", date(2026, 11, 19)),
        ("19.11.2026", date(2026, 11, 19)),
        ("19/11/2026", date(2026, 11, 19)),
        ("31.02.2026", None),
        ("2026", None),
    ],
)
def test_a_date_is_read_as_acts_write_it(line, expected):
    assert guess(line, "", TYPES).adopted == expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("საკრებულოს თავმჯდომარის ბრძანება №4", "chair-order"),
        ("მერის ბრძანება №14-118", "order"),
        ("ბრძანება №14-118", ""),
        ("წერილი", ""),
    ],
)
def test_a_type_is_guessed_where_the_head_names_one(head, expected):
    assert guess(head, "", TYPES).type_code == expected


@pytest.mark.parametrize(
    ("name", "expected"), [("№17-51.pdf", "17-51"), ("dadgenileba_45.docx", "45"), ("scan.pdf", "")]
)
def test_the_name_of_the_file_helps_where_the_text_does_not(name, expected):
    assert guess("", name, TYPES).number == expected


def test_a_number_that_a_machine_has_read_is_not_believed():
    assert guess(RESOLUTION, "№17-51.pdf", TYPES, is_machine_read=True).number == ""


def test_a_number_in_the_articles_is_not_that_of_the_act():
    text = "მუხლი 1. ცვლილება\n2025 წლის №3 დადგენილებაში 01.02.2025"
    found = guess(text, "", TYPES)
    assert (found.number, found.adopted) == ("", None)
