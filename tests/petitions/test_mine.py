"""“My signatures”: see, withdraw, change notices, erase; for whoever proved the address."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from wagtail_civic.core import contacts
from wagtail_civic.core.models import Verification
from wagtail_civic.petitions import deciding, mine
from wagtail_civic.petitions.models import Follower, Signature, SignatureContact

from .conftest import add_initiator, add_signatures, make_area

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed(sign, citizen, mailoutbox):
    """Giorgi has signed; his mailbox is empty again."""
    sign()
    citizen.confirm(mailoutbox[0])
    mailoutbox.clear()
    return Signature.objects.get()


@pytest.fixture
def ask(citizen):
    def send(address="giorgi@example.org"):
        return citizen.send("/civic/ka/petitions/mine/", {"address": address}, "petitions.mine")

    return send


@pytest.fixture
def visit(ask, citizen, mailoutbox, signed):
    ask()
    return citizen.confirm(mailoutbox[0]).url


def change(citizen, visit, action, target=""):
    return citizen.send(visit, {"action": action, "target": target}, "petitions.change")


def test_a_signer_sees_what_was_signed(citizen, visit, petition):
    text = citizen.get(visit).content.decode()
    assert petition.page().title in text
    assert "გიორგი მაისურაძე" in text
    assert "giorgi@example.org" not in text


def test_many_signatures_are_read_at_once(signed, make_petition, site, django_assert_num_queries):
    contact = contacts.parse("email", "giorgi@example.org")

    def add(number):
        [row] = add_signatures(
            make_petition("open", title=f"პეტიცია {number}"),
            1,
            area=make_area(site, f"village-{number}", f"სოფელი {number}"),
        )
        SignatureContact.objects.filter(signature=row).update(
            address=contact.value, lookup=contact.lookup()
        )

    add(1)
    with CaptureQueriesContext(connection) as few:
        mine.rows(site, contact, "ka")
    add(2)
    add(3)
    with django_assert_num_queries(len(few)):
        found = mine.rows(site, contact, "ka")
    areas = {each["area"] for row in found for each in row.signatures}
    assert areas >= {"სოფელი 1", "სოფელი 2", "სოფელი 3"}


def test_an_address_without_signatures_gets_the_same_page_and_no_message(ask, signed, mailoutbox):
    known, unknown = ask(), ask("stranger@example.org")
    assert known.status_code == unknown.status_code == 302
    assert [message.to for message in mailoutbox] == [["giorgi@example.org"]]


def test_who_only_asked_sees_nothing(ask, citizen, signed, mailoutbox):
    """The one who asks knows the handle of the attempt, but need not own the address."""
    ask()
    citizen.confirm(mailoutbox[0])
    handle = Verification.objects.latest("pk").handle
    answer = citizen.get(f"/civic/ka/petitions/mine/{handle}/{'0' * 32}/")
    assert answer.status_code == 302
    assert answer.url.endswith("/petitions/mine/")


def test_the_page_closes_after_an_hour(citizen, visit):
    rows = Verification.objects.filter(purpose="petitions.mine")
    rows.update(confirmed_at=rows.get().confirmed_at - timedelta(minutes=61))
    assert citizen.get(visit).status_code == 302


def test_a_signature_is_withdrawn_there(citizen, visit, signed):
    change(citizen, visit, "withdraw", signed.uuid)
    signed.refresh_from_db()
    assert signed.ended_as == "withdrawn"
    assert not SignatureContact.objects.exists()
    assert "გიორგი" not in citizen.get(visit).content.decode()


def test_looking_changes_nothing(citizen, visit, signed):
    citizen.get(visit, {"action": "withdraw", "target": signed.uuid})
    signed.refresh_from_db()
    assert signed.ended_at is None


def test_somebody_elses_signature_is_not_withdrawn(citizen, visit, sign, mailoutbox):
    sign(name="ლევან ბერიძე", address="levan@example.org")
    other = Signature.objects.latest("pk")
    change(citizen, visit, "withdraw", other.uuid)
    assert Signature.objects.filter(pk=other.pk, ended_at=None).exists()


def test_notices_are_begun_and_ended_there(citizen, visit, petition):
    change(citizen, visit, "follow", petition.key)
    assert Follower.objects.count() == 1
    change(citizen, visit, "unfollow", petition.key)
    assert not Follower.objects.exists()


def test_notices_about_a_petition_never_signed_are_not_begun_there(citizen, visit, make_petition):
    other = make_petition("open", title="სხვა პეტიცია ხიდზე")
    change(citizen, visit, "follow", other.key)
    assert not Follower.objects.exists()


def test_everything_is_erased_there(citizen, visit, signed, petition):
    change(citizen, visit, "follow", petition.key)
    change(citizen, visit, "erase")
    assert not Follower.objects.exists()
    assert not SignatureContact.objects.exists()
    signed.refresh_from_db()
    assert signed.ended_at is not None


@pytest.fixture
def initiators_visit(ask, citizen, mailoutbox, petition):
    add_initiator(petition)
    ask("nino@example.org")
    return citizen.confirm(mailoutbox[-1]).url


def test_an_initiator_sees_how_the_petition_stands_and_takes_it_back(
    citizen, initiators_visit, petition
):
    text = citizen.get(initiators_visit).content.decode()
    assert f"№{petition.number}" in text
    assert 'value="take_back"' in text
    change(citizen, initiators_visit, "take_back", petition.key)
    petition.refresh_from_db()
    assert (petition.state, petition.register) == ("withdrawn", "finished")
    assert petition.events.filter(kind="withdrawn").exists()
    assert 'value="take_back"' not in citizen.get(initiators_visit).content.decode()


def test_before_anybody_has_looked_at_it_a_petition_can_be_taken_back(
    ask, citizen, mailoutbox, make_petition
):
    waiting = make_petition()
    add_initiator(waiting)
    ask("nino@example.org")
    visit = citizen.confirm(mailoutbox[-1]).url
    assert f"№{waiting.number}" in citizen.get(visit).content.decode()
    change(citizen, visit, "take_back", waiting.key)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.register) == ("withdrawn", None)


def test_after_the_close_a_petition_is_not_taken_back(citizen, initiators_visit, petition):
    deciding.close(petition, now=timezone.now())
    assert 'value="take_back"' not in citizen.get(initiators_visit).content.decode()
    change(citizen, initiators_visit, "take_back", petition.key)
    petition.refresh_from_db()
    assert petition.state == "closed"


def test_a_signer_does_not_take_back_somebody_elses_petition(citizen, visit, petition):
    assert 'value="take_back"' not in citizen.get(visit).content.decode()
    change(citizen, visit, "take_back", petition.key)
    petition.refresh_from_db()
    assert petition.state == "open"


def test_looking_takes_nothing_back(citizen, initiators_visit, petition):
    citizen.get(initiators_visit, {"action": "take_back", "target": petition.key})
    petition.refresh_from_db()
    assert petition.state == "open"


@pytest.mark.parametrize("data", [{}, {"action": "drop"}, {"action": "withdraw", "target": "x"}])
def test_nonsense_is_answered_and_changes_nothing(citizen, visit, signed, data):
    assert citizen.send(visit, data, "petitions.change").status_code == 200
    signed.refresh_from_db()
    assert signed.ended_at is None


def test_another_municipality_shows_nothing(citizen, visit, other_site):
    answer = citizen.get(visit, headers={"host": "other.example"})
    assert answer.status_code == 302


def test_the_petitions_page_leads_there(client, page):
    text = client.get(page.get_url()).content.decode()
    assert "/petitions/mine/" in text
    assert "/follow/" in text
