"""Pictures of pages, read by Tesseract where it is installed with a Georgian model.

The script model ``Georgian`` made a third of the errors of the language model ``kat``. The layout
is looked at in two ways, since the usual one silently loses paragraphs of some fonts; the reading
with more letters counts. A number after № is never to be trusted: the model does not know the sign.
"""

import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from . import quality

if TYPE_CHECKING:
    from PIL.Image import Image

#: Of one reading of one page, in seconds of wall time.
MAX_SECONDS = 90
#: Fully automatic layout, and one uniform block of text.
LAYOUTS = ("3", "6")
#: Fewer letters than this are noise of a picture.
MIN_LETTERS = 3


@cache
def model() -> str:
    """What Tesseract is to read with; empty where it cannot read Georgian or is not there."""
    program = shutil.which("tesseract")
    if program is None:
        return ""
    try:
        listed = subprocess.run(  # noqa: S603
            [program, "--list-langs"], capture_output=True, text=True, timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    known = {line.strip().rpartition("/")[2] for line in listed.stdout.splitlines()}
    if "Georgian" in known:
        nested = "script/Georgian" in listed.stdout
        return "script/Georgian" if nested else "Georgian"
    if "kat" in known:
        return "kat+eng" if "eng" in known else "kat"
    return ""


def text_of(image: "Image") -> str:
    """The fullest reading of a picture, made clean; empty where it shows no text."""
    with tempfile.TemporaryDirectory(prefix="civic-page-") as folder:
        path = Path(folder) / "page.png"
        image.save(path, dpi=(200, 200), compress_level=1)
        found = [quality.clean(_read(path, layout)) for layout in LAYOUTS]
    best = max(found, key=quality.letters)
    return best if quality.letters(best) >= MIN_LETTERS and quality.is_readable(best) else ""


def _read(path: Path, layout: str) -> str:
    command = ["tesseract", str(path), "stdout", "-l", model(), "--psm", layout, "--dpi", "200"]
    try:
        done = subprocess.run(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=MAX_SECONDS,
            check=False,
            # Its own threads make it four times slower wherever the processor is not idle.
            env=os.environ | {"OMP_THREAD_LIMIT": "1"},
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""
