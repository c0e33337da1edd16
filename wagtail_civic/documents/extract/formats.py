"""Which reader a file needs: decided by what is in it, by its name only for plain text."""

import zipfile
from pathlib import Path

from . import office, opendocument, pdf, pictures, plain, rtf, word
from .result import BROKEN, LOCKED, OLD_WORD, UNSUPPORTED, Unreadable

READERS = {
    "pdf": pdf.read,
    "docx": word.read,
    "xlsx": office.read_xlsx,
    "pptx": office.read_pptx,
    "odf": opendocument.read,
    "rtf": rtf.read,
    "html": plain.read_html,
    "txt": plain.read_text,
    "image": pictures.read,
}
#: What shows single pages of these formats to the machine that reads pictures.
PICTURES = {"pdf": pdf.pictures, "image": pictures.pictures}
_ZIP_PARTS = {
    "word/document.xml": "docx",
    "xl/workbook.xml": "xlsx",
    "ppt/presentation.xml": "pptx",
}
_TEXT_NAMES = (".txt", ".csv", ".md", ".log", ".text")
_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def sniff(path: Path, name: str) -> str:
    """The key of the reader. A file that none can read raises Unreadable with the reason."""
    with path.open("rb") as file:
        head = file.read(4096)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK"):
        return _sniff_zip(path)
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if head.startswith(_IMAGES):
        return "image"
    if head.startswith(_OLE):
        # A password turns a .docx into such a file; without one it is Word 97.
        raise Unreadable(LOCKED if name.endswith(("x", "X")) else OLD_WORD)
    start = plain.decoded(head).lstrip("\ufeff \r\n\t").lower()
    if start.startswith(("<!doctype html", "<html")) or name.lower().endswith((".html", ".htm")):
        return "html"
    if name.lower().endswith(".pdf"):
        raise Unreadable(BROKEN)
    if name.lower().endswith(_TEXT_NAMES):
        return "txt"
    raise Unreadable(UNSUPPORTED)


def _sniff_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            for part, kind in _ZIP_PARTS.items():
                if part in names:
                    return kind
            if {"mimetype", "content.xml"} <= names:
                return "odf"
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError) as error:
        raise Unreadable(BROKEN) from error
    raise Unreadable(UNSUPPORTED)
