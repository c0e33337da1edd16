"""Files from people who are not logged in: what is taken, and how an officer opens one.

What a file is decides its content; the name only has to agree. Nothing here is ever served to the
public: see ``models.uploads.PrivateFile``.
"""

import hashlib
import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.conf import settings as django_settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from . import archives
from .archives import MEGABYTE
from .text import clean

LARGEST = 10
"""Megabytes. MariaDB takes statements of 16 MB, and what is encrypted grows by a third."""
NAME_LENGTH = 100
MAX_PIXELS = 40_000_000
MAX_PARTS = 2_000
MAX_UNPACKED = 100 * MEGABYTE
_UNSAFE = re.compile(r"[^\w .,()+-]")
_MACROS = re.compile(r"vbaproject|(^|/)(basic|scripts)/", re.IGNORECASE)


class Refused(Exception):
    """The file is not taken; the message says why and what to do."""


@dataclass(frozen=True)
class Kind:
    """``read`` answers what is kept of the content, or raises Refused."""

    name: str
    label: str
    mime: str
    extensions: tuple[str, ...]
    read: Callable[[bytes], bytes]


@dataclass(frozen=True)
class Examined:
    name: str
    kind: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


# Kinds --------------------------------------------------------------------------------------


def _damaged() -> Refused:
    return Refused(
        _("The file is damaged, or was cut off on the way. Open it, save it anew and attach it "
          "again.")
    )  # fmt: skip


def _other() -> Refused:
    return Refused(
        _("What is in the file is not what its name says. Save it anew in the program it was made "
          "with.")
    )  # fmt: skip


def _pdf(content: bytes) -> bytes:
    if not content.startswith(b"%PDF-"):
        raise _other()
    if b"%%EOF" not in content[-2048:]:
        raise _damaged()
    return content


def _picture(form: str) -> Callable[[bytes], bytes]:
    """Drawn anew: what a camera writes beside the picture (place, time, owner) does not stay, nor
    does anything hidden behind it."""

    def read(content: bytes) -> bytes:
        from PIL import Image, ImageOps

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", Image.DecompressionBombWarning)
                picture = Image.open(io.BytesIO(content), formats=[form])
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise _too_many_pixels() from error
        except Exception as error:
            raise _other() from error
        if picture.width * picture.height > MAX_PIXELS:
            raise _too_many_pixels()
        drawn = io.BytesIO()
        try:
            picture = ImageOps.exif_transpose(picture)
            has_alpha = "A" in picture.getbands() or "transparency" in picture.info
            picture = picture.convert("RGBA" if has_alpha and form == "PNG" else "RGB")
            picture.info.clear()
            picture.save(drawn, form, optimize=True, quality=88)
        except Exception as error:
            raise _damaged() from error
        return drawn.getvalue()

    return read


