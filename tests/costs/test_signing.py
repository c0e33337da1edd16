"""What the two steps of a signature ask of the database, mail excluded."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.petitions.conftest import SIGNER, area, index, make_petition, petition, roll
from wagtail_civic.core import verification
from wagtail_civic.core.abuse import STAMP_FIELD, stamp
from wagtail_civic.core.models import Verification
from wagtail_civic.petitions.models import (
    PetitionSettings,
    PetitionSettingsText,
    Signature,
    SignatureContact,
)

__all__ = ["area", "index", "make_petition", "petition", "roll"]

pytestmark = pytest.mark.django_db
MOST = 8
DECLARATION = {"en": "I am registered in Ozurgeti", "ka": "ვარ ოზურგეთში რეგისტრირებული"}


@pytest.fixture
def town(petition, site, area):
    """An open petition of a municipality with areas and a declaration of its own, that somebody
    has signed: the words are known."""
    settings = PetitionSettings.for_site(site)
    for language, words in DECLARATION.items():
        PetitionSettingsText.objects.create(settings=settings, language=language, eligibility=words)
    sign(petition, area, address="first@example.org", name="პირველი ხელმომწერი")
    return petition


@pytest.fixture
def at_once():
    if not connection.features.supports_update_conflicts_with_target:
        pytest.skip("where the database does not say what it counted, each limit is a statement")


def sign(petition, area, ip="203.0.113.9", **fields):
    """Send the form; nothing is committed in a test, so that no mail goes out."""
    data = {**SIGNER, "area": area.pk or "", **fields, STAMP_FIELD: stamp("petitions.sign")}
    url = f"/civic/ka/petitions/{petition.number}/sign/"
    with CaptureQueriesContext(connection) as queries:
        answer = Client().post(url, data, REMOTE_ADDR=ip)
    assert answer.status_code == 302
    return [query["sql"] for query in queries]


def asked(statements):
    """What kind of statement, of which table."""
    return [re.findall(r"^\S+|civic_\w+|wagtailcore_\w+", sql)[:2] for sql in statements]


def before_writing(statements):
    return statements[: next(n for n, sql in enumerate(statements) if "SAVEPOINT" in sql)]


def test_signing_takes_eight_statements(town, area, at_once):
    statements = sign(town, area)
    assert len(statements) <= MOST, asked(statements)
    assert Signature.objects.count() == 2


def test_signing_takes_eight_statements_where_there_are_no_areas(make_petition, at_once, area):
    area.delete()
    petition = make_petition("open")
    sign(petition, area, address="first@example.org")
    assert len(sign(petition, area)) <= MOST


def test_a_known_address_is_asked_of_as_an_unknown_one(town, area, at_once):
    """Up to the transaction that writes, where there is nothing to insert twice."""
    unknown, again = sign(town, area), sign(town, area)
    assert asked(before_writing(unknown)) == asked(before_writing(again))
    assert Signature.objects.count() == 2


def test_the_signature_and_its_message_are_one_transaction(town, area, at_once):
    statements = sign(town, area)
    begin, *inside, end = statements[-5:]
    assert (begin.split()[0], end.split()[0]) == ("SAVEPOINT", "RELEASE")
    assert asked(inside) == [
        ["INSERT", "civic_petitions_signature"],
        ["INSERT", "civic_petitions_signaturecontact"],
        ["INSERT", "civic_core_verification"],
    ]


def test_the_words_that_were_accepted_are_found_with_the_petition(town, area):
    sign(town, area)
    wordings = SignatureContact.objects.values_list("declaration__text", flat=True)
    assert set(wordings) == {DECLARATION["ka"]}


def test_confirming_takes_eight_statements(town, area):
    sign(town, area)
    verification.send_waiting(timezone.now())
    row = Verification.objects.latest("pk")
    token = "a-token-that-is-known"
    digest = verification.lifecycle._token_digest(token)
    Verification.objects.filter(pk=row.pk).update(token_digest=digest)
    data = {STAMP_FIELD: stamp("verification.confirm")}
    with CaptureQueriesContext(connection) as queries:
        answer = Client().post(f"/civic/ka/confirm/{token}/", data)
    assert answer.status_code == 302
    assert Signature.objects.counting().count() == 1
    assert len(queries) <= MOST, asked([query["sql"] for query in queries])
