"""Whoever follows an act hears what happens to it: each event once, in one letter for all acts."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from freezegun import freeze_time
from wagtail.models import PageViewRestriction, ReferenceIndex

from tests.documents import no_mail
from wagtail_civic.acts import following, tidings, withdrawing
from wagtail_civic.acts.jobs import tell_followers
from wagtail_civic.acts.models import (
    ActCommencement,
    ActFollower,
    ActRelation,
    ActTiding,
    ActVersion,
)
from wagtail_civic.core import contacts, letter_views, letters, personal_data

from .conftest import article

pytestmark = pytest.mark.django_db

NINO = contacts.parse("email", "nino@example.ge")
DATO = contacts.parse("email", "dato@example.ge")
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def follow():
    """``follow(act)``: somebody has asked to hear of it and confirmed that."""

    def make(act, contact=NINO, language="ka"):
        now = timezone.now()
        following.begin(act, contact, language, now)
        follower = ActFollower.objects.get(act=act, lookup=contact.lookup())
        assert following.confirm(follower, now)
        return follower

    return make


@pytest.fixture
def told():
    """The texts of the letters that a run of the job sends."""

    def run():
        before = len(mail.outbox)
        tell_followers()
        return [letter.body for letter in mail.outbox[before:]]

    return run


@pytest.fixture
def act(town):
    return town.act("17-51")


@pytest.fixture
def change(town):
    """``change(act, "amends")``: another act that does this to it."""

    def make(act, kind="amends", since=None, **fields):
        other = town.act(**{"title": "ცვლილების შესახებ", **fields})
        ActRelation.objects.create(act=other, kind=kind, target=act, since=since)
        return other

    return make


# What is told ---------------------------------------------------------------------------------


def test_what_happens_is_told_once(act, follow, change, told):
    follow(act)
    assert told() == []
    other = change(act)
    (letter,) = told()
    assert "დადგენილება №17-51: ადგილობრივი გზების შესახებ\nhttp" in letter
    assert f"შეტანილია ცვლილება: დადგენილება №{other.number}\nhttp" in letter
    assert told() == []


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("repeals", "გამოცხადდა ძალადაკარგულად: "),
        ("supplements", "შეტანილია დამატება: "),
        ("corrects", "გასწორდა: "),
    ],
)
def test_what_other_acts_do_to_it_is_told(act, follow, change, told, kind, words):
    follow(act)
    change(act, kind)
    (letter,) = told()
    assert words in letter


def test_that_another_act_is_based_on_it_is_nothing_that_happens_to_it(act, follow, change, told):
    follow(act)
    change(act, "based_on")
    assert told() == []


def test_a_new_text_is_told_with_its_address(town, act, follow, told):
    follow(act)
    text = [article("1", "მუხლი", "წესი")]
    ActVersion.objects.create(act=act, valid_from=date(2026, 4, 15), text=text)
    (letter,) = told()
    assert "კონსოლიდირებული ვერსია" in letter
    assert f"http://testserver{town.url(act)}20260415/" in letter


def test_what_was_known_before_is_not_told(act, follow, change, told):
    change(act)
    follow(act)
    assert told() == []
    change(act, "corrects")
    (letter,) = told()
    assert "შეტანილია ცვლილება" not in letter


def test_who_confirms_before_the_job_has_run_hears_nothing_old_and_others_do(
    act, follow, change, told
):
    follow(act)
    change(act)
    follow(act, DATO)
    told()
    assert [letter.to for letter in mail.outbox] == [["nino@example.ge"]]


def test_what_is_entered_late_is_told_all_the_same(act, follow, change, told):
    follow(act)
    change(act, adopted=date(2025, 1, 10), since=date(2025, 2, 1))
    (letter,) = told()
    assert "01.02.2025: შეტანილია ცვლილება" in letter


def test_what_is_known_beforehand_is_told_on_its_day_by_the_municipalitys_clock(
    town, act, follow, told
):
    with freeze_time("2027-01-10 09:00"):
        later = town.act("18", effective_on=date(2027, 2, 1), adopted=date(2027, 1, 5))
        ActCommencement.objects.create(act=act, scope="მუხლი 5", starts_on=date(2027, 2, 1))
        follow(later)
        follow(act)
    with freeze_time("2027-01-31 19:50"):  # ten to midnight in Tbilisi
        assert told() == []
    with freeze_time("2027-01-31 20:10"):
        (letter,) = told()
    assert "01.02.2027: ამოქმედება\n" in letter
    assert "ამოქმედება: მუხლი 5" in letter
    with freeze_time("2027-02-01 09:00"):
        assert told() == []


def test_its_end_is_told(act, follow, told):
    follow(act)
    type(act).objects.filter(pk=act.pk).update(expires_on=date(2027, 2, 1))
    with freeze_time("2027-01-31 09:00"):
        assert told() == []
    with freeze_time("2027-02-01 09:00"):
        (letter,) = told()
    assert "მოქმედების ბოლო დღე" in letter


def test_what_was_a_mistake_is_not_told(site, act, follow, change, told):
    follow(act)
    change(act)
    tidings.notice(site, timezone.now())
    ActRelation.objects.all().delete()
    assert told() == []
    change(act, "corrects")
    assert len(told()) == 1


# A date that is corrected ----------------------------------------------------------------------


def test_a_date_that_is_corrected_after_it_was_told_is_told_once(act, follow, change, told):
    follow(act)
    relation = ActRelation.objects.get(act=change(act, since=date(2026, 5, 1)))
    told()
    for day, words in ((date(2026, 6, 1), "01.06.2026"), (date(2026, 5, 1), "01.05.2026")):
        before = relation.since
        relation.since = day
        relation.save()
        (letter,) = told()
        assert f"{words}: შეტანილია ცვლილება" in letter
        assert f"თარიღი გასწორდა; ადრე მითითებული იყო {before:%d.%m.%Y}" in letter
        assert told() == []


def test_what_has_not_happened_after_all_is_told_at_once_and_not_again(act, follow, told):
    with freeze_time("2027-02-02 09:00"):
        follow(act)
        type(act).objects.filter(pk=act.pk).update(expires_on=date(2027, 2, 1))
        assert len(told()) == 1
        type(act).objects.filter(pk=act.pk).update(expires_on=date(2027, 3, 1))
        (letter,) = told()
        assert "01.03.2027: მოქმედების ბოლო დღე (თარიღი გასწორდა" in letter
        assert told() == []
    with freeze_time("2027-03-02 09:00"):
        assert told() == []


def test_a_correction_that_was_taken_back_before_the_letter_is_not_told(
    site, act, follow, change, told
):
    follow(act)
    relation = ActRelation.objects.get(act=change(act, since=date(2026, 5, 1)))
    told()
    for day in (date(2026, 6, 1), date(2026, 5, 1)):
        ActRelation.objects.filter(pk=relation.pk).update(since=day)
        tidings.notice(site, timezone.now())
    assert told() == []


def test_a_date_that_is_corrected_before_the_letter_is_told_as_it_is(
    site, act, follow, change, told
):
    follow(act)
    change(act, since=date(2026, 5, 1))
    tidings.notice(site, timezone.now())
    ActRelation.objects.update(since=date(2026, 6, 1))
    (letter,) = told()
    assert "01.06.2026: შეტანილია ცვლილება" in letter
    assert "თარიღი გასწორდა" not in letter
    assert told() == []


def test_what_waits_and_lies_ahead_after_all_is_not_told_before_its_day(
    site, act, follow, change, told
):
    follow(act)
    change(act, since=date(2026, 5, 1))
    tidings.notice(site, timezone.now())
    ActRelation.objects.update(since=date(2027, 6, 1))
    assert told() == []
    with freeze_time("2027-06-01 09:00"):
        (letter,) = told()
    assert "თარიღი გასწორდა" not in letter


def test_a_correction_of_what_was_known_before_is_told_to_who_follows(act, follow, change, told):
    change(act, since=date(2026, 5, 1))
    follow(act)
    ActRelation.objects.update(since=date(2026, 6, 1))
    follow(act, DATO)
    (letter,) = told()
    assert "ადრე მითითებული იყო 01.05.2026" in letter
    assert mail.outbox[-1].to == ["nino@example.ge"]


# What it looks like ----------------------------------------------------------------------------


def test_a_letter_is_in_the_language_of_who_asked(act, follow, change, told):
    follow(act, language="en")
    change(act)
    (letter,) = told()
    assert "Amended: Resolution №" in letter
    assert mail.outbox[-1].subject == "An act that you follow: Resolution №17-51"


def test_very_much_of_one_act_is_not_all_listed(act, follow, change, told, monkeypatch):
    monkeypatch.setattr(tidings, "MOST_OF_AN_ACT", 2)
    follow(act)
    for _number in range(3):
        change(act)
    (letter,) = told()
    assert letter.count("შეტანილია ცვლილება") == 2
    assert "სრულად ნახავთ აქტის გვერდზე" in letter


# To whom, and how often -----------------------------------------------------------------------


def test_all_acts_of_an_address_are_one_letter(town, act, follow, change, told):
    other = town.act("18")
    for each in (act, other, town.act("19")):
        follow(each)
    change(act)
    change(other)
    (letter,) = told()
    assert "№17-51" in letter
    assert "№18:" in letter
    assert "№19:" not in letter
    assert mail.outbox[-1].subject.endswith(": 2")


def test_each_address_gets_a_letter_of_its_own(act, follow, change, told):
    follow(act)
    follow(act, DATO)
    change(act)
    assert len(told()) == 2
    assert {letter.to[0] for letter in mail.outbox} == {"nino@example.ge", "dato@example.ge"}


def test_an_address_that_was_kept_under_two_keys_gets_one_letter(
    town, act, follow, change, told, settings
):
    other = town.act("18")
    follow(act)
    old = settings.WAGTAIL_CIVIC["LOOKUP_KEYS"]
    keys = ["a-newer-lookup-key-0123456789-abcdef", *old]
    settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, "LOOKUP_KEYS": keys}
    stop = following.stop_url(follow(other))
    change(act)
    change(other)
    assert len(told()) == 1
    assert len(letters.all_of(ActFollower.objects.get(act=act))) == 2
    assert stop in mail.outbox[-1].body


def test_two_runs_at_once_tell_once(site, act, follow, change):
    follow(act)
    change(act)
    now = timezone.now()
    waiting = tidings.notice(site, now)
    assert (waiting, tidings.notice(site, now)) == (1, 0)
    rows = list(ActTiding.objects.filter(told_at=None))
    assert tidings.send_waiting(now) == 1
    assert not letters._claim(rows[0], None, now)
    assert tidings.send_waiting(now) == 0
    assert len(mail.outbox) == 1


def test_a_mail_server_that_does_not_answer_loses_nothing(act, follow, change, told, settings):
    follow(act)
    change(act)
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "tests.documents.no_mail.Backend"
    assert told() == []
    settings.EMAIL_BACKEND = working
    assert len(told()) == 1


def test_one_letter_that_cannot_be_sent_keeps_no_other_waiting(
    act, follow, change, told, settings, monkeypatch
):
    for number in range(4):
        follow(act, contacts.parse("email", f"citizen{number}@example.ge"))
    change(act)
    monkeypatch.setattr(no_mail.Picky, "refused", "")
    settings.EMAIL_BACKEND = "tests.documents.no_mail.Picky"
    assert len(told()) == 3
    assert ActTiding.objects.get(told_at=None).follower.address == no_mail.Picky.refused


def test_what_could_not_be_told_for_a_week_is_no_news_any_more(site, act, follow, change, told):
    follow(act)
    change(act)
    tidings.notice(site, timezone.now() - timedelta(days=8))
    assert told() == []


def test_who_has_not_confirmed_hears_nothing_and_is_forgotten(act, change, told):
    now = timezone.now()
    following.begin(act, NINO, "ka", now)
    change(act)
    assert told() == []
    personal_data.retain(now + timedelta(days=2))
    assert ActFollower.objects.exists()
    personal_data.retain(now + timedelta(days=4))
    assert not ActFollower.objects.exists()


def test_the_job_asks_no_more_for_more_acts(town, follow, change):
    def statements():
        with CaptureQueriesContext(connection) as asked:
            tell_followers()
        return len(asked)

    act = town.act()
    change(act)
    follow(act)
    few = statements()
    for number in range(5):
        act = town.act()
        change(act)
        follow(act, contacts.parse("email", f"citizen{number}@example.ge"))
    assert statements() <= few


# What is not told -----------------------------------------------------------------------------


def test_a_draft_is_not_told_before_it_is_published(act, follow, change, told):
    follow(act)
    other = change(act, live=False)
    assert told() == []
    other.live = True
    other.save()
    assert len(told()) == 1


def test_what_the_registry_does_not_show_is_not_told(town, act, follow, change, told, monkeypatch):
    shown = type(town.registry)
    hidden = town.act("18", adopted=date(2025, 1, 10))
    follow(act)
    follow(hidden)
    monkeypatch.setattr(shown, "acts_shown", lambda self: Q(year__gte=2026))
    change(act, adopted=date(2025, 2, 1))
    change(hidden)
    assert told() == []
    withdrawing.withdraw(hidden, reason="შეცდომა")
    assert told() == []


def test_while_the_registry_is_private_nothing_is_told(town, act, follow, change, told):
    follow(act)
    change(act)
    walls = [
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
        for page in (town.registry, town.registry_en)
    ]
    assert told() == []
    for wall in walls:
        wall.delete()
    assert len(told()) == 1


def test_what_is_private_when_the_letter_goes_is_not_told(site, town, act, follow, change):
    follow(act)
    change(act)
    now = timezone.now()
    tidings.notice(site, now)
    withdrawing.withdraw(act, reason="შეცდომა")
    assert tidings.send_waiting(now) == 0
    assert mail.outbox == []


def test_another_municipality_is_told_nothing(act, other_town, follow, change, told):
    theirs = other_town.act("17-51")
    follow(theirs, DATO)
    foreign = other_town.act("99")
    ActRelation.objects.create(act=foreign, kind="amends", target=act)
    follow(act)
    change(act, "corrects")
    (letter,) = told()
    assert mail.outbox[-1].to == ["nino@example.ge"]
    assert "№99" not in letter


# Withdrawn ------------------------------------------------------------------------------------


def test_of_an_act_that_was_withdrawn_this_alone_is_told(act, follow, change, told):
    follow(act)
    change(act)
    withdrawing.withdraw(act, reason="შეცდომა")
    (letter,) = told()
    assert "აქტი ამოღებულია რეესტრიდან" in letter
    assert "№17-51" in letter
    assert act.title not in letter
    assert "შეტანილია ცვლილება" not in letter
    assert told() == []


def test_what_happened_meanwhile_is_told_when_it_is_back(act, follow, change, told):
    follow(act)
    withdrawn = withdrawing.withdraw(act, reason="შეცდომა")
    told()
    change(act)
    assert told() == []
    withdrawn.refresh_from_db()
    withdrawn.save_revision().publish()
    (letter,) = told()
    assert "შეტანილია ცვლილება" in letter
    withdrawn.refresh_from_db()
    withdrawing.withdraw(withdrawn, reason="ისევ")
    (letter,) = told()
    assert "აქტი ამოღებულია" in letter


def test_an_act_whose_time_ran_out_is_told_once(act, follow, told):
    follow(act)
    type(act).objects.filter(pk=act.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    assert len(told()) == 1
    act.refresh_from_db()
    act.unpublish(set_expired=True)
    assert told() == []


def test_who_follows_an_act_that_stays_away_is_forgotten_and_was_told_so(town, act, follow, told):
    kept, back = town.act("18"), town.act("19")
    for each in (act, kept, back):
        follow(each)
    for each in (act, back):
        withdrawing.withdraw(each, reason="შეცდომა")
    (letter,) = told()
    assert letter.count(f"თუ აქტი {following.GONE.days} დღეში არ დაბრუნდება") == 2
    back.refresh_from_db()
    back.save_revision().publish()
    personal_data.retain(timezone.now() + following.GONE - timedelta(days=1))
    assert ActFollower.objects.count() == 3
    personal_data.retain(timezone.now() + following.GONE + timedelta(days=1))
    assert {row.act_id for row in ActFollower.objects.all()} == {kept.pk, back.pk}


def test_who_follows_an_act_whose_time_ran_out_is_forgotten(act):
    now = timezone.now()
    type(act).objects.filter(pk=act.pk).update(expire_at=now)
    follower = ActFollower.objects.create(
        act=act, site=act.site, language="ka", address=NINO.value, confirmed_at=now
    )
    personal_data.retain(now + following.GONE - timedelta(days=1))
    follower.refresh_from_db()
    personal_data.retain(now + following.GONE + timedelta(days=1))
    assert not ActFollower.objects.exists()


# Asking ---------------------------------------------------------------------------------------


def send_form(client, address, values):
    """Get the form and send it as a browser would."""
    form = client.get(address).content.decode()
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    return client.post(address, fields | values)


@pytest.fixture
def ask(client, settings, django_capture_on_commit_callbacks):
    """``ask(act, address)`` in the form of the act; what was asked for is sent."""
    settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, "FORM_MINIMUM_SECONDS": 0}

    def send(act, address="Nino@Example.ge"):
        url = reverse("civic_acts:follow", args=["ka", act.key])
        with django_capture_on_commit_callbacks(execute=True):
            return send_form(client, url, {"address": address})

    return send


def test_a_citizen_follows_an_act_and_ends_it(client, town, act, change, ask, told):
    page = client.get(town.url(act))
    assert not page.cookies
    address = reverse("civic_acts:follow", args=["ka", act.key])
    assert f'href="{address}"' in page.content.decode()
    assert ask(act).status_code == 302
    (letter,) = mail.outbox
    assert act.title not in letter.body
    link = re.search(r"https?://\S+?(/civic/\S+)", letter.body)[1]
    assert "№17-51" in client.get(link).content.decode()
    assert ActFollower.objects.get().confirmed_at is None
    response = send_form(client, link, {})
    html = client.get(response.url).content.decode()
    assert "აქტი გამოწერილია" in html
    assert f'href="{town.url(act)}"' in html
    assert act.title in html
    follower = ActFollower.objects.get()
    assert follower.confirmed_at is not None
    change(act)
    (text,) = told()
    stop = following.stop_url(follower)
    assert stop in text
    assert client.get(stop).status_code == 200
    assert ActFollower.objects.exists()
    response = send_form(client, stop, {})
    assert "წერილებს აღარ მიიღებთ" in client.get(response.url).content.decode()
    assert not ActFollower.objects.exists()
    assert client.get(stop).status_code == 302


def test_who_asks_again_is_answered_alike_and_hears_nothing_twice(act, follow, change, ask, told):
    follower = follow(act)
    change(act)
    answer = ask(act)
    assert answer.status_code == 302
    assert ask(act, "dato@example.ge").url.split("/")[:4] == answer.url.split("/")[:4]
    assert following.confirm(follower, timezone.now())
    assert ActFollower.objects.confirmed().count() == 1
    assert len(told()) == 1


def test_an_address_has_so_many_acts_and_is_asked_no_more(town, act, follow, ask, monkeypatch):
    monkeypatch.setattr(following, "MAX_ACTS", 1)
    follow(act)
    response = ask(town.act("18"))
    assert response.status_code == 302
    assert len(mail.outbox) == 1  # about the act that it follows
    assert ActFollower.objects.count() == 1


def test_what_strangers_ask_for_in_its_name_does_not_fill_its_share(town, act, follow, monkeypatch):
    monkeypatch.setattr(following, "MAX_ACTS", 2)
    for _number in range(5):
        following.begin(town.act(), NINO, "ka", timezone.now())
    follow(act)
    assert ActFollower.objects.confirmed().count() == 1


def test_who_asks_too_often_is_told_so(act, ask, monkeypatch):
    rules = letter_views.abuse.Limits(site=(letter_views.abuse.Rule(1, timedelta(hours=1)),))
    monkeypatch.setattr(letter_views, "LIMITS", rules)
    assert ask(act).status_code == 302
    assert ask(act).status_code == 429


def test_a_form_that_a_machine_filled_in_or_without_an_address_follows_nothing(act, ask, client):
    assert ask(act, "nobody").status_code == 200
    url = reverse("civic_acts:follow", args=["ka", act.key])
    send_form(client, url, {"address": "nino@example.ge", "website": "x"})
    assert client.post(url, {"address": "nino@example.ge"}).status_code == 200
    assert not ActFollower.objects.exists()


def test_what_is_not_public_is_followed_by_nobody(client, town, other_town, act):
    withdrawing.withdraw(act, reason="შეცდომა")
    for hidden in (act, town.act(live=False), other_town.act()):
        url = reverse("civic_acts:follow", args=["ka", hidden.key])
        assert client.get(url).status_code == 404


def test_an_act_that_was_withdrawn_meanwhile_is_followed_no_more(client, act, ask, told):
    ask(act)
    link = re.search(r"https?://\S+?(/civic/\S+)", mail.outbox[0].body)[1]
    withdrawing.withdraw(act, reason="შეცდომა")
    assert act.title not in client.get(link).content.decode()
    response = send_form(client, link, {})
    assert "აქტი რეესტრში აღარ არის" in client.get(response.url).content.decode()
    assert not ActFollower.objects.confirmed().exists()
    assert told() == []


def test_the_page_after_confirming_names_no_act_that_is_not_public_any_more(
    client, town, other_town, act
):
    withdrawing.withdraw(act, reason="შეცდომა")
    for hidden in (act, town.act(live=False), other_town.act()):
        html = client.get(reverse("civic_acts:followed_act", args=["ka", hidden.key]))
        html = html.content.decode()
        assert hidden.title not in html
        assert f">{town.registry.title}</a>" in html


# Ending ---------------------------------------------------------------------------------------


def test_one_click_in_a_mail_program_ends_all(client, town, act, follow, change, told):
    follow(act)
    other = follow(town.act("18"))
    change(other.act)
    told()
    headers = mail.outbox[-1].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = headers["List-Unsubscribe"].strip("<>")
    assert stop == f"http://testserver{following.stop_url(other)}"
    response = client.post(stop.removeprefix("http://testserver"), ONE_CLICK)
    assert response.status_code == 204
    assert not ActFollower.objects.exists()


def test_the_form_ends_one_or_all(client, town, act, follow):
    first, second, third = follow(act), follow(town.act("18")), follow(town.act("19"))
    follow(act, DATO)
    send_form(client, following.stop_url(first), {})
    assert not ActFollower.objects.filter(pk=first.pk).exists()
    assert ActFollower.objects.filter(pk__in=[second.pk, third.pk]).count() == 2
    send_form(client, following.stop_url(second), {"all": "on"})
    assert ActFollower.objects.get().address == "dato@example.ge"


def test_nobody_ends_the_letters_of_others(client, act, follow, other_site):
    follower = follow(act)
    wrong = reverse("civic_acts:stop", args=["ka", follower.uuid, "0" * 32])
    assert client.get(wrong).status_code == 404
    assert client.post(wrong, ONE_CLICK).status_code == 404
    client.post(following.stop_url(follower), ONE_CLICK, HTTP_HOST="other.example")
    assert ActFollower.objects.exists()


# What is held ---------------------------------------------------------------------------------


def test_the_address_is_stored_encrypted(act, follow):
    follow(act)
    with connection.cursor() as cursor:
        cursor.execute("SELECT address FROM civic_acts_actfollower")
        assert "nino" not in cursor.fetchone()[0]


def test_a_person_gets_and_erases_what_is_held(site, act, follow, change, told):
    follow(act)
    follow(act, DATO)
    held = personal_data.find(NINO, site).values()
    assert any("№17-51" in line for lines in held for line in lines)
    assert personal_data.export(NINO, site)["followed_acts"][0]["act"] == str(act.key)
    personal_data.erase(NINO, site, timezone.now())
    assert ActFollower.objects.get().address == "dato@example.ge"
    change(act)
    assert len(told()) == 1


def test_editors_do_not_see_who_follows_where_they_see_uses(act, follow):
    follow(act)
    assert not ReferenceIndex.get_references_to(act).exists()
