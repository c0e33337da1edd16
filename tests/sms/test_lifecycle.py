from datetime import timedelta

import pytest
from django.urls import reverse

from wagtail_civic.core.models import CivicLogEntry
from wagtail_civic.sms import dashboard, lifecycle
from wagtail_civic.sms.models import CampaignState, CampaignText


def logged():
    return list(CivicLogEntry.objects.order_by("pk").values_list("action", flat=True))


def test_a_mailing_goes_from_draft_to_approval_by_a_second_person(
    make_campaign, author, approver, now
):
    campaign = make_campaign()
    lifecycle.submit(campaign, author, now)
    lifecycle.approve(campaign, approver, now)
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.APPROVED
    assert campaign.approver == approver
    assert logged() == ["civic_sms.submit", "civic_sms.approve"]


def test_nobody_approves_a_mailing_of_their_own(make_campaign, author, now):
    campaign = make_campaign()
    lifecycle.submit(campaign, author, now)
    with pytest.raises(lifecycle.Refused):
        lifecycle.approve(campaign, author, now)
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.SUBMITTED


def test_an_office_of_one_person_may_allow_it_and_it_is_logged_as_such(
    make_campaign, author, now, sms_settings
):
    sms_settings.self_approval = True
    sms_settings.save()
    campaign = make_campaign()
    lifecycle.submit(campaign, author, now)
    lifecycle.approve(campaign, author, now)
    assert logged()[-1] == "civic_sms.self_approve"


def test_text_and_cost_are_fixed_at_approval(make_campaign, approved):
    campaign = approved(make_campaign(texts={"ka": "სხდომა დღეს, 14:00 საათზე", "en": "Session"}))
    georgian = campaign.texts.get(language="ka")
    english = campaign.texts.get(language="en")
    assert georgian.final.startswith("სხდომა დღეს, 14:00 საათზე\n")
    assert (georgian.segments, english.segments) == (2, 1)


@pytest.mark.parametrize(
    "text", ["", "  \n ", "{name}, სხდომაა", "ა" * 400, "a\N{OBJECT REPLACEMENT CHARACTER}b"]
)
def test_a_text_that_cannot_be_sent_is_refused_with_a_reason(text, make_campaign, author, now):
    with pytest.raises(lifecycle.Refused, match=r".+"):
        lifecycle.submit(make_campaign(text), author, now)


def test_a_link_that_leads_to_no_page_is_refused(make_campaign, author, now):
    with pytest.raises(lifecycle.Refused, match=r"\{link\}"):
        lifecycle.submit(make_campaign("სხდომა იწყება {link}"), author, now)


def test_a_mailing_without_text_or_audience_is_refused(make_campaign, author, now):
    campaign = make_campaign()
    campaign.all_topics = campaign.all_areas = False
    CampaignText.objects.all().delete()
    assert len(lifecycle.faults(campaign)) == 3
    with pytest.raises(lifecycle.Refused):
        lifecycle.submit(campaign, author, now)


def test_a_second_click_on_send_is_refused_and_starts_nothing(make_campaign, approved, author, now):
    campaign = approved(make_campaign())
    lifecycle.send(campaign, author, now)
    with pytest.raises(lifecycle.Refused):
        lifecycle.send(campaign, author, now)
    assert logged().count("civic_sms.send") == 1


@pytest.mark.parametrize("move", ["approve", "send", "pause", "resume"])
def test_a_draft_cannot_skip_steps(move, make_campaign, approver, now):
    campaign = make_campaign()
    calls = {
        "approve": lambda: lifecycle.approve(campaign, approver, now),
        "send": lambda: lifecycle.send(campaign, approver, now),
        "pause": lambda: lifecycle.pause(campaign, approver),
        "resume": lambda: lifecycle.resume(campaign, approver),
    }
    with pytest.raises(lifecycle.Refused):
        calls[move]()


def test_sending_back_voids_the_approval(make_campaign, approved, approver):
    campaign = approved(make_campaign())
    lifecycle.reopen(campaign, approver, "შეასწორეთ")
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.DRAFT
    assert campaign.approver is None
    assert campaign.approved_at is None


def test_a_cancelled_mailing_stays_cancelled(make_campaign, author, now):
    campaign = make_campaign()
    lifecycle.cancel(campaign, now, author)
    with pytest.raises(lifecycle.Refused):
        lifecycle.submit(campaign, author, now)
    with pytest.raises(lifecycle.Refused):
        lifecycle.cancel(campaign, now, author)


def test_expiry_follows_the_settings_unless_the_mailing_says_otherwise(
    make_campaign, approved, author, now, sms_settings
):
    campaign = approved(make_campaign())
    lifecycle.send(campaign, author, now)
    campaign.refresh_from_db()
    assert (campaign.expires_at - now).total_seconds() == 24 * 3600


def test_the_office_is_told_when_an_approved_mailing_waits_for_the_morning(
    make_campaign, approved, now
):
    campaign = approved(make_campaign())
    night = now + timedelta(hours=12)
    assert dashboard.rests(campaign, now) == ""
    assert "19" in dashboard.rests(campaign, night)
    campaign.is_urgent = True
    assert dashboard.rests(campaign, night) == ""


@pytest.mark.parametrize("urgent", [True, False])
def test_who_sends_in_quiet_hours_stands_in_the_history(
    urgent, make_campaign, make_subscriber, author, approver, now, client, make_user, site
):
    make_subscriber()
    campaign = make_campaign(is_urgent=urgent)
    lifecycle.submit(campaign, author, now)
    lifecycle.approve(campaign, approver, now)
    lifecycle.send(campaign, author, now)
    client.force_login(make_user("reader", "civic_sms.view_campaign", sites=[site]))
    address = reverse("civic_sms_campaigns:history", args=[campaign.pk])
    shown = client.get(address).content.decode()
    assert "გაგზავნა დაიწყო" in shown
    assert ("სასწრაფო" in shown) == urgent
