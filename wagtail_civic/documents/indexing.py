"""Rows of the index: made anew for one object at a time, whatever changed in it."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from random import shuffle

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, ReferenceIndex, Site
from wagtail.search import index

from wagtail_civic.core import records, search
from wagtail_civic.core.conf import settings

from . import drafts, engines, terms
from .extract.result import HIDDEN
from .facets import marks
from .models.entries import IndexEntry
from .models.texts import DocumentFile, DocumentText
from .placing import placing
from .visibility import DOCUMENT, PAGE

logger = logging.getLogger(__name__)

#: When rows were indexed that may be out of date.
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
#: The job that indexes them anew.
HEAL = "wagtail_civic.documents.jobs.heal_index"
#: A longer text is divided: engines have limits on what one row may hold.
MAX_TEXT = 8_000
MAX_TITLE = 500


def refresh(kind: str, pk) -> None:
    """Index an object of a source, an ordinary page or a document as it is now, or no more."""
    if kind == PAGE:
        rows = list(_page_rows(pk))
    elif kind == DOCUMENT:
        rows = list(_document_rows(pk))
    else:
        rows = list(_source_rows(kind, pk))
    _replace(kind, str(pk), rows)


def try_to_refresh(kind: str, pk) -> None:
    """The same. Where it fails the old rows stay, and ``heal`` tries again."""
    try:
        refresh(kind, pk)
    except Exception:  # a source is anybody's, and whoever saved something has done no wrong
        logger.exception("Could not index %s %s", kind, pk)
        rows = IndexEntry.objects.filter(kind=kind, object_id=str(pk))
        rows.update(indexed_at=LONG_AGO)


def outdate(pages: Iterable[int] | QuerySet) -> bool:
    """Have what is shown below these pages indexed anew by ``heal``, as its addresses are no more
    what they were; whether there is such."""
    below = IndexEntry.objects.filter(page_id__in=pages).exclude(kind=PAGE)
    return bool(below.update(indexed_at=LONG_AGO))


def forget(kind: str, pk) -> None:
    _replace(kind, str(pk), [])


@transaction.atomic
def _replace(kind: str, object_id: str, rows: list[IndexEntry]) -> None:
    old = IndexEntry.objects.filter(kind=kind, object_id=object_id)
    if settings.SEARCH_BACKEND:
        _tell_backend(list(old.only("pk")), rows)
    # Nothing refers to a row of the index, and there may be thousands of one object.
    old._raw_delete(old.db)
    IndexEntry.objects.bulk_create(rows, batch_size=200)


def _tell_backend(gone: list[IndexEntry], rows: list[IndexEntry]) -> None:
    """The site's search backend hears it after the commit; a failure is healed by
    ``update_index``."""

    def update():
        engines.engine().update(gone, rows)

    transaction.on_commit(update, robust=True)


def refresh_everything(report=lambda line: None) -> int:
    """Index all there is; how many objects. Rows of what is gone go too."""
    drafts.note_missed()
    begun, count = timezone.now(), 0
    known: dict[str, set[str]] = {}
    for kind, pk in everything():
        known.setdefault(kind, set()).add(str(pk))
        refresh(kind, pk)
        count += 1
        report(f"{kind} {pk}")
    _forget_all_but(known, begun)
    return count


def heal(end: datetime | None = None) -> int:
    """Index what was missed or failed, and forget what is gone; how many objects were wrong.

    After ``end`` it leaves the rest to the next turn.
    """
    drafts.note_missed()
    begun, healed = timezone.now(), 0
    wanted = _by_kind(everything())
    wrong = _wrong(wanted)
    shuffle(wrong)  # of some that fail none is always the first
    for kind, pk in wrong:
        try_to_refresh(kind, pk)
        healed += 1
        if end is not None and timezone.now() > end:
            break
    return healed + _forget_all_but(wanted, begun)


def count_wrong() -> int:
    return len(_wrong(_by_kind(everything())))


def _by_kind(objects: Iterable[tuple[str, object]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for kind, pk in objects:
        found.setdefault(kind, set()).add(str(pk))
    return found


def _wrong(wanted: dict[str, set[str]]) -> list[tuple[str, str]]:
    """What should be in the index and is not, or is out of date there."""
    rows = IndexEntry.objects.values_list("kind", "object_id").distinct()
    good = set(rows) - set(rows.filter(indexed_at=LONG_AGO))
    return [(kind, pk) for kind, keys in wanted.items() for pk in keys if (kind, pk) not in good]


def _forget_all_but(known: dict[str, set[str]], begun: datetime) -> int:
    """Rows that were made since then belong to what is newer than the list of what is known."""
    gone, old = 0, IndexEntry.objects.filter(indexed_at__lt=begun)
    for kind, pk in set(old.values_list("kind", "object_id").distinct()):
        if pk not in known.get(kind, ()):
            forget(kind, pk)
            gone += 1
    return gone


def everything() -> Iterator[tuple[str, object]]:
    """(kind, primary key) of all that may be found."""
    for source in search.sources:
        seen = set()
        for site in Site.objects.all():
            for pk in source.objects(site).values_list("pk", flat=True):
                if pk not in seen:
                    seen.add(pk)
                    yield source.kind, pk
    for pk in Page.objects.live().filter(depth__gt=1).order_by("pk").values_list("pk", flat=True):
        yield PAGE, pk
    documents = get_document_model().objects.order_by("pk").values_list("pk", flat=True)
    for pk in documents.iterator():
        yield DOCUMENT, pk


# Sources of the capabilities


def _source_rows(kind: str, pk) -> Iterator[IndexEntry]:
    source = search.sources.get(kind)
    obj = source.model._default_manager.filter(pk=pk).first() if source else None
    site = source.site(obj) if obj is not None else None
    if site is None or not source.is_visible(obj):
        return
    main_title = ""
    for entry in source.entries(obj):
        main_title = main_title or entry.title
        yield from _rows(
            IndexEntry(
                site=site,
                kind=kind,
                object_id=str(pk),
                group=f"{kind}:{pk}",
                part=entry.part,
                language=entry.language,
                page_id=entry.page_id,
                title=entry.title,
                text=entry.text,
                url=entry.url,
                date=entry.date,
                number=terms.number_key(entry.number),
                facets=dict(entry.facets),
                weight=entry.weight,
            ),
            entry.number,
            main_title if entry.part else "",
        )


def _rows(row: IndexEntry, number: str = "", shared: str = "") -> Iterator[IndexEntry]:
    """The row, or as many as its text needs, with what the engines search.

    ``shared`` begins the title of every part of an object: it is found in each, but counts as a
    title only for the object itself, so that a part comes first for its own words.
    """
    title = _storable(row.title)[:MAX_TITLE]
    part = row.part
    shared = shared if title.startswith(shared) else ""
    title_keys, shared_keys = terms.index_terms(title[len(shared) :]), terms.index_terms(shared)
    if number:
        title_keys = f"{title_keys} {terms.number_term(number)}"
    for count, text in enumerate(divided(_storable(row.text)), 1):
        yield IndexEntry(
            **{
                field.attname: getattr(row, field.attname)
                for field in IndexEntry._meta.concrete_fields
                if field.attname not in ("id", "title", "text", "part")
            }
            | {
                "title": title,
                "text": text,
                "part": part if count == 1 else f"{part}/{count}",
                "title_keys": title_keys,
                "keys": f"{terms.index_terms(text)} {shared_keys}".strip(),
                "words": terms.plain_words(f"{title} {text}"),
                "marks": marks(row.kind, row.facets, row.date),
            }
        )


def _storable(text: str) -> str:
    """Without what PostgreSQL refuses to store."""
    return str(text).replace("\0", "").encode("utf-8", "ignore").decode()


def divided(text: str, size: int = MAX_TEXT) -> Iterator[str]:
    """The text in pieces of at most ``size``, cut between words; one empty piece for no text."""
    while len(text) > size:
        cut = max(text.rfind("\n", size // 2, size), text.rfind(" ", size // 2, size))
        cut = cut if cut > 0 else size
        yield text[:cut]
        text = text[cut:].lstrip()
    yield text


# Ordinary pages of the host


def is_ordinary(page: Page) -> bool:
    """Whether a page is found as itself, not through a source of a capability."""
    if getattr(page, "civic_search_ignore", False) or records.record_model_for(type(page)):
        return False
    return not any(isinstance(page, source.model) for source in search.sources)


def _page_rows(pk) -> Iterator[IndexEntry]:
    page = Page.objects.live().filter(pk=pk, depth__gt=1).first()
    page = page.specific if page else None
    site = page.get_site() if page is not None and is_ordinary(page) else None
    if site is None:
        return
    published = page.last_published_at or page.first_published_at
    yield from _rows(
        IndexEntry(
            site=site,
            kind=PAGE,
            object_id=str(pk),
            group=f"{PAGE}:{page.translation_key}",
            language=page.locale.language_code,
            page_id=page.pk,
            title=page.title,
            text=page_text(page),
            date=timezone.localdate(published) if published else None,
        )
    )


def page_text(page: Page) -> str:
    """What the page's ``search_fields`` name; all its rich text where they name no body."""
    basic = {field.field_name for field in Page.search_fields}
    searched = [f for f in type(page).get_search_fields() if isinstance(f, index.SearchField)]
    values = [f.get_value(page) for f in searched if f.field_name not in basic]
    if not values:
        values = [
            field.get_searchable_content(field.value_from_object(page))
            for field in page._meta.get_fields()
            if isinstance(field, (RichTextField, StreamField))
        ]
    return "\n".join([page.search_description or "", *_flattened(values)]).strip()


