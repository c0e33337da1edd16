"""The citizen's side: subscribe with a code, change, leave; all numbers look alike."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from freezegun import freeze_time

from wagtail_civic.core import places
from wagtail_civic.core.contacts import Contact
from wagtail_civic.core.models import Verification
from wagtail_civic.sms import channel, subscribing
from wagtail_civic.sms.models import (
    Consent,
    ConsentWording,
    SmsSettings,
    Subscriber,
    SubscriptionRequest,
    Suppression,
)
from wagtail_civic.sms.tokens import LENGTH, subscriber_of, token_for

from .filling import filled

NUMBER = "+995599123456"


def code_in(message):
    return re.search(r"\b(\d{6})\b", message.text)[1]


def subscribe(send, ask, gateway, **choices):
    answer = ask(**choices)
    assert answer.status_code == 302
    return send(answer["Location"], code=code_in(gateway[-1]))


def test_the_page_shows_the_form_with_the_trees_and_the_wording(client, page, topics, areas):
    html = client.get(page.url).content.decode()
    assert ConsentWording.objects.get().text in html
    assert html.count('<ul class="civic-topics') == 2
    assert html.count("<li>") == html.count("</li>")
    assert f'value="{areas["village"].pk}"' in html
    assert "civic_stamp" not in html


def test_what_is_sent_from_the_page_comes_back_filled_in_and_stamped(client, page, topics, gateway):
    data = filled(client.get(page.url).content.decode())
    data |= {"number": "599 12 34 56", "consent": "on", "topics": [topics["roads"].pk]}
    answer = client.post("/civic/ka/sms/subscribe/", data)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    again = filled(answer.content.decode())
    assert again["number"] == ["599 12 34 56"]
    assert again["topics"] == [str(topics["roads"].pk)]
    assert again["consent"] == ["on"]
    assert len(again["civic_stamp"][0]) > 20
    assert not gateway


def test_the_page_sets_no_cookie(client, page, topics):
    assert not client.get(page.url).cookies


def test_a_citizen_subscribes_by_a_code_and_the_consent_is_on_record(
    send, ask, gateway, client, site, topics, areas
):
    answer = subscribe(
        send, ask, gateway, topics=[topics["roads"].pk], area=areas["village"].pk, language="ka"
    )
    subscriber = Subscriber.objects.get()
    assert subscriber.number == NUMBER
    assert subscriber.is_active
    assert set(subscriber.topics.all()) == {topics["roads"]}
    assert set(subscriber.areas.all()) == {areas["village"]}
    assert not subscriber.all_topics
    assert not subscriber.all_areas
    consent = Consent.objects.get()
    assert (consent.kind, consent.source) == ("given", "web")
    assert consent.wording == ConsentWording.objects.get()
    assert consent.choices["topics"] == [topics["roads"].pk]
    assert not SubscriptionRequest.objects.exists()
    shown = client.get(answer["Location"]).content.decode()
    assert "+995\N{NO-BREAK SPACE}5••\N{NO-BREAK SPACE}•••\N{NO-BREAK SPACE}•56" in shown
    assert NUMBER not in shown


def test_the_number_is_stored_encrypted(send, ask, gateway, django_db_blocker):
    from django.db import connection

    subscribe(send, ask, gateway)
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, lookup FROM civic_sms_subscriber")
        number, lookup = cursor.fetchone()
    assert "599" not in number
    assert NUMBER not in number
    assert len(lookup) == 64


def test_with_no_topics_and_areas_a_subscription_means_everything(send, ask, gateway):
    subscribe(send, ask, gateway)
    subscriber = Subscriber.objects.get()
    assert subscriber.all_topics
    assert subscriber.all_areas


@pytest.mark.parametrize("number", ["", "599", "032 212 34 56", "+1 202 555 0123", "5.99E+08"])
def test_a_number_that_cannot_be_used_is_explained_and_nothing_is_sent(number, ask, gateway):
    answer = ask(number)
    assert answer.status_code == 200
    assert "civic-error" in answer.content.decode()
    assert gateway == []
    assert not SubscriptionRequest.objects.exists()


def test_nothing_is_sent_without_consent_or_topic(send, page, gateway, topics):
    answer = send("/civic/ka/sms/subscribe/", number="599123456")
    assert answer.content.decode().count("civic-field--error") == 2
    assert gateway == []


def test_a_wording_that_changed_meanwhile_has_to_be_read_again(ask, gateway, client, page, site):
    client.get(page.url)
    old = ConsentWording.objects.get()
    subscribing.new_wording(site, "ka", "ახალი ტექსტი")
    answer = ask(wording=old.pk)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "ახალი ტექსტი" in html
    assert gateway == []


def test_new_known_and_suppressed_numbers_are_answered_alike(
    ask, gateway, make_subscriber, site, now
):
    known = make_subscriber("+995599000001")
    left = make_subscriber("+995599000002")
    subscribing.opt_out(left, now)
    answers = [ask(number) for number in ("599000001", "599000002", "599000003")]
    assert {answer.status_code for answer in answers} == {302}
    shapes = {re.sub(r"[0-9a-f-]{36}", "*", answer["Location"]) for answer in answers}
    assert len(shapes) == 1
    assert len(gateway) == 3
    assert {re.sub(r"\d{6}", "*", message.text) for message in gateway} == {
        re.sub(r"\d{6}", "*", gateway[0].text)
    }
    known.refresh_from_db()
    assert known.is_active


def test_asking_alone_changes_nothing_for_a_subscriber(ask, make_subscriber, topics):
    known = make_subscriber(NUMBER, topics=[topics["culture"]])
    ask(topics=[topics["roads"].pk], area="all")
    assert set(known.topics.all()) == {topics["culture"]}
    assert Subscriber.objects.count() == 1


def test_too_many_requests_look_the_same_and_send_nothing(ask, gateway, now):
    with freeze_time(now):
        answers = [ask() for _time in range(4)]
    assert {answer.status_code for answer in answers} == {302}
    assert len(gateway) == 1


def test_a_wrong_code_is_refused_and_five_end_it(ask, send, gateway):
    url = ask()["Location"]
    right = code_in(gateway[-1])
    wrong = f"{(int(right) + 1) % 1000000:06d}"
    for _time in range(5):
        send(url, code=wrong)
    assert send(url, code=right).status_code == 410
    assert not Subscriber.objects.exists()


def test_only_the_newest_code_counts(site, django_capture_on_commit_callbacks, gateway, now):
    contact = Contact("phone", NUMBER, NUMBER)
    wording = subscribing.current_wording(site, "ka")
    made = []
    for _time in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            made.append(
                subscribing.ask(site, contact, "ka", subscribing.Choices(), wording, timezone.now())
            )
    made[0].refresh_from_db()
    assert made[0].superseded_at
    assert SubscriptionRequest.objects.count() == 1


def test_codes_of_a_day_are_bounded_by_the_site_s_budget(ask, gateway, site):
    settings = SmsSettings.for_site(site)
    settings.daily_codes = 2
    settings.save()
    answers = [ask(f"5990000{serial:02d}") for serial in range(4)]
    assert {answer.status_code for answer in answers} == {302}
    assert len(gateway) == 2
    assert channel.is_spent(site, timezone.now())


def test_without_a_gateway_no_code_leaves_and_the_page_looks_as_always(ask, gateway, site):
    settings = SmsSettings.for_site(site)
    settings.gateway = "gone"
    settings.save()
    assert ask("599123456").status_code == 302
    assert gateway == []


def test_neighbouring_numbers_are_bounded(ask, gateway, monkeypatch):
    from wagtail_civic.core import limits

    monkeypatch.setattr(channel, "PREFIX", (limits.Rule(2, timedelta(hours=1)),))
    for serial in range(4):
        ask(f"59900{serial:04d}")
    assert len(gateway) == 2
    ask("591234567")
    assert len(gateway) == 3


def test_opting_out_of_mailings_does_not_hold_codes_back(ask, gateway, make_subscriber, now):
    subscribing.opt_out(make_subscriber(NUMBER), now)
    ask()
    assert len(gateway) == 1


def test_a_machine_that_fills_the_trap_or_skips_the_form_gets_nowhere(ask, client, gateway, page):
    assert ask(website="x").status_code == 200
    raw = client.post("/civic/ka/sms/subscribe/", {"number": "599123456", "consent": "on"})
    assert raw.status_code == 200
    assert 'value="599123456"' in raw.content.decode()
    assert gateway == []


def test_another_website_cannot_send_the_form(client, page, gateway):
    answer = client.post("/civic/ka/sms/subscribe/", {}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_subscribing_again_after_leaving_lifts_the_suppression(
    send, ask, gateway, make_subscriber, now
):
    left = make_subscriber(NUMBER)
    subscribing.opt_out(left, now)
    assert Suppression.objects.count() == 1
    subscribe(send, ask, gateway)
    left.refresh_from_db()
    assert left.is_active
    assert not Suppression.objects.exists()
    assert list(Consent.objects.order_by("pk").values_list("kind", flat=True)) == [
        "withdrawn",
        "given",
    ]


# The own page -------------------------------------------------------------------------------


def test_the_short_link_leads_to_the_own_page_in_the_subscriber_s_language(client, make_subscriber):
    token = token_for(make_subscriber(language="en"))
    answer = client.get(f"/civic/s/{token}")
    assert answer["Location"] == f"/civic/en/sms/own/{token}/"
    assert client.get(answer["Location"]).status_code == 200


def test_the_way_to_a_page_below_the_index_asks_nothing_more(page, site, django_assert_num_queries):
    places.crumbs_of(places.index_page(site, "sms"))
    index = places.index_page(site, "sms")
    with django_assert_num_queries(0):
        assert places.crumbs_of(index)
        assert index.search_description == page.search_description


def test_one_choice_changes_without_touching_the_others(send, make_subscriber, topics, areas):
    subscriber = make_subscriber(
        NUMBER, topics=[topics["roads"], topics["water"]], areas=[areas["village"]], language="en"
    )
    url = f"/civic/en/sms/own/{token_for(subscriber)}/"
    answer = send(url, area=areas["town"].pk)
    assert answer.status_code == 302
    subscriber.refresh_from_db()
    assert set(subscriber.topics.all()) == {topics["roads"], topics["water"]}
    assert set(subscriber.areas.all()) == {areas["town"]}
    assert subscriber.language == "en"
    assert subscriber.number == NUMBER
    assert Consent.objects.get().kind == "changed"


def test_a_second_area_is_kept_by_who_changes_something_else(send, make_subscriber, topics, areas):
    subscriber = make_subscriber(topics=[topics["roads"]], areas=[areas["village"], areas["town"]])
    send(f"/civic/ka/sms/own/{token_for(subscriber)}/", language="en")
    subscriber.refresh_from_db()
    assert set(subscriber.areas.all()) == {areas["village"], areas["town"]}
    assert subscriber.language == "en"


def test_two_windows_do_not_undo_each_other(client, make_subscriber, topics, areas):
    subscriber = make_subscriber(topics=[topics["roads"]], areas=[areas["village"]])
    url = f"/civic/ka/sms/own/{token_for(subscriber)}/"
    first = filled(client.get(url).content.decode())
    second = filled(client.get(url).content.decode())
    client.post(url, {**first, "topics": [topics["water"].pk]})
    client.post(url, {**second, "quiet_days": ["64"]})
    subscriber.refresh_from_db()
    assert set(subscriber.topics.all()) == {topics["water"]}
    assert subscriber.quiet_days == 64


def test_days_without_messages_are_chosen_and_taken_back(send, make_subscriber):
    subscriber = make_subscriber()
    url = f"/civic/ka/sms/own/{token_for(subscriber)}/"
    send(url, quiet_days=["32", "64"])
    subscriber.refresh_from_db()
    assert subscriber.quiet_days == 96
    send(url, quiet_days=[])
    subscriber.refresh_from_db()
    assert subscriber.quiet_days == 0


def test_all_seven_days_are_no_way_to_unsubscribe(send, make_subscriber):
    subscriber = make_subscriber()
    days = [str(1 << day) for day in range(7)]
    answer = send(f"/civic/ka/sms/own/{token_for(subscriber)}/", quiet_days=days)
    assert answer.status_code == 200
    subscriber.refresh_from_db()
    assert subscriber.quiet_days == 0


def test_looking_at_the_way_out_changes_nothing_and_pressing_it_does(send, client, make_subscriber):
    subscriber = make_subscriber()
    url = f"/civic/ka/sms/own/{token_for(subscriber)}/leave/"
    client.get(url)
    client.head(url)
    subscriber.refresh_from_db()
    assert subscriber.is_active
    assert send(url).status_code == 302
    subscriber.refresh_from_db()
    assert not subscriber.is_active
    assert Suppression.objects.get().reason == "owner"
    assert send(url).status_code in (200, 302)
    assert Suppression.objects.count() == 1


def test_who_leaves_may_have_everything_deleted_at_once(send, client, make_subscriber):
    subscriber = make_subscriber()
    url = f"/civic/ka/sms/own/{token_for(subscriber)}/leave/"
    response = send(url, erase="on")
    assert response.url == "/civic/ka/sms/erased/"
    assert client.get(response.url).status_code == 200
    assert not Subscriber.objects.exists()
    assert not Consent.objects.exists()
    assert Suppression.objects.get().lookup == subscriber.lookup
    assert client.get(url).status_code == 410


def test_who_has_left_already_may_still_have_everything_deleted(send, make_subscriber, now):
    subscriber = make_subscriber(opted_out_at=now)
    send(f"/civic/ka/sms/own/{token_for(subscriber)}/leave/", erase="on")
    assert not Subscriber.objects.exists()


def test_who_has_left_sees_that_and_cannot_change_choices(client, make_subscriber, now):
    subscriber = make_subscriber(opted_out_at=now)
    url = f"/civic/ka/sms/own/{token_for(subscriber)}/"
    assert "<form" not in client.get(url).content.decode()
    assert client.post(url, {"language": "en"}).status_code == 200
    subscriber.refresh_from_db()
    assert subscriber.language == "ka"


def test_a_link_is_sealed(client, make_subscriber):
    token = token_for(make_subscriber())
    assert len(token) == LENGTH
    other = token_for(make_subscriber())
    for wrong in (token[:6] + other[6:], token[:-1], token + "0", "x" * LENGTH, "ა" * LENGTH):
        assert subscriber_of(wrong) is None
    assert client.get(f"/civic/ka/sms/own/{'0' * LENGTH}/").status_code == 410


def test_guessing_links_is_bounded(client, make_subscriber):
    right = f"/civic/ka/sms/own/{token_for(make_subscriber())}/"
    for _time in range(30):
        client.get(f"/civic/ka/sms/own/{'0' * LENGTH}/")
    assert client.get(right).status_code == 410


def test_a_link_of_another_municipality_is_unknown_here(client, make_subscriber, other_site):
    token = token_for(make_subscriber(site=other_site))
    assert client.get(f"/civic/ka/sms/own/{token}/").status_code == 410
    shown = client.get(f"/civic/ka/sms/own/{token}/", headers={"host": "other.example"})
    assert shown.status_code == 200


def test_links_survive_a_new_lookup_key(make_subscriber, settings):
    subscriber = make_subscriber()
    token = token_for(subscriber)
    keys = settings.WAGTAIL_CIVIC["LOOKUP_KEYS"]
    settings.WAGTAIL_CIVIC = {
        **settings.WAGTAIL_CIVIC,
        "LOOKUP_KEYS": ["a-newer-lookup-key-0123456789-abcdef", *keys],
    }
    assert subscriber_of(token) == subscriber


def test_action_pages_are_never_cached_and_tell_no_other_site(client, make_subscriber):
    answer = client.get(f"/civic/ka/sms/own/{token_for(make_subscriber())}/")
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"
    assert not answer.cookies


def test_a_topic_of_another_municipality_cannot_be_chosen(ask, gateway, other_site, topics):
    from wagtail_civic.core.models import Topic

    strange = Topic.objects.create(site=other_site, code="strange")
    answer = ask(topics=[strange.pk])
    assert answer.status_code == 200
    assert gateway == []


def test_codes_are_not_in_the_database(ask, gateway):
    ask()
    code = code_in(gateway[-1])
    row = Verification.objects.values().get()
    assert not any(code in str(value) for value in row.values() if value)
