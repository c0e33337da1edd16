from datetime import date, timedelta

import pytest
from django.utils import timezone

from wagtail_civic.core.models import Topic, TopicName
from wagtail_civic.news.models import NewsIndexPage, NewsPage


def today() -> date:
    return timezone.localdate()


@pytest.fixture
def make_index(locales):
    """``make_index(site)``: the list of news in Georgian with its English translation."""

    def make(site):
        index = NewsIndexPage(title="სიახლეები", slug="news", locale=locales["ka"])
        site.root_page.add_child(instance=index)
        index.save_revision().publish()
        translated = index.copy_for_translation(locales["en"])
        translated.title = "News"
        translated.save_revision().publish()
        return index

    return make


@pytest.fixture
def index(site, make_index):
    return make_index(site)


@pytest.fixture
def publish(locales):
    """``publish(index, title, **fields)``: a live item in the language of the index."""

    def make(index, title, days=0, live=True, topics=(), areas=(), **fields):
        fields = {"lead": f"{title}, მოკლედ.", "date": today() - timedelta(days=days), **fields}
        page = NewsPage(title=title, locale=index.locale, live=live, **fields)
        page.topics, page.areas = list(topics), list(areas)
        index.add_child(instance=page)
        revision = page.save_revision()
        if live:
            revision.publish()
        return page

    return make


@pytest.fixture
def translate(locales):
    def make(page, title):
        copy = page.copy_for_translation(locales["en"])
        copy.title, copy.lead = title, f"{title}, in short."
        copy.save_revision().publish()
        return copy

    return make


@pytest.fixture
def make_topic():
    def make(site, code, ka, en, parent=None):
        topic = Topic.objects.create(site=site, code=code, parent=parent)
        for language, name in (("ka", ka), ("en", en)):
            TopicName.objects.create(row=topic, language=language, name=name)
        return topic

    return make


@pytest.fixture
def roads(site, make_topic):
    return make_topic(site, "roads", "გზები", "Roads")
