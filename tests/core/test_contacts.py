import io

import pytest
from django.apps import apps
from django.core import mail
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from wagtail_civic.core import contacts
from wagtail_civic.core.encryption import EncryptedTextField, check_keys, encrypted_fields
from wagtail_civic.core.models import Verification

OLD, NEW = "old-secret-" + "o" * 40, "new-secret-" + "n" * 40


def keys(settings, lookup=(NEW,), encryption=(NEW,)):
    settings.WAGTAIL_CIVIC = {
        "JOBS_SYNC": True,
        "LOOKUP_KEYS": list(lookup),
        "ENCRYPTION_KEYS": list(encryption),
    }


@pytest.mark.parametrize(
    ("text", "value", "canonical"),
    [
        ("nino@example.ge", "nino@example.ge", "nino@example.ge"),
        ("  Nino@Example.GE ", "Nino@example.ge", "nino@example.ge"),
        ("nino+petition@example.ge", "nino+petition@example.ge", "nino@example.ge"),
        ("n.i.n.o@gmail.com", "n.i.n.o@gmail.com", "nino@gmail.com"),
        ("nino@googlemail.com", "nino@googlemail.com", "nino@gmail.com"),
        ("n.i.n.o@example.ge", "n.i.n.o@example.ge", "n.i.n.o@example.ge"),
        ("ni\u200bno@example.ge", "nino@example.ge", "nino@example.ge"),
        ("nino@ბანკი.გე", "nino@xn--lodbwdo.xn--node", "nino@xn--lodbwdo.xn--node"),
    ],
)
def test_spellings_that_reach_one_mailbox_are_one_contact(text, value, canonical):
    contact = contacts.parse("email", text)
    assert contact.channel == "email"
    assert (contact.value, contact.canonical) == (value, canonical)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nino",
        "@example.ge",
        "nino@",
        "nino@example",
        "ni no@example.ge",
        "nino@example.ge\nBcc: x@example.ge",
        "a" * 65 + "@example.ge",
        "nino@" + "a" * 250 + ".ge",
        "n" * 100_000,
        "nino@exa..mple.ge",
    ],
)
def test_what_is_no_address_is_refused_with_a_message(text):
    with pytest.raises(contacts.InvalidContact) as error:
        contacts.parse("email", text)
    assert error.value.messages


def test_an_unknown_kind_of_address_is_refused():
    with pytest.raises(contacts.InvalidContact):
        contacts.parse("raven", "coo")


def test_another_kind_can_be_registered():
    assert contacts.parse("pigeon", "coo").mask() == "a pigeon"


def test_only_a_mask_is_ever_shown():
    contact = contacts.parse("email", "nino.beridze@example.ge")
    for shown in (contact.mask(), str(contact), repr(contact)):
        assert "nino" not in shown
        assert "example" not in shown
    assert contact.mask() == "n•••@e•••.ge"


def test_the_lookup_is_keyed_and_tells_kinds_apart(settings):
    keys(settings, lookup=[OLD])
    first = contacts.parse("email", "nino@example.ge").lookup()
    keys(settings, lookup=[NEW])
    assert contacts.parse("email", "nino@example.ge").lookup() != first
    assert contacts.Contact("phone", "x", "nino@example.ge").lookup() != first


def test_after_a_new_lookup_key_old_rows_are_still_found(settings):
    keys(settings, lookup=[OLD])
    before = contacts.parse("email", "nino@example.ge").lookup()
    keys(settings, lookup=[NEW, OLD])
    contact = contacts.parse("email", "nino@example.ge")
    assert contact.lookup() != before
    assert before in contact.lookups()


def test_what_is_encrypted_can_be_read_and_never_looks_the_same_twice():
    assert contacts.encrypt("nino") != contacts.encrypt("nino")
    assert contacts.decrypt(contacts.encrypt("ნინო")) == "ნინო"


def test_a_value_whose_key_is_gone_says_which_setting_to_mend(settings):
    keys(settings, encryption=[OLD])
    token = contacts.encrypt("nino")
    keys(settings, encryption=[NEW])
    with pytest.raises(contacts.Undecryptable, match="ENCRYPTION_KEYS"):
        contacts.decrypt(token)


