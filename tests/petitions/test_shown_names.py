"""A signer who shows the name may hide it later, and show it again."""

import re

import pytest
from django.utils import timezone
from wagtail.contrib.frontend_cache.backends import BaseBackend

from wagtail_civic.petitions import retention, signing, suspicion
from wagtail_civic.petitions.models import Signature, SignatureContact

from .conftest import add_signatures
from .test_mine import ask, change, visit

__all__ = ["ask", "visit"]

pytestmark = pytest.mark.django_db
NAME = "გიორგი მაისურაძე"


@pytest.fixture
def signed(sign, citizen, mailoutbox):
    """Giorgi has signed and shows the name; his mailbox is empty again."""
    sign(shows_name="on")
    citizen.confirm(mailoutbox[0])
    mailoutbox.clear()
    return Signature.objects.get()


@pytest.fixture
def public(client, page):
    return lambda: client.get(page.get_url()).content.decode()


def buttons(citizen, visit):
    found = re.findall(r"<button[^>]*>(.*?)</button>", citizen.get(visit).content.decode())
    return [re.sub("<[^>]*>", "", each) for each in found]


def test_a_name_is_hidden_at_once_and_shown_again_where_it_stood(citizen, visit, signed, public):
    stood = signed.shown_at
    assert NAME in public()
    assert change(citizen, visit, "hide", signed.uuid).status_code == 302
    assert NAME not in public()
    signed.refresh_from_db()
    assert (signed.public_name, signed.shown_at, signed.ended_at) == ("", None, None)
    change(citizen, visit, "show", signed.uuid)
    assert NAME in public()
    signed.refresh_from_db()
    assert signed.shown_at == stood
    assert signed.contact.hidden_at is None


def test_the_buttons_name_the_petition(citizen, visit, signed, petition):
    title = petition.page().title
    assert f"ჩემი სახელის დამალვა: {title}" in buttons(citizen, visit)
    change(citizen, visit, "hide", signed.uuid)
    assert f"ჩემი სახელის ხელახლა გამოჩენა: {title}" in buttons(citizen, visit)
    assert "სახელი დამალული გაქვთ" in citizen.get(visit).content.decode()


def test_hiding_and_showing_twice_changes_nothing_more(citizen, visit, signed, public):
    for action, shown in (("hide", False), ("hide", False), ("show", True), ("show", True)):
        change(citizen, visit, action, signed.uuid)
        assert (NAME in public()) is shown


def test_who_never_chose_to_show_the_name_is_not_shown(citizen, visit, signed, public):
    """Two people may use one mailbox: neither publishes the other's name."""
    Signature.objects.update(public_name="", shown_at=None)
    assert not any("სახელ" in each for each in buttons(citizen, visit))
    change(citizen, visit, "show", signed.uuid)
    assert NAME not in public()


def test_somebody_elses_name_is_neither_hidden_nor_shown(citizen, visit, petition):
    [other] = add_signatures(petition, 1)
    Signature.objects.filter(pk=other.pk).update(public_name="ნინო", shown_at=timezone.now())
    change(citizen, visit, "hide", other.uuid)
    assert Signature.objects.get(pk=other.pk).public_name == "ნინო"
    signing.hide_name(other, timezone.now())
    change(citizen, visit, "show", other.uuid)
    assert Signature.objects.get(pk=other.pk).public_name == ""


def test_looking_hides_nothing(citizen, visit, signed, public):
    citizen.get(visit, {"action": "hide", "target": signed.uuid})
    assert NAME in public()


def test_a_hidden_name_stays_hidden_when_a_doubted_signature_is_counted(petition, signed, public):
    signing.hide_name(signed, timezone.now())
    Signature.objects.update(ended_at=timezone.now(), ended_as="suspected")
    rows = suspicion.suspected(petition)
    assert suspicion.clear(petition, rows, user=None, now=timezone.now()) == 1
    assert NAME not in public()


def test_the_name_of_a_doubted_signature_is_not_shown_before_it_counts(petition, signed, public):
    signing.hide_name(signed, timezone.now())
    Signature.objects.update(ended_at=timezone.now(), ended_as="suspected")
    signing.show_name(signed)
    assert NAME not in public()
    suspicion.clear(petition, suspicion.suspected(petition), user=None, now=timezone.now())
    assert NAME in public()


def test_the_signer_reads_whether_the_name_is_published(citizen, visit, signed):
    assert "სახელი საჯარო სიაში ჩანს." in citizen.get(visit).content.decode()
    Signature.objects.update(ended_at=timezone.now(), ended_as="suspected", shown_at=None)
    assert "როცა ხელმოწერა ითვლება" in citizen.get(visit).content.decode()


def test_after_withdrawal_or_the_term_no_name_comes_back(petition, signed, public):
    signing.hide_name(signed, timezone.now())
    retention.anonymise(petition, timezone.now())
    signing.show_name(signed)
    assert Signature.objects.get().public_name == ""
    assert NAME not in public()


def test_who_signs_anew_before_confirming_decides_anew(sign, citizen, mailoutbox, public):
    sign(shows_name="on")
    signing.hide_name(Signature.objects.get(), timezone.now())
    sign(shows_name="on")
    assert SignatureContact.objects.get().hidden_at is None
    citizen.confirm(mailoutbox[-1])
    assert NAME in public()


class Front(BaseBackend):
    """A cache in front of the site that notes what it has to forget."""

    forgot: list[str] = []

    def __init__(self, config):
        super().__init__(config)

    def purge(self, url):
        self.forgot.append(url)


@pytest.mark.parametrize("what", ["hide", "withdraw"])
def test_a_cache_in_front_of_the_site_forgets_the_page(
    citizen, visit, signed, page, settings, what
):
    settings.WAGTAILFRONTENDCACHE = {"front": {"BACKEND": f"{__name__}.Front"}}
    Front.forgot.clear()
    change(citizen, visit, what, signed.uuid)
    assert page.get_full_url() in Front.forgot
