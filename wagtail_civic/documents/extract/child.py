"""The process that reads one file and may die of it: ``python -m … path name limits``.

It writes one JSON line a page, so that what was read before a limit struck is not lost.
"""

import json
import os
import sys
from pathlib import Path


def limit(memory: int, seconds: int) -> None:
    """Bound the memory and processor time of this process, where the system can."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def read(path: Path, name: str, max_pages: int, max_characters: int, scans=None):
    """The lines to write: what the file is, its pages, and the reason if that is not all.

    Pages that only show text come twice: empty, and again when a machine has read the picture.
    With ``scans`` only those pages are read, as pictures.
    """
    from . import formats
    from .result import BROKEN, SCAN, TOO_BIG, TOO_LONG, Unreadable

    used, waiting = 0, []
    try:
        kind = formats.sniff(path, name)
        yield {"method": kind}
        if scans is not None:
            yield from read_pictures(kind, path, scans)
            return
        for found in formats.READERS[kind](path, max_pages):
            if isinstance(found, int):
                yield {"count": found}
                if found > max_pages:
                    yield {"reason": TOO_LONG}
                continue
            used += len(found.text)
            if used > max_characters:
                yield {"reason": TOO_LONG}
                return
            if found.method == SCAN:
                waiting.append(found.number)
            yield {"page": [found.number, found.text, found.method, found.quality]}
        yield from read_pictures(kind, path, waiting)
    except Unreadable as error:
        yield {"reason": error.reason}
    except MemoryError:
        yield {"reason": TOO_BIG}
    except Exception:  # a reader may fail in any way on a hostile file: that is why this is a child
        yield {"reason": BROKEN}


def read_pictures(kind: str, path: Path, numbers: list[int]):
    """The pages as they are found in pictures; nothing where no machine can read them."""
    from . import formats, ocr
    from .result import OCR

    if not numbers or not ocr.model():
        return
    for number, image in formats.PICTURES[kind](path, numbers):
        text = ocr.text_of(image) if image is not None else ""
        yield {"page": [number, text, OCR, 1.0 if text else 0.0]}


def main(arguments: list[str]) -> None:
    path, name = arguments[:2]
    memory, seconds, max_pages, max_characters = map(int, arguments[2:6])
    scans = json.loads(arguments[6])
    limit(memory, seconds)
    for line in read(Path(path), name, max_pages, max_characters, scans):
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
    # All is written: to tidy up would take a tenth of the time.
    os._exit(0)
