"""Signing: once a person, a household twice, and nothing learned by trying."""

import pytest
from django.core import mail
from django.utils import timezone
from freezegun import freeze_time

from wagtail_civic.core import contacts
from wagtail_civic.petitions import counting, deciding, jobs, moderation, signing
from wagtail_civic.petitions.models import (
    Petition,
    PetitionSettings,
    Signature,
    SignatureContact,
)

from .conftest import SIGNER, Citizen, link_in, withdrawal_link_in

pytestmark = pytest.mark.django_db


def confirmed():
    return Signature.objects.counting().count()


def test_a_signature_counts_only_when_confirmed(sign, citizen):
    assert sign().status_code == 302
    assert (Signature.objects.count(), confirmed()) == (1, 0)
    citizen.confirm(mail.outbox[0])
    assert confirmed() == 1


def test_looking_at_the_link_confirms_nothing(sign, citizen):
    """Mail scanners open every link."""
    sign()
    for _look in range(3):
        assert citizen.get(link_in(mail.outbox[0])).status_code == 200
        assert citizen.head(link_in(mail.outbox[0])).status_code == 200
    assert confirmed() == 0


def test_a_used_link_counts_nobody_twice_and_leads_somewhere(sign, citizen):
    sign()
    citizen.confirm(mail.outbox[0])
    url = link_in(mail.outbox[0])
    again = citizen.send(url, {}, "verification.confirm")
    assert again.status_code == 200
    assert "/petitions/" in again.content.decode()
    assert confirmed() == 1


def test_an_invented_link_leads_somewhere(citizen, petition):
    answer = citizen.get("/civic/ka/confirm/nonsense/")
    assert answer.status_code == 410


def test_signing_twice_looks_the_same_and_counts_once(sign, citizen):
    first = sign()
    citizen.confirm(mail.outbox[0])
    second = sign()
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.url.rsplit("/", 2)[0] == second.url.rsplit("/", 2)[0]
    pages = [citizen.get(answer.url) for answer in (sign(address="new@example.org"), second)]
    assert pages[0].status_code == pages[1].status_code
    assert Signature.objects.confirmed().count() == 1
    assert "უკვე" in mail.outbox[1].subject
    citizen.confirm(mail.outbox[1])
    assert confirmed() == 1


@pytest.mark.parametrize(
    "address", ["GIORGI@example.org", "giorgi+2@example.org", " giorgi@example.org "]
)
def test_other_spellings_of_one_mailbox_are_one_signer(sign, citizen, address):
    sign()
    citizen.confirm(mail.outbox[0])
    sign(address=address)
    assert Signature.objects.count() == 1


def test_a_second_person_of_the_household_signs_and_a_third_does_not(sign, citizen):
    for name in ("გიორგი მაისურაძე", "ნინო მაისურაძე", "ანა მაისურაძე"):
        sign(name=name)
        citizen.confirm(mail.outbox[-1])
    assert confirmed() == 2
    assert set(SignatureContact.objects.values_list("seat", flat=True)) == {1, 2}


def test_somebody_elses_typing_does_not_keep_the_owner_of_a_mailbox_out(sign, citizen):
    sign(name="ბოროტი ხუმარა")
    sign(name="კიდევ ერთი")
    sign(name="გიორგი მაისურაძე")
    citizen.confirm(mail.outbox[-1])
    contact = SignatureContact.objects.get(signature__confirmed_at__isnull=False)
    assert contact.name == "გიორგი მაისურაძე"


def test_the_database_refuses_a_third_seat(petition, sign):
    from django.db import IntegrityError, transaction

    sign()
    contact = SignatureContact.objects.get()
    other = Signature.objects.create(petition=petition, assurance="email", language="ka")
    for seat in (contact.seat, 3):
        with pytest.raises(IntegrityError), transaction.atomic():
            SignatureContact.objects.create(
                signature=other,
                petition=petition,
                channel="email",
                address="x",
                lookup=contact.lookup,
                seat=seat,
                name="x",
            )


def test_a_rotated_lookup_key_permits_no_second_signature(sign, citizen, settings):
    sign()
    citizen.confirm(mail.outbox[0])
    old = settings.WAGTAIL_CIVIC
    settings.WAGTAIL_CIVIC = {
        **old,
        "LOOKUP_KEYS": ["another-key-of-32-characters-0000", *old["LOOKUP_KEYS"]],
    }
    sign()
    assert Signature.objects.count() == 1


def test_the_address_is_stored_encrypted(sign):
    from django.db import connection

    sign()
    with connection.cursor() as cursor:
        cursor.execute("SELECT address, name, lookup FROM civic_petitions_signaturecontact")
        stored = " ".join(cursor.fetchone())
    assert "giorgi" not in stored
    assert "მაისურაძე" not in stored


