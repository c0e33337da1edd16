"""Searches that somebody wants to hear of: asked for, confirmed, ended by one click."""

import hashlib
import json
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.urls import reverse
from wagtail.models import Site

from wagtail_civic.core import contacts, proofs, verification
from wagtail_civic.core.contacts import Contact
from wagtail_civic.core.models import Verification

from . import query
from .models.saved import SavedSearch

PURPOSE = "documents.saved_search"
#: A search that was never confirmed is forgotten after this.
UNCONFIRMED = timedelta(days=3)
MAX_SEARCHES = 20


def query_key(text: str, facets: dict[str, str], language: str) -> str:
    """What makes two questions one."""
    asked = json.dumps([text, sorted(facets.items()), language], ensure_ascii=False)
    return hashlib.sha256(asked.encode()).hexdigest()


def begin(
    site: Site,
    contact: Contact,
    text: str,
    facets: dict[str, str],
    language: str,
    now: datetime,
) -> Verification:
    """Keep the search and send the message that asks whether this address wants it.

    Everybody gets the same answer: an address that has its share of searches gets no message. Only
    confirmed ones are its share: anybody may ask for others in its name.
    """
    mine = SavedSearch.objects.filter(site=site, lookup__in=contact.lookups())
    key = query_key(text, facets, language)
    search = mine.filter(query_key=key).first()
    full = search is None and mine.confirmed().count() >= MAX_SEARCHES
    if search is None and not full:
        search = _make(site, contact, text, facets, language, key, now)
    return verification.begin(
        channel=contact.channel,
        contact=contact,
        purpose=PURPOSE,
        subject=search.uuid if search else None,
        site=site,
        language=language,
        now=now,
        notify=not full,
    )


def _make(site, contact, text, facets, language, key, now) -> SavedSearch:
    try:
        with transaction.atomic():
            return SavedSearch.objects.create(
                site=site,
                language=language,
                text=query.clean(text),
                facets=facets,
                query_key=key,
                address=contact.value,
                lookup=contact.lookup(),
                asked_at=now,
            )
    except IntegrityError:
        return SavedSearch.objects.get(site=site, lookup=contact.lookup(), query_key=key)


def confirm(search: SavedSearch, now: datetime) -> None:
    """From now on what is new is told; asking again changes nothing."""
    SavedSearch.objects.filter(pk=search.pk, confirmed_at=None).update(confirmed_at=now)


def all_of(search: SavedSearch):
    """The searches of the same address on the same site, under whatever key they were saved."""
    lookups = contacts.parse("email", search.address).lookups()
    return SavedSearch.objects.filter(site=search.site_id, lookup__in=[search.lookup, *lookups])


def forget_unconfirmed(site: Site, now: datetime) -> int:
    rows = SavedSearch.objects.filter(site=site, confirmed_at=None, asked_at__lt=now - UNCONFIRMED)
    return rows.delete()[0]


def stop_url(search: SavedSearch) -> str:
    """The address that ends it; only who holds a letter, or the keys, can make it."""
    proof = proofs.make(PURPOSE, search.uuid)
    return reverse(
        "civic_documents:stop",
        kwargs={"lang": search.language, "search": search.uuid, "proof": proof},
    )


def is_proof(search: SavedSearch, proof: str) -> bool:
    return proofs.holds(PURPOSE, search.uuid, proof)
