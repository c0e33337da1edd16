"""A host overrides a block, builds on a mixin, and hides a page type."""

import pytest
from django.urls import reverse

from wagtail_civic.core.records import record_for
from wagtail_civic.news.models import NewsIndexPage, NewsPage
from wagtail_civic.sessions.models import Session, SessionIndexPage
from wagtail_civic.sms.models import Campaign

from .home.models import HearingPage, PhotoNewsPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def news_index(town):
    return NewsIndexPage.objects.descendant_of(town.root_page).get()


@pytest.fixture
def item(news_index, django_capture_on_commit_callbacks):
    page = PhotoNewsPage(
        title="მტრედისფერი ხიდი",
        lead="გაიხსნა.",
        caption="სურათზე: ხიდი",
        locale=news_index.locale,
        live=False,
    )
    with django_capture_on_commit_callbacks(execute=True):
        news_index.add_child(instance=page)
        page.save_revision().publish()
    return PhotoNewsPage.objects.get(pk=page.pk)


# Overriding a block --------------------------------------------------------------------------


def test_a_block_of_our_template_is_the_hosts_and_the_rest_stays_ours(item, visitor):
    """The host's template extends the one it overrides and changes ``civic_lead`` only."""
    html = visitor.get(item.url).content.decode()
    assert '<p class="town-lead">გაიხსნა. <small>სურათზე: ხიდი</small></p>' in html
    assert '<h1 class="civic-title">მტრედისფერი ხიდი</h1>' in html
    assert 'class="civic-crumbs"' in html


def test_our_pages_stand_in_the_hosts_base(item, visitor):
    html = visitor.get(item.url).content.decode()
    assert "Plain town</a>" in html
    assert html.index("town.") < html.index("civic.")


# Building on a mixin -------------------------------------------------------------------------


def test_the_hosts_news_are_news_everywhere(item, news_index, visitor):
    shown = [
        news_index.url,
        news_index.url + "feed/",
        "/portal/services/api/v1/news/",
        "/ka/portal/search/?q=მტრედისფერი",
        "/ka/portal/",
    ]
    for url in shown:
        text = visitor.get(url).content.decode()
        assert "მტრედისფერი" in text or "\\u10db\\u10e2\\u10e0" in text, url


def test_the_hosts_news_draft_a_mailing(item):
    assert Campaign.objects.filter(kind="news", key=item.translation_key).count() == 1


def test_a_page_type_on_a_mixin_with_a_record_has_one(town, visitor):
    index = SessionIndexPage.objects.descendant_of(town.root_page).get()
    page = HearingPage(title="საჯარო მოსმენა", locale=index.locale)
    index.add_child(instance=page)
    session = record_for(page)
    assert isinstance(session, Session)
    assert session.page().specific == page
    assert visitor.get(page.url).status_code == 200
    assert "საჯარო მოსმენა" in visitor.get(index.url).content.decode()


# Hiding a page type --------------------------------------------------------------------------


def test_a_hidden_page_type_is_not_offered(office, news_index):
    html = office.get(reverse("wagtailadmin_pages:add_subpage", args=[news_index.pk]), follow=True)
    assert NewsPage not in news_index.specific.creatable_subpage_models()
    assert PhotoNewsPage in news_index.specific.creatable_subpage_models()
    assert "civic_news/newspage" not in html.content.decode()


def test_a_hidden_page_type_cannot_be_made_by_its_address(office, news_index):
    url = reverse("wagtailadmin_pages:add", args=["civic_news", "newspage", news_index.pk])
    assert office.get(url).status_code in (302, 403)