def test_the_first_link_of_the_message_is_the_one_that_confirms(sign):
    sign()
    text = mail.outbox[0].body
    assert text.index("/confirm/") < text.index("/withdraw/")


def test_withdrawing_by_the_link_of_the_message(sign, citizen, petition):
    sign(shows_name="on")
    citizen.confirm(mail.outbox[0])
    url = withdrawal_link_in(mail.outbox[0])
    assert citizen.get(url).status_code == 200
    assert confirmed() == 1
    answer = citizen.send(url, {}, "petitions.withdraw_link")
    assert "done/withdrawn" in answer.url
    signature = Signature.objects.get()
    assert (signature.ended_as, signature.public_name) == ("withdrawn", "")
    assert not SignatureContact.objects.exists()
    assert citizen.send(url, {}, "petitions.withdraw_link").status_code == 200


def test_a_forged_withdrawal_link_is_unknown(sign, citizen):
    sign()
    citizen.confirm(mail.outbox[0])
    url = withdrawal_link_in(mail.outbox[0])
    forged = url.rstrip("/")[:-4] + "0000/"
    assert citizen.send(forged, {}, "petitions.withdraw_link").status_code == 404
    assert confirmed() == 1


def test_who_withdrew_can_sign_again(sign, citizen):
    sign()
    citizen.confirm(mail.outbox[0])
    citizen.send(withdrawal_link_in(mail.outbox[0]), {}, "petitions.withdraw_link")
    sign()
    citizen.confirm(mail.outbox[-1])
    assert confirmed() == 1


def test_nobody_signs_after_the_deadline(sign, petition):
    with freeze_time(petition.deadline + timezone.timedelta(seconds=2)):
        assert sign().status_code == 200
    assert not Signature.objects.exists()


def test_a_late_confirmation_counts_within_a_day(sign, citizen, petition):
    with freeze_time(petition.deadline - timezone.timedelta(minutes=10)):
        sign()
    with freeze_time(petition.deadline + timezone.timedelta(hours=2)):
        jobs.close_due()
        citizen.confirm(mail.outbox[0])
        assert confirmed() == 1
    with freeze_time(petition.deadline + timezone.timedelta(hours=3)):
        jobs.count()
    petition.refresh_from_db()
    assert (petition.state, petition.standing.counted) == ("closed", 1)


def test_a_confirmation_two_days_late_does_not_count(petition, sign):
    with freeze_time(petition.deadline - timezone.timedelta(minutes=10)):
        sign()
    signature = Signature.objects.get()
    late = petition.deadline + timezone.timedelta(hours=25)
    assert signing.settle(signature, late) == signing.LATE
    assert confirmed() == 0


def test_a_switched_off_service_takes_no_signatures(sign, site, client, page):
    settings = PetitionSettings.for_site(site)
    settings.accepts_signatures = False
    settings.save()
    assert sign().status_code == 200
    assert not Signature.objects.exists()
    assert "/sign/" not in client.get(page.get_url()).content.decode()


@pytest.mark.parametrize("state", ["pause", "stop", "take_down"])
def test_a_petition_that_does_not_collect_takes_no_signatures(sign, petition, superuser, state):
    getattr(moderation, state)(petition, now=timezone.now(), user=superuser, reason="x")
    answer = sign()
    assert answer.status_code in (200, 404)
    assert not Signature.objects.exists()


def test_an_unpublished_petition_takes_no_signatures(sign, petition):
    petition.page().unpublish()
    assert sign().status_code == 404


def test_another_municipalitys_host_knows_no_petition(citizen, petition, other_site, area):
    url = f"/civic/ka/petitions/{petition.number}/sign/"
    citizen.defaults["HTTP_HOST"] = "other.example"
    answer = citizen.send(url, {**SIGNER, "area": area.pk}, "petitions.sign")
    assert answer.status_code == 404


def test_an_area_of_another_municipality_is_refused(sign, other_site):
    from .conftest import make_area

    foreign = make_area(other_site, "foreign", "უცხო")
    answer = sign(area=foreign.pk)
    assert answer.status_code == 200
    assert answer.context["form"].errors["area"]


@pytest.mark.parametrize(
    "name",
    [
        "=cmd|' /C calc'!A0",
        "@nino beridze",
        "+nino beridze",
        "Nino http://spam.example",
        "nino@example.org x",
        "ნინო",
        "1234 5678",
        "Nіno Beridze",
        "",
        "ა" * 200 + " ბ",
    ],
)
def test_names_that_are_none_are_refused(sign, name):
    answer = sign(name=name)
    assert answer.status_code == 200
    assert answer.context["form"].errors["name"]
    assert not Signature.objects.exists()


def test_invisible_characters_leave_a_name(sign):
    sign(name="ნინო\u202e \u200bბერიძე\x00")
    assert SignatureContact.objects.get().name == "ნინო ბერიძე"


