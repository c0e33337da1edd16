import uuid

import pytest
from django.utils import timezone
from wagtail.models import Page

from tests.toy.models import ToyNotice, ToyPage
from wagtail_civic.core import alerts
from wagtail_civic.sms import announcing, drafting, jobs, lifecycle
from wagtail_civic.sms.models import Campaign, CampaignState
from wagtail_civic.sms.segments import measure


@pytest.fixture
def page(home_page):
    page = ToyPage(title="საკრებულოს სხდომა", slug="session", live=False)
    home_page.add_child(instance=page)
    return page


def publish(page):
    page.save_revision().publish()
    page.refresh_from_db()


def test_publishing_drafts_one_mailing_with_title_and_link(page, site):
    publish(page)
    campaign = Campaign.objects.get()
    assert (campaign.site, campaign.kind, campaign.key) == (site, "toy", page.translation_key)
    assert campaign.state == CampaignState.DRAFT
    assert campaign.author is None
    assert campaign.texts.get().text == "საკრებულოს სხდომა\n{link}"
    assert lifecycle.faults(campaign) == []


def test_publishing_again_drafts_none(page):
    publish(page)
    page.title = "შეცვლილი"
    publish(page)
    assert Campaign.objects.get().title == "საკრებულოს სხდომა"


def test_a_translation_published_later_joins_the_same_mailing(page, locales):
    publish(page)
    translated = page.copy_for_translation(locales["en"])
    translated.title = "Council session"
    publish(translated)
    texts = dict(Campaign.objects.get().texts.values_list("language", "text"))
    assert texts == {"ka": "საკრებულოს სხდომა\n{link}", "en": "Council session\n{link}"}


def test_a_draft_that_somebody_works_on_keeps_its_words(page, author):
    publish(page)
    Campaign.objects.update(author=author)
    page.title = "შეცვლილი"
    publish(page)
    assert Campaign.objects.get().texts.get().text == "საკრებულოს სხდომა\n{link}"


def test_a_language_published_later_joins_the_draft(page, site, monkeypatch):
    publish(page)
    adapter = alerts.adapter_for(ToyPage)
    plain = adapter.alert

    def alert(obj, language):
        found = plain(obj, language)
        title = "Council session" if language == "en" else found.title
        return alerts.Alert("toy", found.key, site, title, title, found.url)

    monkeypatch.setattr(adapter, "alert", alert)
    publish(page)
    texts = dict(Campaign.objects.get().texts.values_list("language", "text"))
    assert texts == {"ka": "საკრებულოს სხდომა\n{link}", "en": "Council session\n{link}"}


def test_an_alias_drafts_none(page, other_site):
    publish(page)
    page.create_alias(parent=other_site.root_page)
    assert Campaign.objects.count() == 1


def test_unpublishing_cancels_the_draft(page):
    publish(page)
    page.unpublish()
    campaign = Campaign.objects.get()
    assert campaign.state == CampaignState.CANCELLED
    assert campaign.reason


def test_unpublishing_cancels_what_has_not_left(page, make_subscriber, approved, gateway, now):
    make_subscriber()
    publish(page)
    campaign = approved(Campaign.objects.get())
    lifecycle.send(campaign, None, now)
    lifecycle.expand(campaign, now)
    page.unpublish()
    jobs.pump(campaign.pk, now)
    assert gateway == []
    assert campaign.deliveries.get().state == "cancelled"


def test_unpublishing_after_the_end_changes_nothing(page, make_subscriber, approved, now):
    make_subscriber()
    publish(page)
    campaign = approved(Campaign.objects.get())
    lifecycle.send(campaign, None, now)
    jobs.pump(campaign.pk, now)
    page.unpublish()
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.DONE


def test_publishing_after_unpublishing_drafts_none(page):
    publish(page)
    page.unpublish()
    publish(page)
    assert Campaign.objects.get().state == CampaignState.CANCELLED


def test_braces_in_a_title_are_not_read_as_placeholders(page):
    page.title = "გეგმა {2027}"
    publish(page)
    assert lifecycle.faults(Campaign.objects.get()) == []


def test_the_no_break_space_of_a_date_does_not_make_a_latin_message_dearer(page):
    page.title = "Session on 25\N{NO-BREAK SPACE}November"
    publish(page)
    text = Campaign.objects.get().texts.get().text
    assert text == "Session on 25 November\n{link}"
    assert measure(text).encoding == "GSM-7"


def test_a_long_title_is_shortened_between_words(page):
    page.title = "სიტყვა " * 36
    publish(page)
    text = Campaign.objects.get().texts.get().text
    assert len(text) <= drafting.LONGEST + len("\n{link}")
    assert "…" in text


def test_topics_and_areas_of_the_alert_become_the_audience(page, site, topics, areas, monkeypatch):
    adapter = alerts.adapter_for(ToyPage)

    def alert(obj, language):
        chosen = frozenset({topics["roads"].pk}), frozenset({areas["village"].pk})
        return alerts.Alert("toy", adapter.key(obj), site, "სხდომა", "", "http://x/", *chosen)

    monkeypatch.setattr(adapter, "alert", alert)
    publish(page)
    campaign = Campaign.objects.get()
    assert list(campaign.topics.all()) == [topics["roads"]]
    assert list(campaign.areas.all()) == [areas["village"]]
    assert not campaign.all_topics
    assert not campaign.all_areas


def test_the_same_page_concerns_its_own_municipality_only(page, other_site):
    publish(page)
    assert not Campaign.objects.filter(site=other_site).exists()


def test_the_short_link_leads_to_the_page_once_the_mailing_is_approved(
    page, client, approved, make_subscriber
):
    publish(page)
    campaign = Campaign.objects.get()
    url = f"/civic/ka/m/{campaign.pk}"
    assert client.get(url).status_code == 404
    approved(campaign)
    assert client.get(url)["Location"] == page.url
    assert url in campaign.texts.get().final


def test_the_short_link_does_not_tell_of_a_page_that_is_not_public(page, client, approved):
    publish(page)
    approved(Campaign.objects.get())
    Page.objects.filter(pk=page.pk).update(live=False)
    url = f"/civic/ka/m/{Campaign.objects.get().pk}"
    assert client.get(url).status_code == 404


def test_an_object_without_alert_drafts_nothing(site, monkeypatch):
    adapter = alerts.adapter_for(ToyNotice)
    if adapter is None:
        pytest.skip("the toy notice is not registered")
    monkeypatch.setattr(adapter, "alert", lambda obj, language: None)
    notice = ToyNotice(key=uuid.uuid4(), site=site, title="x", live=True)
    notice.last_published_at = timezone.now()
    assert announcing.announce("notice", notice.key, site, notice) == []
    assert not Campaign.objects.exists()
