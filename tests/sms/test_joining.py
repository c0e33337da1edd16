"""A word by SMS subscribes, where the municipality has said so, and takes nothing from anybody."""

import pytest

from wagtail_civic.core.models import TopicName
from wagtail_civic.sms import inbound
from wagtail_civic.sms.gateways import InboundEvent
from wagtail_civic.sms.models import Consent, Inbound, Subscriber, Suppression

NUMBER = "+995599123456"


@pytest.fixture
def write(now, topics, sms_settings):
    sms_settings.join_by_sms = True
    sms_settings.save()
    TopicName.objects.create(row=topics["water"], language="ka", name="წყალი")

    def write(text, event="e1"):
        inbound.take("memory", [InboundEvent(event, NUMBER, text)], now)
        return Inbound.objects.order_by("-pk").first().action

    return write


def chosen():
    person = Subscriber.objects.get()
    return person.all_topics, sorted(topic.code for topic in person.topics.all())


def test_start_subscribes_to_everything_with_proof_of_the_words(write):
    assert write(" start! ") == "join"
    person = Subscriber.objects.get()
    assert (person.number, person.origin, person.is_active) == (NUMBER, "keyword", True)
    assert (person.all_topics, person.all_areas) == (True, True)
    consent = Consent.objects.get()
    assert (consent.kind, consent.source) == ("given", "keyword")
    assert consent.wording is not None


@pytest.mark.parametrize("text", ["წყალი", " «წყალი». ", "Water", "water"])
def test_the_name_or_code_of_a_topic_subscribes_to_it(text, write):
    assert write(text) == "join"
    assert chosen() == (False, ["water"])


def test_another_word_adds_a_topic_and_takes_none(write):
    write("წყალი")
    write("roads", "e2")
    assert chosen() == (False, ["roads", "water"])
    assert write("start", "e3") == "none"
    assert chosen() == (False, ["roads", "water"])


@pytest.mark.parametrize("text", ["წყალი როდის მოვა?", "ყველაფერი", "", "no start"])
def test_other_words_subscribe_nobody(text, write):
    assert write(text) == "none"
    assert not Subscriber.objects.exists()


def test_who_left_comes_back_by_a_word_of_the_own_telephone(write, make_subscriber, now):
    make_subscriber(NUMBER)
    write("STOP")
    assert Suppression.objects.exists()
    assert write("START", "e2") == "join"
    assert Subscriber.objects.get().is_active
    assert not Suppression.objects.exists()


def test_two_topics_of_one_name_are_not_guessed(write, topics):
    TopicName.objects.create(row=topics["roads"], language="ka", name="წყალი")
    assert write("წყალი") == "none"


def test_unless_the_municipality_has_said_so_nothing_happens(write, sms_settings):
    sms_settings.join_by_sms = False
    sms_settings.save()
    assert write("START") == "none"
    assert write("water", "e2") == "none"
    assert not Subscriber.objects.exists()
