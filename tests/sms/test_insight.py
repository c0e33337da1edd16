"""What the office can answer: why somebody got a message, and how many there are of what."""

from datetime import timedelta

import pytest
from django.urls import reverse

from wagtail_civic.sms import explaining, statistics, subscribing
from wagtail_civic.sms.models import Consent, ConsentKind, ConsentSource, SmsSettings
from wagtail_civic.sms.subscribing import Choices

EARLIER = timedelta(days=3)


@pytest.fixture
def consent(now, site):
    """``consent(subscriber)``: what the subscriber has chosen is consented to, days ago."""

    def give(subscriber, **fields):
        wording = subscribing.new_wording(site, "ka", "თანახმა ვარ, მივიღო SMS.")
        return Consent.objects.create(
            site=site,
            subscriber=subscriber,
            kind=fields.pop("kind", ConsentKind.GIVEN),
            source=fields.pop("source", ConsentSource.WEB),
            wording=wording,
            choices=Choices.of(subscriber).as_json(),
            given_at=fields.pop("given_at", now - EARLIER),
            **fields,
        )

    return give


def explain(campaign):
    return explaining.explain(campaign.deliveries.get())


def test_mailing_and_person_meet_in_the_topic_and_the_village_that_were_chosen(
    make_subscriber, make_campaign, started, consent, topics, areas
):
    person = make_subscriber(topics=[topics["bridges"], topics["water"]], areas=[areas["village"]])
    given = consent(person)
    why = explain(started(make_campaign(topics=[topics["roads"]], areas=[areas["unit"]])))
    assert why.topics.meeting == [topics["bridges"]]
    assert why.areas.meeting == [areas["village"]]
    assert why.consent == given
    assert not why.is_request


def test_what_was_chosen_then_explains_it_although_the_choice_is_another_today(
    make_subscriber, make_campaign, started, consent, topics, now
):
    person = make_subscriber(topics=[topics["roads"]])
    consent(person)
    campaign = started(make_campaign(topics=[topics["roads"]]))
    subscribing.choose(person, Choices(frozenset([topics["culture"].pk]), all_areas=True))
    consent(person, kind=ConsentKind.CHANGED, given_at=now + EARLIER)
    assert explain(campaign).topics.meeting == [topics["roads"]]


def test_who_wanted_everything_is_said_to_have(make_subscriber, make_campaign, started, consent):
    person = make_subscriber()
    consent(person)
    why = explain(started(make_campaign()))
    assert why.topics.mailing_everything
    assert why.topics.person_everything
    assert why.topics.meeting == []


def test_a_paper_form_is_named_with_its_number_and_collector(
    client, superuser, make_subscriber, make_campaign, started, consent
):
    person = make_subscriber()
    consent(person, source=ConsentSource.PAPER, form_number="417", collected_by="ნანა ტყემალაძე")
    consent(person, kind=ConsentKind.CONFIRMED, source=ConsentSource.LINK)
    delivery = started(make_campaign()).deliveries.get()
    client.force_login(superuser)
    shown = client.get(reverse("civic_sms_why", args=[delivery.pk])).content.decode()
    for words in ("№ 417", "ნანა ტყემალაძე", "თანახმა ვარ, მივიღო SMS.", "წყალი არ იქნება"):
        assert words in shown
    assert person.number[-6:] not in shown


def test_an_erased_person_is_named_as_erased(
    client, superuser, make_subscriber, make_campaign, started
):
    person = make_subscriber()
    delivery = started(make_campaign()).deliveries.get()
    person.delete()
    client.force_login(superuser)
    answer = client.get(reverse("civic_sms_why", args=[delivery.pk]))
    assert "მონაცემები წაშლილია" in answer.content.decode()


def test_why_is_asked_by_those_who_may_see_subscribers_of_this_municipality(
    client, make_user, make_subscriber, make_campaign, started, site, other_site
):
    make_subscriber()
    delivery = started(make_campaign()).deliveries.get()
    address = reverse("civic_sms_why", args=[delivery.pk])
    rights = ("civic_sms.view_subscriber", "civic_sms.view_campaign")
    client.force_login(make_user("here", rights[0], sites=[site]))
    assert client.get(address).status_code == 200
    client.force_login(make_user("elsewhere", *rights, sites=[other_site]))
    assert client.get(address).status_code != 200
    client.force_login(make_user("mailings", rights[1], sites=[site]))
    assert client.get(address).status_code != 200


def test_figures_by_topic_area_and_language(make_subscriber, site, topics, areas, now):
    make_subscriber(topics=[topics["roads"], topics["water"]], areas=[areas["village"]])
    make_subscriber(topics=[topics["roads"]], language="en")
    make_subscriber()
    make_subscriber(topics=[topics["roads"]], confirmed_at=None)
    make_subscriber(topics=[topics["roads"]], opted_out_at=now)
    found = statistics.statistics(site, now)
    assert (found.active, found.waiting, found.gone) == (3, 1, 1)
    assert {row.code: n for _d, row, n in found.topics} == {
        "roads": 2,
        "bridges": 0,
        "culture": 0,
        "water": 1,
    }
    assert {row.code: n for _d, row, n in found.areas if n} == {"village": 1}
    assert (found.all_topics, found.all_areas) == (1, 2)
    assert [count for _name, count in found.languages] == [1, 2]
    depths = {row.code: dashes.count("–") for dashes, row, _n in found.topics}
    assert (depths["roads"], depths["bridges"]) == (0, 1)


def test_mailings_are_counted_in_the_month_in_which_they_began(
    make_subscriber, make_campaign, started, site, now
):
    SmsSettings.objects.update_or_create(site=site, defaults={"price": "0.05"})
    for _number in range(2):
        make_subscriber()
    first, second, old = (
        started(make_campaign()),
        started(make_campaign()),
        started(make_campaign()),
    )
    first.deliveries.update(state="delivered", segments=2)
    second.deliveries.update(state="failed")
    type(old).objects.filter(pk=old.pk).update(started_at=now - timedelta(days=400))
    (month,) = statistics.statistics(site, now).months
    assert month.start == now.date().replace(day=1)
    assert (month.mailings, month.messages, month.handed, month.failed) == (2, 4, 2, 2)
    assert (month.parts, str(month.price)) == (4, "0.2000")


def test_figures_cost_the_same_statements_for_few_and_many(
    make_subscriber, make_campaign, started, site, topics, now, django_assert_max_num_queries
):
    for _number in range(30):
        make_subscriber(topics=[topics["roads"]])
    for _number in range(5):
        started(make_campaign())
    with django_assert_max_num_queries(10):
        statistics.statistics(site, now)


def test_the_screen_of_figures_names_nobody_and_no_other_municipality(
    client, make_user, make_subscriber, make_campaign, started, site, other_site
):
    person = make_subscriber()
    started(make_campaign())
    client.force_login(make_user("figures", "civic_sms.view_campaign", sites=[site]))
    shown = client.get(reverse("civic_sms_statistics")).content.decode()
    assert person.number[-6:] not in shown
    assert other_site.site_name not in shown
