"""The text of a file, page by page: ``extract(file) -> Extraction``.

The file is read by a child process with limits on memory, processor time, wall time, pages and
characters. A broken, locked or hostile file therefore costs no more than its own result.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import IO

from .quality import is_readable, letters, readable_share
from .result import (
    BROKEN,
    MISSING,
    NO_TEXT,
    TEXT,
    TOO_BIG,
    TOO_LONG,
    Extraction,
    Page,
)

__all__ = ["Extraction", "Page", "extract", "is_readable", "readable_share"]

MAX_BYTES = 200 * 1024 * 1024
MAX_MEMORY = 1024 * 1024 * 1024
MAX_CPU_SECONDS = 60
MAX_WALL_SECONDS = 120
MAX_PAGES = 2_000
MAX_CHARACTERS = 10_000_000
_CHUNK = 1024 * 1024


def extract(
    file: IO[bytes] | str | Path,
    name: str = "",
    *,
    wall_seconds: float = MAX_WALL_SECONDS,
    scans: Collection[int] | None = None,
) -> Extraction:
    """All text of a file, or of as much of it as the limits allow.

    Pages without a text layer that can be read are read as pictures, where Tesseract is
    installed; those that time did not allow keep the method ``scan``, and ``scans`` asks for just
    these pages the next time.

    ``file`` is a path, or a binary file open at its start; ``name`` tells plain text by its
    suffix and defaults to the file's own name. A file that cannot be read raises nothing: the
    Extraction has no pages and a ``reason`` (see ``extract.result``).
    """
    if isinstance(file, (str, Path)):
        path = Path(file)
        if not path.is_file():
            return Extraction(reason=MISSING)
        return _extract_path(path, name or path.name, wall_seconds, scans)
    name = name or os.path.basename(str(getattr(file, "name", "")))
    with tempfile.TemporaryDirectory(prefix="civic-extract-") as folder:
        path = Path(folder) / "file"
        if not _copy(file, path):
            return Extraction(reason=TOO_BIG)
        return _extract_path(path, name, wall_seconds, scans)


def _copy(file: IO[bytes], path: Path) -> bool:
    written = 0
    with path.open("wb") as target:
        while chunk := file.read(_CHUNK):
            written += len(chunk)
            if written > MAX_BYTES:
                return False
            target.write(chunk)
    return True


def _extract_path(
    path: Path, name: str, wall_seconds: float, scans: Collection[int] | None
) -> Extraction:
    if path.stat().st_size > MAX_BYTES:
        return Extraction(reason=TOO_BIG)
    limits = (MAX_MEMORY, MAX_CPU_SECONDS, MAX_PAGES, MAX_CHARACTERS)
    command = [sys.executable, "-S", "-P", "-m", f"{__name__}.child", str(path), name[-100:]]
    wanted = None if scans is None else sorted(scans)
    with tempfile.TemporaryFile() as output:
        child = subprocess.Popen(  # noqa: S603
            [*command, *map(str, limits), json.dumps(wanted)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            start_new_session=True,
        )
        try:
            code = child.wait(wall_seconds)
        except subprocess.TimeoutExpired:
            code = None
        finally:
            _end(child)
        output.seek(0)
        return _result(output, code)


def _end(child: subprocess.Popen) -> None:
    """End the child with whatever it started: a reader of pictures would outlive it."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except (AttributeError, ProcessLookupError, PermissionError):
        child.kill()
    child.wait()


def _environment() -> dict[str, str]:
    """What the child needs to find this package, and none of the parent's secrets."""
    kept = {
        key: os.environ[key]
        for key in ("PATH", "SYSTEMROOT", "TMPDIR", "TESSDATA_PREFIX")
        if key in os.environ
    }
    # All paths are given, so that the child need not look for them ("-S"), which takes longer than
    # most files do; this package's own, because an installed link to it is no path.
    paths = [str(Path(__file__).parents[3]), *filter(None, sys.path)]
    return kept | {"PYTHONPATH": os.pathsep.join(paths), "PYTHONUTF8": "1"}


def _result(lines: Iterable[bytes], code: int | None) -> Extraction:
    pages: dict[int, Page] = {}
    method, reason, count = "", "", 0
    for line in lines:
        try:
            found = json.loads(line)
        except ValueError:  # the child was ended in the middle of a line
            break
        method = found.get("method", method)
        reason = found.get("reason", reason)
        count = found.get("count", count)
        if "page" in found:
            number, text, how, share = found["page"]
            pages[number] = _fuller(pages.get(number), Page(number, text, how, share))
    if code != 0 and not reason:
        # Ended by us, by its processor time (SIGXCPU) or by the system: all mean too much work.
        reason = TOO_LONG if code is None or code < 0 else BROKEN
    if not reason and not any(page.text for page in pages.values()):
        reason = NO_TEXT
    return Extraction(tuple(pages.values()), method, reason, count or len(pages))


def _fuller(before: Page | None, page: Page) -> Page:
    """A page that was read again as a picture: the stamp under it gives way to a fuller text."""
    if before is None or letters(page.text) >= letters(before.text):
        return page
    return Page(page.number, before.text, TEXT, before.quality)
