"""Trying a mailing on one telephone, writing another like it, and under which name it leaves."""

import pytest
from django.urls import reverse
from django.utils import translation

from wagtail_civic.core.models import CivicLogEntry
from wagtail_civic.sms import jobs, lifecycle, pausing
from wagtail_civic.sms.models import Campaign, CampaignState, Delivery

NUMBER = "+995599123456"


def url(name, campaign):
    with translation.override("ka"):
        return reverse(f"civic_sms_campaigns:{name}", args=[campaign.pk])


def try_out(client, campaign, number=NUMBER, **fields):
    data = {"site": campaign.site_id, "number": number, **fields}
    return client.post(url("test", campaign), data, follow=True)


@pytest.fixture
def campaign(make_campaign):
    return make_campaign(texts={"ka": "წყალი არ იქნება", "en": "No water"})


def test_each_text_reaches_one_telephone_as_it_would_arrive(client, author, campaign, gateway):
    client.force_login(author)
    assert client.get(url("test", campaign)).status_code == 200
    try_out(client, campaign)
    assert [message.to for message in gateway] == [NUMBER, NUMBER]
    assert gateway[0].text.startswith("წყალი არ იქნება\n")
    assert gateway[1].text.startswith("No water\nStop: http")
    assert not Delivery.objects.exists()
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.DRAFT


def test_it_is_logged_with_what_the_gateway_said_and_without_the_number(client, author, campaign):
    client.force_login(author)
    try_out(client, campaign)
    entries = CivicLogEntry.objects.filter(action="civic_sms.test")
    assert sorted(entry.data["reason"] for entry in entries) == [
        "en, memory: sent",
        "ka, memory: sent",
    ]
    assert "599123456" not in str([entry.data for entry in entries])


def test_a_text_that_cannot_be_sent_is_not_tried(client, author, make_campaign, gateway):
    client.force_login(author)
    said = try_out(client, make_campaign("წყალი {place}")).content.decode()
    assert gateway == []
    assert "{place}" in said


def test_tries_are_few(client, author, campaign, gateway):
    client.force_login(author)
    for _try in range(8):
        try_out(client, campaign)
    assert len(gateway) == 10


def test_nothing_is_tried_by_a_gateway_that_is_paused(client, author, campaign, gateway, now):
    pausing.pause("memory", "20", now)
    client.force_login(author)
    try_out(client, campaign)
    assert gateway == []


def test_a_landline_gets_no_test(client, author, campaign, gateway):
    client.force_login(author)
    assert try_out(client, campaign, "032 212 34 56").status_code == 200
    assert gateway == []


@pytest.mark.parametrize("name", ["test", "copy_mailing"])
def test_other_people_and_other_municipalities_do_neither(
    name, client, author, make_user, make_campaign, other_site, campaign, gateway
):
    viewer = make_user("viewer", "civic_sms.view_campaign")
    client.force_login(viewer)
    refused = client.post(url(name, campaign), {"number": NUMBER})
    assert (refused.status_code, refused.url) == (302, "/admin/")
    foreign = make_campaign(site=other_site)
    scoped = make_user(
        "scoped", "civic_sms.send_campaign", "civic_sms.add_campaign", sites=[campaign.site]
    )
    client.force_login(scoped)
    # What is not found below no language is looked for below the reader's.
    answer = client.post(url(name, foreign), {"number": NUMBER}, follow=True)
    assert answer.status_code == 404
    assert gateway == []
    assert Campaign.objects.count() == 2


# Another like it ----------------------------------------------------------------------------


def test_another_like_it_is_a_draft_with_the_same_words_and_audience(
    client, author, approver, make_campaign, started, make_subscriber, topics, areas, now
):
    make_subscriber()
    first = started(make_campaign(topics=[topics["water"]], areas=[areas["unit"]]))
    client.force_login(author)
    response = client.post(url("copy_mailing", first))
    made = Campaign.objects.exclude(pk=first.pk).get()
    assert response.url == url("edit", made)
    assert made.state == CampaignState.DRAFT
    assert (made.author, made.approver, made.approved_at, made.key) == (author, None, None, None)
    assert [row.text for row in made.texts.all()] == [row.text for row in first.texts.all()]
    assert made.texts.get().final == ""
    assert [*made.topics.all(), *made.areas.all()] == [topics["water"], areas["unit"]]
    assert not made.deliveries.exists()
    assert CivicLogEntry.objects.filter(action="civic_sms.copy").count() == 1


def test_looking_makes_no_copy(client, author, campaign):
    client.force_login(author)
    assert client.get(url("copy_mailing", campaign)).status_code == 405


def test_a_request_to_confirm_is_not_copied(client, author, make_campaign):
    client.force_login(author)
    client.post(url("copy_mailing", make_campaign(purpose="confirm")))
    assert Campaign.objects.count() == 1


# Under which name ---------------------------------------------------------------------------


@pytest.fixture
def two_names(sms_settings):
    sms_settings.sender, sms_settings.other_senders = "Chaieti", "Water, Culture"
    sms_settings.full_clean()
    sms_settings.save()


def test_a_mailing_leaves_under_the_name_that_was_chosen(
    two_names, make_campaign, make_subscriber, started, gateway, now
):
    make_subscriber()
    for sender in ("", "Water"):
        jobs.pump(started(make_campaign(sender=sender)).pk, now)
    assert [message.sender for message in gateway] == ["Chaieti", "Water"]


def offered(client, campaign):
    fields = client.get(url("edit", campaign)).context["form"].fields
    return [value for value, _name in fields["sender"].choices] if "sender" in fields else None


def test_authors_choose_among_the_names_of_their_municipality(
    client, author, campaign, two_names, sms_settings
):
    client.force_login(author)
    assert offered(client, campaign) == ["", "Chaieti", "Water", "Culture"]
    sms_settings.other_senders = ""
    sms_settings.save()
    assert offered(client, campaign) is None


@pytest.mark.parametrize("names", ["ჩაიეთი", "Water, ThisIsTooLongAName", "a;b"])
def test_names_that_no_provider_takes_are_refused(names, sms_settings):
    from django.core.exceptions import ValidationError

    sms_settings.other_senders = names
    with pytest.raises(ValidationError):
        sms_settings.full_clean()


def test_a_copy_keeps_the_name_and_an_edit_voids_nothing_else(
    two_names, make_campaign, author, now
):
    from wagtail_civic.sms import copying

    made = copying.copy(make_campaign(sender="Water"), author, now)
    assert made.sender == "Water"
    assert lifecycle.faults(made) == []