def _too_many_pixels() -> Refused:
    return Refused(
        _("The picture has more than %(n)s million pixels. Make it smaller.")
        % {"n": MAX_PIXELS // 1_000_000}
    )


def _package(part: str, mark: bytes = b"") -> Callable[[bytes], bytes]:
    """An office document: a ZIP with ``part`` in it, which begins with ``mark``; no macros."""

    def read(content: bytes) -> bytes:
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as package:
                parts = archives.measure(package, MAX_PARTS, MAX_UNPACKED)
                head = _head(package, part) if part in parts else None
        except archives.ArchiveError as error:
            raise Refused(str(error)) from error
        except archives.BROKEN as error:
            raise (_damaged() if content.startswith(b"PK") else _other()) from error
        if head is None or not head.startswith(mark):
            raise _other()
        if any(_MACROS.search(name) for name in parts):
            raise Refused(_("The file holds macros. Save it without them."))
        return content

    return read


def _head(package: zipfile.ZipFile, part: str) -> bytes:
    with package.open(part) as opened:
        return opened.read(100)


_ODF = b"application/vnd.oasis.opendocument."
_OOXML = "application/vnd.openxmlformats-officedocument."
KINDS = {
    kind.name: kind
    for kind in (
        Kind("pdf", "PDF", "application/pdf", ("pdf",), _pdf),
        Kind("jpg", "JPEG", "image/jpeg", ("jpg", "jpeg"), _picture("JPEG")),
        Kind("png", "PNG", "image/png", ("png",), _picture("PNG")),
        Kind(
            "docx", "Word (.docx)", f"{_OOXML}wordprocessingml.document", ("docx",),
            _package("word/document.xml"),
        ),
        Kind(
            "xlsx", "Excel (.xlsx)", f"{_OOXML}spreadsheetml.sheet", ("xlsx",),
            _package("xl/workbook.xml"),
        ),
        Kind(
            "odt", "ODT", f"{_ODF.decode()}text", ("odt",), _package("mimetype", _ODF + b"text"),
        ),
        Kind(
            "ods", "ODS", f"{_ODF.decode()}spreadsheet", ("ods",),
            _package("mimetype", _ODF + b"spreadsheet"),
        ),
    )
}  # fmt: skip
PICTURES = ("jpg", "png")
OFFICE = ("docx", "xlsx", "odt", "ods")


def taken(kinds: Iterable[str]) -> list[Kind]:
    """Those of ``kinds`` that the host lets be published as documents, too."""
    allowed = getattr(django_settings, "WAGTAILDOCS_EXTENSIONS", None)
    allowed = allowed and {str(each).lower().lstrip(".") for each in allowed}
    return [KINDS[name] for name in kinds if not allowed or name in allowed]


# One file -----------------------------------------------------------------------------------


def examine(file: UploadedFile, kinds: Iterable[Kind], megabytes: int) -> Examined:
    """What is kept of an uploaded file; Refused with words for the citizen."""
    kinds = list(kinds)
    if not file.size:
        raise Refused(_("The file is empty. Choose another."))
    if file.size > megabytes * MEGABYTE:
        raise too_large(megabytes)
    extension = PurePosixPath(file.name or "").suffix.lower().lstrip(".")
    kind = next((kind for kind in kinds if extension in kind.extensions), None)
    if kind is None:
        raise Refused(
            _("Files of this kind are not taken. Save it as one of these: %(kinds)s.")
            % {"kinds": ", ".join(kind.label for kind in kinds)}
        )
    file.seek(0)
    content = kind.read(file.read())
    if len(content) > max(LARGEST, megabytes) * MEGABYTE:
        raise too_large(max(LARGEST, megabytes))
    return Examined(clean_name(file.name or "", kind), kind.name, content)


def too_large(megabytes: int) -> Refused:
    return Refused(
        _("The file is larger than %(size)s MB. Make it smaller or divide it.")
        % {"size": megabytes}
    )


def clean_name(name: str, kind: Kind) -> str:
    """A name that leads nowhere, turns no line, and ends as its kind does."""
    base = clean(PurePosixPath(name[: NAME_LENGTH * 4].replace("\\", "/")).name)
    stem = base.rpartition(".")[0] or base
    stem = " ".join(_UNSAFE.sub(" ", stem).split()).strip(".- ")[:NAME_LENGTH]
    return f"{stem or kind.name}.{kind.name}"


class BoundedUpload(FileUploadHandler):
    """Takes one file, of no more than so many bytes, and lets the rest run by unread.

    The other fields of the form arrive nevertheless, so that nothing typed is lost.
    """

    def __init__(self, request: HttpRequest, field: str, megabytes: int) -> None:
        super().__init__(request)
        self.field, self.most = field, megabytes * MEGABYTE
        self.is_too_large = False
        self._taken = 0
        self._begun = False

    def new_file(self, field_name, *args, **kwargs):
        super().new_file(field_name, *args, **kwargs)
        if field_name != self.field or self._begun:
            raise SkipFile
        self._begun = True

    def receive_data_chunk(self, raw_data, start):
        self._taken += len(raw_data)
        if self._taken > self.most:
            self.is_too_large = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size):
        return None


def bound(request: HttpRequest, field: str, megabytes: int) -> BoundedUpload:
    """Before anything reads the form: let at most one file of this size in."""
    handler = BoundedUpload(request, field, megabytes)
    # Too late where a host's middleware has read the form: the size is asked again all the same.
    if not hasattr(request, "_files"):
        request.upload_handlers.insert(0, handler)
    return handler


def response(file) -> HttpResponse:
    """A private file for an officer: to save, never to be shown as a page of this site."""
    kind = KINDS[file.kind]
    answer = HttpResponse(file.content, content_type=kind.mime)
    answer["Content-Disposition"] = content_disposition_header(True, file.name)
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    add_never_cache_headers(answer)
    return answer
