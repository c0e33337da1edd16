"""One person once: by personal number, by telephone, by the log-in of the host; what was said."""

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError
from django.db.models.signals import pre_save
from django.utils import timezone

from wagtail_civic.core import contacts
from wagtail_civic.petitions import retention, signing, uniqueness
from wagtail_civic.petitions.identity import Identity, IdentityProvider
from wagtail_civic.petitions.models import (
    DeclarationWording,
    PetitionSettings,
    PetitionSettingsText,
    Signature,
    SignatureContact,
    SignerMark,
)
from wagtail_civic.petitions.personal import PetitionData

pytestmark = pytest.mark.django_db
NUMBER = "01024012345"


@pytest.fixture
def asks(site):
    """``asks("required")``: what the municipality wants of signers."""

    def change(choice):
        settings = PetitionSettings.for_site(site)
        settings.personal_number = choice
        settings.save()

    return change


def test_nobody_is_asked_for_a_personal_number_unless_the_law_does(client, page, asks):
    assert "personal_number" not in client.get(page.get_url()).content.decode()
    asks("optional")
    assert "personal_number" in client.get(page.get_url()).content.decode()


def test_a_required_number_is_required_and_an_optional_one_is_not(sign, asks):
    asks("required")
    assert sign().context["form"].errors["personal_number"]
    asks("optional")
    assert sign().status_code == 302


@pytest.mark.parametrize("number", ["123", "0102401234a", "010240123456", "ნომერი"])
def test_a_number_that_is_none_is_refused(sign, asks, number):
    asks("required")
    assert sign(personal_number=number).context["form"].errors["personal_number"]


def test_the_number_is_kept_only_as_a_digest(sign, asks, citizen, mailoutbox):
    asks("required")
    sign(personal_number="01024 012345")
    citizen.confirm(mailoutbox[0])
    from django.db import connection

    for table in ("civic_petitions_signaturecontact", "civic_petitions_signermark"):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table}")
            row = str(cursor.fetchone())
        assert row != "None"
        assert NUMBER not in row


@pytest.fixture
def twice(sign, asks, citizen, mailoutbox):
    """Two addresses, one personal number; where the second confirmation leads."""
    asks("required")
    sign(personal_number=NUMBER)
    citizen.confirm(mailoutbox[0])
    sign(address="other@example.org", name="სხვა სახელი", personal_number=NUMBER)
    return citizen.confirm(mailoutbox[1])


def test_one_personal_number_signs_once_whatever_the_address(twice, citizen):
    assert "done/taken" in twice.url
    assert citizen.get(twice.url).status_code == 200
    assert Signature.objects.count() == SignatureContact.objects.count() == 1


def test_typing_somebodys_number_keeps_nobody_out(sign, asks, citizen, mailoutbox):
    asks("required")
    sign(address="stranger@example.org", personal_number=NUMBER)
    sign(personal_number=NUMBER)
    assert "done/signed" in citizen.confirm(mailoutbox[1]).url


def test_a_number_that_signed_on_paper_does_not_sign_online(
    petition, sign, asks, citizen, mailoutbox
):
    asks("required")
    digests = uniqueness.digests(uniqueness.PERSONAL, NUMBER)
    assert uniqueness.claim(petition, uniqueness.PERSONAL, digests)
    sign(personal_number=NUMBER)
    assert "done/taken" in citizen.confirm(mailoutbox[0]).url
    assert not uniqueness.claim(petition, uniqueness.PERSONAL, digests)


def test_the_same_number_signs_another_petition(twice, make_petition):
    other = make_petition("open", title="სხვა პეტიცია წყალზე")
    digests = uniqueness.digests(uniqueness.PERSONAL, NUMBER)
    assert uniqueness.claim(other, uniqueness.PERSONAL, digests)


def test_who_withdraws_may_sign_again_with_the_same_number(twice, petition):
    signing.withdraw(Signature.objects.get(), timezone.now())
    digests = uniqueness.digests(uniqueness.PERSONAL, NUMBER)
    assert uniqueness.claim(petition, uniqueness.PERSONAL, digests)


def test_a_rotated_key_lets_no_number_sign_twice(twice, petition, settings):
    new = "a-new-lookup-key-that-is-long-enough-0001"
    old = settings.WAGTAIL_CIVIC.get("LOOKUP_KEYS") or [f"development only: {settings.SECRET_KEY}"]
    settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, "LOOKUP_KEYS": [new, *old]}
    digests = uniqueness.digests(uniqueness.PERSONAL, NUMBER)
    assert not uniqueness.claim(petition, uniqueness.PERSONAL, digests)


