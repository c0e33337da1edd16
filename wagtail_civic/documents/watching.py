"""Keeps the index in step: after the transaction in which something findable changed."""

from django.db import transaction
from django.db.models.signals import post_delete, post_migrate, post_save
from wagtail.documents import get_document_model
from wagtail.models import Page, Revision
from wagtail.signals import page_slug_changed, post_page_move

from wagtail_civic.core import jobs, records, search
from wagtail_civic.core.search import appeared, source_changed

from . import drafts, engines, indexing, reading

#: Saving only these changes nothing that the public sees: an editor's autosave.
DRAFT_FIELDS = frozenset(
    {
        "draft_title",
        "has_unpublished_changes",
        "latest_revision",
        "latest_revision_created_at",
        "locked",
        "locked_at",
        "locked_by",
    }
)


def connect() -> None:
    appeared.connect(_heal_soon, dispatch_uid="civic_documents_appeared")
    source_changed.connect(_source_changed, dispatch_uid="civic_documents_source")
    post_save.connect(_page_saved, dispatch_uid="civic_documents_page_saved")
    post_delete.connect(_page_deleted, sender=Page, dispatch_uid="civic_documents_page_deleted")
    page_slug_changed.connect(_slug_changed, dispatch_uid="civic_documents_slug_changed")
    post_page_move.connect(_page_moved, dispatch_uid="civic_documents_page_moved")
    post_save.connect(
        _revision_saved, sender=Revision, dispatch_uid="civic_documents_revision_saved"
    )
    model = get_document_model()
    post_save.connect(_document_saved, sender=model, dispatch_uid="civic_documents_saved")
    post_delete.connect(_document_deleted, sender=model, dispatch_uid="civic_documents_deleted")
    post_migrate.connect(_migrated, dispatch_uid="civic_documents_migrated")


def refresh_later(kind: str, pk) -> None:
    """Index an object once the transaction is committed; once, however often it was saved.

    A failure is logged, and is not that of whoever saved it.
    """
    # Kept on this thread's own connection: another one's commit must not settle our change.
    pending = transaction.get_connection().__dict__.setdefault("civic_pending", set())
    key = (kind, str(pk))
    pending.add(key)

    def refresh():
        if key not in pending:
            return
        pending.discard(key)
        indexing.try_to_refresh(kind, pk)
        _place_documents(kind, pk)

    transaction.on_commit(refresh, robust=True)


def _place_documents(kind: str, pk) -> None:
    if kind == indexing.DOCUMENT:
        return
    source = search.sources.get(kind)
    model = source.model if source else Page
    obj = model._default_manager.filter(pk=pk).first()
    if obj is not None:
        indexing.place_documents_of(obj)


def _source_changed(sender, kind, pk, **kwargs):
    refresh_later(kind, pk)


def _page_saved(sender, instance, raw=False, update_fields=None, **kwargs):
    if raw or not isinstance(instance, Page):
        return
    if update_fields and DRAFT_FIELDS.issuperset(update_fields):
        return
    refresh_page(instance)


def refresh_page(page: Page) -> None:
    """Index a page as itself, or what the capability that owns it makes of it."""
    page_class = type(page) if type(page) is not Page else page.specific_class or Page
    record_model = records.record_model_for(page_class)
    if record_model is not None:
        record = record_model.objects.filter(key=records.record_key(page)).first()
        for source in search.sources:
            if record is not None and source.model is record_model:
                refresh_later(source.kind, record.pk)
        return
    for source in search.sources:
        if issubclass(page_class, source.model):
            refresh_later(source.kind, page.pk)
            return
    refresh_later(indexing.PAGE, page.pk)


def _page_deleted(sender, instance, **kwargs):
    indexing.forget(indexing.PAGE, instance.pk)
    _outdate([instance.pk])


def _slug_changed(sender, instance, **kwargs):
    _outdate(_with_all_below(instance).values("pk"))


def _page_moved(sender, instance, **kwargs):
    _outdate(_with_all_below(instance).values("pk"))
    for page in _with_all_below(instance).specific():
        refresh_page(page)


def _with_all_below(page: Page):
    return Page.objects.filter(path__startswith=page.path)


def _outdate(pages) -> None:
    if indexing.outdate(pages):
        _heal_soon()


def _heal_soon(**kwargs) -> None:
    jobs.wake(indexing.HEAL)


def _revision_saved(sender, instance, raw=False, **kwargs):
    if not raw:
        drafts.note(instance)


def _document_saved(sender, instance, raw=False, **kwargs):
    if raw:
        return
    file = reading.note(instance)
    if file.text is None:
        jobs.enqueue("wagtail_civic.documents.jobs.read_document", file.pk)
    refresh_later(indexing.DOCUMENT, instance.pk)


def _document_deleted(sender, instance, **kwargs):
    indexing.forget(indexing.DOCUMENT, instance.pk)
    reading.forget(str(instance.pk))


def _migrated(sender, using, **kwargs):
    if sender.name == "wagtail_civic.documents":
        engines.prepare(using)
