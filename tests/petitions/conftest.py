import re
from contextlib import contextmanager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone

from wagtail_civic.core import contacts
from wagtail_civic.core.abuse import STAMP_FIELD, stamp
from wagtail_civic.core.models import Area, AreaName, VoterRoll
from wagtail_civic.core.records import record_for
from wagtail_civic.petitions import moderation
from wagtail_civic.petitions.models import (
    Initiator,
    Petition,
    PetitionIndexPage,
    PetitionPage,
    Signature,
    SignatureContact,
)

TBILISI = ZoneInfo("Asia/Tbilisi")


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=TBILISI)


def make_index(site, title="პეტიციები"):
    page = PetitionIndexPage(title=title, slug="petitions", locale=site.root_page.locale)
    site.root_page.add_child(instance=page)
    return page


def make_area(site, code, name):
    area = Area.objects.create(site=site, code=code)
    AreaName.objects.create(row=area, language="ka", name=name)
    return area


@pytest.fixture
def roll(site):
    return VoterRoll.objects.create(
        site=site, date=at("2020-10-01").date(), voters=63000, source="ცესკო"
    )


@pytest.fixture
def index(site):
    return make_index(site)


@pytest.fixture
def area(site):
    return make_area(site, "mtispiri", "მთისპირი")


@pytest.fixture
def officer(make_user, site):
    return make_user(
        "officer",
        "civic_petitions.view_petition",
        "civic_petitions.moderate_petition",
        "civic_petitions.decide_petition",
        "civic_petitions.check_paper_petition",
        "civic_petitions.see_contacts_petition",
        "civic_petitions.restore_petition",
        sites=[site],
    )


@pytest.fixture
def make_petition(index, roll):
    """``make_petition("open")``: a petition in a state, made by the real moves."""

    def make(state="submitted", title="ხიდის აღდგენა სოფელ მთისპირში", now=None, parent=None):
        now = now or timezone.now()
        page = PetitionPage(
            title=title,
            ask="ვითხოვთ, რომ საკრებულომ განიხილოს ხიდის აღდგენა.",
            background="ხიდი წყალდიდობამ დააზიანა.",
            locale=index.locale,
            live=False,
        )
        (parent or index).add_child(instance=page)
        page.save_revision()
        petition = record_for(page)
        Petition.objects.filter(pk=petition.pk).update(language="ka")
        petition.refresh_from_db()
        if state == "draft":
            return petition
        moderation.submit(petition, now=now)
        if state == "open":
            moderation.publish(petition, now=now)
        return petition

    return make


@pytest.fixture
def petition(make_petition):
    """An open petition: 315 signatures of 63,000 voters within 30 days."""
    return make_petition("open")


@pytest.fixture
def page(petition):
    return petition.page().specific


def add_signatures(petition, count, *, confirmed_at=None, area=None, assurance="email", start=0):
    """Confirmed signatures of invented people, as bulk as an import."""
    moment = confirmed_at or timezone.now()
    rows = Signature.objects.bulk_create(
        Signature(
            petition=petition,
            assurance=assurance,
            area=area,
            language="ka",
            begun_at=moment - timedelta(minutes=5),
            confirmed_at=moment,
            confirmed_on=moment.astimezone(TBILISI).date(),
        )
        for _number in range(count)
    )
    emails = [
        contacts.parse("email", f"signer{start + number}@example.org") for number in range(count)
    ]
    SignatureContact.objects.bulk_create(
        SignatureContact(
            signature=row,
            petition=petition,
            channel="email",
            address=contact.value,
            lookup=contact.lookup(),
            name=f"ხელმომწერი {number}",
        )
        for number, (row, contact) in enumerate(zip(rows, emails, strict=True))
    )
    return rows


def add_initiator(petition, email="nino@example.org"):
    contact = contacts.parse("email", email)
    return Initiator.objects.create(
        petition=petition,
        name="ნინო ბერიძე",
        channel="email",
        address=contact.value,
        lookup=contact.lookup(),
    )


class Citizen(Client):
    """A browser whose requests commit, so that messages go out, and whose forms are stamped."""

    def __init__(self, commit, **defaults):
        super().__init__(**defaults)
        self.commit = commit

    def request(self, **request):
        with self.commit(execute=True):
            return super().request(**request)

    def send(self, url, data, purpose):
        return self.post(url, {**data, STAMP_FIELD: stamp(purpose)})

    def confirm(self, message):
        """Open the link of a message, press the button there."""
        url = link_in(message)
        assert self.get(url).status_code == 200
        return self.send(url, {}, "verification.confirm")


def link_in(message):
    return re.search(r"https?://[^/]+(/civic/\w+/confirm/\S+)", message.body)[1]


def withdrawal_link_in(message):
    return re.search(r"https?://[^/]+(/civic/\w+/petitions/withdraw/\S+)", message.body)[1]


@pytest.fixture
def citizen(django_capture_on_commit_callbacks):
    return Citizen(django_capture_on_commit_callbacks)


SIGNER = {"name": "გიორგი მაისურაძე", "address": "giorgi@example.org", "eligible": "on"}


@pytest.fixture
def sign(citizen, petition, area):
    """``sign(name=…, address=…)``: send the form of the open petition."""

    def send(target=None, **fields):
        url = f"/civic/ka/petitions/{(target or petition).number}/sign/"
        return citizen.send(url, {**SIGNER, "area": area.pk, **fields}, "petitions.sign")

    return send


@pytest.fixture
def dead_mail_server(monkeypatch):
    """``with dead_mail_server():`` nothing can be handed over; on every Django."""

    def refuse(self, messages):
        raise ConnectionRefusedError

    @contextmanager
    def dead():
        with monkeypatch.context() as patch:
            patch.setattr(EmailBackend, "send_messages", refuse)
            yield

    return dead
