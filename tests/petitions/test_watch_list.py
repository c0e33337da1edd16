"""The watch list: single addresses, which nobody can read there, and countries."""

import re
import subprocess
import sys
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from wagtail_civic.core import contacts, personal_data
from wagtail_civic.core.models import CivicLogEntry
from wagtail_civic.petitions import checks, counting, countries, mine, origins, suspicion
from wagtail_civic.petitions.models import PetitionSettings, SignatureContact, WatchRule
from wagtail_civic.petitions.origins import Origin
from wagtail_civic.petitions.suspicion import Limits, judge

from .conftest import add_signatures

pytestmark = pytest.mark.django_db
SCREEN = "/admin/civic_petition_watch/"
ADDRESS, MASK = "Nino.Beridze@gmail.com", "N•••@g•••.com"
NUMBER = "+995599123456"
RIGHTS = ("add_watchrule", "change_watchrule", "delete_watchrule", "view_watchrule")
needs_phones = pytest.mark.skipif(
    not apps.is_installed("wagtail_civic.sms"), reason="sms is not installed"
)
KINDS = [("email", ADDRESS), pytest.param("phone", NUMBER, marks=needs_phones)]


@pytest.fixture
def officer(make_user, site):
    return make_user("watch", *(f"civic_petitions.{each}" for each in RIGHTS), sites=[site])


@pytest.fixture
def desk(client, officer):
    client.force_login(officer)
    return client


@pytest.fixture
def listed(site):
    def make(kind, pattern, effect="block", **fields):
        row = WatchRule(site=site, kind=kind, pattern=pattern, effect=effect, **fields)
        row.full_clean()
        row.save()
        return row

    return make


@pytest.fixture
def add_key(settings):
    def add():
        keys = settings.WAGTAIL_CIVIC["LOOKUP_KEYS"]
        settings.WAGTAIL_CIVIC = {
            **settings.WAGTAIL_CIVIC,
            "LOOKUP_KEYS": ["a-newer-lookup-key-0123456789-abcdef", *keys],
        }

    return add


def signed(petition, address=ADDRESS, channel="email", ip=""):
    """A confirmed signature with this address, not yet judged."""
    [row] = add_signatures(petition, 1, confirmed_at=timezone.now() - timedelta(minutes=5))
    contact = contacts.parse(channel, address)
    SignatureContact.objects.filter(signature=row).update(
        channel=channel,
        address=contact.value,
        lookup=contact.lookup(),
        ip=ip,
        network=suspicion.fingerprint(petition, ip),
        judged_at=None,
    )
    return row


def doubted(petition):
    suspicion.judge_new(petition, timezone.now())
    return list(SignatureContact.objects.exclude(suspicion="").values_list("suspicion", flat=True))


# Why ------------------------------------------------------------------------------------------

RULES = [
    ("email", "listed", "block"),
    ("phone", "number", "block"),
    ("email", "friend", "allow"),
    ("country", "RU", "block"),
    ("country", "GE", "allow"),
    ("network", "203.0.113.0/24", "block"),
]


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        (Origin(lookups=["other"]), ""),
        (Origin(lookups=["other", "listed"]), "email"),
        (Origin(lookups=["number"]), "phone"),
        (Origin(countries={"RU"}), "country"),
        (Origin(countries={"FR"}), ""),
        (Origin(), ""),
        (Origin(lookups=["friend"], countries={"RU"}), "country"),
        (Origin(lookups=["listed"], countries={"GE"}), "email"),
        (Origin(ip="203.0.113.7", lookups=["listed"]), "network"),
        (Origin(countries={"GE", "RU"}), "country"),
    ],
)
def test_what_is_blocked_stays_so_whatever_else_is_allowed(origin, expected):
    assert judge(origin, RULES, [], timezone.now(), Limits()) == expected


@pytest.mark.parametrize("origin", [Origin(lookups=["friend"]), Origin(countries={"GE"})])
def test_what_is_allowed_is_not_doubted_for_its_number(origin):
    now = timezone.now()
    assert judge(origin, RULES, [now] * 5, now, Limits(burst=1)) == ""
    assert judge(Origin(), RULES, [now] * 5, now, Limits(burst=1)) == "burst"