def _flattened(values: Iterable) -> Iterator[str]:
    for value in values:
        if isinstance(value, (list, tuple)):
            yield from _flattened(value)
        elif value:
            yield str(value)


# Documents


def _document_rows(pk) -> Iterator[IndexEntry]:
    document = get_document_model().objects.filter(pk=pk).first()
    if document is None or DocumentFile.objects.held().filter(document_id=str(pk)).exclude(
        personal_in_name=""
    ):
        return
    sites, facts = placing(document)
    pages = _texts(pk)
    for site_id in sorted(sites):
        for number, text in pages:
            yield from _rows(
                IndexEntry(
                    site_id=site_id,
                    kind=DOCUMENT,
                    object_id=str(pk),
                    group=f"{DOCUMENT}:{pk}",
                    part=str(number or ""),
                    document_id=str(pk),
                    page_number=number,
                    title=document.title,
                    text=text,
                    **facts,
                )
            )


def _texts(pk) -> Sequence[tuple[int | None, str]]:
    """(page number, text) of what was read; one nameless page while there is nothing."""
    found = public_text(pk)
    pages = public_pages(found) if found else []
    if found and found.page_count == 1:
        pages = [(None, text) for _number, text in pages]
    return pages or [(None, "")]


def public_text(pk) -> DocumentText | None:
    """What was read of a document; None where nothing was, or personal data keep it back."""
    file = DocumentFile.objects.filter(document_id=str(pk)).select_related("text").first()
    return file.text if file and not is_held(file) else None


