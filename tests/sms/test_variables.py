"""Names in braces: what they stand for, where they may stand, and that nothing else is reached."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from wagtail_civic.core.models import MunicipalitySettings, MunicipalityText
from wagtail_civic.core.records import record_for
from wagtail_civic.sessions.models import SessionIndexPage, SessionPage
from wagtail_civic.sms import composing, dashboard, jobs, lifecycle, placeholders
from wagtail_civic.sms.models import Campaign
from wagtail_civic.sms.segments import measure


@pytest.fixture
def town(site):
    settings = MunicipalitySettings.for_site(site)
    MunicipalityText.objects.create(settings=settings, language="ka", name="ჩაიეთი")


@pytest.fixture
def session(home_page):
    """Drafts a mailing: on 1 December 2030 at 11:30 in the hall."""
    index = home_page.add_child(instance=SessionIndexPage(title="სხდომები", slug="sessions"))
    page = index.add_child(instance=SessionPage(title="მე-14 სხდომა", slug="s-14", live=False))
    record = record_for(page)
    record.planned_start = datetime(2030, 12, 1, 7, 30, tzinfo=UTC)
    record.place = {"ka": "დარბაზი"}
    record.save()
    page.save_revision().publish()
    return record


@pytest.fixture
def announcement(session):
    return Campaign.objects.get(occasion="")


def says(campaign, text, **fields):
    campaign.texts.update(text=text, **fields)
    return composing.final_text(campaign, campaign.texts.get())


def test_each_name_stands_for_what_is_announced(announcement, town):
    text = says(announcement, "{municipality}: {title}, {date}, {time}, {place} {link}")
    first = text.splitlines()[0]
    assert first.startswith("ჩაიეთი: მე-14 სხდომა, 01.12.2030, 11:30, დარბაზი http")
    assert f"/ka/m/{announcement.pk}" in first
    assert lifecycle.faults(announcement) == []


def test_the_way_out_stands_where_the_author_wants_it_and_once(announcement):
    text = says(announcement, "{stop} გასაუქმებლად. {title}")
    assert text.startswith("http")
    assert text.count(placeholders.OWN_SLOT) == 1
    assert "\n" not in text


def test_without_it_the_way_out_is_added(announcement):
    assert says(announcement, "{title}").splitlines()[1].endswith(placeholders.OWN_SLOT)


def test_the_parts_are_counted_over_what_arrives(announcement, town):
    text = says(announcement, "{municipality} {title} {stop}")
    shown = composing.addressed(text, "x" * 22)
    assert composing.cost_of(text) == measure(shown)
    assert composing.previews(announcement)[0].measure == measure(shown)


@pytest.mark.parametrize(
    "text",
    ["{0.__class__}", "{title.__class__}", "{link!r}", "{title:>99999}", "{}", "{name}", "{TITLE}"],
)
def test_nothing_but_a_name_is_known(text, announcement):
    announcement.texts.update(text=text)
    (fault,) = lifecycle.faults(announcement)
    assert text in fault
    assert "{municipality}, {title}" in fault


def test_a_value_that_holds_braces_is_not_read_again(announcement, session):
    page = session.public_page().specific
    page.title = "{link} {stop} \N{OBJECT REPLACEMENT CHARACTER}"
    page.save_revision().publish()
    text = says(announcement, "{title}!")
    assert text.startswith("{link} {stop}!")
    assert text.count(placeholders.OWN_SLOT) == 1


def test_a_brace_that_stands_alone_is_named(announcement):
    announcement.texts.update(text="სხდომა {title")
    assert len(lifecycle.faults(announcement)) == 1


@pytest.mark.parametrize("name", placeholders.OF_WHAT_IS_ANNOUNCED)
def test_a_mailing_that_stands_alone_announces_nothing(name, make_campaign):
    (fault,) = lifecycle.faults(make_campaign(f"წყალი {{{name}}}"))
    assert f"{{{name}}}" in fault


def test_what_the_announced_page_does_not_have_is_named(announcement, session):
    session.place = {}
    session.save()
    announcement.texts.update(text="{title}, {place}")
    (fault,) = lifecycle.faults(announcement)
    assert "{place}" in fault


def test_the_author_reads_the_fault_at_the_field(client, author, site):
    client.force_login(author)
    data = {
        "site": site.pk,
        "title": "წყალი",
        "all_topics": "on",
        "all_areas": "on",
        "texts-TOTAL_FORMS": 1,
        "texts-INITIAL_FORMS": 0,
        "texts-0-language": "ka",
        "texts-0-text": "ხვალ {tme} და {place}",
    }
    response = client.post(reverse("civic_sms_campaigns:add"), data)
    assert response.status_code == 200
    (row,) = response.context["form"].formsets["texts"].forms
    assert ["{tme}" in row.errors["text"][0], "{place}" in row.errors["text"][1]] == [True, True]
    assert not Campaign.objects.exists()


def test_text_and_values_are_frozen_at_approval(
    announcement, session, approved, make_subscriber, author, gateway, sms_settings, now
):
    make_subscriber()
    announcement.texts.update(text="{title} {date}")
    approved(announcement)
    page = session.public_page().specific
    page.title = "სხვა"
    page.save_revision().publish()
    lifecycle.send(announcement, author, now)
    jobs.pump(announcement.pk, now)
    assert gateway[0].text.startswith("მე-14 სხდომა 01.12.2030")


# In Latin letters ---------------------------------------------------------------------------


def test_latin_letters_are_shown_with_both_costs_and_never_chosen_silently(
    make_campaign, sms_settings
):
    sms_settings.price = 1
    sms_settings.save()
    campaign = make_campaign("წყალი არ იქნება ხვალ დილიდან საღამომდე, მოიმარაგეთ წინასწარ.")
    (preview,) = composing.previews(campaign)
    assert not preview.is_latin
    assert "წყალი" in preview.text
    assert preview.other_text.startswith("ts'q'ali")
    assert preview.other_text.replace("…", "").isascii()
    assert (preview.measure.segments, preview.other.segments) == (2, 1)
    assert (preview.price, preview.other_price) == (2, 1)


def test_who_ticks_it_sends_ascii_only(
    make_campaign, make_subscriber, started, gateway, author, now
):
    make_subscriber()
    campaign = make_campaign("წყალი „არ“ იქნება – 5 ₾")
    campaign.texts.update(latin=True)
    campaign = started(campaign)
    jobs.pump(campaign.pk, now)
    assert gateway[0].text.startswith("ts'q'ali")
    assert gateway[0].text.isascii()
    assert campaign.texts.get().segments == 1
    assert composing.previews(campaign)[0].other.encoding == "UCS-2"


def test_a_few_characters_that_make_a_latin_text_dearer_are_named(make_campaign, admin_client):
    words = "The road “Velebi–Mtispiri” is closed tomorrow from 10:00 until the evening, go round."
    campaign = make_campaign(texts={"en": words})
    (preview,) = composing.previews(campaign)
    assert (preview.measure.segments, preview.other.segments) == (3, 1)
    assert preview.dear == "“ – ”"
    shown = admin_client.get(reverse("civic_sms_campaigns:inspect", args=[campaign.pk]))
    assert "“ – ”" in shown.content.decode()
    (georgian,) = composing.previews(make_campaign("წყალი არ იქნება ხვალ დილიდან, მოიმარაგეთ."))
    assert georgian.dear == ""


def test_who_reads_another_language_gets_the_text_that_the_screen_names(
    make_campaign, make_subscriber, admin_client
):
    make_subscriber(language="ka")
    campaign = make_campaign(texts={"en": "No water"})
    found = dashboard.estimate(campaign)
    assert (found.fallback, found.borrowers) == ("English", [("ქართული", 1)])
    shown = admin_client.get(reverse("civic_sms_campaigns:inspect", args=[campaign.pk]))
    assert "ენაზე: English" in shown.content.decode()


def test_a_text_in_latin_letters_has_no_other(make_campaign):
    assert composing.previews(make_campaign(texts={"en": "No water"}))[0].other is None


# How long the rest takes --------------------------------------------------------------------


def test_a_mailing_under_way_says_how_long_the_rest_takes(
    make_campaign, make_subscriber, started, now
):
    for _person in range(3):
        make_subscriber()
    campaign = started(make_campaign())
    parts = sum(campaign.deliveries.values_list("segments", flat=True))
    left = dashboard.progress(campaign).left
    assert left == timedelta(seconds=round(parts / 1000))
    jobs.pump(campaign.pk, now)
    campaign.refresh_from_db()
    assert dashboard.progress(campaign).left is None
