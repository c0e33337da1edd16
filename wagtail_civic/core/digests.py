"""What identifies the content of a file."""

import hashlib
from typing import IO

PIECE = 1 << 20


def sha256_of(file: IO[bytes]) -> str:
    """The SHA-256 of an open file, read in pieces from its beginning and left there."""
    digest = hashlib.sha256()
    file.seek(0)
    while piece := file.read(PIECE):
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()
