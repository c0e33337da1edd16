"""The office's side: who may do what, where, and what is never shown."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from wagtail_civic.core.models import Area, Topic
from wagtail_civic.sms import jobs, lifecycle, pausing, subscribing
from wagtail_civic.sms.desk import campaign_views
from wagtail_civic.sms.models import (
    Campaign,
    CampaignState,
    CampaignText,
    ConsentWording,
    Inbound,
    Subscriber,
    Suppression,
)

NUMBER = "+995599123456"


def url(name, *args):
    return reverse(name, args=args)


def act(client, campaign, verb, **data):
    return client.post(url("civic_sms_campaigns:act", campaign.pk, verb), data)


@pytest.fixture
def compose(site):
    """What the form of a mailing posts."""

    def data(title="წყალი", text="წყალი არ იქნება", **fields):
        return {
            "site": site.pk,
            "title": title,
            "all_topics": "on",
            "all_areas": "on",
            "only_language": "",
            "scheduled_for": "",
            "expires_at": "",
            "texts-TOTAL_FORMS": 1,
            "texts-INITIAL_FORMS": 0,
            "texts-MIN_NUM_FORMS": 1,
            "texts-MAX_NUM_FORMS": 1000,
            "texts-0-language": "ka",
            "texts-0-text": text,
            **fields,
        }

    return data


def test_the_whole_way_from_writing_to_the_last_state(
    client, author, approver, compose, make_subscriber, gateway, now, monkeypatch
):
    monkeypatch.setattr("wagtail_civic.sms.desk.campaign_views.timezone.now", lambda: now)
    make_subscriber(NUMBER)
    client.force_login(author)
    answer = client.post(url("civic_sms_campaigns:add"), compose())
    campaign = Campaign.objects.get()
    assert answer["Location"] == url("civic_sms_campaigns:inspect", campaign.pk)
    shown = client.get(answer["Location"]).content.decode()
    assert "UCS-2" in shown
    assert "+995\N{NO-BREAK SPACE}5••\N{NO-BREAK SPACE}•••\N{NO-BREAK SPACE}•56" in shown
    assert NUMBER not in shown
    act(client, campaign, "submit")
    act(client, campaign, "approve")
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.SUBMITTED
    client.force_login(approver)
    act(client, campaign, "approve")
    client.force_login(author)
    act(client, campaign, "send")
    act(client, campaign, "send")
    jobs.pump(campaign.pk, now)
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.DONE
    assert len(gateway) == 1
    shown = client.get(answer["Location"]).content.decode()
    assert "+995\N{NO-BREAK SPACE}5••\N{NO-BREAK SPACE}•••\N{NO-BREAK SPACE}•56" in shown
    assert NUMBER not in shown


def test_a_text_that_cannot_be_sent_comes_back_with_a_reason(client, author, compose):
    client.force_login(author)
    answer = client.post(url("civic_sms_campaigns:add"), compose(text="{name}"))
    assert answer.status_code == 200
    assert "{name}" in answer.content.decode()
    assert not Campaign.objects.exists()


def test_an_edit_voids_the_approval(client, author, compose, make_campaign, approved):
    campaign = approved(make_campaign())
    text = campaign.texts.get()
    client.force_login(author)
    client.post(
        url("civic_sms_campaigns:edit", campaign.pk),
        compose(text="სხვა", **{"texts-INITIAL_FORMS": 1, "texts-0-id": text.pk}),
    )
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.DRAFT
    assert campaign.approver is None
    assert CampaignText.objects.get().text == "სხვა"


def test_a_mailing_that_has_begun_cannot_be_edited(client, author, compose, make_campaign, started):
    campaign = started(make_campaign())
    client.force_login(author)
    for answer in (
        client.get(url("civic_sms_campaigns:edit", campaign.pk)),
        client.post(url("civic_sms_campaigns:edit", campaign.pk), compose(title="სხვა")),
    ):
        assert answer.status_code == 302
    campaign.refresh_from_db()
    assert campaign.title == "წყალი"
    assert campaign.state == CampaignState.SENDING


def test_mailings_are_never_deleted_not_even_by_a_superuser(client, superuser, make_campaign):
    campaign = make_campaign()
    client.force_login(superuser)
    client.post(url("civic_sms_campaigns:delete", campaign.pk))
    assert Campaign.objects.filter(pk=campaign.pk).exists()


VERBS = sorted(campaign_views.PERMISSIONS)


@pytest.mark.parametrize("verb", VERBS)
def test_each_move_needs_its_permission(verb, client, make_user, make_campaign):
    campaign = make_campaign()
    client.force_login(make_user("looker", "civic_sms.view_campaign"))
    assert act(client, campaign, verb)["Location"] == reverse("wagtailadmin_home")
    campaign.refresh_from_db()
    assert campaign.state == CampaignState.DRAFT


@pytest.mark.parametrize("verb", VERBS)
def test_looking_at_a_move_does_nothing(verb, client, superuser, make_campaign):
    campaign = make_campaign()
    client.force_login(superuser)
    assert client.get(url("civic_sms_campaigns:act", campaign.pk, verb)).status_code == 405


def labels(client, campaign):
    return client.get(url("civic_sms_campaigns:inspect", campaign.pk)).content.decode()


def test_whoever_may_send_resumes_a_paused_gateway_from_the_mailing_it_holds_up(
    client, author, make_campaign, make_subscriber, started, now
):
    make_subscriber()
    campaign = started(make_campaign())
    client.force_login(author)
    address = url("civic_sms_campaigns:act", campaign.pk, "resume_gateway")
    assert address not in labels(client, campaign)
    act(client, campaign, "resume_gateway")
    pausing.pause("memory", "balance", now)
    assert address in labels(client, campaign)
    assert "balance" in labels(client, campaign)
    act(client, campaign, "resume_gateway")
    assert pausing.paused() == {}


def test_whoever_may_send_sends_unknown_messages_again(
    client, author, make_campaign, make_subscriber, started, now
):
    make_subscriber()
    campaign = started(make_campaign(expires_at=now + timedelta(days=9999)))
    client.force_login(author)
    address = url("civic_sms_campaigns:act", campaign.pk, "resend")
    assert address not in labels(client, campaign)
    campaign.deliveries.update(state="unknown", reason="worker")
    assert address in labels(client, campaign)
    act(client, campaign, "resend")
    assert campaign.deliveries.get().state == "retry"


def test_an_author_cannot_approve_and_an_approver_cannot_write(
    client, author, approver, make_campaign, compose, now
):
    campaign = make_campaign()
    lifecycle.submit(campaign, author, now)
    client.force_login(author)
    assert act(client, campaign, "approve")["Location"] == reverse("wagtailadmin_home")
    client.force_login(approver)
    client.post(url("civic_sms_campaigns:add"), compose())
    client.post(url("civic_sms_campaigns:edit", campaign.pk), compose(title="x"))
    assert Campaign.objects.get().title == "წყალი"


@pytest.fixture
def addresses(make_campaign, make_subscriber, started, site):
    """Every admin address of this capability, with objects of the given site."""
    subscriber = make_subscriber(NUMBER)
    campaign = started(make_campaign())
    suppression = Suppression.objects.create(site=site, lookup="x" * 64, reason="clerk")
    wording = subscribing.current_wording(site, "ka")
    written = Inbound.objects.create(
        site=site, gateway="memory", event="e", number=NUMBER, lookup=subscriber.lookup, text="?"
    )
    rows = {
        "civic_sms_campaigns": campaign,
        "civic_sms_subscribers": subscriber,
        "civic_sms_suppressions": suppression,
        "civic_sms_wordings": wording,
        "civic_sms_inbound": written,
    }
    found = [url(f"{name}:{view}") for name in rows for view in ("index", "index_results", "add")]
    for name, row in rows.items():
        views = ["edit", "delete", "history", "history_results", "usage"]
        views += [] if name == "civic_sms_suppressions" else ["inspect"]
        found += [url(f"{name}:{view}", row.pk) for view in views]
    found.append(url("civic_sms_campaigns:export", campaign.pk))
    found.append(url("civic_sms_unsubscribe"))
    found += [url("civic_sms_gateways:index"), url("civic_sms_gateways:test", "memory")]
    return found


def test_without_permission_no_screen_opens(client, clerk, addresses):
    client.force_login(clerk)
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 302, address
        nowhere = (reverse("wagtailadmin_home"), f"/ka{address}")
        assert answer["Location"] in nowhere, address
        if answer["Location"] == nowhere[1]:  # a 404 on its way through the locale middleware
            assert client.get(answer["Location"]).status_code == 404, address


def test_without_login_no_screen_opens(client, addresses):
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 302
        assert "login" in answer["Location"]


def test_an_editor_of_another_municipality_sees_nothing(
    client, make_user, other_site, addresses, author
):
    permissions = [
        f"{row.content_type.app_label}.{row.codename}"
        for group in author.groups.all()
        for row in group.permissions.all()
    ]
    extra = [
        "civic_sms.view_suppression",
        "civic_sms.view_consentwording",
        "civic_sms.approve_campaign",
        "civic_sms.view_inbound",
        "civic_sms.view_gatewaystate",
        "civic_sms.test_gatewaystate",
    ]
    stranger = make_user("stranger", *permissions, *extra, sites=[other_site])
    client.force_login(stranger)
    for address in addresses:
        answer = client.get(address)
        html = "" if answer.streaming else answer.content.decode()
        assert "+995\N{NO-BREAK SPACE}5••\N{NO-BREAK SPACE}•••\N{NO-BREAK SPACE}•56" not in html, (
            address
        )
        assert "წყალი" not in html, address
        last = address.rstrip("/").rsplit("/", 1)[-1]
        if last.isdigit() or address.endswith("/export/"):
            assert answer.status_code in (302, 404), address


def test_no_screen_shows_a_whole_number(client, superuser, addresses):
    client.force_login(superuser)
    for address in addresses:
        answer = client.get(address)
        body = answer.getvalue().decode()
        assert NUMBER not in body, address
        assert "599123456" not in body, address


def test_a_subscriber_is_found_by_the_whole_number_only(client, superuser, make_subscriber):
    make_subscriber(NUMBER)
    client.force_login(superuser)
    listing = url("civic_sms_subscribers:index")
    assert "•56" in client.get(listing, {"q": "599 12 34 56"}).content.decode()
    for query in ("59912345", "599", "56"):
        assert "•56" not in client.get(listing, {"q": query}).content.decode()


def test_the_export_masks_numbers_and_holds_no_formula(client, superuser, make_campaign, started):
    from wagtail_civic.sms.models import Delivery

    campaign = make_campaign()
    make = Delivery.objects.create
    make(campaign=campaign, lookup="a", language="ka", text="t", segments=1, reason="=1+1")
    client.force_login(superuser)
    answer = client.get(url("civic_sms_campaigns:export", campaign.pk))
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert rows[1][4] == "'=1+1"
    assert "no-store" in answer["Cache-Control"]


def test_a_clerk_unsubscribes_a_number_on_request(client, author, make_subscriber, site):
    subscriber = make_subscriber(NUMBER)
    client.force_login(author)
    client.post(
        url("civic_sms_unsubscribe"),
        {"site": site.pk, "number": "599 12 34 56", "reason": "დარეკა"},
    )
    subscriber.refresh_from_db()
    assert not subscriber.is_active
    row = Suppression.objects.get()
    assert (row.reason, row.note, row.user) == ("clerk", "დარეკა", author)


def test_a_number_that_never_subscribed_can_be_unsubscribed_too(client, author, site):
    client.force_login(author)
    client.post(
        url("civic_sms_unsubscribe"), {"site": site.pk, "number": "599123456", "reason": "x"}
    )
    assert Suppression.objects.count() == 1
    assert not Subscriber.objects.exists()


def test_unsubscribing_for_somebody_needs_a_reason(client, author, make_subscriber):
    subscriber = make_subscriber(NUMBER)
    client.force_login(author)
    client.post(url("civic_sms_subscribers:unsubscribe", subscriber.pk), {"reason": " "})
    subscriber.refresh_from_db()
    assert subscriber.is_active
    client.post(url("civic_sms_subscribers:unsubscribe", subscriber.pk), {"reason": "დარეკა"})
    subscriber.refresh_from_db()
    assert not subscriber.is_active


def test_a_topic_of_another_municipality_is_refused(client, author, compose, other_site):
    strange = Topic.objects.create(site=other_site, code="strange")
    client.force_login(author)
    answer = client.post(url("civic_sms_campaigns:add"), compose(topics=[strange.pk]))
    assert answer.status_code == 200
    assert not Campaign.objects.exists()


def test_a_new_wording_is_a_new_version_and_old_ones_stay(client, superuser, site):
    first = subscribing.current_wording(site, "ka")
    client.force_login(superuser)
    client.post(url("civic_sms_wordings:add"), {"site": site.pk, "language": "ka", "text": "ახალი"})
    assert subscribing.current_wording(site, "ka").version == 2
    client.post(url("civic_sms_wordings:edit", first.pk), {"text": "x"})
    client.post(url("civic_sms_wordings:delete", first.pk))
    first.refresh_from_db()
    assert first.text != "x"
    assert ConsentWording.objects.count() == 2


def test_the_to_do_list_leads_authors_and_approvers_to_what_waits(
    rf, author, approver, make_campaign, make_subscriber, now
):
    from wagtail_civic.sms.seams import to_do

    make_campaign()
    lifecycle.submit(make_campaign(), author, now)

    def counts(user):
        request = rf.get("/")
        request.user = user
        return [item.count for item in to_do(request)]

    make_subscriber(confirmed_at=None, origin="paper", consented_at=now)
    assert counts(author) == [1, 0, 0, 1, 0, 0, 0]
    assert counts(approver) == [0, 1, 0, 1, 0, 0, 0]


@pytest.mark.parametrize("language", ["ka", "en"])
def test_every_screen_opens_in_both_languages(language, client, superuser, addresses):
    from wagtail.users.models import UserProfile

    profile = UserProfile.get_for_user(superuser)
    profile.preferred_language = language
    profile.save()
    client.force_login(superuser)
    for address in addresses:
        assert client.get(address).status_code in (200, 302), address


def test_topics_and_villages_stand_in_the_order_of_their_trees(
    client, make_user, site, topics, areas
):
    """Not in the order in which they were made, and not as text: 10 does not come before 2."""
    for number in range(12, 0, -1):
        Topic.objects.create(site=site, code=f"t{number}", sort_order=number)
    client.force_login(make_user("author", "civic_sms.add_campaign", sites=[site]))
    shown = client.get(reverse("civic_sms_campaigns:add")).content.decode()
    for model, name in ((Topic, "topics"), (Area, "areas")):
        boxes = re.findall(rf'name="{name}" value="(\d+)"', shown)
        assert boxes == [str(row.pk) for row in model.objects.for_site(site).in_tree_order()]


def test_a_count_is_followed_by_no_plural(client, make_user, make_campaign, site):
    for _number in range(2):
        make_campaign()
    client.force_login(make_user("reader", "civic_sms.view_campaign", sites=[site]))
    shown = client.get(reverse("civic_sms_campaigns:index")).content.decode()
    assert "დაგზავნები: 2" in shown
