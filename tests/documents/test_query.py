"""What was typed, taken apart; act numbers by their own key."""

import pytest

from wagtail_civic.documents import terms
from wagtail_civic.documents.engines.postgresql import tsquery
from wagtail_civic.documents.engines.sqlite import match
from wagtail_civic.documents.query import MAX_ITEMS, MAX_LENGTH, by_beginnings, clean, parse


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("17-51", "17-51"),
        ("№17-51", "17-51"),
        ("№ 17-51", "17-51"),
        ("N17-51", "17-51"),
        ("N 17–51", "17-51"),
        ("N 17\u201051", "17-51"),
        ("N 17\u201151", "17-51"),
        ("N 17\u221251", "17-51"),
        ("No. 17-51", "17-51"),
        ("17/51", "17-51"),
        ("45", "45"),
        ("№ 45", "45"),
        ("230.000.000.05.001.000.350", "23000000005001000350"),
        ("010260020.35.101.016153", "01026002035101016153"),
        ("2288-IXმს-Xმპ", "2288-ixმს-xმპ"),
        ("", ""),
        ("№", ""),
    ],
)
def test_a_number_has_one_key_however_it_is_written(text, key):
    assert terms.number_key(text) == key


def test_a_query_is_short_one_line_and_printable():
    assert clean("a\0b\n\tc \u202e d") == "a b c d"
    assert len(clean("გ" * 10_000)) == MAX_LENGTH
    assert len(parse("a " * 1_000).groups) <= MAX_ITEMS


@pytest.mark.parametrize("text", ["", " ", '"', "-", "\0", "!?", "😀", "№", "OR", '""'])
def test_a_text_without_a_word_is_an_empty_query(text):
    assert not parse(text)


def test_an_excluded_word_alone_is_no_query():
    assert not parse("-გზა")


def test_words_must_all_be_there_and_alternatives_may():
    query = parse('გზა OR ხიდი "ზედა უბანი" -სკოლა')
    assert [len(group) for group in query.groups] == [2, 1]
    assert query.groups[1][0].phrase == ("ზედა", "უბანი")
    assert len(query.excluded) == 1


def test_a_stop_word_is_required_only_when_alone():
    assert len(parse("გზა და ხიდი").groups) == 2
    assert len(parse("და").groups) == 1
    assert len(parse("the budget of schools").groups) == 2


def test_only_letters_and_digits_reach_an_engine():
    query = parse("a'b \"c) OR d\" -e* N1/2 გზა:ხიდი {x} 5'6")
    for item in [*query.items(), *query.excluded]:
        for term in [*item.terms, *item.beginnings, *item.phrase]:
            assert term.isalnum(), term


def test_engines_are_given_quoted_terms():
    query = parse('გზა "ზედა უბანი" -ბაღი')
    assert match(query) == (
        '(({title_keys keys} : ("გზa" OR "გზq")) AND (words : "ზედა უბანი")) '
        'NOT {title_keys keys} : ("ბაღi" OR "ბაღq")'
    )
    assert tsquery(parse("გზა"), "AB") == "(('გზa':AB | 'გზq':AB))"


def test_only_plain_words_are_widened():
    assert by_beginnings(parse('"ზედა უბანი"')) is None
    assert by_beginnings(parse("17-51")) is None
    assert by_beginnings(parse("მუნიციპ")).groups[0][0].beginnings == {"მუნიციპ"}
