"""May the public see what the index found? Decided now, not when it was indexed."""

from collections import defaultdict
from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.documents import get_document_model
from wagtail.models import Collection, Page, ReferenceIndex, Site

from wagtail_civic.core import search
from wagtail_civic.core.places import below
from wagtail_civic.core.visibility import public_documents, public_pages

from .models.entries import IndexEntry
from .models.site_settings import SearchSettings

PAGE, DOCUMENT = "page", "document"


def visible(site: Site, rows: list[IndexEntry]) -> list[IndexEntry]:
    """Those of the rows, all of one site, that anybody may see now, in their order."""
    page_ids = {row.page_id for row in rows if row.page_id}
    pages = set(public_pages(Page.objects.filter(pk__in=page_ids)).values_list("pk", flat=True))
    document_ids = {row.document_id for row in rows if row.document_id}
    documents = searchable_documents(site, document_ids) if document_ids else set()
    objects = _public_objects(site, rows)
    return [
        row
        for row in rows
        if (not row.page_id or row.page_id in pages)
        and (not row.document_id or row.document_id in documents)
        and (row.kind not in objects or row.object_id in objects[row.kind])
    ]


def _public_objects(site: Site, rows: list[IndexEntry]) -> dict[str, set[str]]:
    """By kind of source, the objects that its source still counts as public."""
    wanted = defaultdict(set)
    for row in rows:
        if row.kind not in (PAGE, DOCUMENT):
            wanted[row.kind].add(row.object_id)
    found: dict[str, set[str]] = {}
    for kind, ids in wanted.items():
        source = search.sources.get(kind)
        objects = source.objects(site).filter(pk__in=ids) if source else []
        found[kind] = {str(pk) for pk in objects.values_list("pk", flat=True)} if source else set()
    return found


def searchable_documents(site: Site, ids: Iterable[str]) -> set[str]:
    """The documents that the search of ``site`` may show.

    A document must lie in a public collection, and be in use on a public page or in a public
    record of this site, or lie in a collection assigned to the site. Where there is one site
    only, a document that nothing refers to is shown too; one that only drafts or private pages
    refer to never is.
    """
    public = public_documents(get_document_model().objects.filter(pk__in=list(ids)))
    collections = {str(pk): collection for pk, collection in public.values_list("pk", "collection")}
    if not collections:
        return set()
    assigned = assigned_collections(site)
    found = {pk for pk, collection in collections.items() if collection in assigned}
    rest = set(collections) - found
    if not rest:
        return found
    users = references_to(rest)
    found |= _used_on_pages(site, users) | _used_in_records(site, users)
    if Site.objects.count() == 1:
        found |= rest - {document for documents in users.values() for document in documents}
    return found


def assigned_collections(site: Site) -> set[int]:
    """The collections that the site's search settings name, with those inside them."""
    named = SearchSettings.collections.through.objects.filter(searchsettings__site=site)
    paths = named.values_list("collection__path", flat=True)
    found: set[int] = set()
    for path in paths:
        inside = Collection.objects.filter(path__startswith=path)
        found.update(inside.values_list("pk", flat=True))
    return found


Users = dict[tuple[type[Model], str], set[str]]


def references_to(ids: Iterable[str]) -> Users:
    """Who refers to these documents: (model, primary key) and the documents each refers to."""
    document_type = ContentType.objects.get_for_model(get_document_model())
    rows = ReferenceIndex.objects.filter(
        to_content_type=document_type, to_object_id__in=list(ids)
    ).values_list("base_content_type", "object_id", "to_object_id")
    found: Users = defaultdict(set)
    for content_type, object_id, document in rows.distinct():
        model = ContentType.objects.get_for_id(content_type).model_class()
        if model is not None:
            found[(model, object_id)].add(document)
    return found


def _used_on_pages(site: Site, users: Users) -> set[str]:
    ids = [object_id for model, object_id in users if issubclass(model, Page)]
    if not ids:
        return set()
    pages = Page.objects.filter(below(site), pk__in=ids)
    public = public_pages(pages).values_list("pk", flat=True)
    public = {str(pk) for pk in public}
    return {
        document
        for (model, object_id), documents in users.items()
        if issubclass(model, Page) and object_id in public
        for document in documents
    }


def _used_in_records(site: Site, users: Users) -> set[str]:
    found: set[str] = set()
    for source in search.sources:
        ids = [pk for model, pk in users if not issubclass(model, Page) and model is source.model]
        if not ids:
            continue
        for pk in source.objects(site).filter(pk__in=ids).values_list("pk", flat=True):
            found |= users[(source.model, str(pk))]
    return found


def records_with(site: Site, ids: Iterable[str]) -> dict[str, IndexEntry]:
    """By document, the public record of the site that it is part of, as the index has it."""
    users = references_to(ids)
    wanted = {
        (source.kind, pk): documents
        for source in search.sources
        for (model, pk), documents in users.items()
        if model is source.model
    }
    if not wanted:
        return {}
    rows = IndexEntry.objects.filter(
        site=site,
        part="",
        kind__in={kind for kind, _pk in wanted},
        object_id__in={pk for _kind, pk in wanted},
    ).defer("text", "title_keys", "keys", "words")
    found: dict[str, IndexEntry] = {}
    for row in visible(site, list(rows)):
        for document in wanted.get((row.kind, row.object_id), ()):
            found[document] = row
    return found
