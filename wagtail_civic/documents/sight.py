"""May the public see what the index found? Decided now, not when it was indexed.

The rules are those of ``core.visibility`` and of the sources; here they are put to all rows of a
search at once, whatever their kind, in two statements at most.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from types import MappingProxyType

from django.db.models import (
    BigAutoField,
    CharField,
    DateTimeField,
    Exists,
    F,
    Field,
    Func,
    IntegerField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast, Concat
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Page, Site

from wagtail_civic.core import search
from wagtail_civic.core.catalogue import together
from wagtail_civic.core.places import below, ground
from wagtail_civic.core.prepared import Filled, Prepared, ask_together, prepared
from wagtail_civic.core.visibility import (
    in_public_collections,
    private,
    public_in_statement,
    public_pages,
    restricted_collections,
    withheld,
)

from .engines.base import Found, Only
from .models.drafts import DraftReference
from .models.entries import IndexEntry
from .models.texts import DocumentFile, State
from .visibility import DOCUMENT, PAGE, Users, assigned_paths, references, users_of

#: (what is answered, key, more about it, a number)
Answer = tuple[str, str, str, int]
_USED, _DRAFTED, _ASSIGNED, _SITE = "used", "drafted", "assigned", "site"
_MACHINE_READ, _OPEN = "machine read", "open"
_NO_FACETS: MappingProxyType = MappingProxyType({})


class Sight:
    """What of some rows of the index, all of one site, anybody may see now.

    ``more`` is asked in the same statement: questions made with ``part``, answered in ``told``.
    """

    def __init__(self, site: Site, rows: list[Found], more: Iterable[Filled] = ()) -> None:
        self.site, self.now = site, timezone.now()
        #: The public pages, with their paths in the tree of addresses.
        self.pages: dict[int, str] = {}
        self.documents: set[str] = set()
        #: What the storage calls their files.
        self.files: dict[str, str] = {}
        self.machine_read: set[str] = set()
        self._asked: dict[str, set[str]] = defaultdict(set)
        self._objects: dict[str, set[str]] = defaultdict(set)
        self._users: Users = {}
        #: What stands on a page of the site that is public, or on none: (kind, primary key).
        self._open: set[tuple[str, str]] = set()
        self.told = self._look(rows, more)

    def shows(self, row: Found) -> bool:
        return (
            (not row.page_id or row.page_id in self.pages)
            and (not row.document_id or row.document_id in self.documents)
            and (row.kind in (PAGE, DOCUMENT) or row.object_id in self._objects[row.kind])
        )

    def hide(self, rows: list[Found], only: Only) -> None:
        """What need not be looked for: all that is private, and whatever else hides ``rows``."""
        pages = Page.objects.filter(private()).values_list("pk", flat=True)
        only.hidden_pages |= {row.page_id for row in rows if row.page_id} - set(self.pages)
        only.hidden_pages.update(pages.order_by())
        closed = get_document_model().objects.filter(collection__in=restricted_collections())
        only.hidden_documents |= {
            row.document_id for row in rows if row.document_id
        } - self.documents
        only.hidden_documents.update(map(str, closed.order_by().values_list("pk", flat=True)))

    def records_with(self, documents: Iterable[str]) -> "Records":
        """The public records of the site that have some of these documents, by kind and key."""
        wanted, found = set(documents), {}
        for source in search.sources:
            for (model, pk), used in self._users.items():
                if model is source.model and self._is_public(source.kind, pk) and used & wanted:
                    found[(source.kind, pk)] = used & wanted
        return Records(self.site, self.now, found)

    def bare(self, rows: list[Found]) -> None:
        """Take from documents the facets and date of a record that nobody may see now."""
        wanted = {row.document_id for row in rows if row.kind == DOCUMENT and row.facets}
        if not wanted:
            return
        told = set().union(*self.records_with(wanted).found.values())
        for row in rows:
            if row.kind == DOCUMENT and row.facets and row.document_id not in told:
                row.facets, row.date = _NO_FACETS, None

    def _is_public(self, kind: str, pk: str) -> bool:
        return pk in self._objects[kind] and (kind, pk) in self._open

    def _look(self, rows: list[Found], more: Iterable[Filled]) -> dict[str, list[Answer]]:
        objects = defaultdict(set)
        for row in rows:
            objects[row.kind].add(row.object_id)
        documents = {row.document_id for row in rows if row.document_id}
        pages = {row.page_id for row in rows if row.page_id}
        parts = [*self._ask_objects(objects), *more]
        if pages:
            parts.append(_pages.with_values(pages=pages, now=self.now))
        if documents:
            parts.append(_ask_documents(self.site, documents))
        answers = _read(parts)
        self._take_objects(answers)
        self.pages = {int(key): path for _, key, path, _ in answers[PAGE]}
        self.machine_read = {key for _, key, _, _ in answers[_MACHINE_READ]}
        self._open = {
            (row.kind, row.object_id)
            for row in rows
            if row.kind not in (PAGE, DOCUMENT) and (not row.page_id or row.page_id in self.pages)
        }
        if answers[DOCUMENT]:
            self._look_at_documents(answers)
        return answers

    def _look_at_documents(self, answers: dict[str, list[Answer]]) -> None:
        """Which documents the search of the site may show.

        A document must lie in a public collection and not be withheld, and be in use on a public
        page or in a public record of this site, or lie in a collection assigned to the site. Where
        there is one site only, a document that nothing refers to is shown too; one that only
        drafts or private pages refer to never is.
        """
        pk = get_document_model()._meta.pk
        public = {}
        for _, key, place, _ in answers[DOCUMENT]:
            key = str(pk.to_python(key))
            public[key], _space, self.files[key] = place.partition(" ")
        for key in withheld(public):
            del public[key]
        assigned = tuple(path for _, _, path, _ in answers[_ASSIGNED])
        uses = ((kind, user, key) for _, key, user, kind in answers[_USED] if key in public)
        self._users = users_of(uses)
        found = {key for key, path in public.items() if assigned and path.startswith(assigned)}
        found |= self._used_in_public()
        if len(answers[_SITE]) == 1:
            drafted = {key for _, key, _, _ in answers[_DRAFTED]}
            found |= set(public).difference(drafted, *self._users.values())
        self.documents = found

    def _used_in_public(self) -> set[str]:
        """The documents that are in use on a public page, or in a public record, of the site."""
        sources = {source.model: source.kind for source in search.sources}
        objects, pages = defaultdict(set), set()
        for model, pk in self._users:
            if issubclass(model, Page):
                pages.add(pk)
            # Of many records we know already: they were found themselves.
            if model in sources and not self._is_public(sources[model], pk):
                objects[sources[model]].add(pk)
        self._take_users(_read(self._ask_users(objects, pages)))
        return {
            document
            for (model, pk), documents in self._users.items()
            if (issubclass(model, Page) and (PAGE, pk) in self._open)
            or (model in sources and self._is_public(sources[model], pk))
            for document in documents
        }

    def _ask_users(self, objects: dict[str, set[str]], pages: set[str]) -> list[Filled]:
        parts = self._ask_objects(objects)
        if objects:
            keys = set().union(*objects.values())
            about = {"site": self.site.pk, "now": self.now}
            parts.append(_open_records.with_values(kinds=set(objects), keys=keys, **about))
        if pages:
            shape = {"site": self.site, "ground": ground(self.site)}
            parts.append(_own_pages.with_values(pages=pages, now=self.now, **shape))
        return parts

    def _take_users(self, answers: dict[str, list[Answer]]) -> None:
        self._take_objects(answers)
        self._open |= {(kind, key) for _, key, kind, _ in answers[_OPEN]}
        self._open |= {(PAGE, key) for _, key, _, _ in answers[PAGE]}

    def _ask_objects(self, wanted: dict[str, set[str]]) -> list[Filled]:
        """Of some objects of the sources, those that their source still counts as public."""
        asked = []
        for source in search.sources:
            if keys := wanted.get(source.kind):
                self._asked[source.kind] |= keys
                shape = source.shape(self.site)
                is_kept = {"is_kept": shape is not None}
                given = {"keys": keys, "now": self.now, "site": self.site, "shape": shape}
                asked.append(_objects_of(source).with_values(**is_kept, **given))
        return asked

    def _take_objects(self, answers: dict[str, list[Answer]]) -> None:
        for source in search.sources:
            pk = source.model._meta.pk
            keys = (str(pk.to_python(key)) for _, key, _, _ in answers[_label(source.kind)])
            self._objects[source.kind].update(keys)


@dataclass
class Records:
    """Records of a site, by kind and key, and the documents that each has."""

    site: Site
    now: datetime
    found: dict[tuple[str, str], set[str]]

    def asked(self) -> dict:
        """Where the index has them: kinds and keys; ``documents_of`` tells pairs from mixtures."""
        kinds, keys = ({pair[place] for pair in self.found} for place in (0, 1))
        return {"site": self.site.pk, "now": self.now, "kinds": kinds, "keys": keys}

    def documents_of(self, kind: str, object_id: str) -> set[str]:
        return self.found.get((kind, object_id), set())


@cache
def _objects_of(source: search.SearchSource) -> Prepared:
    def objects(keys, now, site, shape) -> QuerySet:
        found = source.objects(site) if shape is None else source.objects(site, now)
        return part(_label(source.kind), found.filter(pk__in=keys))

    return prepared(keys=[key_field(source.model)], now=DateTimeField())(objects)


def key_field(model: type[Model]) -> Field:
    """The primary key, of a page type that of the page."""
    field = model._meta.pk
    while field.remote_field:
        field = field.target_field
    return field


@prepared(pages=[BigAutoField()], now=DateTimeField())
def _pages(pages, now) -> QuerySet:
    return part(PAGE, public_in_statement(Page.objects.filter(pk__in=pages), now), text="url_path")


@prepared(pages=[BigAutoField()], now=DateTimeField())
def _own_pages(pages, now, site, ground) -> QuerySet:
    found = Page.objects.filter(below(site), pk__in=pages)
    return part(PAGE, public_pages(found, now))


@prepared(kinds=[CharField()], keys=[CharField()], site=BigAutoField(), now=DateTimeField())
def _open_records(kinds, keys, site, now) -> QuerySet:
    """Of some records those of which something stands on a public page, or on none."""
    pages = public_in_statement(Page.objects.filter(pk=OuterRef("page_id")), now)
    rows = IndexEntry.objects.filter(site=site, part="", kind__in=kinds, object_id__in=keys)
    rows = rows.filter(Q(page_id=None) | Exists(pages))
    return part(_OPEN, rows, "object_id", text="kind")


def _ask_documents(site: Site, keys: set[str]) -> Filled:
    return _documents().with_values(keys=keys, ids=keys, site=site.pk)


@cache
def _documents() -> Prepared:
    """The model of documents is the host's."""

    def documents(keys, ids, site) -> QuerySet:
        public = in_public_collections(get_document_model().objects.filter(pk__in=keys))
        place = Concat("collection__path", Value(" "), "file", output_field=CharField())
        machine_read = DocumentFile.objects.filter(document_id__in=ids, text__state=State.OCR)
        return together(
            [
                part(DOCUMENT, public, text=place),
                part(_ASSIGNED, assigned_paths(site), text="collection__path"),
                part(_USED, references(ids), "to_object_id", "object_id", "base_content_type"),
                part(_DRAFTED, DraftReference.objects.filter(document_id__in=ids), "document_id"),
                part(_MACHINE_READ, machine_read, "document_id"),
                part(_SITE, Site.objects.all()),
            ]
        )

    key = key_field(get_document_model())
    return prepared(keys=[key], ids=[CharField()], site=BigAutoField())(documents)


def _label(kind: str) -> str:
    return f"object {kind}"


def part(
    label: str, rows: QuerySet, key: str = "pk", text: str | Func = "", number: str = ""
) -> QuerySet:
    """One question of a statement that asks several; texts are cast, so that all are alike."""
    asked = Value(label, CharField())
    texts = (Cast(name or Value(""), CharField()) for name in (key, text))
    amount = F(number) if number else Value(0)
    return rows.order_by().values_list(asked, *texts, Cast(amount, IntegerField()))


def _read(parts: list[Filled]) -> dict[str, list[Answer]]:
    """The answers by what was asked."""
    answers: dict[str, list[Answer]] = defaultdict(list)
    for answer in ask_together(parts):
        answers[answer[0]].append(answer)
    return answers
