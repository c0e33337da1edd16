"""The fictional municipality of ``civic_demo``: each capability adds its part.

Everything a builder makes goes through ``ctx.made``; removal deletes exactly that, newest first,
and keeps what others have come to use.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain

from django.contrib.contenttypes.models import ContentType
from django.db import router, transaction
from django.db.models import Model, ProtectedError, RestrictedError
from django.db.models.deletion import Collector
from django.http import HttpRequest
from django.utils import translation
from wagtail.models import Locale, Page, Site

from . import records, setup
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


@dataclass
class Removal:
    """What became of the rows: how many went, and each that was kept with what uses it."""

    removed: int = 0
    kept: list[tuple[Model, list[Model]]] = field(default_factory=list)


@transaction.atomic
def remove(site: Site) -> Removal:
    """Delete what the demonstration made on ``site``, newest first.

    A row that others have come to use is kept, and so is its mark: the next removal tries again.
    """
    result = Removal()
    own = Own(site)
    for made in list(own.marks):
        model = made.content_type.model_class()
        obj = model._base_manager.filter(pk=made.object_id).first() if model else None
        users = _delete_unless_used(obj, own) if obj is not None else []
        if obj is not None and users:
            own.disown(obj)
            result.kept.append((obj, users))
            continue
        result.removed += obj is not None
        made.delete()
    mark(site, False)
    return result


class Own:
    """What is the demonstration's own: the rows it has marked, and the records of its pages.

    Rows of the tables it never marks (names, versions, log entries) are parts of others and go
    with them.
    """

    def __init__(self, site: Site):
        marks = DemoObject.objects.filter(site=site).select_related("content_type")
        self.marks = marks.order_by("-pk")
        self.keys: dict[type[Model], set[str]] = {}
        for made in self.marks:
            if model := made.content_type.model_class():
                for table in (model, *model._meta.get_parent_list()):
                    self.keys.setdefault(table, set()).add(made.object_id)
        for model in list(self.keys):
            if record_model := records.record_model_for(model):
                pages = model._base_manager.filter(pk__in=self.keys[model])
                found = record_model._base_manager.filter(key__in=pages.values("translation_key"))
                keys = map(str, found.values_list("pk", flat=True))
                self.keys.setdefault(record_model, set()).update(keys)

    def disown(self, obj: Model) -> None:
        """``obj`` stays, so what it uses has to stay as well."""
        rows = [obj]
        if isinstance(obj, Page) and records.record_model_for(type(obj)):
            rows.append(records.record_for(obj))
        for row in rows:
            for table in (type(row), *row._meta.get_parent_list()):
                self.keys.get(table, set()).discard(str(row.pk))

    def users_of(self, obj: Model) -> list[Model]:
        """What would lose something, were ``obj`` deleted; raises where the database forbids it."""
        collector = Collector(using=router.db_for_write(type(obj), instance=obj))
        if isinstance(obj, Page):
            collector.collect(obj.get_descendants(inclusive=True))
            if records.record_model_for(type(obj)):
                collector.collect([records.record_for(obj)])
        else:
            collector.collect([obj])
        going = collector.data
        known = [rows for rows in collector.fast_deletes if self._is_known(rows.model)]
        found = (self._foreign(row, going) for row in chain(*going.values(), *known))
        return list(dict.fromkeys(row for row in found if row is not None))

    def _is_known(self, model: type[Model]) -> bool:
        return bool(model._meta.auto_created) or model in self.keys

    def _foreign(self, row: Model, going: dict) -> Model | None:
        """Whose ``row`` is, if not the demonstration's: its own, or that of what links by it."""
        if not self._is_known(type(row)):
            return None
        source = row._meta.auto_created
        if not source:
            return None if str(row.pk) in self.keys[type(row)] else row
        link = next(one for one in row._meta.concrete_fields if one.related_model is source)
        if str(getattr(row, link.attname)) in self.keys.get(source, ()):
            return None
        owner = getattr(row, link.name)
        return None if owner in going.get(source, ()) else owner


def _delete_unless_used(obj: Model, own: Own) -> list[Model]:
    """Delete ``obj``, or answer what uses it."""
    try:
        with transaction.atomic():
            users = own.users_of(obj)
            if not users:
                _delete(obj)
            return users
    except ProtectedError as error:
        return list(error.protected_objects)
    except RestrictedError as error:
        return list(error.restricted_objects)


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
    if records.record_model_for(type(page)) and not page.alias_of_id:
        record: PageRecord = records.record_for(page)
        if not record.pages().exclude(pk=page.pk).exists():
            record.delete()
