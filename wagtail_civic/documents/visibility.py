"""Where documents belong: who refers to them, and which collections are a site's."""

from collections import defaultdict
from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db.models import Expression, Model, QuerySet
from wagtail.documents import get_document_model
from wagtail.models import Collection, ReferenceIndex, Site

from wagtail_civic.core import search

from .models.site_settings import SearchSettings

PAGE, DOCUMENT = "page", "document"

Users = dict[tuple[type[Model], str], set[str]]


def assigned_collections(site: Site) -> set[int]:
    """The collections that the site's search settings name, with those inside them."""
    found: set[int] = set()
    for path in assigned_paths(site).values_list("collection__path", flat=True):
        inside = Collection.objects.filter(path__startswith=path)
        found.update(inside.values_list("pk", flat=True))
    return found


def assigned_paths(site: Site | int | Expression) -> QuerySet:
    """The named collections themselves, as ``collection__path``."""
    return SearchSettings.collections.through.objects.filter(searchsettings__site=site)


def references_to(ids: Iterable[str]) -> Users:
    """Who refers to these documents: (model, primary key) and the documents each refers to."""
    found = references(list(ids))
    rows = found.values_list("base_content_type", "object_id", "to_object_id")
    return users_of(rows.distinct())


def references(ids: list[str] | Expression) -> QuerySet:
    document_type = ContentType.objects.get_for_model(get_document_model())
    return ReferenceIndex.objects.filter(to_content_type=document_type, to_object_id__in=ids)


def users_of(rows: Iterable[tuple[int, str, str]]) -> Users:
    """From rows of (content type, primary key, document); of what is a part of something, the
    whole is named."""
    found: Users = defaultdict(set)
    for content_type, object_id, document in rows:
        model = ContentType.objects.get_for_id(content_type).model_class()
        if model is not None:
            found[(model, object_id)].add(document)
    for source in search.sources:
        for part, name in source.parts.items():
            _name_the_whole(found, source.model, part, name)
    return found


def _name_the_whole(users: Users, whole: type[Model], part: type[Model], name: str) -> None:
    """Put an object in the place of its parts, which ``name`` it."""
    parts = {pk: users.pop((model, pk)) for model, pk in list(users) if model is part}
    if not parts:
        return
    rows = part._default_manager.filter(pk__in=list(parts)).exclude(**{name: None})
    for pk, owner in rows.values_list("pk", name):
        users[(whole, str(owner))] |= parts[str(pk)]
