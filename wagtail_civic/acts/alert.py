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
        return act.is_public and registry.registry_page(act.site) is not None

    def find(self, key):
        return Act.objects.for_list().filter(key=key).first()

    def alert(self, act: Act, language: str) -> alerts.Alert | None:
        page = registry.registry_page(act.site, language)
        if page is None or not act.is_public:
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
