"""Records named by (kind, key): a petition points at an act without importing it."""

from dataclasses import dataclass
from uuid import UUID

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

    def choices(self, site: Site, query: str, language: str) -> list[tuple[UUID, str]]:
        """At most 20 records an editor may link to, best first."""
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


def kinds() -> list[tuple[str, str]]:
    return [(kind, resolver.label) for kind, resolver in resolvers.items()]