def public_pages(text: DocumentText) -> list[tuple[int, str]]:
    """(page number, text) of the pages that have text and that whoever opens the file sees."""
    read = text.pages.exclude(method=HIDDEN)
    return [(page.number, page.content) for page in read if page.content]


def is_held(file: DocumentFile) -> bool:
    """Whether personal data keep the text of a document from the public."""
    return DocumentFile.objects.held().filter(pk=file.pk).exists()


def place_documents_of(obj: Model) -> None:
    """Bring site, facets and date of the documents that ``obj`` refers to up to date."""
    model = get_document_model()
    found = set()
    for row in _rows_of(obj):
        rows = ReferenceIndex.get_references_for_object(row)
        rows = rows.filter(to_content_type__model=model._meta.model_name)
        found.update(rows.values_list("to_object_id", flat=True))
    for pk in found:
        document = model.objects.filter(pk=pk).first()
        if document is not None:
            _place(document)


def _rows_of(obj: Model) -> list[Model]:
    """The object, and its parts where a source names such."""
    for source in search.sources:
        if isinstance(obj, source.model):
            return source.rows_of(obj)
    return [obj]


def _place(document: Model) -> None:
    sites, facts = placing(document)
    rows = IndexEntry.objects.filter(kind=DOCUMENT, object_id=str(document.pk))
    present = set(rows.values_list("site", flat=True))
    if present != sites:
        refresh(DOCUMENT, document.pk)
    elif rows.exclude(**facts).exists():
        rows.update(**facts)
