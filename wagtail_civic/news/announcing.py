"""What channels tell citizens about news, and about an emergency."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from wagtail_civic.core import clock, places
from wagtail_civic.core.alerts import Alert, AlertAdapter
from wagtail_civic.core.places import front_page
from wagtail_civic.core.visibility import is_public, public_pages

from . import listing
from .models.banners import EMERGENCY, AlertBanner

FRESH = timedelta(days=7)


class NewsAlert(AlertAdapter):
    kind = "news"
    label = _("News")

    def is_announced(self, obj: Page) -> bool:
        """Only what is new and public: importing an archive calls nobody."""
        return obj.date >= clock.today() - FRESH and is_public(obj)

    def find(self, key):
        pages = listing.news_model().objects.filter(translation_key=key, alias_of__isnull=True)
        return public_pages(pages).first() or pages.first()

    def alert(self, obj: Page, language: str) -> Alert | None:
        pages = type(obj).objects.filter(translation_key=obj.translation_key, alias_of__isnull=True)
        page = places.best(public_pages(pages).select_related("locale"), language)
        if page is None:
            return None
        return Alert(
            kind=self.kind,
            key=page.translation_key,
            site=page.get_site(),
            title=page.title,
            text=page.lead,
            url=page.full_url,
            topics=frozenset(page.topics.values_list("pk", flat=True)),
            areas=frozenset(page.areas.values_list("pk", flat=True)),
        )


class EmergencyAlert(AlertAdapter):
    """A banner of the highest level concerns everybody, from the moment it is shown."""

    kind = "emergency"
    label = _("Emergency")

    def is_announced(self, obj: AlertBanner) -> bool:
        over = obj.ends_at is not None and obj.ends_at <= timezone.now()
        return obj.level == EMERGENCY and not over

    def find(self, key):
        return AlertBanner.objects.filter(key=key).select_related("site").first()

    def alert(self, obj: AlertBanner, language: str) -> Alert | None:
        text = obj.text(language)
        if text is None:
            return None
        return Alert(
            kind=self.kind,
            key=obj.key,
            site=obj.site,
            title=text.title,
            text=text.text or text.title,
            url=text.url or front_page(obj.site, language).full_url,
            due=obj.starts_at,
        )
