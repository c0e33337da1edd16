"""Searches that somebody wants to hear of: asked for, confirmed, ended by one click."""

import hashlib
import json
from datetime import datetime

from django.urls import reverse
from wagtail.models import Site

from wagtail_civic.core import letters, proofs
from wagtail_civic.core.contacts import Contact
from wagtail_civic.core.models import Verification

from . import query
from .models.saved import SavedSearch

PURPOSE = "documents.saved_search"
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
    """Keep the search and send the message that asks whether this address wants it."""
    return letters.begin(
        SavedSearch,
        contact,
        site,
        language,
        now,
        purpose=PURPOSE,
        most=MAX_SEARCHES,
        about={"query_key": query_key(text, facets, language)},
        text=query.clean(text),
        facets=facets,
    )


def confirm(search: SavedSearch, now: datetime) -> None:
    """From now on what is new is told."""
    letters.confirm(search, now)


def stop_url(search: SavedSearch) -> str:
    """The address that ends it; only who holds a letter, or the keys, can make it."""
    proof = proofs.make(PURPOSE, search.uuid)
    return reverse(
        "civic_documents:stop",
        kwargs={"lang": search.language, "search": search.uuid, "proof": proof},
    )
