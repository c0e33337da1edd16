"""One person once, online and on paper, where a personal number or a telephone is collected.

A mark is claimed when a signature is confirmed, not when it is typed: who types somebody else's
number keeps nobody out.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from wagtail.models import Site

from wagtail_civic.core.encryption import lookup_digests

from .models.petition import Petition
from .models.signatures import Signature
from .models.uniqueness import DeclarationWording, SignerMark

PERSONAL, PHONE = "personal", "phone"


def digests(kind: str, value: str) -> list[str]:
    """Under every lookup key, the current one first, so that a rotated key permits nothing."""
    return lookup_digests(f"petitions.{kind}\x00{value}")


def is_taken(petition: Petition, kind: str, known: Sequence[str]) -> bool:
    return SignerMark.objects.filter(petition=petition, kind=kind, digest__in=known).exists()


def claim(
    petition: Petition, kind: str, known: Sequence[str], signature: Signature | None = None
) -> bool:
    """Note that this person has signed; False if somebody with the same mark has already.

    ``signature`` is None for a line on paper.
    """
    if is_taken(petition, kind, known):
        return False
    try:
        with transaction.atomic():
            SignerMark.objects.create(
                petition=petition, kind=kind, digest=known[0], signature=signature
            )
    except IntegrityError:
        return False
    return True


def release(signature: Signature) -> None:
    SignerMark.objects.filter(signature=signature).delete()


def wording_digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def declared(site: Site, language: str, text: str, now: datetime) -> int | None:
    """The row that holds these very words; made when they are used for the first time."""
    if not text:
        return None
    row, _made = DeclarationWording.objects.get_or_create(
        site=site,
        language=language,
        digest=wording_digest(text),
        defaults={"text": text, "first_used_at": now},
    )
    return row.pk
