"""Acts as targets of links: a petition points at the act that answered it."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wagtail_civic.core import links
from wagtail_civic.core.text import fold

from . import registry
from .models.acts import Act
from .presentation import designation
from .titles import spellings


class ActLinks(links.LinkResolver):
    label = _("Act")

    def resolve(self, key, language: str) -> links.Target | None:
        act = Act.objects.for_list().select_related("site").filter(key=key).first()
        if act is None:
            return None
        page = registry.registry_page(act.site, language)
        url = registry.act_url(page, act)
        return links.Target(
            title=f"{designation(act, language)}: {act.title_in(language)}",
            url=url,
            public=bool(url) and act.is_public,
        )

    def choices(self, site, query: str, language: str):
        acts = Act.objects.for_site(site).for_list()
        words = fold(query).split()[:8]
        if words:
            numbered = Act.objects.for_site(site).numbered(query).values("pk")
            titled = Act.objects.for_site(site).titled([spellings(word) for word in words])
            acts = acts.filter(Q(pk__in=numbered) | Q(pk__in=titled.values("pk")))
        return [
            (act.key, f"{designation(act, language)}: {act.title_in(language)}")
            for act in acts.newest_first()[:20]
        ]
