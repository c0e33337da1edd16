"""Acts as targets of links: a petition points at the act that answered it."""

from uuid import UUID

from django.db.models import Q, QuerySet, UUIDField
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Site

from wagtail_civic.core import links
from wagtail_civic.core.models import Body
from wagtail_civic.core.prepared import prepared
from wagtail_civic.core.text import fold

from . import registry
from .loading import fill_summaries
from .models.acts import Act
from .models.types import ActType
from .permissions import ACTIONS, act_policy
from .presentation import designation
from .titles import spellings


class ActLinks(links.LinkResolver):
    label = _("Act")

    def resolve(self, key, language: str) -> links.Target | None:
        return self.resolve_many([key], language).get(key)

    def resolve_many(self, keys, language: str) -> dict[UUID, links.Target]:
        """A query for the acts with the names of their types, one for titles in other languages."""
        acts = _acts(keys)
        if any(act.language != language for act in acts):
            fill_summaries(acts)
        found = {}
        for site in {act.site for act in acts}:
            page = registry.registry_page(site, language)
            own = [act for act in acts if act.site == site]
            registry.hide(page, own)
            found |= {act.key: self._target(act, page, language) for act in own}
        return found

    def _target(self, act: Act, page: Page | None, language: str) -> links.Target:
        url = registry.act_url(page, act)
        return links.Target(
            title=f"{designation(act, language)}: {act.title_in(language)}",
            url=url,
            public=bool(url) and act.is_public,
        )

    def choices(self, site, query: str, language: str, user=None):
        """Titles of drafts are for who works with the acts of the municipality."""
        acts = Act.objects.for_site(site).for_list()
        if user is None or site.pk not in act_policy().sites(user, ACTIONS):
            acts = acts.published().filter(registry.shown(site))
        words = fold(query).split()[:8]
        if words:
            numbered = Act.objects.for_site(site).numbered(query).values("pk")
            titled = Act.objects.for_site(site).titled([spellings(word) for word in words])
            acts = acts.filter(Q(pk__in=numbered) | Q(pk__in=titled.values("pk")))
        return [
            (act.key, f"{designation(act, language)}: {act.title_in(language)}")
            for act in acts.newest_first()[:20]
        ]


OWN = ("id", "key", "number", "number_key", "year", "title", "language", "live", "expire_at")


@prepared(keys=[UUIDField()])
def _columns(keys) -> QuerySet:
    others = ("site_id", "site__root_page_id", "body_id", "body__code", "act_type_id")
    names = ("act_type__code", "act_type__names__language", "act_type__names__name")
    rows = Act.objects.filter(key__in=keys).order_by("act_type__names__pk")
    return rows.values_list(*OWN, *others, *names)


def _acts(keys) -> list[Act]:
    """The acts as far as a link tells of them, whatever they hold of text."""
    found: dict[int, Act] = {}
    for pk, *values in _columns(keys=list(keys)):
        facts, (site, root, body, code, kind, type_code, spoken, name) = values[:8], values[8:]
        if pk not in found:
            act = found[pk] = Act(pk=pk, **dict(zip(OWN[1:], facts, strict=True)))
            act.site = Site(pk=site, root_page_id=root)
            act.body = Body(pk=body, code=code) if body else None
            act.act_type = ActType(pk=kind, code=type_code) if kind else None
            if kind:
                act.act_type.known_names = {}
        if spoken:
            found[pk].act_type.known_names[spoken] = name
    return list(found.values())
