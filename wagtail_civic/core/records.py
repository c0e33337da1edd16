"""From a page to its record: ``record_for`` is the only way.

A capability registers the pair in ``ready()``; the record is made when a page is first saved,
again when it is missing, and a copy of the page starts with a fresh one.
"""

from typing import TypeVar

from django.apps import apps
from django.db.models import Model, ProtectedError
from django.db.models.signals import post_delete, post_save
from django.utils.translation import gettext as _
from wagtail.models import Page, Site
from wagtail.signals import post_page_move

from .models.records import PageRecord
from .registry import Registry

Record = TypeVar("Record", bound=PageRecord)

registered: Registry[tuple[type[Model], type[PageRecord]]] = Registry("records")


def register(page_mixin: type[Model], record_model: type[PageRecord]) -> None:
    """Every page type built on ``page_mixin`` keeps its facts in ``record_model``.

    Call it in ``ready()``, when all models (a host's subclasses too) are known.
    """
    registered.register(page_mixin, (page_mixin, record_model))
    for model in apps.get_models():
        if issubclass(model, page_mixin):
            uid = f"civic_record_{model._meta.label}"
            post_save.connect(_make_record, sender=model, dispatch_uid=f"{uid}_made")
            post_delete.connect(_drop_record, sender=model, dispatch_uid=f"{uid}_dropped")


def disconnect(page_class: type[Model]) -> None:
    """Pages of this type may be deleted whatever their records hold: the app is being removed."""
    uid = f"civic_record_{page_class._meta.label}_dropped"
    post_delete.disconnect(sender=page_class, dispatch_uid=uid)


def record_model_for(page_class: type) -> type[PageRecord] | None:
    for mixin, record_model in registered:
        if issubclass(page_class, mixin):
            return record_model
    return None


def record_key(page: Page):
    """The key of the page's record; a same-language alias uses the key of its original."""
    return page.alias_of.translation_key if page.alias_of_id else page.translation_key


def site_of(page: Page) -> Site | None:
    """The site a page lies in; the default site for a page that lies in none."""
    return page.get_site() or Site.objects.filter(is_default_site=True).first()


def record_for(page: Page) -> PageRecord:
    """The record of a page, made if it is missing.

    Raises ``LookupError`` for a page type that keeps no record.
    """
    page = page.specific if type(page) is Page else page
    record_model = record_model_for(type(page))
    if record_model is None:
        raise LookupError(f"{type(page).__name__} keeps no record")
    key = record_key(page)
    record = record_model.objects.filter(key=key).first()
    if record is None:
        record, _made = record_model.objects.get_or_create(
            key=key, defaults={"site": site_of(page)}
        )
    return record


def pages_with_records(page: Page) -> list[PageRecord]:
    """The records that would lose their last page if ``page`` and all below it were deleted."""
    doomed = Page.objects.filter(path__startswith=page.path)
    last: list[PageRecord] = []
    for _mixin, record_model in registered:
        for record in record_model.objects.filter(key__in=doomed.values("translation_key")):
            if not record.pages().exclude(pk__in=doomed.values("pk")).exists():
                last.append(record)
    return last


def refusal(page: Page) -> str:
    """Why ``page`` must not be deleted, in the editor's language; empty where it may be."""
    for record in pages_with_records(page):
        if record.holds_citizens_data():
            return _(
                "“%(page)s” cannot be deleted: citizens' data belongs to it. "
                "Unpublish the page instead; the data goes when its retention time is over."
            ) % {"page": record.page() or page}
    return ""


def _make_record(sender, instance, raw=False, **kwargs):
    if not raw and not instance.alias_of_id:
        record_for(instance)


def _drop_record(sender, instance, **kwargs):
    if instance.alias_of_id:
        return
    record = record_model_for(sender).objects.filter(key=instance.translation_key).first()
    if record is None or record.pages().exclude(pk=instance.pk).exists():
        return
    if record.holds_citizens_data():
        raise ProtectedError(
            f"The last page of {record!r} cannot be deleted: it holds citizens' data.", {record}
        )
    record.delete()


def _move_record(sender, instance, **kwargs):
    site = site_of(instance)
    keys = Page.objects.filter(path__startswith=instance.path, alias_of__isnull=True)
    for _mixin, record_model in registered:
        moved = record_model.objects.filter(key__in=keys.values("translation_key"))
        moved.exclude(site=site).update(site=site)


def connect() -> None:
    post_page_move.connect(_move_record, dispatch_uid="civic_move_record")
