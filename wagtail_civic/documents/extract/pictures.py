"""Uploaded pictures: photographs and scans of paper, in several pages where TIFF has them."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from .result import BROKEN, NO_LIBRARY, SCAN, TOO_BIG, Page, Unreadable

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PIXELS = 40_000_000
#: What is sent to be read: about A4 at 200 dots an inch, the best of sizes that were measured.
LONG_EDGE = 2_400


def read(path: Path, max_pages: int) -> Iterator[Page | int]:
    """The number of pages, then a place for the text of each: nothing is written in a picture."""
    with _opened(path) as image:
        count = getattr(image, "n_frames", 1)
    yield count
    for number in range(1, min(count, max_pages) + 1):
        yield Page(number, "", SCAN, 0.0)


def pictures(path: Path, numbers: list[int]) -> Iterator[tuple[int, "Image | None"]]:
    """What these pages show, in grey."""
    with _opened(path) as image:
        for number in numbers:
            try:
                image.seek(number - 1)
                if image.width * image.height > MAX_PIXELS:
                    raise Unreadable(TOO_BIG)
                image.draft("L", (LONG_EDGE, LONG_EDGE))
                grey = image.convert("L")
            except (OSError, EOFError, ValueError, SyntaxError):
                yield number, None
                continue
            grey.thumbnail((LONG_EDGE, LONG_EDGE))
            yield number, grey


def _opened(path: Path) -> "Image":
    try:
        from PIL import Image, UnidentifiedImageError
    except ImportError as error:
        raise Unreadable(NO_LIBRARY) from error
    try:
        image = Image.open(path)
    except Image.DecompressionBombError as error:
        raise Unreadable(TOO_BIG) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise Unreadable(BROKEN) from error
    if image.width * image.height > MAX_PIXELS:
        image.close()
        raise Unreadable(TOO_BIG)
    return image
