"""The news as an Atom feed, all of them or one topic's."""

from datetime import datetime, time

from django.utils.translation import gettext as _

from wagtail_civic.core import clock
from wagtail_civic.core.feeds import AtomFeed
from wagtail_civic.core.models import MunicipalitySettings

from . import listing

LENGTH = 30


class NewsFeed(AtomFeed):
    def __init__(self, index, topic=None):
        self.index = index
        self.topic = topic
        self.site = index.get_site()
        self.settings = MunicipalitySettings.for_site(self.site)
        self.language = index.locale.language_code

    def title(self):
        parts = [self.index.title, self.topic.label() if self.topic else ""]
        return ", ".join([*filter(None, parts), self.settings.text(self.language).name])

    def subtitle(self):
        return self.index.introduction or _("News and announcements")

    def link(self):
        return self.index.full_url

    def items(self):
        news = self.index.get_news()
        if self.topic:
            news = listing.about(news, self.topic)
        return list(news.prefetch_related("topics__names")[:LENGTH])

    def item_title(self, item):
        return item.title

    def item_description(self, item):
        return item.lead

    def item_link(self, item):
        return item.full_url

    def item_guid(self, item):
        return f"urn:uuid:{item.translation_key}:{item.locale.language_code}"

    def item_pubdate(self, item):
        return datetime.combine(item.date, time.min, tzinfo=clock.zone())

    def item_updateddate(self, item):
        return item.last_published_at or self.item_pubdate(item)

    def item_categories(self, item):
        return [topic.label(self.language) for topic in item.topics.all()]

    def item_author_name(self, item):
        return self.settings.text(self.language).name
