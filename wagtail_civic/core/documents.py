"""A document of Wagtail's made by the suite itself, where its editors find it."""

import hashlib
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.db.models import Model
from wagtail.documents import get_document_model
from wagtail.models import Site

from .setup import collection_of
from .text import slug


def make_document(site: Site, title: str, name: str, content: bytes, user=None) -> Model:
    """A new document in the collection of the municipality, under a short ASCII file name."""
    document = get_document_model()(
        title=title[:255],
        collection=collection_of(site),
        uploaded_by_user=user,
        file_size=len(content),
        file_hash=hashlib.sha1(content, usedforsecurity=False).hexdigest(),
    )
    path = PurePosixPath(name)
    document.file.save(f"{slug(path.stem)}{path.suffix.lower()}", ContentFile(content), save=False)
    document.save()
    return document
