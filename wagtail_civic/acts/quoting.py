"""The published acts that a text names, asked of the database in one statement."""

from collections.abc import Iterable

from django.apps import apps
from django.db.models import BigAutoField, CharField, DateTimeField, Q, QuerySet
from django.utils import timezone

from wagtail_civic.core.prepared import prepared

from . import citations, registry
from .querysets import ROW


def cited(act, html: Iterable[str], catalogue, page, request) -> dict[citations.Citation, str]:
    """Where each citation leads that means exactly one act of the registry, and not this one."""
    base = page.get_url(request) if page else ""
    found = {each for text in html for _start, _end, each in citations.find(text)}
    if not base or not found or len(found) > citations.MOST:
        return {}
    numbers = sorted({each.number for each in found if each.number})
    codes = sorted({each.code for each in found if each.code})
    acts = _named(
        site=act.site_id, now=timezone.now(), numbers=numbers, codes=codes, shown=page.acts_shown()
    )
    catalogue.fill(acts)
    meant = citations.resolved(found, acts, lambda other: other.act_type.known_names.values())
    return {
        citation: registry.url_below(base, other)
        for citation, other in meant.items()
        if other.pk != act.pk
    }


@prepared(site=BigAutoField(), now=DateTimeField(), numbers=[CharField()], codes=[CharField()])
def _named(site, now, numbers, codes, shown) -> QuerySet:
    acts = apps.get_model("civic_acts", "Act").objects.for_site(site).published(now).filter(shown)
    wanted = Q(number_key__in=numbers) | Q(code_key__in=codes)
    return acts.filter(wanted).order_by("pk").only(*ROW, "code_key")
