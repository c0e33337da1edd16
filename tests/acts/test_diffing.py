"""What became of a text: by paragraph and by word."""

import time

import pytest

from wagtail_civic.acts import diffing
from wagtail_civic.acts.diffing import ADDED, CHANGED, REMOVED, SAME, SKIPPED, compare


def kinds(old, new):
    return [change.kind for change in compare(old, new)]


def words(change, *wanted):
    return [piece.words for piece in change.pieces if piece.kind in wanted]


def test_equal_texts_have_no_change():
    assert {change.kind for change in compare(["ა", "ბ"], ["ა", "ბ"])} == {SKIPPED}


def test_a_changed_word_is_shown_within_its_paragraph():
    (change,) = compare(["მოსაკრებელი არის ორი ლარი თვეში"], ["მოსაკრებელი არის სამი ლარი თვეში"])
    assert change.kind == CHANGED
    assert words(change, REMOVED) == ["ორი"]
    assert words(change, ADDED) == ["სამი"]
    assert words(change, SAME) == ["მოსაკრებელი არის", "ლარი თვეში"]


def test_a_new_paragraph_and_one_taken_out_stand_alone():
    assert kinds(["პირველი მუხლი"], ["პირველი მუხლი", "მეორე მუხლი"]) == [SAME, ADDED]
    assert kinds(["პირველი მუხლი", "მეორე მუხლი"], ["პირველი მუხლი"]) == [SAME, REMOVED]


def test_paragraphs_with_nothing_in_common_are_not_mixed():
    old, new = ["გზების შეკეთება ზამთარში"], ["ბიუჯეტი მტკიცდება დეკემბერში ყოველწლიურად"]
    assert kinds(old, new) == [REMOVED, ADDED]


def test_a_changed_paragraph_is_found_behind_a_new_one():
    old = ["მოსაკრებელი არის ორი ლარი თვეში"]
    new = ["სრულიად ახალი წინადადება", "მოსაკრებელი არის სამი ლარი თვეში"]
    assert kinds(old, new) == [ADDED, CHANGED]


def test_what_stays_far_from_changes_is_counted():
    old = [f"მუხლი {n}" for n in range(10)]
    new = [*old[:9], "სხვა რამ წერია აქ"]
    found = compare(old, new)
    assert (found[0].kind, found[0].count) == (SKIPPED, 8)
    assert words(found[1], SAME) == ["მუხლი 8"]


def test_both_texts_can_be_read_from_the_comparison():
    old = ["ერთი ორი სამი", "ოთხი ხუთი", "ექვსი"]
    new = ["ერთი ორი შვიდი", "ახალი", "ექვსი"]
    found = compare(old, new)
    read = {
        side: [" ".join(each) for change in found if (each := words(change, SAME, side))]
        for side in (REMOVED, ADDED)
    }
    assert read[REMOVED] == old
    assert read[ADDED] == new


def test_texts_too_long_to_compare_are_refused_at_once():
    start = time.monotonic()
    with pytest.raises(diffing.TooLong):
        compare(["ა"] * (diffing.MOST_LINES + 1), ["ბ"])
    assert time.monotonic() - start < 1


def test_what_would_take_long_is_shown_without_counterparts(monkeypatch):
    old, new = ["ერთი ორი სამი ოთხი", "ა"], ["ერთი ორი სამი ხუთი", "ა"]
    assert kinds(old, new) == [CHANGED, SAME]
    monkeypatch.setattr(diffing, "_MOST_WORK", 15)
    assert kinds(old, new) == [REMOVED, ADDED, SAME]
