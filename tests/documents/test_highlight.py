"""The place with the words, marked, and nothing of it markup."""

from time import process_time

import pytest

from wagtail_civic.documents.highlight import marked, snippet
from wagtail_civic.documents.query import by_beginnings, parse


@pytest.mark.parametrize(
    ("text", "query", "shown"),
    [
        ("სოფლის გზა", "სოფელი", "<mark>სოფლის</mark> გზა"),
        ("ᲡᲝᲤᲚᲘᲡ გზა", "სოფელი", "<mark>ᲡᲝᲤᲚᲘᲡ</mark> გზა"),
        ("„სოფლის“ გზა", "sopeli", "„<mark>სოფლის</mark>“ გზა"),
        ("<b>გზა</b> & ხიდი", "ხიდი", "&lt;b&gt;გზა&lt;/b&gt; &amp; <mark>ხიდი</mark>"),
        ("აქტი №17-51.", "17-51", "აქტი <mark>№17-51</mark>."),
        ("კოდი 010.260.020", "010260", "კოდი <mark>010.260.020</mark>"),
        ("ა ბ გ", '"ა ბ"', "<mark>ა ბ</mark> გ"),
        ("ა < ბ", '"ა ბ"', "<mark>ა &lt; ბ</mark>"),
        ("ბ ა გ", '"ა ბ"', "ბ ა გ"),
        ("The budgets", "budget", "The <mark>budgets</mark>"),
        ("გზა", "-გზა ხიდი", "გზა"),
        ("mark mark", "mark", "<mark>mark</mark> <mark>mark</mark>"),
        ("", "გზა", ""),
    ],
)
def test_what_was_found_is_marked(text, query, shown):
    assert marked(text, parse(query)) == shown


def test_a_text_with_thousands_of_hits_is_shown_at_once():
    begun = process_time()
    shown = snippet("გზა " * 4_900 + "ხიდი", parse("გზა ხიდი"))
    assert "<mark>ხიდი</mark>" in shown
    assert process_time() - begun < 1


def test_beginnings_are_marked_whole():
    query = by_beginnings(parse("მუნიციპ"))
    assert marked("მუნიციპალიტეტი", query) == "<mark>მუნიციპალიტეტი</mark>"


def test_a_snippet_is_cut_between_words_where_most_words_are():
    text = "სიტყვა " * 200 + "სოფლის გზა " + "სიტყვა " * 200 + "გზა " + "სიტყვა " * 50
    shown = snippet(text, parse("სოფელი გზა"))
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert "<mark>სოფლის</mark> <mark>გზა</mark>" in shown
    assert len(shown) < 320
    assert all(word in ("სიტყვა", "…") or "mark" in word for word in shown.split())


def test_a_text_of_one_long_word_has_a_snippet_too():
    assert "<mark>" not in snippet("გ" * 5_000, parse("ხიდი"))
    assert len(snippet("გ" * 5_000, parse("ხიდი"))) < 300


def test_line_ends_are_spaces_in_a_snippet():
    assert snippet("გზა\n\nხიდი\t1", parse("ხიდი")) == "გზა <mark>ხიდი</mark> 1"
