"""Petitions with the sms app: a signature confirmed by a code, through the seam of the core."""

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.utils import timezone

from wagtail_civic.petitions import jobs
from wagtail_civic.petitions.models import Petition, Signature, SignatureContact

from .test_submitting import URL, WHOLE

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not apps.is_installed("wagtail_civic.sms"), reason="sms is not installed"),
]

NUMBER = "599 12 34 56"


@pytest.fixture(autouse=True)
def phones(settings):
    """What reaches the phones."""
    from wagtail_civic.sms.gateways import locmem

    memory = {"BACKEND": "wagtail_civic.sms.gateways.locmem.LocmemGateway"}
    settings.WAGTAIL_CIVIC = {
        **settings.WAGTAIL_CIVIC,
        "SMS_GATEWAYS": {"memory": memory},
        "SMS_GATEWAY": "memory",
    }
    locmem.outbox.clear()
    yield locmem.outbox
    locmem.outbox.clear()


def type_code(citizen, answer, message):
    """Type the code of a message on the page to which the form has led."""
    assert citizen.get(answer.url).status_code == 200
    code = re.search(r"\d{6}", message.text)[0]
    return citizen.send(answer.url, {"code": code}, "verification.code")


def counted(petition):
    jobs.count(timezone.now() + timedelta(hours=1))
    return Petition.objects.get(pk=petition.pk).standing.counted


def test_the_form_offers_the_phone(client, page):
    assert "ტელეფონი" in client.get(page.get_url()).content.decode()


def test_a_code_typed_on_the_page_makes_the_signature_count(sign, citizen, petition, phones):
    answer = sign(address=NUMBER)
    message = phones[-1]
    assert (message.to, mail.outbox) == ("+995599123456", [])
    assert not Signature.objects.confirmed().exists()
    done = type_code(citizen, answer, message)
    assert "done/signed" in done.url
    signature = Signature.objects.confirmed().get()
    assert signature.assurance == "phone"
    assert counted(petition) == 1


def test_a_wrong_code_confirms_nothing(sign, citizen, phones):
    answer = sign(address=NUMBER)
    code = re.search(r"\d{6}", phones[-1].text)[0]
    wrong = f"{(int(code) + 1) % 10**6:06}"
    page = citizen.send(answer.url, {"code": wrong}, "verification.code")
    assert page.status_code == 200
    assert not Signature.objects.confirmed().exists()


def test_other_spellings_of_one_number_are_one_signer(sign, citizen, petition, phones):
    type_code(citizen, sign(address=NUMBER), phones[-1])
    for spelling in ("+995 599 123 456", "00995599123456", "599123456"):
        assert sign(address=spelling).status_code == 302
    assert Signature.objects.count() == 1
    assert counted(petition) == 1


def test_the_number_is_kept_encrypted_and_shown_nowhere(sign, citizen, phones, client, page):
    from django.db import connection

    type_code(citizen, sign(address=NUMBER, shows_name="on"), phones[-1])
    with connection.cursor() as cursor:
        for table in ("civic_petitions_signaturecontact", "civic_core_verification"):
            cursor.execute(f"SELECT * FROM {table}")
            assert "599123456" not in str(cursor.fetchone())
    assert SignatureContact.objects.get().address == "+995599123456"
    assert "599123456" not in client.get(page.get_url()).content.decode()


def test_a_signer_by_phone_withdraws_by_code_and_a_stranger_gets_none(
    sign, citizen, petition, phones
):
    type_code(citizen, sign(address=NUMBER), phones[-1])
    url = "/civic/ka/petitions/mine/"
    sent = len(phones)
    stranger = citizen.send(url, {"address": "599 65 43 21"}, "petitions.mine")
    assert (stranger.status_code, len(phones)) == (302, sent)
    visit = type_code(citizen, citizen.send(url, {"address": NUMBER}, "petitions.mine"), phones[-1])
    chosen = {"action": "withdraw", "target": str(petition.signatures.get().uuid)}
    citizen.send(visit.url, chosen, "petitions.change")
    assert not SignatureContact.objects.exists()
    assert counted(petition) == 0


def test_who_submits_a_petition_still_needs_an_e_mail(citizen, index, roll):
    answer = citizen.send(URL, {**WHOLE, "address": NUMBER}, "petitions.submit")
    assert answer.context["form"].errors["address"]
