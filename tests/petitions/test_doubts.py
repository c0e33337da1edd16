"""Signatures that are doubted, voided by two officers, and counted again."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from wagtail_civic.core import contacts
from wagtail_civic.petitions import (
    concentration,
    counting,
    deciding,
    jobs,
    moderation,
    patterns,
    retention,
    signing,
    suspicion,
    voiding,
)
from wagtail_civic.petitions.models import (
    Concentration,
    PetitionSettings,
    SignatureContact,
    VoidedSignature,
    Voiding,
    WatchRule,
)
from wagtail_civic.petitions.origins import Origin
from wagtail_civic.petitions.suspicion import Limits, judge
from wagtail_civic.petitions.transitions import NotPossible
from wagtail_civic.petitions.voiding import Criteria

from .conftest import add_signatures

pytestmark = pytest.mark.django_db
QUEUE = "/admin/civic_petitions_queue/"
NOW = timezone.now()
RULES = [
    ("network", "203.0.113.0/24", "block"),
    ("network", "2001:db8::/32", "block"),
    ("domain", "*.spam.example", "block"),
    ("domain", "**.bad.example", "block"),
    ("network", "198.51.100.0/24", "allow"),
    ("domain", "school.example", "allow"),
]


def times(*seconds):
    return [NOW - timedelta(seconds=each) for each in seconds]


@pytest.mark.parametrize(
    ("ip", "domain", "earlier", "expected"),
    [
        ("192.0.2.1", "example.org", times(0), ""),
        ("203.0.113.9", "example.org", times(0), "network"),
        ("2001:db8::1", "example.org", times(0), "network"),
        ("192.0.2.1", "a.spam.example", times(0), "domain"),
        ("192.0.2.1", "a.b.spam.example", times(0), ""),
        ("192.0.2.1", "spam.example", times(0), ""),
        ("192.0.2.1", "a.b.bad.example", times(0), "domain"),
        ("198.51.100.1", "a.spam.example", times(0), "domain"),
        ("192.0.2.1", "example.org", times(20, 10, 0), ""),
        ("192.0.2.1", "example.org", times(30, 20, 10, 0), "burst"),
        ("192.0.2.1", "example.org", times(3000, 2000, 1000, 900, 800, 0), "sustained"),
        ("192.0.2.1", "example.org", times(4000, 3800, 1000, 900, 800, 0), ""),
        ("198.51.100.1", "example.org", times(30, 20, 10, 0), ""),
        ("192.0.2.1", "school.example", times(30, 20, 10, 0), ""),
        ("", "", times(0), ""),
    ],
)
def test_why_a_signature_is_doubted(ip, domain, earlier, expected):
    limits = Limits(burst=3, sustained=5)
    assert judge(Origin(ip, domain), RULES, sorted(earlier), NOW, limits) == expected


def test_no_limit_doubts_nobody_for_the_number():
    assert judge(Origin("192.0.2.1"), [], times(5, 4, 3, 2, 1, 0), NOW, Limits()) == ""


@pytest.mark.parametrize(
    ("kind", "written", "kept"),
    [
        ("network", "203.0.113.7/24", "203.0.113.0/24"),
        ("network", " 203.0.113.7 ", "203.0.113.7/32"),
        ("domain", "*.Example.COM", "*.example.com"),
        ("domain", "მაგალითი.ge", "xn--lodafveble.ge"),
    ],
)
def test_a_pattern_is_kept_in_one_spelling(kind, written, kept):
    assert patterns.normal(kind, written) == kept


@pytest.mark.parametrize(
    ("kind", "written"),
    [("network", "example.com"), ("network", "1.2.3"), ("domain", "*"), ("domain", "a b.ge"),
     ("domain", "(.*)+.ge"), ("domain", "***.ge")],
)  # fmt: skip
def test_what_is_no_pattern_is_refused(site, kind, written):
    with pytest.raises(ValidationError):
        WatchRule(site=site, kind=kind, pattern=written).full_clean()


def traced(petition, count, *, ip="203.0.113.5", seconds=1, start=0, domain="example.org"):
    """Confirmed signatures from one network, one every so many seconds, not yet judged."""
    moment = timezone.now() - timedelta(hours=1)
    rows = add_signatures(petition, count, confirmed_at=moment, start=start)
    for number, row in enumerate(rows):
        row.begun_at = moment + timedelta(seconds=number * seconds) - timedelta(minutes=5)
        row.save()
    SignatureContact.objects.filter(signature__in=rows).update(
        ip=ip, network=suspicion.fingerprint(petition, ip), domain=domain, judged_at=None
    )
    petition.counted_until = moment - timedelta(hours=1)
    petition.save()
    return rows


def count(petition, ahead=0):
    jobs.count(timezone.now() + timedelta(seconds=ahead))
    petition.refresh_from_db()
    return petition.signatures_electronic


@pytest.fixture
def limits(site):
    settings = PetitionSettings.for_site(site)
    settings.burst_limit, settings.sustained_limit = 3, 0
    settings.save()
    return settings


@pytest.fixture
def second(make_user, site):
    return make_user(
        "second",
        "civic_petitions.view_petition",
        "civic_petitions.void_petition",
        sites=[site],
    )


@pytest.fixture
def first(make_user, site):
    return make_user(
        "first", "civic_petitions.view_petition", "civic_petitions.void_petition", sites=[site]
    )


def test_a_burst_from_one_network_does_not_count(petition, limits):
    traced(petition, 10)
    traced(petition, 2, ip="198.51.100.1", start=10)
    assert count(petition) == 5
    assert suspicion.suspected(petition).count() == 7
    assert count(petition, 60) == 5
    assert counting.recount(petition, timezone.now()) == 0


def test_the_ip_address_goes_when_it_has_been_judged(petition, limits):
    traced(petition, 1)
    count(petition)
    contact = SignatureContact.objects.get()
    assert contact.ip == ""
    assert len(contact.network) == 64


def test_networks_of_two_petitions_cannot_be_joined(petition, make_petition):
    other = make_petition("open", title="სხვა პეტიცია")
    assert suspicion.fingerprint(petition, "203.0.113.5") != suspicion.fingerprint(
        other, "203.0.113.5"
    )
    assert suspicion.fingerprint(petition, "203.0.113.5") == suspicion.fingerprint(
        petition, "203.0.113.9"
    )


def test_a_doubted_name_is_not_published(petition, limits, client):
    rows = traced(petition, 5)
    for row in rows:
        row.public_name, row.shown_at = "გამოგონილი სახელი", row.confirmed_at
        row.save()
    count(petition)
    assert petition.signatures.shown().count() == 3


def test_who_is_doubted_sees_the_normal_page(site, citizen, sign, petition, mailoutbox):
    """Blocked before: the answers are those of everybody, the count alone stays."""
    WatchRule.objects.create(site=site, kind="network", pattern="127.0.0.0/8", effect="block")
    sign()
    answer = citizen.confirm(mailoutbox[0])
    assert "/done/signed/" in answer.url
    assert count(petition, 60) == 0
    assert petition.signatures.get().ended_as == "suspected"
    assert signing.settle(petition.signatures.get(), timezone.now()) == signing.SIGNED


def test_who_is_doubted_can_withdraw(site, citizen, sign, petition, mailoutbox):
    WatchRule.objects.create(site=site, kind="network", pattern="127.0.0.0/8", effect="block")
    sign()
    citizen.confirm(mailoutbox[0])
    count(petition, 60)
    signing.withdraw(petition.signatures.get(), timezone.now())
    assert not SignatureContact.objects.exists()
    assert petition.signatures.get().ended_as == "withdrawn"
    assert count(petition, 120) == 0


def test_doubted_signatures_count_once_an_officer_says_so(petition, limits, first):
    traced(petition, 6)
    assert count(petition) == 3
    cleared = suspicion.clear(
        petition, suspicion.suspected(petition), user=first, now=timezone.now()
    )
    assert cleared == 3
    assert count(petition, 60) == 6


@pytest.fixture
def decided(petition, limits, first):
    """With three doubted signatures that nobody looked at in time."""
    traced(petition, 6)
    count(petition)
    petition.refresh_from_db()
    deciding.close(petition, now=timezone.now(), user=first)
    deciding.decide(petition, now=timezone.now(), user=first, outcome="refused")
    return petition


def test_after_the_decision_no_doubted_signature_counts_any_more(decided, first):
    rows = suspicion.suspected(decided)
    with pytest.raises(NotPossible):
        suspicion.clear(decided, rows, user=first, now=timezone.now())
    assert rows.count() == 3


def test_the_screen_says_that_after_the_decision_the_count_stays(decided, first, client):
    client.force_login(first)
    doubted = SignatureContact.objects.filter(suspicion="burst").first()
    sent = {"suspicion": "burst", "network": doubted.network, "domain": doubted.domain}
    answer = client.post(f"{QUEUE}{decided.pk}/doubts/clear/", sent, follow=True)
    assert "გადაწყვეტილების შემდეგ რაოდენობა აღარ იცვლება." in answer.content.decode()
    assert suspicion.suspected(decided).count() == 3


def test_voiding_waits_for_a_second_officer(petition, first, second):
    add_signatures(petition, 4)
    row = voiding.propose(
        petition,
        Criteria(assurance="email"),
        reason="machine",
        user=first,
        now=timezone.now(),
    )
    assert row.found == 4
    with pytest.raises(NotPossible):
        voiding.approve(row, user=first, now=timezone.now())
    assert jobs.void() == 0
    voiding.approve(row, user=second, now=timezone.now())
    assert jobs.void() == 4
    assert count(petition, 60) == 0
    assert voiding.voided_by_reason(petition) == [("machine", 4)]
    assert jobs.void() == 0


def test_in_an_office_of_one_the_setting_lets_her_approve_herself(petition, first, site):
    settings = PetitionSettings.for_site(site)
    settings.one_officer = True
    settings.save()
    add_signatures(petition, 1)
    row = voiding.propose(
        petition, Criteria(assurance="email"), reason="machine", user=first, now=timezone.now()
    )
    voiding.approve(row, user=first, now=timezone.now())
    assert row.approved_by == first


def test_empty_criteria_are_refused(petition, first):
    add_signatures(petition, 1)
    with pytest.raises(NotPossible):
        voiding.propose(petition, Criteria(), reason="other", user=first, now=timezone.now())


def make_voiding(petition, first, second, criteria, **kwargs):
    row = voiding.propose(
        petition, criteria, reason="machine", user=first, now=timezone.now(), **kwargs
    )
    voiding.approve(row, user=second, now=timezone.now())
    return row


def test_criteria_are_combined(petition, first, second, area):
    traced(petition, 3, domain="mail.spam.example")
    rows = traced(petition, 3, domain="mail.spam.example", ip="198.51.100.1", start=3)
    traced(petition, 3, start=6)
    rows[0].area = area
    rows[0].save()
    network = suspicion.fingerprint(petition, "198.51.100.1")
    now = timezone.now()
    for criteria, expected in [
        (Criteria(domain="*.spam.example"), 6),
        (Criteria(domain="*.spam.example", network=network), 3),
        (Criteria(domain="*.spam.example", network=network, area=area.pk), 1),
        (Criteria(domain="spam.example"), 0),
        (Criteria(begun_from=(now - timedelta(minutes=1)).isoformat(), assurance="email"), 0),
    ]:
        assert voiding.how_many(petition, criteria, now) == expected


def test_the_threshold_is_unreached_when_voiding_takes_the_count_below(petition, first, second):
    moment = timezone.now() - timedelta(hours=1)
    add_signatures(petition, 314, confirmed_at=moment)
    add_signatures(petition, 2, confirmed_at=moment, assurance="phone", start=314)
    petition.counted_until = moment - timedelta(hours=1)
    petition.save()
    count(petition)
    assert petition.reached_at
    make_voiding(petition, first, second, Criteria(assurance="phone"))
    jobs.void()
    count(petition, 60)
    assert petition.reached_at is None
    assert petition.events.filter(kind="unreached").exists()


def test_a_voiding_after_the_close_takes_effect_at_once(petition, first, second):
    add_signatures(petition, 3, confirmed_at=timezone.now() - timedelta(hours=2))
    deciding.close(petition, now=timezone.now())
    counting.recount(petition, timezone.now())
    make_voiding(petition, first, second, Criteria(assurance="email"))
    jobs.void()
    petition.refresh_from_db()
    assert petition.signatures_electronic == 0


def test_an_unconfirmed_signature_that_was_voided_never_counts(
    petition, first, second, sign, citizen, mailoutbox
):
    sign()
    make_voiding(petition, first, second, Criteria(domain="example.org"))
    jobs.void()
    answer = citizen.confirm(mailoutbox[0])
    assert "/done/signed/" in answer.url
    assert count(petition, 60) == 0
    assert counting.recount(petition, timezone.now() + timedelta(seconds=60)) == 0


def test_a_voiding_can_be_stopped_between_batches_and_reversed(
    petition, first, second, monkeypatch
):
    monkeypatch.setattr(voiding, "BATCH", 2)
    add_signatures(petition, 6, confirmed_at=timezone.now() - timedelta(hours=2))
    counting.recount(petition, timezone.now())
    row = make_voiding(petition, first, second, Criteria(assurance="email"))
    batches = iter([True, True, False])
    monkeypatch.setattr(voiding, "_still_running", lambda voiding: next(batches))
    voiding.cancel(row, user=first, now=timezone.now())
    voiding._void(row, timezone.now())
    row.refresh_from_db()
    assert (row.done, row.standing) == (4, "cancelled")
    voiding.reverse(row, user=second, now=timezone.now())
    assert jobs.void() == 4
    assert not VoidedSignature.objects.exists()
    assert count(petition, 60) == 6
    assert voiding.voided_by_reason(petition) == []


def test_a_voiding_of_before_is_not_approved_after_the_decision(petition, first, second):
    add_signatures(petition, 1)
    row = voiding.propose(
        petition, Criteria(assurance="email"), reason="machine", user=first, now=timezone.now()
    )
    deciding.close(petition, now=timezone.now())
    deciding.decide(petition, now=timezone.now(), user=first, outcome="answered")
    row.refresh_from_db()
    with pytest.raises(NotPossible):
        voiding.approve(row, user=second, now=timezone.now())


def test_the_public_page_tells_how_many_were_voided_and_why(petition, first, second, client, page):
    add_signatures(petition, 4)
    make_voiding(petition, first, second, Criteria(assurance="email"), explanation="საიდუმლო")
    jobs.void()
    text = client.get(page.get_url()).content.decode()
    assert "<li>დამზადდა" not in text
    assert "საიდუმლო" not in text
    assert client.get(f"/civic/api/v1/petitions/{petition.number}/").json()["counts"]["voided"] == {
        "machine": 4
    }


def test_many_signatures_from_one_network_in_an_hour_are_reported_once(petition, site):
    settings = PetitionSettings.for_site(site)
    settings.concentration_limit = 4
    settings.save()
    rows = traced(petition, 5)
    traced(petition, 3, ip="198.51.100.1", start=5)
    hour = rows[0].begun_at.replace(minute=0, second=0, microsecond=0)
    petition.signatures.update(begun_at=hour + timedelta(minutes=10))
    concentration.record(petition, hour)
    concentration.record(petition, hour)
    found = Concentration.objects.get()
    assert (found.axis, found.count) == ("network", 5)


def test_retention_takes_networks_and_domains_too(petition):
    traced(petition, 3)
    retention.anonymise(petition, timezone.now())
    assert not SignatureContact.objects.exists()
    assert petition.signatures.count() == 3


# Screens ------------------------------------------------------------------------------------


def test_an_officer_counts_proposes_and_another_approves(client, petition, first, second):
    add_signatures(petition, 4)
    client.force_login(first)
    url = f"{QUEUE}{petition.pk}/doubts/"
    assert client.get(url).status_code == 200
    answer = client.get(url, {"assurance": "email"})
    assert answer.context["found"] == 4
    data = {"assurance": "email", "reason": "machine", "explanation": "ერთი წამის შუალედით"}
    assert client.post(f"{url}propose/", data).status_code == 302
    row = Voiding.objects.get()
    client.post(f"{url}{row.pk}/approve/")
    row.refresh_from_db()
    assert row.standing == "proposed"
    client.force_login(second)
    client.post(f"{url}{row.pk}/approve/")
    row.refresh_from_db()
    assert row.standing == "running"


def test_the_screen_refuses_empty_criteria(client, petition, first):
    add_signatures(petition, 4)
    client.force_login(first)
    url = f"{QUEUE}{petition.pk}/doubts/"
    assert client.get(url, {"domain": ""}).context["found"] is None
    assert client.post(f"{url}propose/", {"reason": "other", "explanation": "ა"}).status_code == 200
    assert not Voiding.objects.exists()


def test_the_screen_lists_doubted_ones_by_kind_and_counts_them_after_all(
    client, petition, first, limits
):
    traced(petition, 6)
    count(petition)
    client.force_login(first)
    url = f"{QUEUE}{petition.pk}/doubts/"
    [group] = client.get(url).context["groups"]
    assert (group["suspicion"], group["count"]) == ("burst", 3)
    data = {name: group[name] for name in ("suspicion", "network", "domain")}
    client.post(f"{url}clear/", data)
    assert count(petition, 60) == 6


def test_who_may_only_look_sees_no_doubts(client, petition, make_user, site):
    auditor = make_user("auditor", "civic_petitions.view_petition", sites=[site])
    client.force_login(auditor)
    assert client.get(f"{QUEUE}{petition.pk}/doubts/").status_code == 302
    assert "doubts" not in client.get(f"{QUEUE}{petition.pk}/").content.decode()


def test_a_voiding_of_another_petition_is_not_found(client, petition, make_petition, first, second):
    other = make_petition("open", title="სხვა")
    add_signatures(petition, 1)
    row = voiding.propose(
        petition, Criteria(assurance="email"), reason="machine", user=first, now=timezone.now()
    )
    client.force_login(second)
    assert client.post(f"{QUEUE}{other.pk}/doubts/{row.pk}/approve/").status_code in (302, 404)
    row.refresh_from_db()
    assert row.approved_at is None


def test_a_rejected_petition_takes_no_voiding(make_petition, first):
    petition = make_petition()
    moderation.stop(petition, now=timezone.now(), user=first, reason="x")
    with pytest.raises(NotPossible):
        voiding.propose(
            petition, Criteria(assurance="email"), reason="other", user=first, now=timezone.now()
        )


def test_an_address_tells_its_domain(petition, rf):
    request = rf.get("/", REMOTE_ADDR="203.0.113.5")
    found = suspicion.trace(request, petition, contacts.parse("email", "Nino@Example.ORG"))
    assert (found["domain"], found["ip"]) == ("example.org", "203.0.113.5")


def test_a_signer_is_told_afterwards_that_a_signature_is_doubted_or_why_it_was_voided(
    site, petition, first, second, limits
):
    from wagtail_civic.petitions import mine

    traced(petition, 4)
    count(petition)
    rows = petition.signatures.filter(ended_as="suspected")
    assert "მოწმდება" in mine.standing_of(rows.get())
    make_voiding(petition, first, second, Criteria(suspected=True))
    jobs.void()
    voided = petition.signatures.get(ended_as="voided")
    assert "ავტომატურად" in mine.standing_of(voided)


def test_after_an_objection_one_signature_counts_again(
    client, petition, first, second, make_user, site
):
    add_signatures(petition, 3, confirmed_at=timezone.now() - timedelta(hours=2))
    make_voiding(petition, first, second, Criteria(assurance="email"))
    jobs.void()
    officer = make_user(
        "judge",
        "civic_petitions.view_petition",
        "civic_petitions.void_petition",
        "civic_petitions.see_contacts_petition",
        sites=[site],
    )
    client.force_login(officer)
    url = f"{QUEUE}{petition.pk}/doubts/"
    answer = client.post(f"{url}objection/", {"address": "Signer1@example.org"})
    [row] = answer.context["signed"]
    assert row["can_be_spared"]
    assert client.post(f"{url}spare/{row['uuid']}/").status_code == 302
    assert count(petition, 60) == 1
    assert voiding.voided_by_reason(petition) == [("machine", 2)]
    assert (
        client.post(f"{url}objection/", {"address": "nobody@example.org"}).context["signed"] == []
    )


def test_looking_up_a_signer_needs_the_right_to_personal_data_and_is_noted(
    client, petition, first, make_user, site
):
    from wagtail_civic.core.models import CivicLogEntry

    add_signatures(petition, 1)
    client.force_login(first)
    url = f"{QUEUE}{petition.pk}/doubts/objection/"
    assert client.post(url, {"address": "signer0@example.org"}).status_code == 302
    assert not CivicLogEntry.objects.filter(action="civic_petitions.see_contacts").exists()


def test_a_signature_of_another_petition_is_not_spared(client, petition, make_petition, second):
    other = make_petition("open", title="სხვა")
    [row] = add_signatures(other, 1)
    client.force_login(second)
    url = f"{QUEUE}{petition.pk}/doubts/spare/{row.uuid}/"
    assert client.post(url).status_code in (302, 404)
    row.refresh_from_db()
    assert row.ended_at is None
