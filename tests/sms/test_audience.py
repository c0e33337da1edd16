import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wagtail_civic.sms import audience, dashboard
from wagtail_civic.sms.models import Campaign, Delivery, Suppression


def reached(campaign):
    return set(audience.matching(campaign))


def test_a_topic_reaches_those_who_chose_it_and_nobody_else(make_subscriber, make_campaign, topics):
    roads = make_subscriber(topics=[topics["roads"]])
    make_subscriber(topics=[topics["culture"]])
    assert reached(make_campaign(topics=[topics["roads"]])) == {roads}


def test_a_topic_stands_for_what_lies_below_it_on_both_sides(
    make_subscriber, make_campaign, topics
):
    roads = make_subscriber(topics=[topics["roads"]])
    bridges = make_subscriber(topics=[topics["bridges"]])
    make_subscriber(topics=[topics["water"]])
    assert reached(make_campaign(topics=[topics["roads"]])) == {roads, bridges}
    assert reached(make_campaign(topics=[topics["bridges"]])) == {roads, bridges}


def test_an_area_stands_for_its_villages_but_not_for_its_neighbours(
    make_subscriber, make_campaign, areas
):
    unit = make_subscriber(areas=[areas["unit"]])
    village = make_subscriber(areas=[areas["village"]])
    hamlet = make_subscriber(areas=[areas["hamlet"]])
    make_subscriber(areas=[areas["town"]])
    assert reached(make_campaign(areas=[areas["unit"]])) == {unit, village, hamlet}
    assert reached(make_campaign(areas=[areas["village"]])) == {unit, village}


def test_topic_and_area_must_both_match(make_subscriber, make_campaign, topics, areas):
    both = make_subscriber(topics=[topics["water"]], areas=[areas["village"]])
    make_subscriber(topics=[topics["water"]], areas=[areas["town"]])
    make_subscriber(topics=[topics["culture"]], areas=[areas["village"]])
    campaign = make_campaign(topics=[topics["water"]], areas=[areas["unit"]])
    assert reached(campaign) == {both}


def test_who_chose_everything_hears_of_everything(make_subscriber, make_campaign, topics, areas):
    everything = make_subscriber()
    campaign = make_campaign(topics=[topics["water"]], areas=[areas["village"]])
    assert reached(campaign) == {everything}


def test_a_deleted_topic_or_village_never_widens_what_somebody_receives(
    make_subscriber, make_campaign, topics, areas
):
    make_subscriber(topics=[topics["culture"]], areas=[areas["town"]])
    topics["culture"].delete()
    areas["town"].delete()
    assert reached(make_campaign(topics=[topics["water"]], areas=[areas["unit"]])) == set()


def test_a_campaign_may_be_for_readers_of_one_language(make_subscriber, make_campaign):
    make_subscriber()
    english = make_subscriber(language="en")
    assert reached(make_campaign(only_language="en")) == {english}


def test_unconfirmed_left_and_suppressed_numbers_are_not_reached(
    make_subscriber, make_campaign, site, now
):
    make_subscriber(confirmed_at=None)
    make_subscriber(opted_out_at=now)
    suppressed = make_subscriber()
    Suppression.objects.create(site=site, lookup=suppressed.lookup, reason="clerk")
    assert reached(make_campaign()) == set()


def test_the_subscribers_of_another_municipality_are_not_reached(
    make_subscriber, make_campaign, other_site
):
    ours = make_subscriber("+995599111111")
    make_subscriber("+995599111111", site=other_site)
    assert reached(make_campaign()) == {ours}


def test_expanding_writes_one_row_for_each_recipient_with_text_in_their_language(
    make_subscriber, make_campaign, started, topics
):
    georgian = make_subscriber(topics=[topics["roads"], topics["bridges"], topics["water"]])
    english = make_subscriber(language="en")
    campaign = started(
        make_campaign(
            topics=[topics["roads"], topics["water"]], texts={"ka": "გზა", "en": "The road"}
        )
    )
    rows = {row.subscriber: row for row in Delivery.objects.filter(campaign=campaign)}
    assert set(rows) == {georgian, english}
    assert rows[georgian].text.startswith("გზა\n")
    assert rows[english].text.startswith("The road\n")
    assert rows[english].segments == 1
    assert rows[georgian].ref != rows[english].ref


def test_who_reads_a_language_without_text_gets_the_site_s_own(
    make_subscriber, make_campaign, started
):
    make_subscriber(language="en")
    campaign = started(make_campaign("გზა"))
    assert campaign.deliveries.get().language == "ka"


def test_expanding_again_adds_nothing(make_subscriber, make_campaign, started, now):
    for _number in range(3):
        make_subscriber()
    campaign = started(make_campaign())
    assert audience.expand(campaign, now) == 0
    assert campaign.deliveries.count() == 3


def test_expanding_resumes_where_it_was_interrupted(make_subscriber, make_campaign, started, now):
    for _number in range(4):
        make_subscriber()
    campaign = started(make_campaign())
    lost = list(campaign.deliveries.values_list("pk", flat=True)[:2])
    campaign.deliveries.filter(pk__in=lost).delete()
    assert audience.expand(campaign, now) == 2
    assert campaign.deliveries.count() == 4


def test_expanding_costs_the_same_queries_for_few_and_many(
    make_subscriber, make_campaign, approved, django_assert_max_num_queries, now, topics
):
    for _number in range(50):
        make_subscriber(topics=[topics["roads"]])
    campaign = approved(make_campaign(topics=[topics["roads"]]))
    with django_assert_max_num_queries(12):
        assert audience.expand(campaign, now) == 50


def test_counts_are_by_language(make_subscriber, make_campaign):
    make_subscriber()
    make_subscriber()
    make_subscriber(language="en")
    assert audience.counts(audience.matching(make_campaign())) == {"ka": 2, "en": 1}


def test_looking_at_the_audience_asks_for_the_subscribers_twice_however_many_there_are(
    make_subscriber, make_campaign, topics, areas, sms_settings
):
    campaign = make_campaign(topics=[topics["roads"]], areas=[areas["unit"]])

    def asked():
        row = Campaign.objects.select_related("site").get(pk=campaign.pk)
        with CaptureQueriesContext(connection) as queries:
            dashboard.estimate(row)
        statements = [query["sql"] for query in queries]
        return len(statements), sum("civic_sms_subscriber" in sql for sql in statements)

    make_subscriber(topics=[topics["bridges"]], areas=[areas["village"]])
    before = asked()
    for _person in range(12):
        make_subscriber(topics=[topics["bridges"]], areas=[areas["village"]])
    assert asked() == before
    assert before[1] == 2
    assert dashboard.estimate(campaign).people == 13


@pytest.mark.parametrize("which", ["topics", "areas"])
def test_a_campaign_without_topics_or_areas_reaches_only_who_wants_everything(
    which, make_subscriber, make_campaign, topics, areas
):
    everything = make_subscriber()
    make_subscriber(topics=[topics["roads"]], areas=[areas["town"]])
    campaign = make_campaign()
    setattr(campaign, f"all_{which}", False)
    assert reached(campaign) == {everything}
