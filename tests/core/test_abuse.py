from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import OperationalError, connection
from django.test import RequestFactory

from wagtail_civic.core import abuse, contacts, limits
from wagtail_civic.core.abuse import Limits, Rule, Stamp, allow, check_stamp, stamp
from wagtail_civic.core.limits import Limit
from wagtail_civic.core.models import RateWindow

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def request_from(remote="203.0.113.7", forwarded=None):
    extra = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    return RequestFactory().get("/", REMOTE_ADDR=remote, **extra)


@pytest.fixture
def proxies(settings):
    def declare(count):
        settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, "TRUSTED_PROXY_COUNT": count}

    return declare


# Stamps


def test_a_stamp_is_good_after_the_time_a_person_needs():
    value = stamp("toy", NOW)
    assert check_stamp(value, "toy", NOW, minimum=2) is Stamp.EARLY
    assert check_stamp(value, "toy", NOW + timedelta(seconds=3), minimum=2) is Stamp.GOOD


def test_the_minimum_is_a_setting(settings):
    settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, "FORM_MINIMUM_SECONDS": 5}
    assert check_stamp(stamp("toy", NOW), "toy", NOW + timedelta(seconds=4)) is Stamp.EARLY


def test_a_form_left_open_over_night_is_stale():
    assert check_stamp(stamp("toy", NOW), "toy", NOW + timedelta(hours=13)) is Stamp.STALE


def test_a_stamp_of_another_form_is_no_stamp():
    assert check_stamp(stamp("other", NOW), "toy", NOW + HOUR) is Stamp.FORGED


@pytest.mark.parametrize("value", ["x", "1a2b:zzz", "a" * 10_000, "\x00"])
def test_a_made_up_stamp_is_forged(value):
    assert check_stamp(value, "toy", NOW) is Stamp.FORGED


@pytest.mark.parametrize("value", [None, ""])
def test_no_stamp_is_missing(value):
    assert check_stamp(value, "toy", NOW) is Stamp.MISSING


# Whose request


def test_without_declared_proxies_the_sender_of_the_packet_is_believed():
    assert abuse.client_address(request_from("203.0.113.7", "198.51.100.1")) == "203.0.113.7"


@pytest.mark.parametrize(
    ("count", "forwarded", "expected"),
    [
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        (2, "6.6.6.6, 198.51.100.1, 192.0.2.9", "198.51.100.1"),
        (2, "198.51.100.1", "203.0.113.7"),
        (1, "", "203.0.113.7"),
        (1, "nonsense", ""),
    ],
)
def test_only_what_declared_proxies_wrote_is_believed(proxies, count, forwarded, expected):
    proxies(count)
    assert abuse.client_address(request_from("203.0.113.7", forwarded)) == expected


def test_behind_an_undeclared_local_proxy_nobody_shares_a_limit():
    assert abuse.client_address(request_from("127.0.0.1", "198.51.100.1")) == ""
    assert abuse.network_key(request_from("127.0.0.1", "198.51.100.1"), NOW) == ""


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.7", "203.0.113.200", True),
        ("203.0.113.7", "203.0.114.7", False),
        ("2001:db8:1:2::1", "2001:db8:1:ffff::9", True),
        ("2001:db8:1::1", "2001:db8:2::1", False),
        ("::ffff:203.0.113.7", "203.0.113.8", True),
    ],
)
def test_a_network_is_a_24_or_a_48(one, other, same):
    keys = [abuse.network_key(request_from(address), NOW) for address in (one, other)]
    assert (keys[0] == keys[1]) is same


def test_a_network_has_another_key_every_day_and_none_shows_the_address():
    key = abuse.network_key(request_from(), NOW)
    assert key != abuse.network_key(request_from(), NOW + timedelta(days=1))
    assert "203" not in key or len(key) == 64


# Limits


def test_a_limit_holds_within_its_window_and_ends_with_it(site):
    rules = [Rule(2, HOUR)]
    assert [limits.hit("toy", "k", site, rules, NOW) for _ in range(3)] == [True, True, False]
    assert limits.hit("toy", "k", site, rules, NOW + HOUR)


def test_every_rule_counts_even_when_another_has_refused(site):
    rules = [Rule(1, HOUR), Rule(2, timedelta(days=1))]
    assert limits.hit("toy", "k", site, rules, NOW)
    assert not limits.hit("toy", "k", site, rules, NOW)
    assert not limits.hit("toy", "k", site, rules, NOW + HOUR)


