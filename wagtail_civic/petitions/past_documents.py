"""Documents of petitions of former years: of the admin, or of a ZIP that came beside the list."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.utils.translation import gettext as _
from wagtail.documents import get_document_model
from wagtail.models import Site

from wagtail_civic.core import uploads
from wagtail_civic.core.archives import MEGABYTE, Archive, ArchiveError
from wagtail_civic.core.choosing import choosable
from wagtail_civic.core.documents import make_document

LARGEST = 20
"""Megabytes of one document."""


@dataclass(frozen=True)
class Named:
    """A document as a line names it: one that is there, or a file of the archive."""

    name: str
    document: Model | None = None


class Documents:
    """What an officer may put on petitions: found first, stored only when the list is taken in."""

    def __init__(self, site: Site, user, archive: Archive | None = None) -> None:
        self.site, self.user, self.archive = site, user, archive
        self.there = choosable(user, get_document_model())
        self.made: list[Model] = []

    def find(self, names: Iterable[str]) -> tuple[list[Named], list[str]]:
        """The documents with these names, and what is wrong with the others."""
        found, faults = [], []
        for name in dict.fromkeys(names):
            try:
                found.append(self._find(name))
            except (ArchiveError, uploads.Refused) as error:
                faults.append(_("“%(name)s”: %(fault)s") % {"name": name[:60], "fault": error})
        return found, faults

    def _find(self, name: str) -> Named:
        if self.archive is not None and name in self.archive:
            if self.archive.has_twice(name):
                raise ArchiveError(_("Two files of the archive have this name."))
            self._examined(name)
            return Named(name)
        by_name = self.there.filter(file__endswith=f"/{name}")
        document = self.there.filter(title=name).first() or by_name.first()
        if document is None:
            raise ArchiveError(
                _("This is neither in an archive nor among the documents of the admin.")
            )
        return Named(name, document)

    def _examined(self, name: str) -> uploads.Examined:
        content = self.archive.read(name, LARGEST * MEGABYTE)
        file = SimpleUploadedFile(name, content)
        return uploads.examine(file, uploads.taken(uploads.KINDS), LARGEST)

    def store(self, named: Named) -> Model:
        """The document; made of a file of the archive unless the same file is there already."""
        if named.document is not None:
            return named.document
        examined = self._examined(named.name)
        known = hashlib.sha1(examined.content, usedforsecurity=False).hexdigest()
        document = self.there.filter(file_hash=known).first()
        if document is None:
            title = PurePosixPath(named.name).stem
            document = make_document(self.site, title, examined.name, examined.content, self.user)
            self.made.append(document)
        return document

    def undo(self) -> None:
        """The rows have been rolled back: the files in the storage go, too."""
        for document in self.made:
            document.file.storage.delete(document.file.name)
