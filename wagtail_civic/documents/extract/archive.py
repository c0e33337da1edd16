"""The zip that office formats are, never read further than its limits."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

from . import quality
from .result import BROKEN, LOCKED, TEXT, TOO_BIG, Page, Unreadable

MAX_PART = 64 * 1024 * 1024
MAX_TOTAL = 256 * 1024 * 1024


class Archive:
    """A zip that is not read further than its limits, whatever its headers say."""

    def __init__(self, path: Path):
        try:
            self.zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise Unreadable(BROKEN) from error
        infos = self.zip.infolist()
        if sum(info.file_size for info in infos) > MAX_TOTAL:
            raise Unreadable(TOO_BIG)
        if any(info.flag_bits & 1 for info in infos):
            raise Unreadable(LOCKED)
        self.names = [info.filename for info in infos]

    def parts(self, start: str, end: str = ".xml") -> list[str]:
        """Names like slide1.xml, slide2.xml, slide10.xml in the order of their number."""
        found = [n for n in self.names if n.startswith(start) and n.endswith(end)]
        return sorted(found, key=lambda name: (len(name), name))

    def root(self, name: str):
        from defusedxml import ElementTree
        from defusedxml.common import DefusedXmlException

        try:
            with self.zip.open(name) as part:
                data = part.read(MAX_PART + 1)
        except (KeyError, zipfile.BadZipFile, OSError, EOFError, ValueError, RuntimeError) as error:
            raise Unreadable(BROKEN) from error
        if len(data) > MAX_PART:
            raise Unreadable(TOO_BIG)
        try:
            return ElementTree.fromstring(data)
        except (ElementTree.ParseError, DefusedXmlException, ValueError) as error:
            raise Unreadable(BROKEN) from error


def pages(
    texts: list[str], max_pages: int, method: str = TEXT, count: int = 0
) -> Iterator[Page | int]:
    yield count or len(texts)
    for number, text in enumerate(texts[:max_pages], 1):
        yield Page(number, quality.clean(text), method)
