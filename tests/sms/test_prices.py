"""What a part costs: each gateway by its own price, else by the municipality's."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from wagtail_civic.sms import caps, composing, dashboard, statistics
from wagtail_civic.sms.gateways import NoGateway, get
from wagtail_civic.sms.models import SmsSettings


@pytest.fixture(autouse=True)
def gateways(settings):
    """`cheap` and `dear` say their price, `silent` does not."""
    account = {"BACKEND": "wagtail_civic.sms.gateways.gosms.GoSmsGateway", "API_KEY": "key"}
    settings.WAGTAIL_CIVIC = {
        **settings.WAGTAIL_CIVIC,
        "SMS_GATEWAYS": {
            "cheap": {**account, "PRICE": "0.04"},
            "dear": {**account, "PRICE": 0.09},
            "silent": account,
        },
        "SMS_GATEWAY": "cheap",
    }


@pytest.fixture
def office(site):
    return SmsSettings.objects.update_or_create(site=site, defaults={"price": "0.05"})[0]


def choose(office, gateway="", backup=""):
    office.gateway, office.backup_gateway = gateway, backup
    office.save()


def test_a_gateway_s_own_price_counts_before_the_municipality_s(office):
    asked = ["", "cheap", "dear", "silent", "gone"]
    office.refresh_from_db()
    assert [office.price_of(key) for key in asked] == [
        Decimal(price) for price in ("0.04", "0.04", "0.09", "0.05", "0.05")
    ]


def test_a_mailing_costs_what_its_gateway_takes(office, make_subscriber, make_campaign):
    for _person in range(3):
        make_subscriber()
    campaign = make_campaign()
    for gateway, price in (("cheap", "0.04"), ("dear", "0.09"), ("silent", "0.05")):
        choose(office, gateway)
        found = dashboard.estimate(campaign)
        assert found.price == Decimal(price) * found.parts
        (preview,) = composing.previews(campaign)
        assert preview.price == Decimal(price) * preview.measure.segments
        assert found.backup_price is None


def test_where_the_backup_is_dearer_the_screen_says_so(
    office, make_subscriber, make_campaign, client, make_user, site
):
    make_subscriber()
    campaign = make_campaign()
    choose(office, "cheap", "dear")
    found = dashboard.estimate(campaign)
    assert (found.backup, found.backup_price) == ("dear", Decimal("0.09") * found.parts)
    client.force_login(make_user("reader", "civic_sms.view_campaign", sites=[site]))
    address = reverse("civic_sms_campaigns:inspect", args=[campaign.pk])
    assert "„dear“" in client.get(address).content.decode()


def test_what_was_sent_costs_what_the_gateway_took_that_carried_it(
    office, make_subscriber, make_campaign, started, site, now
):
    for _person in range(3):
        make_subscriber()
    campaign = started(make_campaign())
    _by_the_first, by_the_second, failed = campaign.deliveries.values_list("pk", flat=True)
    campaign.deliveries.update(segments=2, state="sent", gateway="cheap")
    campaign.deliveries.filter(pk=by_the_second).update(gateway="dear")
    campaign.deliveries.filter(pk=failed).update(state="failed")
    assert dashboard.progress(campaign).price == Decimal("0.26")
    (month,) = statistics.statistics(site, now).months
    assert (month.parts, month.price) == (4, Decimal("0.26"))


def test_a_budget_is_reckoned_at_the_price_of_the_dearer_gateway(office, make_campaign):
    office.monthly_budget = Decimal("0.90")
    choose(office, "cheap", "dear")
    assert caps.hold(make_campaign(), office, 1, 80, date(2026, 11, 5)) == 10


def test_a_budget_needs_the_price_of_a_part_from_one_of_the_two(office):
    office.price, office.monthly_budget = Decimal(0), Decimal(100)
    choose(office, "cheap")
    office.full_clean()
    choose(office, "silent")
    with pytest.raises(ValidationError) as refused:
        office.full_clean()
    assert set(refused.value.message_dict) == {"price"}


@pytest.mark.parametrize("price", ["cheap", "-1", None])
def test_a_price_that_is_none_is_named(settings, price):
    entry = {**settings.WAGTAIL_CIVIC["SMS_GATEWAYS"]["silent"], "PRICE": price}
    settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, "SMS_GATEWAYS": {"wrong": entry}}
    with pytest.raises(NoGateway, match="PRICE"):
        get("wrong")


def test_the_office_sees_what_a_part_costs_by_each_gateway(office, client, make_user, site):
    choose(office, "cheap", "silent")
    client.force_login(make_user("sender", "civic_sms.send_campaign", sites=[site]))
    shown = client.get(reverse("civic_sms_gateways:index")).content.decode()
    assert shown.count("ერთი ნაწილის ფასი") == 1
    assert "0,0400 ₾" in shown
