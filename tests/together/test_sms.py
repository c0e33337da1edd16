"""Several workers, each message once, and no more parts than a day may cost."""

import re

import pytest

from wagtail_civic.core.contacts import Contact
from wagtail_civic.news.models import NewsIndexPage, NewsPage
from wagtail_civic.sms import lifecycle
from wagtail_civic.sms.models import Attempt, Campaign, CampaignText, SmsSettings, Subscriber

from .moves import NOW

MESSAGE = re.compile(r"^\d\d:\d\d:\d\d ([0-9a-f-]{36}) ", re.M)


@pytest.fixture
def sent(outbox):
    """The references of this campaign's messages, as often as the gateway was handed them."""

    def read(campaign):
        refs = {str(ref) for ref in campaign.deliveries.values_list("ref", flat=True)}
        text = "".join(file.read_text() for file in outbox.glob("*.txt"))
        return [ref for ref in MESSAGE.findall(text) if ref in refs]

    return read


@pytest.fixture
def start(site):
    """``start(60)``: a mailing to that many subscribers, being sent, its rows written."""

    def make(count, title="წყალი"):
        numbers = [f"+99559{site.pk % 100:02}{number:05}" for number in range(count)]
        contacts = [Contact("phone", number, number) for number in numbers]
        Subscriber.objects.bulk_create(
            Subscriber(
                site=site,
                number=contact.value,
                lookup=contact.lookup(),
                language="ka",
                confirmed_at=NOW,
                all_topics=True,
                all_areas=True,
            )
            for contact in contacts
        )
        return make_campaign(title)

    def make_campaign(title):
        campaign = Campaign(site=site, title=title, all_topics=True, all_areas=True)
        campaign.save()
        CampaignText.objects.create(campaign=campaign, language="ka", text="water is off")
        campaign = Campaign.objects.get(pk=campaign.pk)
        lifecycle.submit(campaign, None, NOW)
        lifecycle.approve(campaign, None, NOW)
        lifecycle.send(campaign, None, NOW)
        lifecycle.expand(campaign, NOW)
        return campaign

    make.another = make_campaign
    return make


def test_workers_on_one_mailing_hand_each_message_over_once(crew, start, sent):
    campaign = start(90)
    answers = crew("pump", [(campaign.pk,)])
    assert sum(answers[0]) == 90
    assert len(sent(campaign)) == len(set(sent(campaign))) == 90
    campaign.refresh_from_db()
    assert campaign.state == "done"
    tries = Attempt.objects.filter(delivery__campaign=campaign)
    assert tries.count() == tries.filter(number=1).count() == 90


def test_workers_together_do_not_exceed_the_days_parts(crew, site, start, sent):
    settings = SmsSettings.for_site(site)
    settings.daily_parts = 10
    settings.save()
    campaign = start(60)
    parts = campaign.texts.get().segments
    crew("hand_over", [(campaign.pk,)] * 3)
    assert 0 < len(sent(campaign)) * parts <= 10


def test_the_days_parts_are_shared_by_all_mailings_of_the_municipality(crew, site, start, sent):
    settings = SmsSettings.for_site(site)
    settings.daily_parts = 10
    settings.save()
    first = start(30)
    second = start.another("გზა")
    parts = first.texts.get().segments
    crew("hand_over_one", [([first.pk, second.pk],)] * 3)
    assert 0 < (len(sent(first)) + len(sent(second))) * parts <= 10


def test_what_is_published_by_two_at_once_is_drafted_once(crew, site):
    index = NewsIndexPage(title="სიახლეები", slug="news", locale=site.root_page.locale)
    site.root_page.add_child(instance=index)
    pages = [
        index.add_child(instance=NewsPage(title=f"ამბავი {n}", lead="მოკლედ", locale=index.locale))
        for n in range(6)
    ]
    answers = crew("announce", [(page.pk, "news") for page in pages])
    assert [sum(answer) for answer in answers] == [1] * 6
    assert Campaign.objects.filter(site=site, kind="news").count() == 6
