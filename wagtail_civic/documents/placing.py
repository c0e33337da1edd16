"""Where a document belongs: the municipalities it may be found in, the record it is part of."""

from django.db.models import Model
from django.utils import timezone
from wagtail.models import Page, Site

from wagtail_civic.core import search
from wagtail_civic.core.visibility import public_pages

from .facets import marks
from .visibility import DOCUMENT, assigned_collections, references_to


def placing(document: Model) -> tuple[set[int], dict]:
    """The sites on which a document may be found, and the facets and date of the record that it is
    part of, else the day of its upload.

    Whether it is public is not asked here: that is decided when it is found.
    """
    sites = list(Site.objects.select_related("root_page"))
    users = references_to([str(document.pk)])
    entry = _entry_of(users)
    day = (entry and entry.date) or timezone.localdate(document.created_at)
    facets = dict(entry.facets) if entry else {}
    facts = {"date": day, "facets": facets, "marks": marks(DOCUMENT, facets, day)}
    if len(sites) == 1:
        return {sites[0].pk}, facts
    found = {site.pk for site in sites if document.collection_id in assigned_collections(site)}
    for model, pk in users:
        site = _site_of(model, pk)
        if site is not None:
            found.add(site.pk)
    return found, facts


def _site_of(model: type[Model], pk: str) -> Site | None:
    obj = model._default_manager.filter(pk=pk).first()
    if isinstance(obj, Page):
        return obj.get_site()
    for source in search.sources:
        if obj is not None and model is source.model:
            return source.site(obj)
    return None


def _entry_of(users) -> search.Entry | None:
    for source in search.sources:
        for model, pk in users:
            if model is source.model:
                obj = model._default_manager.filter(pk=pk).first()
                if obj is not None and source.is_visible(obj):
                    for entry in source.entries(obj):
                        if _is_on_public_page(entry):
                            return entry
    return None


def _is_on_public_page(entry: search.Entry) -> bool:
    page = entry.page_id
    return page is None or public_pages(Page.objects.filter(pk=page)).exists()