@pytest.fixture
def verification(site):
    return make_verification(site, "nino@example.ge")


def make_verification(site, address):
    contact = contacts.parse("email", address)
    now = timezone.now()
    return Verification.objects.create(
        site=site,
        channel="email",
        purpose="toy",
        language="ka",
        contact_lookup=contact.lookup(),
        contact_value=contact.value,
        contact_canonical=contact.canonical,
        created_at=now,
        expires_at=now,
    )


def stored(pk):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT contact_value FROM civic_core_verification WHERE id = %s",
            [pk],
        )
        return cursor.fetchone()[0]


def test_the_database_holds_no_address(verification):
    assert "nino" not in stored(verification.pk)
    assert Verification.objects.get().contact_value == "nino@example.ge"


def test_a_fixture_holds_no_address(verification):
    out = io.StringIO()
    call_command("dumpdata", "civic_core.verification", stdout=out)
    assert "nino" not in out.getvalue()
    Verification.objects.all().delete()
    from django.core import serializers

    for row in serializers.deserialize("json", out.getvalue()):
        row.save()
    assert Verification.objects.get().contact_value == "nino@example.ge"


def test_an_encrypted_column_cannot_be_searched(verification):
    with pytest.raises(FieldError, match="encrypted"):
        Verification.objects.filter(contact_value="nino@example.ge").exists()


def test_an_empty_text_stays_empty():
    field = EncryptedTextField()
    assert field.get_prep_value("") == ""
    assert field.from_db_value("", None, None) == ""
    assert field.get_prep_value(None) is None


def test_no_encrypted_field_sits_on_a_model_with_revisions():
    for model in apps.get_models():
        for field in encrypted_fields(model):
            assert not [fault for fault in field.check() if fault.id == "wagtail_civic.E052"]


def rotate():
    out = io.StringIO()
    call_command("civic_rotate_keys", batch=2, stdout=out)
    return out.getvalue()


def test_rotating_encrypts_every_row_with_the_new_key(site, settings):
    keys(settings, lookup=[NEW], encryption=[OLD])
    rows = [make_verification(site, f"n{i}@example.ge") for i in range(5)]
    keys(settings, lookup=[NEW], encryption=[NEW, OLD])
    assert "civic_core.Verification.contact_value: 5" in rotate()
    keys(settings, lookup=[NEW], encryption=[NEW])
    found = {row.contact_value for row in Verification.objects.all()}
    assert found == {row.contact_value for row in rows}


def test_rotating_twice_changes_nothing(site, settings, verification):
    rotate()
    before = stored(verification.pk)
    assert "contact_value: 0" in rotate()
    assert stored(verification.pk) == before


def test_in_production_missing_keys_are_an_error_that_says_how_to_make_one(settings, monkeypatch):
    keys(settings, lookup=(), encryption=())
    assert check_keys() == []
    monkeypatch.delattr(mail, "outbox")
    problems = check_keys()
    assert {problem.id for problem in problems} == {"wagtail_civic.E050", "wagtail_civic.E051"}
    assert all("python -c" in problem.hint for problem in problems)
    with pytest.raises(ImproperlyConfigured, match="LOOKUP_KEYS"):
        contacts.parse("email", "nino@example.ge").lookup()
    with pytest.raises(ImproperlyConfigured, match="ENCRYPTION_KEYS"):
        contacts.encrypt("nino")


def test_in_development_keys_are_derived(settings, monkeypatch):
    keys(settings, lookup=(), encryption=())
    monkeypatch.delattr(mail, "outbox")
    settings.DEBUG = True
    assert check_keys() == []
    assert contacts.decrypt(contacts.encrypt("nino")) == "nino"


def test_the_secret_key_is_never_accepted_as_a_key(settings):
    keys(settings, lookup=[settings.SECRET_KEY], encryption=[NEW])
    assert [problem.id for problem in check_keys()] == ["wagtail_civic.E050"]
