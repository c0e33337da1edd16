"""An uploaded ZIP, opened without trusting it: what it unpacks to, how files are named."""

import posixpath
import unicodedata
import zipfile
from collections.abc import Iterable
from typing import IO

from django.utils.translation import gettext as _

MEGABYTE = 1024 * 1024
MAX_FILES = 20_000
MAX_FILE_BYTES = 200 * MEGABYTE
#: Of all files of an archive together: no list of files may fill the disk.
MAX_GIGABYTES = 4
#: No honest file of an office shrinks more than this; a bomb shrinks a thousandfold.
MAX_RATIO = 200
BROKEN = (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError)
"""What Python's own reader raises at an archive that is no good."""
_FLAG_UTF8 = 0x800
_FLAG_ENCRYPTED = 0x1


class ArchiveError(Exception):
    """The archive cannot be used; the message says what to do, in words."""


def measure(package: zipfile.ZipFile, parts: int, unpacked: int) -> dict[str, int]:
    """The parts of an office document with their sizes, if it claims to be no larger than that."""
    infos = package.infolist()
    if len(infos) > parts or sum(info.file_size for info in infos) > unpacked:
        raise ArchiveError(
            _("The file unpacks to far more than its size allows for; it was not opened.")
        )
    if any(info.flag_bits & _FLAG_ENCRYPTED for info in infos):
        raise ArchiveError(_("The file is protected by a password. Save it without one."))
    return {info.filename: info.file_size for info in infos}


class Archive:
    """The files that come beside a list, by the names people call them by, folders left out.

    Nothing is written to disk under a name of the archive, so that none leads anywhere. Names
    written by an old Windows without saying in which letters are read as UTF-8 where they are it.
    """

    def __init__(self, file: IO[bytes]) -> None:
        file.seek(0)
        self._twice: set[str] = set()
        try:
            self._zip = zipfile.ZipFile(file)
            self._files = self._read(self._zip.infolist())
        except BROKEN as error:
            raise ArchiveError(_("This is not a ZIP archive, or it is damaged.")) from error

    def _read(self, infos: Iterable[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
        found: dict[str, zipfile.ZipInfo] = {}
        total = 0
        for info in infos:
            key = _key(_name(info))
            # Folders, and what a Mac packs beside each file.
            if info.is_dir() or key.startswith(".") or "__MACOSX/" in info.filename:
                continue
            if info.flag_bits & _FLAG_ENCRYPTED:
                raise ArchiveError(_("The archive is protected by a password."))
            if len(found) >= MAX_FILES:
                raise ArchiveError(_("The archive has more than %(n)s files.") % {"n": MAX_FILES})
            if info.file_size > MAX_FILE_BYTES or (
                info.file_size > MEGABYTE and info.file_size > info.compress_size * MAX_RATIO
            ):
                raise ArchiveError(
                    _("“%(name)s” in the archive unpacks to far too much.")
                    % {"name": info.filename}
                )
            total += info.file_size
            if total > MAX_GIGABYTES * 1024 * MEGABYTE:
                raise ArchiveError(
                    _("The archive unpacks to more than %(n)s GB. Divide it.")
                    % {"n": MAX_GIGABYTES}
                )
            if key in found:
                self._twice.add(key)
            found.setdefault(key, info)
        return found

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._files

    def has_twice(self, name: str) -> bool:
        """Whether two folders of the archive hold a file of that name."""
        return _key(name) in self._twice

    def place(self, name: str) -> str:
        """Where the archive has the file of that name, however it is written; or KeyError."""
        return self._files[_key(name)].filename

    def open(self, name: str) -> IO[bytes]:
        """The file of that name, in whatever folder the archive has it; KeyError if there is none.

        Raises one of ``BROKEN`` while it is read if it is damaged.
        """
        return self._zip.open(self._files[_key(name)])

    def read(self, name: str, most: int) -> bytes:
        """What a file holds; ArchiveError where it is longer than ``most``, whatever the headers
        say, or damaged."""
        try:
            with self.open(name) as opened:
                content = opened.read(most + 1)
        except BROKEN as error:
            raise ArchiveError(
                _("“%(name)s” in the archive is damaged.") % {"name": name}
            ) from error
        if len(content) > most:
            raise ArchiveError(
                _("“%(name)s” in the archive is larger than %(size)s MB.")
                % {"name": name, "size": most // MEGABYTE}
            )
        return content


def _name(info: zipfile.ZipInfo) -> str:
    if info.flag_bits & _FLAG_UTF8:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _key(name: str) -> str:
    """Names are compared without folders, by the letters that people see."""
    plain = posixpath.basename(name.replace("\\", "/"))
    return unicodedata.normalize("NFC", plain).casefold()
