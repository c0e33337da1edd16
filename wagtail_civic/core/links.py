"""Records named by (kind, key): a petition points at an act without importing it."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser
from wagtail.models import Site

from .registry import Registry


@dataclass(frozen=True)
class Target:
    title: str
    url: str
    public: bool


class LinkResolver:
    """Says for one kind where a key leads. Subclass it and register an instance."""

    label = ""

    def resolve(self, key: UUID, language: str) -> Target | None:
        raise NotImplementedError

    def resolve_many(self, keys: Iterable[UUID], language: str) -> dict[UUID, Target]:
        """The targets of several keys; a resolver that can ask for all at once overrides it."""
        found = ((key, self.resolve(key, language)) for key in keys)
        return {key: target for key, target in found if target}

    def choices(
        self, site: Site, query: str, language: str, user: AbstractBaseUser | None = None
    ) -> list[tuple[UUID, str]]:
        """At most 20 records that this editor may link to, best first; without one, public ones."""
        raise NotImplementedError


resolvers: Registry[LinkResolver] = Registry("links")


def register(kind: str, resolver: LinkResolver) -> None:
    resolvers.register(kind, resolver)


def resolve(kind: str, key: UUID, language: str) -> Target | None:
    """The target for an editor; None when the kind's app or the record is gone."""
    resolver = resolvers.get(kind)
    return resolver.resolve(key, language) if resolver else None


def resolve_public(kind: str, key: UUID, language: str) -> Target | None:
    """The target if the public may see it."""
    target = resolve(kind, key, language)
    return target if target and target.public else None


def resolve_all_public(
    wanted: Iterable[tuple[str, UUID] | None], language: str
) -> dict[tuple[str, UUID] | None, Target]:
    """The public targets of several (kind, key), each kind asked once; None stands for no link."""
    return {named: target for named, target in _resolve_all(wanted, language) if target.public}


def titles(wanted: Iterable[tuple[str, UUID]], language: str) -> dict[tuple[str, UUID], str]:
    """The titles of several (kind, key) for an editor, each kind asked once."""
    return {named: target.title for named, target in _resolve_all(wanted, language)}


def _resolve_all(wanted: Iterable[tuple[str, UUID] | None], language: str):
    keys: dict[str, set[UUID]] = {}
    for kind, key in filter(None, wanted):
        keys.setdefault(kind, set()).add(key)
    for kind in keys:
        if resolver := resolvers.get(kind):
            for key, target in resolver.resolve_many(keys[kind], language).items():
                yield (kind, key), target


def kinds() -> list[tuple[str, str]]:
    return [(kind, resolver.label) for kind, resolver in resolvers.items()]
