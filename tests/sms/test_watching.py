"""The office's screen of gateways, their balance, and the messages of citizens."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.urls import reverse
from django.views.debug import ExceptionReporter

from wagtail_civic.core import contacts, personal_data
from wagtail_civic.core.models import CivicLogEntry
from wagtail_civic.sms import gateways, inbound, jobs, pausing, watching
from wagtail_civic.sms.gateways import Capabilities, InboundEvent, NoGateway, Result, Status, locmem
from wagtail_civic.sms.models import GatewayState, Inbound, SmsSettings
from wagtail_civic.sms.personal import INBOUND_KEPT
from wagtail_civic.sms.seams import to_do

from .exchanges import PROVIDERS, entry_of

NUMBER = "+995599123456"
INDEX = "/admin/civic_sms_gateways/"
MEMORY = {"BACKEND": "wagtail_civic.sms.gateways.locmem.LocmemGateway"}


def is_absent(response) -> bool:
    """A host with language prefixes looks for what is absent below a prefix."""
    return response.status_code == 404 or response["Location"].startswith("/ka/")


@pytest.fixture
def screen(client):
    def look(user):
        client.force_login(user)
        return client.get(INDEX)

    return look


@pytest.fixture
def two(settings, site, other_site):
    """Each municipality has a gateway of its own."""
    settings.WAGTAIL_CIVIC = {
        **settings.WAGTAIL_CIVIC,
        "SMS_GATEWAYS": {"memory": MEMORY, "theirs": MEMORY},
    }
    SmsSettings.objects.create(site=other_site, gateway="theirs")


@pytest.fixture
def watcher(make_user, site):
    return make_user("watcher", "civic_sms.view_gatewaystate", sites=[site])


@pytest.fixture
def sender(make_user, site):
    return make_user("sender", "civic_sms.send_campaign", sites=[site])


@pytest.fixture
def tester(make_user, site):
    names = ("view_gatewaystate", "test_gatewaystate")
    return make_user("tester", *(f"civic_sms.{name}" for name in names), sites=[site])


# The screen ------------------------------------------------------------------------------------


def test_it_shows_the_gateways_of_one_s_own_municipality_only(screen, two, watcher, superuser):
    page = screen(watcher).content.decode()
    assert "memory" in page
    assert "theirs" not in page
    assert "theirs" in screen(superuser).content.decode()


def test_it_says_why_a_gateway_is_paused_and_who_may_resumes_it(
    client, screen, two, watcher, sender, now
):
    pausing.pause("memory", "balance-20", now)
    page = screen(watcher).content.decode()
    assert "balance-20" in page
    assert f"{INDEX}memory/resume/" not in page
    assert client.post(f"{INDEX}memory/resume/").status_code == 302
    assert pausing.paused() == {"memory": "balance-20"}
    assert f"{INDEX}memory/resume/" in screen(sender).content.decode()
    client.post(f"{INDEX}memory/resume/")
    assert pausing.paused() == {}


@pytest.mark.parametrize("what", ["resume", "test"])
def test_the_gateway_of_another_municipality_is_left_alone(client, two, sender, tester, now, what):
    pausing.pause("theirs", "key", now)
    client.force_login({"resume": sender, "test": tester}[what])
    assert is_absent(client.post(f"{INDEX}theirs/{what}/", {"number": NUMBER}))
    assert "theirs" in pausing.paused()


def test_it_counts_the_parts_sent_today(
    screen, watcher, make_subscriber, make_campaign, started, now, site
):
    make_subscriber()
    campaign = started(make_campaign())
    jobs.pump(campaign.pk, now)
    [row] = watching.overview([site], ["memory"], now)
    assert row.parts_today == campaign.deliveries.get().segments
    [row] = watching.overview([site], ["memory"], now + timedelta(days=1))
    assert row.parts_today == 0


def test_it_names_what_is_wrong_and_no_option(screen, settings, watcher, sms_settings):
    entries = {
        name: entry_of(name, HOOK_SECRETS=[f"hook-secret-of-{name}-0123456789"])
        for name in PROVIDERS
    }
    settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, "SMS_GATEWAYS": entries}
    for name, (_path, account, _accepted) in PROVIDERS.items():
        sms_settings.gateway, sms_settings.backup_gateway = name, "gone"
        sms_settings.save()
        page = screen(watcher).content.decode()
        assert "SMS_GATEWAYS" in page, "the second is not in the settings"
        assert "hook-secret" not in page
        secrets = [value for value in account.values() if isinstance(value, str) and len(value) > 5]
        assert not [value for value in secrets if value in page]


def test_a_fault_in_the_settings_is_told_without_them(settings, rf):
    """What a mail to the administrators would hold if this error reached them."""
    entry = {**entry_of("smsoffice"), "RATE": "fast"}
    settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, "SMS_GATEWAYS": {"office": entry}}
    with pytest.raises(NoGateway) as raised:
        gateways.get("office")
    error = raised.value
    report = ExceptionReporter(rf.get("/"), type(error), error, raised.tb.tb_next)
    assert "office-key" not in report.get_traceback_text()
    assert "office-key" not in report.get_traceback_html()
    assert "RATE must be a number" in str(error)


def test_a_key_that_cannot_stand_in_an_address_is_a_check(settings):
    from wagtail_civic.core.checks import check_settings

    settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, "SMS_GATEWAYS": {"my gateway/1": MEMORY}}
    assert "my gateway/1" in " ".join(problem.msg for problem in check_settings())


def test_the_menu_shows_it_to_whom_it_concerns(client, watcher, make_user):
    client.force_login(watcher)
    assert INDEX in client.get("/admin/").content.decode()
    client.force_login(make_user("reader", "civic_sms.view_campaign"))
    assert INDEX not in client.get("/admin/").content.decode()


# The test message ------------------------------------------------------------------------------


def send(client, key="memory", number="599 12 34 56", site=None):
    data = {"number": number, **({"site": site.pk} if site else {})}
    return client.post(f"{INDEX}{key}/test/", data, follow=True)


def test_a_test_message_goes_to_one_telephone_and_is_logged_without_it(
    client, tester, gateway, site
):
    client.force_login(tester)
    assert client.get(f"{INDEX}memory/test/").status_code == 200
    send(client, site=site)
    assert [message.to for message in gateway] == [NUMBER]
    entry = CivicLogEntry.objects.get(action="civic_sms.gateway_test")
    assert (entry.user, entry.site_id) == (tester, site.pk)
    assert "memory: sent" in entry.data["reason"]
    assert "599123456" not in str(entry.data)


def test_a_test_message_leaves_though_the_gateway_is_paused(client, tester, gateway, site, now):
    pausing.pause("memory", "key", now)
    client.force_login(tester)
    send(client, site=site)
    assert len(gateway) == 1


def test_what_the_gateway_said_is_shown(client, tester, site, monkeypatch):
    def refuse(self, message):
        return Result(message.ref, Status.HALTED, code="20")

    monkeypatch.setattr(locmem.LocmemGateway, "transmit", refuse)
    client.force_login(tester)
    assert "halted 20" in send(client, site=site).content.decode()


def test_a_landline_gets_no_test_message(client, tester, gateway, site):
    client.force_login(tester)
    send(client, number="032 2 12 34 56", site=site)
    assert gateway == []


def test_test_messages_are_few(client, tester, gateway, site):
    client.force_login(tester)
    for _time in range(12):
        send(client, site=site)
    assert len(gateway) == 10


def test_an_administrator_tries_a_gateway_before_anybody_uses_it(
    client, superuser, settings, site, gateway
):
    settings.WAGTAIL_CIVIC = {
        **settings.WAGTAIL_CIVIC,
        "SMS_GATEWAYS": {"memory": MEMORY, "new": MEMORY},
    }
    client.force_login(superuser)
    assert f"{INDEX}new/test/" in client.get(INDEX).content.decode()
    send(client, key="new", site=site)
    assert len(gateway) == 1


# The log and the list of what is to do ----------------------------------------------------------


def test_a_pause_is_in_the_log_of_each_municipality_concerned(two, site, other_site, now, author):
    pausing.pause("theirs", "key", now)
    entry = CivicLogEntry.objects.get(action="civic_sms.gateway_pause")
    assert entry.site_id == other_site.pk
    assert entry.data["reason"] == "theirs: key"
    pausing.resume("theirs", author)
    assert CivicLogEntry.objects.get(action="civic_sms.gateway_resume").site_id == other_site.pk


def test_a_paused_gateway_leads_to_the_screen(rf, sender, now, site):
    pausing.pause("memory", "key", now)
    request = rf.get("/")
    request.user = sender
    assert [item.url for item in to_do(request) if item.overdue] == [INDEX]


# The balance -----------------------------------------------------------------------------------


@pytest.fixture
def balance(settings, monkeypatch, site):
    """`balance(12)`: what the provider says is left; little is below 100."""
    left = {}
    monkeypatch.setattr(
        locmem.LocmemGateway, "capabilities", Capabilities(rate=1000.0, balance=True)
    )
    monkeypatch.setattr(locmem.LocmemGateway, "balance", lambda self: left.get("now"))
    settings.WAGTAIL_CIVIC = {
        **settings.WAGTAIL_CIVIC,
        "SMS_GATEWAYS": {"memory": {**MEMORY, "LOW_BALANCE": 100}},
    }

    def say(value):
        left["now"] = None if value is None else Decimal(value)

    return say


def test_the_balance_is_kept_with_the_moment(balance, screen, watcher, now):
    balance("1234.50")
    assert jobs.ask_balances(now) == 1
    state = GatewayState.objects.get(pk="memory")
    assert (state.balance, state.balance_at) == (Decimal("1234.50"), now)
    page = screen(watcher).content.decode().replace("\xa0", " ")
    assert "1 234,5" in page
    balance(None)
    jobs.ask_balances(now + timedelta(days=1))
    assert GatewayState.objects.get(pk="memory").balance_at == now


def test_little_balance_is_told_once_until_there_is_enough_again(balance, author, now, rf):
    request = rf.get("/")
    request.user = author
    balance(20)
    for day in range(3):
        jobs.ask_balances(now + timedelta(days=day))
    assert [message.to for message in mail.outbox] == [["author@chaieti.example"]]
    assert "20" in mail.outbox[0].body
    assert [item.url for item in to_do(request) if item.overdue] == [INDEX]
    balance(500)
    jobs.ask_balances(now + timedelta(days=3))
    assert not [item for item in to_do(request) if item.overdue]
    balance(20)
    jobs.ask_balances(now + timedelta(days=4))
    assert len(mail.outbox) == 2


def test_without_a_limit_nobody_is_told(balance, settings, author, now):
    settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, "SMS_GATEWAYS": {"memory": MEMORY}}
    balance(0)
    jobs.ask_balances(now)
    assert mail.outbox == []
    assert watching.low_for([]) == []


def test_balances_are_asked_daily():
    from wagtail_civic.core import jobs as core_jobs

    assert core_jobs.registered.get("sms.balances").every == timedelta(days=1)


# Messages from citizens -------------------------------------------------------------------------

INBOX = "/admin/civic_sms_inbound/"


@pytest.fixture
def written(site, now):
    inbound.take("memory", [InboundEvent("e1", NUMBER, "სად ვნახო სხდომის ოქმი?")], now)
    return Inbound.objects.get()


@pytest.fixture
def reader(make_user, site):
    return make_user("inbox", "civic_sms.view_inbound", sites=[site])


def test_messages_are_read_with_the_number_masked(client, written, reader):
    client.force_login(reader)
    for address in (INBOX, reverse("civic_sms_inbound:inspect", args=[written.pk])):
        page = client.get(address).content.decode()
        assert "სად ვნახო სხდომის ოქმი?" in page
        assert "599123456" not in page
        assert "56" in page


def test_messages_are_found_by_the_whole_number_only(client, written, reader):
    client.force_login(reader)
    assert "ოქმი" in client.get(INBOX, {"q": "599 12 34 56"}).content.decode()
    assert "ოქმი" not in client.get(INBOX, {"q": "599123"}).content.decode()


def test_messages_of_another_municipality_do_not_exist(client, two, written, make_user, other_site):
    client.force_login(make_user("elsewhere", "civic_sms.view_inbound", sites=[other_site]))
    assert "ოქმი" not in client.get(INBOX).content.decode()
    address = reverse("civic_sms_inbound:inspect", args=[written.pk])
    assert is_absent(client.get(address))


def test_who_reads_mailings_does_not_read_letters(client, written, author):
    author.groups.first().permissions.filter(codename="view_inbound").delete()
    client.force_login(author)
    assert client.get(INBOX).status_code in (302, 403)


def test_a_person_s_messages_are_found_exported_and_erased(written, site, other_site, now):
    source = personal_data.sources.get("sms")
    contact = contacts.parse("phone", NUMBER)
    assert len(source.find(contact, site)) == 1
    assert source.export(contact, site)[0]["text"] == written.text
    assert source.find(contact, other_site) == []
    assert source.erase(contact, other_site, now) == 0
    assert source.erase(contact, site, now) == 1
    assert not Inbound.objects.exists()


def test_messages_are_forgotten_after_their_time(written, site, now):
    source = personal_data.sources.get("sms")
    source.retain(site, now + INBOUND_KEPT - timedelta(days=1))
    assert Inbound.objects.exists()
    source.retain(site, now + INBOUND_KEPT)
    assert not Inbound.objects.exists()