# Addresses ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "address"), KINDS)
def test_a_listed_address_is_doubted_and_told_so_only_afterwards(
    petition, listed, site, kind, address
):
    listed(kind, address)
    row = signed(petition, address, kind)
    signed(petition, "levan@example.org")
    assert doubted(petition) == [kind]
    [shown] = mine.rows(site, contacts.parse(kind, address), "ka")
    assert "მოწმდება" in shown.signatures[0]["standing"]
    row.refresh_from_db()
    assert row.ended_as == "suspected"


def test_another_spelling_of_a_mailbox_is_the_same_address(petition, listed):
    listed("email", ADDRESS)
    signed(petition, "ninoberidze+petition@googlemail.com")
    assert doubted(petition) == ["email"]


@pytest.mark.parametrize("when", ["before signing", "after signing", "before listing"])
def test_a_new_key_forgets_no_entry(petition, listed, add_key, when):
    """Whatever of the two is older than the key."""
    if when == "before listing":
        signed(petition)
        add_key()
        listed("email", ADDRESS)
    else:
        listed("email", ADDRESS)
        if when == "before signing":
            add_key()
        signed(petition)
        if when == "after signing":
            add_key()
    assert doubted(petition) == ["email"]


def test_an_address_that_could_not_be_given_today_is_still_known(petition, listed):
    listed("email", ADDRESS)
    row = signed(petition)
    SignatureContact.objects.filter(signature=row).update(address="no longer an address")
    assert doubted(petition) == ["email"]


@pytest.mark.parametrize(("kind", "address"), KINDS)
def test_of_an_address_only_a_digest_and_a_mask_are_kept(listed, kind, address):
    row = listed(kind, address)
    contact = contacts.parse(kind, address)
    assert (row.pattern, str(row)) == (contact.lookup(), contact.mask())
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM civic_petitions_watchrule")
        kept = str(cursor.fetchall())
    assert contact.value.casefold() not in kept.casefold()
    assert contact.canonical not in kept


def test_the_database_refuses_an_address_in_clear(site):
    with pytest.raises(IntegrityError), transaction.atomic():
        WatchRule.objects.create(site=site, kind="email", pattern=ADDRESS)


def test_an_address_is_listed_once_whatever_its_spelling_and_key(listed, add_key, other_site):
    listed("email", ADDRESS)
    add_key()
    with pytest.raises(ValidationError) as refused:
        listed("email", "ninoberidze@gmail.com")
    assert refused.value.message_dict == {"pattern": ["ეს სიაში უკვე არის."]}
    WatchRule(site=other_site, kind="email", pattern=ADDRESS).full_clean()


@pytest.mark.parametrize(
    ("kind", "pattern"),
    [("email", "nino"), ("email", "*@example.org"), ("country", "UK"), ("country", "Georgia"),
     ("country", "ge."), ("phone", "12")],
)  # fmt: skip
def test_what_is_none_of_its_kind_is_refused_at_its_field(listed, kind, pattern):
    with pytest.raises(ValidationError) as refused:
        listed(kind, pattern)
    assert len(refused.value.message_dict["pattern"]) == 1


# The screens ----------------------------------------------------------------------------------


def send(desk, url, **fields):
    data = {"kind": "email", "pattern": "", "effect": "block", "comment": "", **fields}
    return desk.post(url, data)


def test_no_screen_nor_history_holds_the_address(desk, site, officer):
    answer = send(desk, f"{SCREEN}new/", site=site.pk, pattern=ADDRESS, comment="ცრუ")
    assert answer.status_code == 302
    row = WatchRule.objects.get()
    pages = [SCREEN, f"{SCREEN}?q=ცრუ", f"{SCREEN}edit/{row.pk}/", f"{SCREEN}delete/{row.pk}/",
             f"{SCREEN}history/{row.pk}/"]  # fmt: skip
    for url in pages:
        text = desk.get(url).content.decode()
        assert MASK in text, url
        assert "beridze" not in text.casefold(), url
    log = str(list(CivicLogEntry.objects.values_list("label", "data")))
    assert MASK in log
    assert "beridze" not in log.casefold()


