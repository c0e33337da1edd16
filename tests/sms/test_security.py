"""What strangers, and colleagues without the right, may try with SMS."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from wagtail_civic.core import contacts, history, tables
from wagtail_civic.core.models import CivicLogEntry, Verification
from wagtail_civic.sms import channel, jobs, pumping, subscribing
from wagtail_civic.sms.gateways import hooks
from wagtail_civic.sms.models import Campaign, Delivery, Subscriber

NUMBER = "+995599123456"

# Who may do what with a mailing ---------------------------------------------------------------

ROLES = {
    "nobody": (),
    "viewer": ("view_campaign",),
    "author": ("add_campaign", "change_campaign", "view_campaign", "send_campaign"),
    "approver": ("view_campaign", "approve_campaign", "send_campaign"),
    "clerk": ("import_subscriber", "view_subscriber", "suppress_subscriber"),
}
SCREENS = {
    # screen: who may open it
    "inspect": {"viewer", "author", "approver"},
    "history": {"author", "viewer", "approver"},
    "edit": {"author"},
    "export": {"viewer", "author", "approver"},
    "test": {"author", "approver"},
}
MOVES = {
    # what is posted: who may do it
    "act": {"author", "approver"},
    "copy_mailing": {"author"},
}


@pytest.fixture
def log_in(client, make_user, site, other_site):
    def log_in(role, where=None):
        rights = [f"civic_sms.{name}" for name in ROLES[role]]
        client.force_login(make_user(f"{role}-{where}", *rights, sites=[where or site]))
        return client

    return log_in


def address(screen, campaign):
    args = [campaign.pk, "submit"] if screen == "act" else [campaign.pk]
    with translation.override("ka"):
        return reverse(f"civic_sms_campaigns:{screen}", args=args)


def opens(answer, marks):
    body = answer.getvalue() if answer.streaming else answer.content
    return answer.status_code == 200 and any(mark in body.decode() for mark in marks)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("screen", SCREENS)
def test_each_screen_of_a_mailing_opens_for_those_it_is_for(
    screen, role, log_in, make_subscriber, make_campaign, started
):
    make_subscriber(NUMBER)
    draft = make_campaign("საიდუმლო წყალი", title="საიდუმლო")
    history.log(draft, "civic_sms.pause", reason="საიდუმლო")
    campaign = started(make_campaign(title="საიდუმლო")) if screen == "export" else draft
    answer = log_in(role).get(address(screen, campaign), follow=True)
    assert opens(answer, ["საიდუმლო", "•56"]) is (role in SCREENS[screen])


@pytest.mark.parametrize("role", ["author", "approver"])
@pytest.mark.parametrize("screen", SCREENS)
def test_no_screen_of_a_mailing_opens_for_another_municipality(
    screen, role, log_in, make_campaign, other_site
):
    campaign = make_campaign("საიდუმლო წყალი", title="საიდუმლო")
    answer = log_in(role, other_site).get(address(screen, campaign), follow=True)
    assert not opens(answer, ["საიდუმლო", "•56"])
    assert answer.status_code == 404 or answer.redirect_chain


@pytest.mark.parametrize("where", ["here", "elsewhere"])
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("move", MOVES)
def test_each_move_is_made_by_those_it_is_for_in_their_municipality(
    move, role, where, log_in, make_campaign, site, other_site
):
    campaign = make_campaign()
    log_in(role, site if where == "here" else other_site).post(address(move, campaign))
    campaign.refresh_from_db()
    moved = campaign.state != "draft" or Campaign.objects.count() > 1
    assert moved is (role in MOVES[move] and where == "here")


def test_a_mailing_of_another_municipality_is_found_in_no_list_and_by_no_search(
    log_in, make_campaign, other_site
):
    make_campaign("საიდუმლო", title="საიდუმლო", site=other_site)
    client = log_in("author")
    with translation.override("ka"):
        listing = reverse("civic_sms_campaigns:index")
    for query in ("", "?q=საიდუმლო", "?state=draft"):
        assert "საიდუმლო</" not in client.get(listing + query, follow=True).content.decode()


# Whole numbers --------------------------------------------------------------------------------


def test_a_number_of_another_municipality_is_neither_shown_nor_logged(
    client, make_user, make_subscriber, site, other_site
):
    theirs = make_subscriber(NUMBER, site=other_site)
    rights = ("civic_sms.unmask_subscriber", "civic_sms.view_subscriber")
    client.force_login(make_user("chief", *rights, sites=[site]))
    with translation.override("ka"):
        unmask = reverse("civic_sms_subscribers:unmask", args=[theirs.pk])
    answer = client.post(unmask, follow=True)
    assert answer.status_code == 404
    assert not CivicLogEntry.objects.filter(action="civic_sms.unmask").exists()


# Who asks whether a number is known -----------------------------------------------------------


def test_new_known_left_and_refused_numbers_cost_the_same_work(ask, make_subscriber, now):
    make_subscriber("+995599000001")
    subscribing.opt_out(make_subscriber("+995599000002"), now)
    make_subscriber("+995599000004", confirmed_at=None, origin="paper")
    ask("599000009")
    costs = {}
    for number in ("599000001", "599000002", "599000003", "599000004"):
        with CaptureQueriesContext(connection) as queries:
            answer = ask(number)
        costs[number] = (answer.status_code, len(queries))
    assert len(set(costs.values())) == 1, costs


@pytest.mark.parametrize("text", ["599123456;ext=7", "599 12 34 56 ext. 7", "599123456#99"])
def test_an_extension_makes_no_second_person(text, ask, make_subscriber):
    known = make_subscriber(NUMBER)
    try:
        contact = contacts.parse("phone", text)
    except contacts.InvalidContact:
        return
    assert contact.value == NUMBER
    assert list(Subscriber.objects.of(contact, known.site)) == [known]


# Codes at the municipality's cost -------------------------------------------------------------


def test_who_may_send_is_written_to_once_when_the_days_codes_are_used_up(
    ask, make_user, sms_settings, gateway, site
):
    make_user("sender", "civic_sms.send_campaign", sites=[site])
    make_user("viewer", "civic_sms.view_campaign", sites=[site])
    sms_settings.daily_codes = 1
    sms_settings.save()
    for serial in range(4):
        ask(f"59900000{serial}")
    assert len(gateway) == 1
    assert [letter.to for letter in mail.outbox] == [["sender@chaieti.example"]]
    assert "599" not in mail.outbox[0].body
    assert channel.alarm(site, timezone.now() + timedelta(days=1)) == 1


@pytest.mark.parametrize(
    ("sent", "confirmed", "odd"),
    [(29, 0, False), (30, 0, True), (30, 7, True), (30, 8, False), (400, 99, True)],
)
def test_codes_that_hardly_anybody_types_in_are_odd(sent, confirmed, odd):
    assert pumping.is_odd(sent, confirmed) is odd


def test_the_office_is_written_to_once_when_codes_are_not_typed_in(make_user, site, now):
    make_user("sender", "civic_sms.send_campaign", sites=[site])
    for serial in range(32):
        Verification.objects.create(
            site=site,
            channel="phone",
            purpose="sms.subscribe",
            language="ka",
            contact_lookup=f"{serial:064}",
            contact_value=NUMBER,
            contact_canonical=NUMBER,
            created_at=now,
            expires_at=now,
            sent_at=now,
            confirmed_at=now if serial < 3 else None,
        )
    assert jobs.watch_codes(now + timedelta(minutes=5)) == 0, "they may still be typing"
    assert jobs.watch_codes(now + timedelta(minutes=11)) == 1
    assert jobs.watch_codes(now + timedelta(minutes=12)) == 0
    assert "29" not in mail.outbox[0].body
    assert "32" in mail.outbox[0].body
    Verification.objects.update(confirmed_at=now)
    assert jobs.watch_codes(now + timedelta(hours=23)) == 0


# Providers' calls -----------------------------------------------------------------------------


def test_every_secret_is_compared_in_constant_time_and_none_is_left_out(monkeypatch):
    compared = []

    def compare(one, other):
        compared.append(other)
        return one == other

    monkeypatch.setattr(hooks, "constant_time_compare", compare)
    assert hooks.is_one_of("newest", ["newest", "older", "oldest"])
    assert compared == ["newest", "older", "oldest"]
    assert not hooks.is_one_of("", ["", "older"])


# Files ----------------------------------------------------------------------------------------


def bomb():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (300 * 1024 * 1024))
    file.seek(0)
    file.name = "list.xlsx"
    return file


def test_a_list_that_would_burst_is_refused_before_it_is_unpacked():
    with pytest.raises(tables.TableError):
        tables.read(bomb())


def test_no_row_of_a_message_holds_a_number_that_can_be_read(
    make_subscriber, make_campaign, started
):
    make_subscriber(NUMBER)
    started(make_campaign())
    assert NUMBER[4:] not in str(list(Delivery.objects.values()))
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM civic_sms_subscriber")
        assert NUMBER[4:] not in str(cursor.fetchall())
