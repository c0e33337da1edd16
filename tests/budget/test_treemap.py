import sys
from decimal import Decimal

import pytest

from wagtail_civic.budget import treemap
from wagtail_civic.budget.treemap import Item, Size

pytest.importorskip("squarify")


def item(name, value):
    return Item(name, Decimal(value), f"{value} ₾", "5%", f"/{name}/")


def items(*values):
    return [item(f"პროგრამა {n}", value) for n, value in enumerate(values)]


@pytest.mark.parametrize("size", treemap.SIZES, ids=lambda size: size.modifier)
@pytest.mark.parametrize(
    "values", [(5,), (5, 3, 2), (1,) * 12, tuple(range(1, 60)), (10**9, 1, 1, 1)]
)
def test_tiles_fill_the_drawing_without_overlap(size, values):
    tiles = treemap.layout(items(*sorted(values, reverse=True)), size, item("სხვა", 0))
    area = sum((t.width + treemap.GAP) * (t.height + treemap.GAP) for t in tiles)
    assert area == pytest.approx(size.width * size.height, rel=0.01)
    for a in tiles:
        assert a.x >= 0
        assert a.x + a.width <= size.width + 0.2
        assert a.y >= 0
        assert a.y + a.height <= size.height + 0.2
        for b in tiles:
            if a is not b:
                apart = a.x + a.width <= b.x + 0.2 or b.x + b.width <= a.x + 0.2
                assert apart or a.y + a.height <= b.y + 0.2 or b.y + b.height <= a.y + 0.2


def test_words_stay_inside_their_tile():
    names = "ინფრასტრუქტურის მშენებლობა, რეაბილიტაცია და ექსპლოატაცია"
    for drawing in treemap.drawings([item(names, value) for value in range(1, 30)]):
        for tile in drawing.tiles:
            for words in tile.words:
                assert words.y <= tile.y + tile.height
                width = treemap.text_width(words.text, words.bold)
                assert words.x + width <= tile.x + tile.width


def test_words_are_never_smaller_than_16():
    assert treemap.FONT_SIZE >= 16


def test_negative_and_nought_amounts_have_no_tile():
    drawing = treemap.drawings(items(5, -3, 0))[0]
    assert [tile.item.value for tile in drawing.tiles] == [5]
    assert treemap.drawings(items(-5, 0)) == []
    assert treemap.drawings([]) == []


def test_amounts_too_small_to_see_share_one_tile():
    drawing = treemap.drawings(items(*[1000] * 5, *[1] * 90), Item("სხვა", Decimal(0), ""))[0]
    assert [tile.item.name for tile in drawing.tiles[5:]] == ["სხვა"]
    assert drawing.tiles[5].fill == treemap.OTHER_FILL
    assert min(tile.width for tile in drawing.tiles) > 8


def test_never_more_tiles_than_can_be_read():
    for drawing in treemap.drawings(items(*range(1, 1001)), Item("სხვა", Decimal(0), "")):
        assert len(drawing.tiles) <= treemap.MOST_TILES


def test_the_label_names_amount_and_share():
    assert item("განათლება", 5).label == "განათლება: 5 ₾, 5%"
    assert Item("სხვა", Decimal(5), "5 ₾").label == "სხვა: 5 ₾"


@pytest.mark.parametrize(
    ("text", "width", "lines", "result"),
    [
        ("ერთი ორი", 500, 1, ["ერთი ორი"]),
        ("ერთი ორი", 60, 2, ["ერთი", "ორი"]),
        ("ერთი ორი", 50, 1, []),
        ("ერთი ორი სამი", 100, 1, ["ერთი ორი…"]),
        ("ინფრასტრუქტურა", 120, 3, ["ინფრასტრუ-", "ქტურა"]),
        ("ინფრასტრუქტურა", 20, 3, []),
        ("", 100, 3, []),
        ("ერთი", 100, 0, []),
    ],
)
def test_wrapping(text, width, lines, result):
    assert treemap.wrap(text, width, lines) == result


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


@pytest.mark.parametrize("colour", [*treemap.PALETTE, treemap.OTHER_FILL])
def test_white_words_can_be_read_on_every_colour(colour):
    assert 1.05 / (luminance(colour) + 0.05) >= 4.5


def test_without_squarify_there_is_no_drawing(monkeypatch):
    monkeypatch.setitem(sys.modules, "squarify", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert treemap.drawings(items(5, 3)) == []


def test_a_size_has_a_class_modifier():
    assert Size("wide", 1000, 420).hidden is True
    assert [size.modifier for size in treemap.SIZES if not size.hidden] == ["wide"]
