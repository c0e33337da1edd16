"""Petitions that mean much the same in other words, by vectors of a model that the host brings.

``WAGTAIL_CIVIC["PETITIONS_EMBEDDER"]`` names the function. Without it nothing here is asked; where
it fails, words alone are compared.
"""

import logging
from collections.abc import Iterable
from hashlib import sha256
from math import hypot, isfinite
from operator import mul
from typing import NamedTuple

from django.utils.module_loading import import_string
from wagtail.models import Page, Site

from wagtail_civic.core import conf
from wagtail_civic.core.visibility import public_pages

from .models.petition import Petition
from .models.vectors import PetitionVector
from .places import specific

logger = logging.getLogger(__name__)

CHUNK = 100
"""Petitions whose pages are read at once."""
BATCH = 32
"""Texts in one call of the host's function."""


def _likeness_fault(value: float) -> str | None:
    return None if 0 <= value <= 1 else "must be between 0 and 1"


conf.declare(
    "PETITIONS_EMBEDDER",
    (str, type(None)),
    None,
    "Dotted path of a function `(texts: list[str]) -> list[list[float]]`, by which petitions that "
    "mean much the same are found; without it their words are compared.",
    app="petitions",
)
conf.declare(
    "PETITIONS_EMBEDDER_MODEL",
    str,
    "",
    "Name of the model behind that function; with another name all vectors are made anew.",
    app="petitions",
)
conf.declare(
    "PETITIONS_EMBEDDER_LEAST",
    (int, float),
    0.6,
    "How alike the meanings of two petitions must be (cosine, at most 1) for one to be shown "
    "beside the other; what is right depends on the model.",
    app="petitions",
    validate=_likeness_fault,
)


class NoVectors(Exception):
    """The host's function failed, or did not answer with a vector for each text."""


class Place(NamedTuple):
    petition: int
    language: str


def is_on() -> bool:
    return bool(conf.settings.PETITIONS_EMBEDDER)


def embed(texts: list[str]) -> list[list[float]]:
    """A vector of length one for each text, or ``NoVectors``."""
    try:
        found = import_string(conf.settings.PETITIONS_EMBEDDER)(list(texts))
        vectors = [_unit(vector) for vector in found]
        if len(vectors) != len(texts):
            raise ValueError
    except Exception as fault:
        # Its own words may quote what a citizen is about to submit.
        logger.warning("Texts got no vectors: %s", type(fault).__name__)
        raise NoVectors from None
    return vectors


def _unit(vector: Iterable[float]) -> list[float]:
    values = [float(value) for value in vector]
    length = hypot(*values)
    if not length or not isfinite(length):
        raise ValueError
    return [value / length for value in values]


def nearest(site: Site, text: str) -> list[int]:
    """Keys of the public petitions that mean much the same as ``text``, the most alike first."""
    if not is_on() or not text.strip():
        return []
    try:
        [asked] = embed([text])
    except NoVectors:
        return []
    public = Petition.objects.for_site(site).public()
    rows = PetitionVector.objects.filter(petition__in=public, model=_model())
    alike: dict[int, float] = {}
    for petition, packed in rows.values_list("petition", "packed").iterator():
        known = PetitionVector.unpack(packed)
        if len(known) == len(asked):
            alike[petition] = max(alike.get(petition, -1.0), sum(map(mul, asked, known)))
    found = [pk for pk in alike if alike[pk] >= conf.settings.PETITIONS_EMBEDDER_LEAST]
    return sorted(found, key=lambda pk: (-alike[pk], pk))


def refresh() -> int:
    """Make the vectors that are missing, of other words or of another model, and forget those of
    words that are not public any more; how many were made. What fails is tried again next time."""
    if not is_on():
        PetitionVector.objects.all().delete()
        return 0
    public = Petition.objects.public()
    PetitionVector.objects.exclude(petition__in=public).delete()
    keys = list(public.order_by("pk").values_list("key", "pk"))
    made = 0
    try:
        for start in range(0, len(keys), CHUNK):
            made += _refresh(dict(keys[start : start + CHUNK]))
    except NoVectors:
        pass
    return made


def _refresh(keys: dict) -> int:
    texts = _public_texts(keys)
    rows = PetitionVector.objects.filter(petition__in=keys.values())
    known = {Place(row.petition_id, row.language): row for row in rows.defer("packed")}
    rows.filter(pk__in=[row.pk for place, row in known.items() if place not in texts]).delete()
    wanted = [place for place, text in texts.items() if not _is_of(known.get(place), text)]
    for start in range(0, len(wanted), BATCH):
        batch = wanted[start : start + BATCH]
        vectors = embed([texts[place] for place in batch])
        for place, vector in zip(batch, vectors, strict=True):
            _keep(place, texts[place], vector)
    return len(wanted)


def _public_texts(keys: dict) -> dict[Place, str]:
    pages = public_pages(Page.objects.filter(translation_key__in=keys, alias_of__isnull=True))
    return {
        Place(keys[page.translation_key], page.locale.language_code): text_of(page.title, page.ask)
        for page in specific(pages)
    }


def text_of(title: str, ask: str) -> str:
    """What is compared of a petition."""
    return f"{title}\n{ask}".strip()


def _is_of(row: PetitionVector | None, text: str) -> bool:
    return row is not None and (row.model, row.digest) == (_model(), _digest(text))


def _keep(place: Place, text: str, vector: list[float]) -> None:
    PetitionVector.objects.update_or_create(
        petition_id=place.petition,
        language=place.language,
        defaults={
            "model": _model(),
            "digest": _digest(text),
            "packed": PetitionVector.pack(vector),
        },
    )


def _model() -> str:
    return conf.settings.PETITIONS_EMBEDDER_MODEL[:100]


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