@pytest.mark.parametrize(
    "address", ["", "x", "a@b", "a@b@c.d", "a b@example.org", "x" * 300 + "@example.org", "\x00"]
)
def test_addresses_that_are_none_are_refused(sign, address):
    answer = sign(address=address)
    assert answer.status_code == 200
    assert answer.context["form"].errors["address"]


def test_what_was_typed_survives_an_error(sign):
    answer = sign(name="ნინო")
    text = answer.content.decode()
    assert 'value="giorgi@example.org"' in text
    assert 'value="ნინო"' in text


def test_markup_in_a_name_is_shown_as_text(sign, citizen, page):
    sign(name="<script>alert(1)</script> ბერიძე", shows_name="on")
    citizen.confirm(mail.outbox[0])
    assert "<script>alert" not in citizen.get(page.get_url()).content.decode()


def test_a_name_is_public_only_if_chosen(sign, citizen, page):
    sign()
    citizen.confirm(mail.outbox[0])
    assert "მაისურაძე" not in citizen.get(page.get_url()).content.decode()


def test_the_declaration_is_required(sign):
    answer = sign(eligible="")
    assert answer.context["form"].errors["eligible"]


def test_too_many_attempts_from_one_network_are_refused(sign):
    answers = [sign(address=f"n{number}@example.org") for number in range(32)]
    assert answers[0].status_code == 302
    assert answers[-1].status_code == 429
    assert Signature.objects.count() == 30


def test_one_address_gets_only_so_many_messages(sign):
    for _number in range(12):
        sign()
    assert len(mail.outbox) <= 6


def test_a_filled_trap_signs_nothing(sign):
    answer = sign(website="https://spam.example")
    assert answer.status_code == 200
    assert not Signature.objects.exists()


def test_another_site_cannot_sign_for_a_visitor(citizen, petition, area):
    url = f"/civic/ka/petitions/{petition.number}/sign/"
    answer = citizen.post(
        url, {**SIGNER, "area": area.pk}, headers={"sec-fetch-site": "cross-site"}
    )
    assert answer.status_code == 403


def test_two_at_once_take_two_seats_or_one(petition, area, monkeypatch):
    """The second of two requests finds the row only when the database refuses its own."""
    contact = contacts.parse("email", "giorgi@example.org")
    fields = {
        "contact": contact,
        "signer": signing.Signer("გიორგი მაისურაძე"),
        "area": area,
        "shows_name": False,
        "language": "ka",
        "now": timezone.now(),
    }
    original, raced = signing._new, []

    def late(*args):
        if not raced:
            raced.append(True)
            signing.begin(petition, **fields)
        return original(*args)

    monkeypatch.setattr(signing, "_new", late)
    signing.begin(petition, **fields)
    assert Signature.objects.count() == 1


def test_the_count_is_withdrawn_too(petition, sign, citizen):
    sign()
    citizen.confirm(mail.outbox[0])
    minute = timezone.timedelta(minutes=1)
    jobs.count(now=timezone.now() + minute)
    assert Petition.objects.get(pk=petition.pk).signatures_electronic == 1
    with freeze_time(timezone.now() + 2 * minute):
        signing.withdraw(Signature.objects.get(), timezone.now())
    jobs.count(now=timezone.now() + 4 * minute)
    petition = Petition.objects.get(pk=petition.pk)
    assert petition.signatures_electronic == 0
    assert counting.counts_by(petition) == {"day": {}, "area": {}, "assurance": {}}


def test_messages_carry_no_markup_of_titles(make_petition, citizen, area):
    petition = make_petition("open", title="ხიდი\nBcc: x@example.org და გზა")
    citizen.send(
        f"/civic/ka/petitions/{petition.number}/sign/",
        {**SIGNER, "area": area.pk},
        "petitions.sign",
    )
    assert "\n" not in mail.outbox[0].subject
    assert mail.outbox[0].recipients() == ["giorgi@example.org"]


def test_after_the_decision_nothing_can_be_confirmed(petition, sign, superuser):
    sign()
    now = timezone.now()
    deciding.close(petition, now=now)
    deciding.decide(petition, now=now, user=superuser, outcome="answered")
    assert signing.settle(Signature.objects.get(), now) == signing.LATE


def test_a_citizen_needs_no_cookie(django_capture_on_commit_callbacks, page, petition, area):
    citizen = Citizen(django_capture_on_commit_callbacks, enforce_csrf_checks=True)
    assert not citizen.get(page.get_url()).cookies
    url = f"/civic/ka/petitions/{petition.number}/sign/"
    answer = citizen.send(url, {**SIGNER, "area": area.pk}, "petitions.sign")
    assert answer.status_code == 302
    assert not citizen.cookies
