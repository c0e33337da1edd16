"""A treemap drawn on the server: where each tile lies, and the words that fit into it.

Sizes are those of the drawing; one drawing each suits narrow, middling and wide pages, so that
the words are never smaller than they are here and never much larger (budget.css chooses).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.safestring import mark_safe

PALETTE = (
    "#0e5a47",
    "#1f4e79",
    "#7a3b12",
    "#5b2a6e",
    "#3f5713",
    "#8a1f3c",
    "#31476b",
    "#5a4a12",
)
"""White words on each have a contrast of at least 4.5 to 1."""
OTHER_FILL = "#4a5058"
FONT_SIZE = 16
LINE_HEIGHT = 22
PADDING = 10
GAP = 4
SMALLEST_SIDE = 28
MOST_TILES = 40
FLATNESS = 1.6
"""Tiles come out about so many times as wide as high: Georgian words are long, and lie."""

_NARROW = set(" \u00a0.,:;'’|!ilIjft()[]·-")
_WIDE = set("ოთღფდრწ") | set("ABCDEFGHKNOPQRSTUVXYZ")
_WIDEST = set("ლmwMW%—")
_VOWELS = set("აეიოუaeiouy")


@dataclass(frozen=True)
class Item:
    """What one tile stands for; `amount` and `share` are ready to be read."""

    name: str
    value: Decimal
    amount: str
    share: str = ""
    url: str = ""

    @property
    def label(self) -> str:
        figures = ", ".join(part for part in (self.amount, self.share) if part)
        return f"{self.name}: {figures}" if figures else self.name


@dataclass(frozen=True)
class Words:
    x: float
    y: float
    text: str
    bold: bool = False

    @property
    def place(self) -> str:
        """The SVG attributes; numbers are written by Python, with a point in every language."""
        return mark_safe(f'x="{self.x}" y="{self.y}"')


@dataclass(frozen=True)
class Tile:
    item: Item
    x: float
    y: float
    width: float
    height: float
    fill: str
    words: tuple[Words, ...]

    @property
    def frame(self) -> str:
        box = f'x="{self.x}" y="{self.y}" width="{self.width}" height="{self.height}"'
        return mark_safe(box)


@dataclass(frozen=True)
class Size:
    """One drawing; `modifier` ends its class name, `hidden` is how it starts without our CSS."""

    modifier: str
    width: int
    height: int
    hidden: bool = True


SIZES = (
    Size("wide", 1080, 360, hidden=False),
    Size("middle", 600, 400),
    Size("tall", 320, 640),
)


@dataclass(frozen=True)
class Drawing:
    size: Size
    tiles: tuple[Tile, ...] = field(default_factory=tuple)
    font_size: int = FONT_SIZE


def drawings(items: Iterable[Item], other: Item | None = None) -> list[Drawing]:
    """The treemap at each of the sizes; empty if there is nothing above nought to draw.

    `other` gives name and address of the tile that stands for all items too small to show;
    nought and negative amounts have no tile, the table beside the drawing shows them.
    """
    shown = sorted((item for item in items if item.value > 0), key=lambda i: -i.value)
    if not shown or not is_available():
        return []
    return [Drawing(size, tuple(layout(shown, size, other))) for size in SIZES]


def is_available() -> bool:
    from importlib.util import find_spec

    return find_spec("squarify") is not None


def layout(items: list[Item], size: Size, other: Item | None = None) -> list[Tile]:
    """The tiles of one drawing, the largest first; `items` are above nought and sorted."""
    kept = _large_enough(items, size)
    while True:
        shown = [*kept, *_tail(items, len(kept), size, other)]
        boxes = _boxes(shown, size)
        if len(kept) == 1 or all(min(b["dx"], b["dy"]) >= SMALLEST_SIDE / 2 for b in boxes):
            break
        kept = kept[:-1]
    fills = [PALETTE[index % len(PALETTE)] for index in range(len(kept))] + [OTHER_FILL]
    return [_tile(item, box, fill) for item, box, fill in zip(shown, boxes, fills, strict=False)]


def _boxes(items: list[Item], size: Size) -> list[dict[str, float]]:
    import squarify

    width = size.width / FLATNESS
    weights = squarify.normalize_sizes([float(i.value) for i in items], width, size.height)
    boxes = squarify.squarify(weights, 0, 0, width, size.height)
    return [{**box, "x": box["x"] * FLATNESS, "dx": box["dx"] * FLATNESS} for box in boxes]


def _large_enough(items: list[Item], size: Size) -> list[Item]:
    whole = sum(item.value for item in items)
    least = whole * SMALLEST_SIDE * SMALLEST_SIDE / (size.width * size.height)
    large = [item for item in items if item.value >= least]
    return large if len(large) == len(items) <= MOST_TILES else large[: MOST_TILES - 1]


def _tail(items: list[Item], kept: int, size: Size, other: Item | None) -> list[Item]:
    """One item for all that have no tile of their own, wide enough to be seen."""
    rest = items[kept:]
    if not rest:
        return []
    least = sum(item.value for item in items) * SMALLEST_SIDE / max(size.width, size.height)
    value = max(sum(item.value for item in rest), least)
    return [Item(other.name, value, "", "", other.url) if other else Item("…", value, "")]


def _tile(item: Item, box: dict[str, float], fill: str) -> Tile:
    x, y = box["x"] + GAP / 2, box["y"] + GAP / 2
    width, height = max(box["dx"] - GAP, 1), max(box["dy"] - GAP, 1)
    words = tuple(_words(item, x, y, width - 2 * PADDING, height - 2 * PADDING))
    return Tile(item, round(x, 1), round(y, 1), round(width, 1), round(height, 1), fill, words)


def _words(item: Item, x: float, y: float, width: float, height: float) -> Iterable[Words]:
    room = int(height // LINE_HEIGHT)
    if room < 1:
        return []
    figures = next(
        (text for text in _figures(item) if text and text_width(text, bold=True) <= width), ""
    )
    names = wrap(item.name, width, room - 1 if figures else room)
    if not names and not figures:
        return []
    lines = [(line, False) for line in names] + ([(figures, True)] if figures else [])
    return [
        Words(round(x + PADDING, 1), round(y + PADDING + FONT_SIZE + i * LINE_HEIGHT, 1), *line)
        for i, line in enumerate(lines)
    ]


def _figures(item: Item) -> list[str]:
    both = f"{item.amount} · {item.share}" if item.amount and item.share else ""
    return [both, item.amount, item.share]


def text_width(text: str, bold: bool = False) -> float:
    """The width that a text may take, rather too wide than too narrow (measured on DejaVu Sans,
    the widest of the usual fallbacks for Georgian)."""
    ems = sum(_ems(char) for char in text)
    return ems * FONT_SIZE * (1.1 if bold else 1)


def _ems(char: str) -> float:
    if char in _NARROW:
        return 0.36
    if char in _WIDEST:
        return 1.06
    return 0.82 if char in _WIDE else 0.64


def wrap(text: str, width: float, lines: int) -> list[str]:
    """The text in at most so many lines, long words broken at a syllable; a text that is too
    long ends in an ellipsis. Empty if not even the first word can be shown."""
    wrapped: list[str] = []
    words = text.split()
    while words and len(wrapped) < lines:
        count = 1
        while count < len(words) and text_width(" ".join(words[: count + 1])) <= width:
            count += 1
        line, rest = " ".join(words[:count]), words[count:]
        if text_width(line) > width:
            line, tail = _broken(words[0], width)
            if not line:
                break
            rest = [tail, *rest]
        wrapped.append(line)
        words = rest
    return _shortened(wrapped, width) if words else wrapped


def _broken(word: str, width: float) -> tuple[str, str]:
    """The word in two: between a vowel and a consonant, with three letters or more on each side."""
    for end in range(len(word) - 3, 2, -1):
        between = word[end - 1] in _VOWELS and word[end] not in _VOWELS
        if between and text_width(word[:end] + "-") <= width and _VOWELS & set(word[end:]):
            return word[:end] + "-", word[end:]
    return "", word


def _shortened(lines: list[str], width: float) -> list[str]:
    if not lines:
        return []
    last = lines[-1]
    while last and text_width(last + "…") > width:
        last = last.rpartition(" ")[0]
    if not last:
        return lines[:-1]
    return [*lines[:-1], last.rstrip(" ,;:–-") + "…"]
