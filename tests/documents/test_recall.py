"""How many inflected forms of municipal words a search finds, and what else it finds.

The list was written from grammar and texts by somebody who had not seen the stemmer.
"""

from pathlib import Path

import pytest

from wagtail_civic.documents import georgian, terms

LIST = Path(__file__).parent / "words" / "forms.tsv"
#: The measure that the search is held to, of what should be found and of what is found.
FLOOR = 0.95


def is_found(typed: str, word: str) -> bool:
    if georgian.is_georgian(typed):
        looked_up = terms.query_terms(typed)
    else:
        looked_up = terms.latin_terms(typed)
    return not looked_up.isdisjoint(terms.word_terms(word))


@pytest.fixture(scope="module")
def pairs() -> dict[str, list[tuple[str, str]]]:
    """``match`` and ``miss``: what is typed, the word in the text."""
    found: dict[str, list[tuple[str, str]]] = {"match": [], "miss": []}
    for line in LIST.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, typed, word = line.split("\t")
            found[kind].append((typed, word))
    return found


def test_the_list_is_long_enough_to_tell_something(pairs):
    assert len({typed for typed, _word in pairs["match"]}) >= 60
    assert len({word for _typed, word in pairs["match"]}) >= 300
    assert len(pairs["miss"]) >= 60


def test_a_search_finds_the_forms_of_a_word(pairs):
    lost = [pair for pair in pairs["match"] if not is_found(*pair)]
    recall = 1 - len(lost) / len(pairs["match"])
    assert recall >= FLOOR, lost


def test_what_a_search_finds_is_the_word(pairs):
    right = sum(is_found(*pair) for pair in pairs["match"])
    wrong = [pair for pair in pairs["miss"] if is_found(*pair)]
    assert right / (right + len(wrong)) >= FLOOR, wrong
    assert 1 - len(wrong) / len(pairs["miss"]) >= FLOOR, wrong