def test_retention_leaves_no_mark(twice, petition):
    retention.anonymise(petition, timezone.now())
    assert not SignerMark.objects.exists()


def test_the_declaration_is_recorded_with_its_words(sign, site, citizen, mailoutbox):
    texts = PetitionSettingsText.objects.create(
        settings=PetitionSettings.for_site(site), language="ka", eligibility="ვარ ამომრჩეველი."
    )
    sign()
    sign(address="other@example.org")
    texts.eligibility = "ვარ აქ რეგისტრირებული ამომრჩეველი."
    texts.save()
    sign(address="third@example.org")
    words = [row.declaration.text for row in SignatureContact.objects.order_by("pk")]
    assert words == ["ვარ ამომრჩეველი."] * 2 + ["ვარ აქ რეგისტრირებული ამომრჩეველი."]
    assert DeclarationWording.objects.count() == 2
    exported = PetitionData().export(contacts.parse("email", "third@example.org"), site)
    assert exported[0]["declaration"] == words[2]


# The host's own log-in -----------------------------------------------------------------------


class Passport(IdentityProvider):
    """As a host may write it: its users are people whose identity was checked."""

    label = "eID"

    def identify(self, request):
        user = request.user
        if not user.is_authenticated:
            return None
        return Identity(str(user.pk), user.get_full_name(), personal_number=user.username)

    def login_url(self, request, back):
        return f"/login/?next={back}"


@pytest.fixture
def eid(settings, petition):
    settings.WAGTAIL_CIVIC = {
        **settings.WAGTAIL_CIVIC,
        "PETITIONS_IDENTITY": f"{__name__}.Passport",
    }
    return f"/civic/ka/petitions/{petition.number}/sign/identity/"


@pytest.fixture
def nino(db):
    return get_user_model().objects.create_user(
        NUMBER, "nino@example.org", "demo", first_name="ნინო", last_name="ბერიძე"
    )


def test_without_a_log_in_of_the_host_there_is_none(client, page, petition):
    assert client.get(f"/civic/ka/petitions/{petition.number}/sign/identity/").status_code == 404
    assert "sign/identity" not in client.get(page.get_url()).content.decode()


def test_the_page_offers_the_log_in(client, page, eid):
    assert eid in client.get(page.get_url()).content.decode()


def test_who_is_not_logged_in_logs_in_and_comes_back(client, eid):
    assert client.get(eid).url == f"/login/?next={eid}"


@pytest.fixture
def signs(citizen, eid, nino, area):
    citizen.force_login(nino)

    def send(**fields):
        return citizen.send(eid, {"area": area.pk, "eligible": "on", **fields}, "petitions.sign")

    return send


def test_a_logged_in_person_signs_at_once(signs, petition):
    assert "done/signed" in signs().url
    signature = Signature.objects.get()
    assert (signature.assurance, bool(signature.confirmed_at)) == ("eid", True)
    assert signature.contact.name == "ნინო ბერიძე"
    assert signature.public_name == ""


def test_a_logged_in_person_signs_once(signs):
    signs()
    signs()
    assert Signature.objects.count() == 1


def test_an_electronic_identity_and_an_address_are_one_person_by_the_number(
    signs, sign, asks, citizen, mailoutbox
):
    signs()
    asks("required")
    sign(personal_number=NUMBER)
    assert "done/taken" in citizen.confirm(mailoutbox[0]).url


def test_a_logged_in_person_still_declares_to_be_entitled(signs):
    assert signs(eligible="").context["form"].errors["eligible"]
    assert not Signature.objects.exists()


def test_who_finds_no_place_is_led_back_to_the_petition(signs, page):
    """As when the database has refused every place, or collecting ended in the same moment."""

    def refuse(**kwargs):
        raise IntegrityError

    pre_save.connect(refuse, sender=SignatureContact)
    try:
        answer = signs()
    finally:
        pre_save.disconnect(refuse, sender=SignatureContact)
    assert answer.status_code == 200
    assert page.get_url() in answer.content.decode()
    assert not Signature.objects.exists()


def test_another_site_cannot_sign_for_who_is_logged_in(eid, nino, area):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(nino)
    assert strict.post(eid, {"area": area.pk, "eligible": "on"}).status_code == 403
    assert not Signature.objects.exists()