def test_scopes_keys_and_sites_are_counted_apart(site, other_site):
    rules = [Rule(1, HOUR)]
    assert limits.hit("toy", "k", site, rules, NOW)
    assert limits.hit("toy", "other", site, rules, NOW)
    assert limits.hit("another", "k", site, rules, NOW)
    assert limits.hit("toy", "k", other_site, rules, NOW)


def test_asking_whether_a_limit_is_reached_counts_nothing(site):
    rules = [Rule(1, HOUR)]
    assert not limits.reached("toy", "k", site, rules, NOW)
    assert limits.hit("toy", "k", site, rules, NOW)
    assert limits.reached("toy", "k", site, rules, NOW)


def test_no_key_is_stored_as_it_came(site):
    limits.hit("toy", "nino@example.ge", site, [Rule(1, HOUR)], NOW)
    assert "nino" not in RateWindow.objects.get().key


def test_counts_go_when_their_window_is_over(site):
    limits.hit("toy", "k", site, [Rule(1, HOUR), Rule(1, timedelta(days=1))], NOW)
    assert RateWindow.objects.purge(NOW + timedelta(minutes=59)) == 0
    assert RateWindow.objects.purge(NOW + HOUR) == 1
    assert RateWindow.objects.purge(NOW + timedelta(days=1)) == 1


def test_a_request_is_held_by_address_network_and_site(site):
    contact = contacts.parse("email", "nino@example.ge")
    rules = Limits(address=(Rule(1, HOUR),), network=(Rule(2, HOUR),), site=(Rule(3, HOUR),))
    assert allow(request_from(), "toy", site, rules, contact, NOW)
    assert not allow(request_from("198.51.100.1"), "toy", site, rules, contact, NOW)
    assert allow(request_from(), "toy", site, rules, None, NOW)
    assert not allow(request_from(), "toy", site, rules, None, NOW)
    assert allow(request_from("192.0.2.1"), "toy", site, rules, None, NOW)
    assert not allow(request_from("192.0.3.1"), "toy", site, rules, None, NOW)


def test_what_is_counted_in_turn_counts_only_while_the_earlier_turns_hold(site):
    def ask():
        first = [Limit("one", "k", (Rule(1, HOUR),)), Limit("two", "k", (Rule(3, HOUR),))]
        second = [Limit("three", "k", (Rule(1, HOUR),))]
        return limits.hit_in_turn(site, [first, second], NOW)

    assert [ask() for _time in range(3)] == [[True, True], [False, False], [False, False]]
    counts = dict(RateWindow.objects.values_list("scope", "count"))
    assert counts == {"one": 1, "two": 3, "three": 1}


def test_a_full_later_turn_leaves_the_earlier_ones_alone(site):
    def ask(key):
        turns = [[Limit("one", key, (Rule(1, HOUR),))], [Limit("two", "k", (Rule(1, HOUR),))]]
        return limits.hit_in_turn(site, turns, NOW)

    assert [ask("a"), ask("b")] == [[True, True], [True, False]]


def test_a_limit_of_nothing_allows_nothing(site):
    assert not limits.hit("toy", "k", site, [Rule(0, HOUR)], NOW)


def test_a_refused_network_uses_up_neither_the_site_nor_what_comes_after(site):
    contact = contacts.parse("email", "nino@example.ge")
    rules = Limits(address=(), network=(Rule(1, HOUR),), site=(Rule(2, HOUR),))
    message = Limit("message", "k", (Rule(2, HOUR),))

    def ask(ip):
        return abuse.allow_then(request_from(ip), "toy", site, rules, contact, NOW, message)

    assert ask("203.0.113.7") == (True, True)
    assert [ask("203.0.113.7") for _time in range(3)] == [(False, False)] * 3
    assert ask("198.51.100.1") == (True, True)


def test_all_limits_of_a_request_are_counted_in_one_statement(site, django_assert_num_queries):
    contact = contacts.parse("email", "nino@example.ge")
    if not connection.features.supports_update_conflicts_with_target:
        pytest.skip("this database does not say what it counted")
    for _time in range(2):
        with django_assert_num_queries(1):
            assert allow(request_from(), "toy", site, None, contact, NOW)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_many_at_once_cannot_exceed_a_limit(site):
    rules, allowed, gate = [Rule(5, HOUR)], [], Barrier(12)

    def knock():
        gate.wait()
        while True:
            try:
                allowed.append(limits.hit("toy", "k", site, rules, NOW))
            except OperationalError:
                # Threads that share SQLite's database in memory are refused, where those that
                # share a file wait. Whoever was refused has not counted, and knocks again.
                if connection.vendor != "sqlite":
                    raise
            else:
                break
        connection.close()

    threads = [Thread(target=knock) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(allowed) == [False] * 7 + [True] * 5
    assert RateWindow.objects.get().count == 5
