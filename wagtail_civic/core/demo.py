"""The fictional municipality of ``civic_demo``: each capability adds its part.

Everything a builder makes goes through ``ctx.made``; removal deletes exactly that, newest first.
"""

from collections.abc import Callable
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest
from django.utils import translation
from wagtail.models import Locale, Page, Site

from . import setup
from .models.municipality import MunicipalitySettings
from .models.records import PageRecord
from .models.setup import DemoObject
from .registry import Registry

Builder = Callable[["DemoContext"], None]

builders: Registry[tuple[int, Builder]] = Registry("demo")


def register(key: str, builder: Builder, order: int = 100) -> None:
    builders.register(key, (order, builder))


class DemoContext:
    """What a builder works with. The core's builder fills ``topics`` … ``people`` by code."""

    def __init__(self, site: Site, now: datetime):
        self.site = site
        self.now = now
        self.topics: dict[str, Model] = {}
        self.areas: dict[str, Model] = {}
        self.bodies: dict[str, Model] = {}
        self.people: dict[str, Model] = {}
        self.accounts: dict[str, Model] = {}
        self.wants_accounts = False

    def made(self, obj):
        """Remember ``obj`` for removal; returns it."""
        DemoObject.objects.get_or_create(
            site=self.site,
            content_type=ContentType.objects.get_for_model(obj, for_concrete_model=True),
            object_id=str(obj.pk),
        )
        return obj

    def made_all(self, objects: list) -> list:
        """The same for many objects of one model."""
        if objects:
            content_type = ContentType.objects.get_for_model(objects[0])
            DemoObject.objects.bulk_create(
                [
                    DemoObject(site=self.site, content_type=content_type, object_id=str(obj.pk))
                    for obj in objects
                ],
                ignore_conflicts=True,
            )
        return objects

    def languages(self) -> list[str]:
        """The languages in which the site has a root page, the site's own first."""
        root = self.site.root_page
        pages = [root, *root.get_translations()]
        return [page.locale.language_code for page in pages]

    def index(self, key: str, language: str | None = None) -> Page | None:
        """The index page that ``civic_setup`` made; None where an editor removed it."""
        spec = setup.indexes.get(key)
        code = language or self.languages()[0]
        locale = Locale.objects.filter(language_code=code).first()
        pages = setup.existing_index(self.site, spec, locale) if spec and locale else []
        return pages[0] if pages else None

    def publish(self, parent: Page, page: Page, at: datetime | None = None) -> Page:
        """Add ``page`` under ``parent`` in the parent's language and publish it."""
        page.locale = parent.locale
        with translation.override(parent.locale.language_code):
            parent.add_child(instance=page)
            page.save_revision().publish()
        if at:
            dates = {"first_published_at": at, "last_published_at": at}
            Page.objects.filter(pk=page.pk).update(**dates)
            page.first_published_at = page.last_published_at = at
        return self.made(page)

    def translate(self, page: Page, language: str, **fields) -> Page | None:
        """Publish the translation of ``page`` with these fields, if the site has that language."""
        locale = Locale.objects.filter(language_code=language).first()
        if locale is None or not page.get_parent().has_translation(locale):
            return None
        copy = page.copy_for_translation(locale)
        for name, value in fields.items():
            setattr(copy, name, value)
        copy.slug = page.slug
        with translation.override(language):
            copy.save_revision().publish()
        dates = {
            "first_published_at": page.first_published_at,
            "last_published_at": page.last_published_at,
        }
        Page.objects.filter(pk=copy.pk).update(**dates)
        return self.made(copy)


def is_demonstration(request: HttpRequest) -> bool:
    """Whether the site of a request is marked as a demonstration; one query a request."""
    return bool(
        Site.find_for_request(request)
        and MunicipalitySettings.for_request(request).is_demonstration
    )


def is_present(site: Site) -> bool:
    return DemoObject.objects.filter(site=site).exists()


@transaction.atomic
def build(ctx: DemoContext) -> DemoContext:
    for _order, builder in sorted(builders, key=lambda item: item[0]):
        builder(ctx)
    mark(ctx.site, True)
    return ctx


def mark(site: Site, is_demonstration: bool) -> None:
    """Have every page of the site say that it is a demonstration, or no longer."""
    MunicipalitySettings.objects.filter(site=site).update(is_demonstration=is_demonstration)


def lacking(ctx: DemoContext) -> list[str]:
    """The index pages without which a part of the demonstration is left out."""
    return [spec.key for spec in setup.indexes if ctx.index(spec.key) is None]


@transaction.atomic
def remove(site: Site) -> int:
    """Delete what the demonstration made on ``site``, newest first; how many rows."""
    removed = 0
    rows = DemoObject.objects.filter(site=site).select_related("content_type")
    for row in rows.order_by("-pk"):
        model = row.content_type.model_class()
        obj = model._base_manager.filter(pk=row.object_id).first() if model else None
        if obj is not None:
            _delete(obj)
            removed += 1
    rows.delete()
    mark(site, False)
    return removed


def _delete(obj: Model) -> None:
    if isinstance(obj, Page):
        _drop_citizens_data(obj)
        obj = Page.objects.filter(pk=obj.pk).first()
        if obj is None:
            return
        obj = obj.specific
    obj.delete()


def _drop_citizens_data(page: Page) -> None:
    """The demonstration's own invented citizens do not keep its pages from being removed."""
    from .records import record_for, record_model_for

    if record_model_for(type(page)) and not page.alias_of_id:
        record: PageRecord = record_for(page)
        if not record.pages().exclude(pk=page.pk).exists():
            record.delete()
