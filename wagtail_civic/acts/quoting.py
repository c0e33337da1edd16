"""The published acts that a text names."""

from collections.abc import Iterable
from typing import NamedTuple

from django.apps import apps
from django.db.models import BigAutoField, CharField, DateTimeField, Q, QuerySet
from django.utils import timezone

from wagtail_civic.core.prepared import prepared

from . import citations, registry
from .querysets import ROW

#: What is asked of the acts that may be meant.
COLUMNS = (*ROW, "code_key")


class Quotes(NamedTuple):
    """What a text says of other acts, and the acts that have such a number or code."""

    found: frozenset[citations.Citation]
    acts: list


def found_in(text) -> frozenset[citations.Citation]:
    """What a text of an act says of others; nothing where it says too much."""
    by_type = {"article": lambda value: value["text"].source, "paragraph": lambda v: v.source}
    htmls = (by_type[b.block_type](b.value) for b in text if b.block_type in by_type)
    found = frozenset(each for html in htmls for _start, _end, each in citations.find(html))
    return found if len(found) <= citations.MOST else frozenset()


def keys_of(found: Iterable[citations.Citation]) -> dict[str, list[str]]:
    """By what the acts are looked up that are meant."""
    return {
        "numbers": sorted({each.number for each in found if each.number}),
        "codes": sorted({each.code for each in found if each.code}),
    }


def acts_named(site, now, numbers, codes, shown) -> QuerySet:
    acts = apps.get_model("civic_acts", "Act").objects.for_site(site).published(now).filter(shown)
    return acts.filter(Q(number_key__in=numbers) | Q(code_key__in=codes))


def cited(act, text, catalogue, page, request) -> dict[citations.Citation, str]:
    """Where each citation leads that means exactly one act of the registry, and not this one."""
    base = page.get_url(request) if page else ""
    if not base:
        return {}
    found, acts = act.__dict__.get("known_quotes") or _asked(act, text, page)
    catalogue.fill(acts)
    meant = citations.resolved(found, acts, lambda other: other.act_type.known_names.values())
    return {
        citation: registry.url_below(base, other)
        for citation, other in meant.items()
        if other.pk != act.pk
    }


def _asked(act, text, page) -> Quotes:
    found = found_in(text)
    keys = {**keys_of(found), "shown": page.acts_shown()}
    return Quotes(found, _named(site=act.site_id, now=timezone.now(), **keys) if found else [])


@prepared(site=BigAutoField(), now=DateTimeField(), numbers=[CharField()], codes=[CharField()])
def _named(site, now, numbers, codes, shown) -> QuerySet:
    return acts_named(site, now, numbers, codes, shown).order_by("pk").only(*COLUMNS)
