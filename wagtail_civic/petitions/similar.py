"""Petitions that ask for much the same: shown before somebody submits another.

Words are compared by their roots, so that Georgian forms meet; a word that stands in very many
petitions ("request", "council") says nothing about one. Where a host brings a model of language,
meanings are compared as well.
"""

from collections import defaultdict

from django.db import transaction
from django.db.models import Count
from wagtail.models import Site

from wagtail_civic.core.words import roots_of

from . import meanings
from .models.petition import Petition
from .models.words import PetitionWord
from .places import specific

MOST = 5
ROOT_LENGTH = 40
COMMON = 0.4
ENOUGH = 10
"""A word is common if it stands in so great a part of at least so many petitions."""
TITLE, TEXT = 3, 1
LEAST = 0.35
"""How much of the asked words a petition must share to be similar."""
FUSION = 60
"""The constant of reciprocal rank fusion, as Cormack, Clarke and Büttcher found it (SIGIR 2009)."""


@transaction.atomic
def reindex(petition: Petition) -> None:
    """Read the words of a petition's pages anew."""
    found: dict[str, bool] = {}
    for page in specific(petition.pages()):
        for text, in_title in ((page.ask, False), (page.title, True)):
            for roots in roots_of(text).values():
                found.update(dict.fromkeys((root[:ROOT_LENGTH] for root in roots), in_title))
    petition.words.all().delete()
    PetitionWord.objects.bulk_create(
        PetitionWord(petition=petition, root=root, in_title=in_title)
        for root, in_title in found.items()
    )


def similar(site: Site, title: str, ask: str) -> list[Petition]:
    """The public petitions most like these words, the most alike first."""
    by_meaning = meanings.nearest(site, meanings.text_of(title, ask))
    best = fused(_by_words(site, title, ask), by_meaning)[:MOST]
    found = Petition.objects.in_bulk(best)
    return [found[pk] for pk in best]


def fused(*rankings: list[int]) -> list[int]:
    """Several rankings as one (reciprocal rank fusion): what stands high in more than one leads."""
    scores: dict[int, float] = defaultdict(float)
    for ranking in rankings:
        for rank, pk in enumerate(ranking, 1):
            scores[pk] += 1 / (FUSION + rank)
    return sorted(scores, key=lambda pk: -scores[pk])


def _by_words(site: Site, title: str, ask: str) -> list[int]:
    wanted = {**roots_of(ask), **roots_of(title)}
    titled = set(roots_of(title))
    public = Petition.objects.for_site(site).public()
    known = set().union(*wanted.values()) if wanted else set()
    rows = PetitionWord.objects.filter(root__in=known, petition__in=public)
    common = _common(rows, public.count())
    hits: dict[int, dict[str, bool]] = {}
    for pk, root, in_title in rows.exclude(root__in=common).values_list(
        "petition", "root", "in_title"
    ):
        hits.setdefault(pk, {})[root] = in_title
    weights = {word: TITLE if word in titled else TEXT for word in wanted}
    telling = [word for word, roots in wanted.items() if not roots & common]
    whole = sum(weights[word] for word in telling) or 1
    scores = {
        pk: sum(weights[word] for word in telling if wanted[word] & roots.keys()) / whole
        for pk, roots in hits.items()
    }
    return sorted((pk for pk in scores if scores[pk] >= LEAST), key=lambda pk: -scores[pk])


def _common(rows, petitions: int) -> set[str]:
    if petitions < ENOUGH:
        return set()
    counts = rows.order_by().values_list("root").annotate(n=Count("pk"))
    return set(counts.filter(n__gt=petitions * COMMON).values_list("root", flat=True))
