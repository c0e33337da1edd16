"""What this capability gives the house: block, roles, jobs, demonstration."""

import re

import pytest
from django.test import RequestFactory

from wagtail_civic.core import demo, home, jobs, setup
from wagtail_civic.core.models import Area, Topic
from wagtail_civic.sms import jobs as sms_jobs
from wagtail_civic.sms import phones
from wagtail_civic.sms.models import (
    Campaign,
    CampaignState,
    Delivery,
    Subscriber,
    SubscriptionPage,
    Suppression,
)

from .filling import filled


@pytest.fixture
def chaieti(site, now):
    """The demonstration, as far as core and this capability build it."""
    ctx = demo.DemoContext(site, now)
    for key in ("core", "sms_before", "sms"):
        order_and_builder = demo.builders.get(key)
        order_and_builder[1](ctx)
    return ctx


def test_the_demonstration_shows_mailings_in_every_stage(chaieti, site):
    states = set(Campaign.objects.filter(site=site).values_list("state", flat=True))
    assert states >= {
        CampaignState.DONE,
        CampaignState.PAUSED,
        CampaignState.SUBMITTED,
        CampaignState.CANCELLED,
    }
    assert set(Delivery.objects.values_list("state", flat=True)) >= {"sent", "delivered", "failed"}


def test_nobody_of_the_demonstration_can_be_reached(chaieti):
    assert Subscriber.objects.count() > 100
    for subscriber in Subscriber.objects.all():
        assert phones.is_fictitious(subscriber.number)
        with pytest.raises(Exception, match="599"):
            phones.parse(subscriber.number)


def test_the_demonstration_is_removed_without_trace(chaieti, site, make_subscriber):
    make_subscriber("+995599111111")
    demo.remove(site)
    assert Subscriber.objects.get().number == "+995599111111"
    assert not Campaign.objects.exists()
    assert not Delivery.objects.exists()
    assert not Suppression.objects.exists()


def test_the_demonstration_sends_nothing_by_itself(chaieti, gateway, now):
    sms_jobs.sweep(now)
    assert gateway == []


def test_the_home_block_leads_to_the_page_in_the_reader_s_language(site, home_page):
    page = SubscriptionPage(title="SMS", slug="sms", locale=home_page.locale)
    home_page.add_child(instance=page)
    block = home.registered.get("subscribe")()
    value = block.to_python({"title": "", "text": ""})
    request = RequestFactory().get("/", headers={"host": "testserver"})
    html = block.render(value, context={"request": request})
    assert f'href="{page.url}"' in html


def test_the_home_block_may_hold_the_form_itself(page, topics, areas, client):
    block = home.registered.get("subscribe")()
    value = block.to_python({"title": "", "text": "", "with_form": True})
    request = RequestFactory().get("/", headers={"host": "testserver"})
    html = block.render(value, context={"request": request})
    assert "civic-topics--below" in html
    assert "sms/sms.css" in html
    assert "civic_stamp" not in html
    action = re.search(r'<form[^>]*action="([^"]+)"', html)[1]
    chosen = {"number": "599 12 34 56", "consent": "on", "topics": [topics["roads"].pk]}
    answer = client.post(action, filled(html) | chosen)
    again = filled(answer.content.decode())
    assert again["number"] == ["599 12 34 56"]
    answer = client.post(action, again)
    assert "/code/" in answer["Location"]


def test_without_a_page_the_home_block_shows_nothing(site):
    block = home.registered.get("subscribe")()
    value = block.to_python({"title": "", "text": ""})
    request = RequestFactory().get("/", headers={"host": "testserver"})
    assert block.render(value, context={"request": request}).strip() == ""


def test_authors_may_not_approve_and_approvers_may_not_write():
    author = set(setup.roles.get("sms_author").permissions)
    approver = set(setup.roles.get("sms_approver").permissions)
    assert "civic_sms.approve_campaign" in approver - author
    assert {"civic_sms.add_campaign", "civic_sms.change_campaign"} <= author - approver


def test_the_sweep_runs_every_minute():
    job = jobs.registered.get("sms.sweep")
    assert job.every.total_seconds() == 60


def test_one_area_that_holds_all_others_is_the_whole_municipality(site):
    from wagtail_civic.sms.forms import ChoicesForm

    root = Area.objects.create(site=site, code="all", kind="municipality")
    village = Area.objects.create(site=site, code="village", parent=root)
    form = ChoicesForm(site=site, language="ka")
    assert [value for value, _name in form.fields["area"].choices] == ["all", village.pk]


def test_the_page_costs_the_same_queries_for_few_and_many_topics(
    site, home_page, client, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    page = SubscriptionPage(title="SMS", slug="sms", locale=home_page.locale)
    home_page.add_child(instance=page)

    def count():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(page.url)
        return len(queries)

    def grow(start, end):
        for number in range(start, end):
            Topic.objects.create(site=site, code=f"t{number}")
            Area.objects.create(site=site, code=f"a{number}")

    grow(0, 3)
    count()
    few = count()
    grow(3, 30)
    assert count() == few
