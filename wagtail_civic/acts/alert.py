"""An act is published: what subscribers are told."""

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from wagtail_civic.core import alerts

from . import registry
from .models.acts import Act
from .presentation import designation


class ActAlerts(alerts.AlertAdapter):
    kind = "act"
    label = _("Acts")

    def is_announced(self, act: Act) -> bool:
        return self._page(act) is not None

    def _page(self, act: Act, language: str | None = None):
        """The public registry that shows the act to a reader of ``language``, if one does."""
        page = registry.registry_page(act.site, language) if act.is_public else None
        return page if page and registry.is_shown(page, act) else None

    def find(self, key):
        return Act.objects.for_list().filter(key=key).first()

    def alert(self, act: Act, language: str) -> alerts.Alert | None:
        page = self._page(act, language)
        if page is None:
            return None
        with translation.override(language):
            title = f"{designation(act, language)}: {act.title_in(language)}"
        return alerts.Alert(
            kind=self.kind,
            key=act.key,
            site=act.site,
            title=title,
            text=act.meaning(language) or title,
            url=registry.act_url(page, act, full=True),
            topics=frozenset(act.topics.values_list("pk", flat=True)),
            areas=frozenset(act.areas.values_list("pk", flat=True)),
        )
