"""The process that reads one file and may die of it: ``python -m … path name limits``.

It writes one JSON line a page, so that what was read before a limit struck is not lost.
"""

import json
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


def read(path: Path, name: str, max_pages: int, max_characters: int):
    """The lines to write: what the file is, its pages, and the reason if that is not all."""
    from . import formats
    from .result import BROKEN, TOO_BIG, TOO_LONG, Unreadable

    used = 0
    try:
        kind = formats.sniff(path, name)
        yield {"method": kind}
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
            yield {"page": [found.number, found.text, found.method, found.quality]}
    except Unreadable as error:
        yield {"reason": error.reason}
    except MemoryError:
        yield {"reason": TOO_BIG}
    except Exception:  # a reader may fail in any way on a hostile file: that is why this is a child
        yield {"reason": BROKEN}


def main(arguments: list[str]) -> None:
    path, name = arguments[:2]
    memory, seconds, max_pages, max_characters = map(int, arguments[2:])
    limit(memory, seconds)
    for line in read(Path(path), name, max_pages, max_characters):
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
