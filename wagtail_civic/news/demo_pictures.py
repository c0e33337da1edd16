"""Landscapes for the demonstration, drawn by Pillow: no photograph, nobody's rights."""

from io import BytesIO
from math import pi, sin
from random import Random

from PIL import Image, ImageDraw, ImageFilter

SIZE = (1200, 630)
SKIES = {
    "hills": ("#cfe3e6", "#f4e9d0"),
    "road": ("#bcd3e0", "#eef0e2"),
    "village": ("#d8dfe9", "#f6ead6"),
    "sea": ("#b8d8e4", "#f3efe0"),
    "bridge": ("#c3d6d4", "#eef2e4"),
    "school": ("#cde0ee", "#f7efd9"),
}
GREENS = ["#9fbfa8", "#7aa88a", "#4f8a68", "#2f6a4c"]


def landscape(name: str) -> bytes:
    """A JPEG of 1200 × 630; the same name always gives the same picture."""
    random = Random(name)  # noqa: S311
    image = _sky(*SKIES[name])
    draw = ImageDraw.Draw(image)
    draw.ellipse(_around(930, 130, 62), fill="#f7ddb0")
    ridges = [(230 + 75 * i, 46 - 6 * i, random.uniform(0, 6)) for i in range(4)]
    for (base, height, phase), colour in zip(ridges, GREENS, strict=True):
        draw.polygon(_ridge(base, height, phase), fill=colour)
    _SUBJECTS[name](draw, random)
    buffer = BytesIO()
    image.filter(ImageFilter.SMOOTH).save(buffer, "JPEG", quality=84)
    return buffer.getvalue()


def _sky(top: str, bottom: str) -> Image.Image:
    gradient = Image.linear_gradient("L").resize(SIZE)
    return Image.composite(Image.new("RGB", SIZE, bottom), Image.new("RGB", SIZE, top), gradient)


def _around(x: float, y: float, radius: float) -> tuple[float, ...]:
    return (x - radius, y - radius, x + radius, y + radius)


def _ridge(base: float, height: float, phase: float) -> list[tuple[float, float]]:
    width, bottom = SIZE
    line = [
        (x, base - height * sin(x / width * 2.2 * pi + phase) - height / 3 * sin(x / 90 + phase))
        for x in range(0, width + 12, 12)
    ]
    return [(0, bottom), *line, (width, bottom)]


def _hills(draw, random) -> None:
    for row in range(9):
        y = 470 + row * 22
        line = [(x, y + 12 * sin(x / 170 + row / 3)) for x in range(0, 1220, 20)]
        draw.line(line, fill="#1f5239", width=7 + row)


def _road(draw, random) -> None:
    draw.polygon([(560, 470), (620, 470), (860, 630), (380, 630)], fill="#8d8f8c")
    for step in range(6):
        y, size = 480 + step * 27, 3 + step * 2
        draw.rectangle((600 - size / 2, y, 600 + size / 2, y + 12), fill="#f2efe6")


def _village(draw, random) -> None:
    for x in range(150, 1100, 130):
        y = 480 + random.randint(-25, 45)
        wall = random.choice(["#f3e7d3", "#e9d9c0", "#fbf6ea"])
        _house(draw, x + random.randint(-25, 25), y, wall)


def _house(draw, x: int, y: int, wall: str, width: int = 88, height: int = 54) -> None:
    draw.rectangle((x, y, x + width, y + height), fill=wall)
    draw.polygon(
        [(x - 10, y), (x + width / 2, y - height * 0.75), (x + width + 10, y)], fill="#a4492f"
    )
    for window in (0.18, 0.6):
        left = x + width * window
        draw.rectangle((left, y + 14, left + width * 0.2, y + 34), fill="#486577")


def _sea(draw, random) -> None:
    draw.rectangle((0, 420, *SIZE), fill="#3f7f97")
    for row in range(8):
        y = 438 + row * 17
        draw.line([(x, y + 3 * sin(x / 60 + row)) for x in range(0, 1220, 20)], "#6aa3b5", 2)
    draw.polygon([(0, 560), (420, 585), (1200, 540), (1200, 630), (0, 630)], fill="#e3d3ae")
    for x in (90, 190, 260, 1010, 1110):
        draw.rectangle((x - 5, 430, x + 5, 575), fill="#5b3f2c")
        draw.ellipse((x - 62, 372, x + 62, 448), fill="#24533c")


def _bridge(draw, random) -> None:
    draw.rectangle((0, 520, *SIZE), fill="#5f93a0")
    draw.rectangle((0, 424, 1200, 452), fill="#77705f")
    for x in (150, 450, 750, 1050):
        draw.rectangle((x - 20, 452, x + 20, 560), fill="#8b8472")
        draw.arc((x + 20, 452, x + 280, 640), 180, 360, fill="#8b8472", width=16)


def _school(draw, random) -> None:
    draw.rectangle((330, 350, 870, 540), fill="#f4ead2")
    draw.polygon([(305, 350), (600, 270), (895, 350)], fill="#8f3f2c")
    for floor in (378, 452):
        for x in range(362, 850, 74):
            draw.rectangle((x, floor, x + 42, floor + 44), fill="#4d6c80")
    draw.rectangle((572, 470, 628, 540), fill="#6b4a2f")
    draw.rectangle((0, 540, *SIZE), fill="#86ad7c")
    for x in (140, 230, 985, 1080):
        draw.rectangle((x - 6, 470, x + 6, 560), fill="#5b3f2c")
        draw.ellipse(_around(x, 440, 52), fill="#2f6a4c")


_SUBJECTS = {
    "hills": _hills,
    "road": _road,
    "village": _village,
    "sea": _sea,
    "bridge": _bridge,
    "school": _school,
}
