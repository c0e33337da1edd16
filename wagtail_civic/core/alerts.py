"""Something happened that citizens asked to hear of: the seam between capabilities and channels.

A capability (or a host, for page types of its own) registers an adapter per model; ``sms`` and
others listen to the signals. Publishing a registered page or snippet raises an alert by itself;
records raise theirs with ``raise_alert``. Listeners keep alerts unique by (site, kind, key):
publishing again raises the same alert again.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Model
from django.dispatch import Signal
from wagtail.models import Page, Site
from wagtail.signals import page_published, page_unpublished, published, unpublished

from .registry import Registry

#: Sent with ``kind``, ``key``, ``site``, ``obj`` when something is announced.
alert_raised = Signal()
#: Sent with ``kind``, ``key``, ``site``, ``obj`` when what was announced is no longer public.
alert_withdrawn = Signal()


@dataclass(frozen=True)
class Alert:
    """What a channel needs to tell citizens in one language.

    ``text`` is short and plain, ``url`` absolute, ``due`` the moment to send (None: at once),
    ``begins`` that of an event, before which a channel may remind (None: nothing begins), and
    ``place`` where it is held.
    ``topics`` and ``areas`` are ids; an empty set concerns everybody.
    """

    kind: str
    key: UUID
    site: Site
    title: str
    text: str
    url: str
    topics: frozenset[int] = field(default_factory=frozenset)
    areas: frozenset[int] = field(default_factory=frozenset)
    due: datetime | None = None
    begins: datetime | None = None
    place: str = ""


class AlertAdapter:
    """Says for one model what its alert is. Subclass it and register an instance."""

    kind = ""
    label = ""

    def key(self, obj: Model) -> UUID:
        """What stays the same over translations and republishing."""
        return obj.translation_key if isinstance(obj, Page) else obj.key

    def site(self, obj: Model) -> Site | None:
        return obj.get_site() if isinstance(obj, Page) else obj.site

    def is_announced(self, obj: Model) -> bool:
        """Whether publishing ``obj`` is worth an alert now."""
        return True

    def find(self, key: UUID) -> Model | None:
        """The object behind a key; None when it is gone."""
        raise NotImplementedError

    def alert(self, obj: Model, language: str) -> Alert | None:
        raise NotImplementedError


registered: Registry[tuple[type[Model], AlertAdapter]] = Registry("alerts")


def register(model: type[Model], adapter: AlertAdapter) -> None:
    registered.register(model, (model, adapter))


def adapter_for(model: type[Model]) -> AlertAdapter | None:
    for registered_model, adapter in registered:
        if issubclass(model, registered_model):
            return adapter
    return None


def adapter_of_kind(kind: str) -> AlertAdapter | None:
    return next((adapter for _model, adapter in registered if adapter.kind == kind), None)


def kinds() -> list[tuple[str, str]]:
    return list({adapter.kind: adapter.label for _model, adapter in registered}.items())


def _send(signal: Signal, obj: Model) -> None:
    adapter = adapter_for(type(obj))
    site = adapter.site(obj) if adapter else None
    if adapter is None or site is None:
        return
    signal.send(sender=type(obj), kind=adapter.kind, key=adapter.key(obj), site=site, obj=obj)


def raise_alert(obj: Model) -> None:
    """Announce ``obj``; listeners write in the same transaction."""
    adapter = adapter_for(type(obj))
    if adapter and adapter.is_announced(obj):
        _send(alert_raised, obj)


def withdraw_alert(obj: Model) -> None:
    _send(alert_withdrawn, obj)


def _on_page_published(sender, instance, alias=False, **kwargs):
    if not alias and not instance.alias_of_id:
        raise_alert(instance)


def _on_page_unpublished(sender, instance, **kwargs):
    if instance.alias_of_id:
        return
    others = Page.objects.live().filter(translation_key=instance.translation_key)
    if not others.exclude(pk=instance.pk).exists():
        withdraw_alert(instance)


def _on_published(sender, instance, **kwargs):
    if not isinstance(instance, Page):
        raise_alert(instance)


def _on_unpublished(sender, instance, **kwargs):
    if not isinstance(instance, Page):
        withdraw_alert(instance)


def connect() -> None:
    page_published.connect(_on_page_published, dispatch_uid="civic_alert_page_published")
    page_unpublished.connect(_on_page_unpublished, dispatch_uid="civic_alert_page_unpublished")
    published.connect(_on_published, dispatch_uid="civic_alert_published")
    unpublished.connect(_on_unpublished, dispatch_uid="civic_alert_unpublished")
