"""What identifies the content of a file."""

import hashlib
from typing import IO

from django.db.models.fields.files import FieldFile

PIECE = 1 << 20


def sha256_of(file: IO[bytes]) -> str:
    """The SHA-256 of an open file, read in pieces from its beginning and left there."""
    digest = hashlib.sha256()
    file.seek(0)
    while piece := file.read(PIECE):
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()


def sha256_of_stored(file: FieldFile) -> str:
    """The SHA-256 of a file in the storage; empty where it is missing there."""
    try:
        with file.storage.open(file.name, "rb") as opened:
            return sha256_of(opened)
    except OSError:
        return ""