def test_the_list_names_its_columns(desk, listed):
    listed("country", "ru")
    text = desk.get(SCREEN).content.decode()
    assert "method" not in re.findall(r"<th[^>]*>\s*([^<]*?)\s*<", text)
    assert "ქვეყანა" in text


def test_an_entry_is_changed_without_writing_its_address_again(desk, site, listed):
    row = listed("email", ADDRESS)
    url = f"{SCREEN}edit/{row.pk}/"
    assert f"სიაშია: {MASK}" in desk.get(url).content.decode()
    assert send(desk, url, site=site.pk, comment="სხვა").status_code == 302
    changed = WatchRule.objects.get()
    assert (changed.comment, changed.pattern, changed.mask) == ("სხვა", row.pattern, MASK)
    assert send(desk, url, site=site.pk, pattern="levan@example.org").status_code == 302
    assert str(WatchRule.objects.get()) == "l•••@e•••.org"


def test_an_entry_of_another_kind_needs_its_words(desk, site, listed):
    row = listed("email", ADDRESS)
    url = f"{SCREEN}edit/{row.pk}/"
    answer = send(desk, url, site=site.pk, kind="country")
    assert answer.context["form"].errors.keys() == {"pattern"}
    assert send(desk, url, site=site.pk, kind="country", pattern="ru").status_code == 302
    changed = WatchRule.objects.get()
    assert (str(changed), changed.mask) == ("RU", "")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": "country", "pattern": "UK"}, "ორი ლათინური ასოთი"),
        ({"kind": "email", "pattern": "nino"}, "ელფოსტ"),
        ({"kind": "network", "pattern": "nino"}, "IP მისამართი"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_in_georgian(desk, site, fields, words):
    answer = send(desk, f"{SCREEN}new/", site=site.pk, **fields)
    [(field, [message])] = answer.context["form"].errors.items()
    assert field == "pattern"
    assert words in message


def test_the_form_says_whether_networks_have_countries(desk, settings, database):
    url = f"{SCREEN}new/"
    assert "(GEOIP_PATH)" in desk.get(url).content.decode()
    settings.GEOIP_PATH = database
    assert "ტელეფონის ნომრითა და ქსელით დგინდება" in desk.get(url).content.decode()


# A request of the person -----------------------------------------------------------------------


def test_who_asks_learns_of_the_entry_and_erasure_leaves_it(listed, site):
    listed("email", ADDRESS, comment="ცრუ ხელმოწერები")
    contact, source = contacts.parse("email", ADDRESS), personal_data.sources.get("petitions")
    [line] = source.find(contact, site)
    assert "საკონტროლო სიის ჩანაწერი" in line
    assert source.export(contact, site)[0]["comment"] == "ცრუ ხელმოწერები"
    source.erase(contact, site, timezone.now())
    assert WatchRule.objects.exists()
    assert source.find(contacts.parse("email", "levan@example.org"), site) == []


# Countries ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """A country database of two networks, as the host keeps one."""
    pytest.importorskip("geoip2")
    from mmdb_writer import MMDBWriter
    from netaddr import IPSet

    path = tmp_path_factory.mktemp("geoip") / "GeoLite2-Country.mmdb"
    writer = MMDBWriter(ip_version=6, database_type="GeoLite2-Country", ipv4_compatible=True)
    for network, code in (("203.0.113.0/24", "RU"), ("2001:db8::/32", "GE")):
        writer.insert_network(IPSet([network]), {"country": {"iso_code": code}})
    writer.insert_network(IPSet(["198.51.100.0/24"]), {"continent": {"code": "EU"}})
    writer.to_db_file(str(path))
    return path


@pytest.mark.parametrize(
    ("ip", "expected"),
    [("203.0.113.9", "RU"), ("2001:db8::1", "GE"), ("192.0.2.1", ""), ("198.51.100.1", ""),
     ("", ""), ("127.0.0.1", "")],
)  # fmt: skip
def test_the_country_of_a_network(settings, database, ip, expected):
    settings.GEOIP_PATH = database.parent
    assert countries.by_network()(ip) == expected


@pytest.mark.parametrize("where", ["", None, "/nowhere"])
def test_without_a_database_no_network_has_a_country(settings, where):
    settings.GEOIP_PATH = where
    assert countries.by_network()("203.0.113.9") == ""
    assert not countries.networks_are_known()


def test_a_listed_country_is_doubted_by_its_network(petition, listed, settings, database):
    settings.GEOIP_PATH = database
    listed("country", "RU")
    for number, ip in enumerate(["203.0.113.9", "2001:db8::1", "192.0.2.1", ""]):
        signed(petition, f"signer-{number}@example.org", ip=ip)
    assert doubted(petition) == ["country"]


@needs_phones
def test_a_listed_country_is_doubted_by_its_number(petition, listed):
    listed("country", "GE")
    signed(petition, NUMBER, "phone", ip="203.0.113.9")
    signed(petition, "levan@example.org", ip="203.0.113.9")
    assert doubted(petition) == ["country"]


@needs_phones
@pytest.mark.parametrize(
    ("number", "expected"),
    [("+995599123456", "GE"), ("+79161234567", "RU"), ("+77011234567", "KZ"),
     ("+12042345678", "CA"), ("+80012345678", ""), ("+999123", ""), ("x", "")],
)  # fmt: skip
def test_the_country_of_a_number(number, expected):
    assert contacts.Contact("phone", number, number).country() == expected


def test_an_address_of_no_telephone_has_no_country():
    assert contacts.parse("email", ADDRESS).country() == ""
    assert contacts.Contact("eid", "somebody", "somebody").country() == ""


def test_codes_are_kept_as_the_standard_writes_them(listed):
    assert listed("country", " ru ").pattern == "RU"
    assert len(countries.CODES) == 250


def test_what_no_entry_asks_about_is_not_read(petition):
    signed(petition, ip="203.0.113.9")
    row = SignatureContact.objects.get()
    assert origins.reader({"network"})(row) == Origin(ip="203.0.113.9")


def test_a_country_is_found_without_the_libraries_of_maps(database):
    """Django's package for maps is imported for this alone, and never while the site starts."""
    code = (
        "import sys, django\n"
        "from django.conf import settings\n"
        f"settings.configure(GEOIP_PATH={str(database)!r})\n"
        "from wagtail_civic.petitions import countries\n"
        "assert not any('contrib.gis' in name or 'geoip2' in name for name in sys.modules)\n"
        "print(countries.by_network()('203.0.113.9'))\n"
        "assert not any(name.startswith('django.contrib.gis.gd') for name in sys.modules)\n"
        "assert not any(name.startswith('django.contrib.gis.geos') for name in sys.modules)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (ran.stdout.strip(), ran.stderr) == ("RU", "")


def test_a_database_that_is_none_is_told_at_start_up(settings, tmp_path, database):
    settings.GEOIP_PATH = ""
    assert checks.check_countries() == []
    settings.GEOIP_PATH = database
    assert checks.check_countries() == []
    (tmp_path / "GeoLite2-Country.mmdb").write_bytes(b"nothing of the kind")
    for broken in (tmp_path, tmp_path / "GeoLite2-Country.mmdb", "/nowhere"):
        settings.GEOIP_PATH = broken
        [found] = checks.check_countries()
        assert found.id == "wagtail_civic.W401"
        assert countries.by_network()("203.0.113.9") == ""


def test_a_doubted_address_never_counts_until_an_officer_says_so(petition, listed, site):
    """The limits of networks are switched off: the list alone decides."""
    settings = PetitionSettings.for_site(site)
    settings.burst_limit = settings.sustained_limit = 0
    settings.save()
    listed("email", ADDRESS)
    signed(petition)
    assert doubted(petition) == ["email"]
    counting.recount(petition, timezone.now())
    assert petition.signatures.counting().count() == 0
    rows = suspicion.suspected(petition)
    assert suspicion.clear(petition, rows, user=None, now=timezone.now()) == 1
    assert petition.signatures.counting().count() == 1
