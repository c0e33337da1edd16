"""Reading an uploaded ZIP without trusting it: measured before it is opened, and while it is."""

import zipfile
from pathlib import PurePosixPath
from typing import IO

from django.utils.translation import gettext as _

from .text import fold

MEGABYTE = 1024 * 1024
BROKEN = (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError)
"""What Python's own reader raises at an archive that is no good."""


class ArchiveError(Exception):
    """The archive is not read; the message says why, in words."""


def measure(package: zipfile.ZipFile, parts: int, unpacked: int) -> dict[str, int]:
    """The parts of a package with their sizes, if it claims to be no larger than that."""
    infos = package.infolist()
    if len(infos) > parts or sum(info.file_size for info in infos) > unpacked:
        raise ArchiveError(
            _("The file unpacks to far more than its size allows for; it was not opened.")
        )
    if any(info.flag_bits & 0x1 for info in infos):
        raise ArchiveError(_("The file is protected by a password. Save it without one."))
    return {info.filename: info.file_size for info in infos}


def read_part(package: zipfile.ZipFile, name: str, most: int) -> bytes:
    """One part; ArchiveError where it is longer than ``most``, whatever the headers say."""
    try:
        with package.open(name) as part:
            content = part.read(most + 1)
    except BROKEN as error:
        raise ArchiveError(_("“%(name)s” in the ZIP file is damaged.") % {"name": name}) from error
    if len(content) > most:
        raise ArchiveError(
            _("“%(name)s” in the ZIP file is larger than %(size)s MB.")
            % {"name": name, "size": most // MEGABYTE}
        )
    return content


class FileArchive:
    """The files that come beside a list, each found by its name there.

    Folders make no difference: a list names ``protocol.pdf``, wherever in the ZIP it lies. Nothing
    is written to disk, so that no name in it leads anywhere.
    """

    most_files = 2_000
    largest_file = 20 * MEGABYTE
    largest = 500 * MEGABYTE

    def __init__(self, file: IO[bytes]) -> None:
        """ArchiveError where it is no ZIP, too large, or holds two files of one name."""
        file.seek(0)
        try:
            self.package = zipfile.ZipFile(file)
            sizes = measure(self.package, self.most_files, self.largest)
        except BROKEN as error:
            raise ArchiveError(_("This is not a ZIP file, or it is damaged.")) from error
        self._parts: dict[str, str] = {}
        for part in sizes:
            self._place(part)

    def _place(self, part: str) -> None:
        path = PurePosixPath(part.replace("\\", "/"))
        # What macOS packs beside each file, and folders.
        if part.endswith("/") or "__MACOSX" in path.parts or path.name.startswith("."):
            return
        if path.name in self:
            raise ArchiveError(
                _("Two files in the ZIP file are called “%(name)s”.") % {"name": path.name}
            )
        self._parts[fold(path.name)] = part

    def __contains__(self, name: str) -> bool:
        return fold(name) in self._parts

    def read(self, name: str) -> bytes:
        """What a file holds; ArchiveError where it is damaged or too large."""
        return read_part(self.package, self._parts[fold(name)], self.largest_file)
