from decimal import Decimal

import pytest

from wagtail_civic.petitions.sampling import beyond, draw, remaining, sample_size


@pytest.mark.parametrize(
    ("population", "share", "size"),
    [
        (244, 20, 49),
        (245, 20, 49),
        (246, 20, 50),
        (1, 20, 1),
        (0, 20, 0),
        (244, 0, 0),
        (244, 100, 244),
        (1000, Decimal("0.1"), 1),
    ],
)
def test_the_sample_is_the_share_rounded_up(population, share, size):
    assert sample_size(population, share) == size
    assert len(draw(population, share, "abasha")) == size


def test_the_same_seed_gives_the_same_lines():
    assert draw(244, 20, "2022-06-21") == draw(244, 20, "2022-06-21")


def test_another_seed_gives_other_lines():
    assert draw(244, 20, "one") != draw(244, 20, "two")


def test_the_draw_is_the_published_one_for_ever():
    assert draw(20, 25, "wagtail") == [7, 8, 10, 13, 17]


def test_lines_are_drawn_without_repetition_from_the_whole_list():
    lines = draw(244, 20, 7)
    assert len(set(lines)) == 49
    assert lines == sorted(lines)
    assert lines[0] >= 1
    assert lines[-1] <= 244


def test_every_line_has_about_the_same_chance():
    drawn = [line for seed in range(400) for line in draw(20, 20, seed)]
    shares = [drawn.count(line) / 400 for line in range(1, 21)]
    assert min(shares) > 0.12
    assert max(shares) < 0.28


@pytest.mark.parametrize(
    ("submitted", "checked", "void", "rule", "left"),
    [
        (244, 49, 25, "deduct", 219),
        (244, 49, 25, "extrapolate", 119),
        (244, 49, 0, "deduct", 244),
        (244, 49, 0, "extrapolate", 244),
        (100, 100, 100, "deduct", 0),
        (100, 10, 10, "extrapolate", 0),
        (0, 0, 0, "extrapolate", 0),
    ],
)
def test_what_a_check_leaves(submitted, checked, void, rule, left):
    assert remaining(submitted, checked, void, rule) == left


@pytest.mark.parametrize(("submitted", "checked", "void"), [(10, 11, 0), (10, 5, 6), (10, 5, -1)])
def test_impossible_checks_are_refused(submitted, checked, void):
    with pytest.raises(ValueError, match=r" is | are | cannot "):
        remaining(submitted, checked, void)


def test_an_unknown_rule_is_refused():
    with pytest.raises(ValueError, match=r" is | are | cannot "):
        remaining(10, 5, 1, "guess")


@pytest.mark.parametrize(("population", "share"), [(-1, 20), (10, -1), (10, 101)])
def test_impossible_samples_are_refused(population, share):
    with pytest.raises(ValueError, match=r" is | are | cannot "):
        draw(population, share, "seed")


@pytest.mark.parametrize(
    ("population", "checked", "void", "rule", "more"),
    [
        (244, 49, 25, "deduct", 0),
        (244, 49, 25, "extrapolate", 100),
        (100, 20, 5, "extrapolate", 20),
        (100, 20, 0, "extrapolate", 0),
        (100, 100, 7, "extrapolate", 0),
        (10, 3, 1, "extrapolate", 3),
        (5, 0, 0, "extrapolate", 0),
    ],
)
def test_what_is_taken_off_beside_the_void_lines(population, checked, void, rule, more):
    assert beyond(population, checked, void, rule) == more
    left = remaining(population, checked, void, rule)
    assert left == population - void - more
