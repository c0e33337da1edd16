import pytest
from django.utils.translation import gettext_lazy, override

from wagtail_civic.core.text import as_cell, capitalized, clean, fold, put_in, romanize, slug


@pytest.mark.parametrize(
    ("georgian", "latin"),
    [
        ("საქართველო", "sakartvelo"),
        ("თბილისი", "tbilisi"),
        ("წყალტუბო", "ts'q'alt'ubo"),
        ("ჭიათურა", "ch'iatura"),
        ("ძიმითი", "dzimiti"),
        ("ჟღალი", "zhghali"),
        ("ოზურგეთი", "ozurgeti"),
        ("ჩხოროწყუ", "chkhorots'q'u"),
        ("ჯვარი, ჰაერი", "jvari, haeri"),
        ("ᲗᲑᲘᲚᲘᲡᲘ", "tbilisi"),
        ("Ⴇⴁⴈⴊⴈⴑⴈ", "tbilisi"),
        ("გვ. 12", "gv. 12"),
    ],
)
def test_georgian_is_romanised_by_the_national_system(georgian, latin):
    assert romanize(georgian) == latin


def test_apostrophes_can_be_left_out():
    assert romanize("წყალტუბო", apostrophes=False) == "tsqaltubo"


@pytest.mark.parametrize("text", ["Привет", "café", "№17 „ა“ – ₾", "漢字", "ﬁ"])
def test_other_scripts_become_ascii_too(text):
    assert romanize(text).isascii()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("საკრებულოს სხდომა", "sakrebulos-skhdoma"),
        ("დადგენილება №17", "dadgenileba-17"),
        ("ᲑᲘᲣᲯᲔᲢᲘ 2027", "biujeti-2027"),
        ("  „ხიდი“ — ახალი!  ", "khidi-akhali"),
        ("snake_case", "snake-case"),
        ("2027 წლის ბიუჯეტი", "2027-tslis-biujeti"),
    ],
)
def test_a_slug_is_short_ascii_that_reads_like_the_title(text, expected):
    assert slug(text) == expected


def test_a_long_title_is_cut_between_words():
    title = "სოფელ მთისპირის ხიდის აღდგენისა და გზის რეაბილიტაციის შესახებ პეტიცია"
    short = slug(title)
    assert len(short) <= 60
    assert slug(title, max_length=500).startswith(f"{short}-")


def test_a_word_longer_than_the_limit_is_cut_inside():
    assert slug("ა" * 100) == "a" * 60


def test_a_title_that_just_fits_is_kept_whole():
    assert slug("ა" * 30 + " " + "ბ" * 29) == "a" * 30 + "-" + "b" * 29


@pytest.mark.parametrize("text", ["", "…", "«»", "   "])
def test_a_slug_is_never_empty_and_always_the_same(text):
    assert slug(text)
    assert slug(text) == slug(text)
    assert slug("…") != slug("«»")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ბიუჯეტი", "ᲑᲘᲣᲯᲔᲢᲘ"),
        ("Budget", "BUDGET"),
        ("№１７", "№17"),
        ("ts'q'ali", "ts’q‘ali"),
        ("ts'q'ali", "ts´q`ali"),
        ("„ხიდი“", '"ხიდი"'),
        ("«ხიდი»", "”ხიდი”"),
        ("2026–2027", "2026-2027"),
        ("ნინო  ბერიძე", "ნინო\u00a0ბერიძე\n"),
        ("ნი\u200bნო", "ნინო"),
        ("\u202eნინო", "ნინო"),
        ("ნი\u00adნო", "ნინო"),
        ("ა \u200b ბ", "ა ბ"),
        ("STRASSE", "straße"),
        ("ა\x00ბ", "აბ"),
    ],
)
def test_spellings_that_a_reader_would_call_the_same_fold_together(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("კარი", "ქარი"), ("17", "71"), ("a b", "ab")])
def test_different_texts_stay_different(one, other):
    assert fold(one) != fold(other)


def test_folding_twice_changes_nothing():
    for text in ["ᲑᲘᲣᲯᲔᲢᲘ", "„ა“ – ბ’", "İstanbul", "ﬁ ½ ²"]:
        assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    "cell", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "\u00a0=1", "\n=1"]
)
def test_a_formula_is_neutralised(cell):
    assert as_cell(cell).startswith("'")


@pytest.mark.parametrize(
    "cell",
    ["\tx", "\rx", "\ufeff=1", "\u200b=1", "\u2066=1", "\x00=1", "＝1", "＠x", " \n\u00a0\u200b@x"],
)
def test_nothing_that_cannot_be_seen_hides_a_formula(cell):
    assert as_cell(cell) == f"'{cell}"


def test_numbers_and_words_stay_what_they_are_in_a_cell():
    assert [as_cell(value) for value in (12, "ხიდი", "")] == ["12", "ხიდი", ""]


def test_hidden_characters_leave_a_text_and_line_breaks_stay():
    assert clean(" ნინო\u202e \u200bბერიძე\x00\r\nა\tბ ") == "ნინო ბერიძე\nა\tბ"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{title}: {count}", "ხიდი: 7"),
        ("{unknown} {}", "{unknown} {}"),
        ("{title.__class__} {title!r} {count:>9}", "{title.__class__} {title!r} {count:>9}"),
        ("{{title}} {title", "{ხიდი} {title"),
        ("{trap}", "{count}"),
    ],
)
def test_names_in_braces_are_looked_up_once_and_never_formatted(text, expected):
    assert put_in(text, {"title": "ხიდი", "count": 7, "trap": "{count}"}) == expected


@pytest.mark.parametrize(
    ("word", "shown"),
    [("number", "Number"), ("ნომერი", "ნომერი"), ("e-mail address", "E-mail address"), ("", "")],
)
def test_a_heading_begins_with_a_capital_where_the_script_has_one(word, shown):
    assert capitalized(word) == shown


def test_a_heading_waits_for_its_language():
    heading = capitalized(gettext_lazy("date"))
    with override("en"):
        assert str(heading) == "Date"
    with override("ka"):
        assert str(heading) == "თარიღი"
