"""The demonstration as a whole: what an invented town has, how it is marked, how it goes again."""

import re
from io import StringIO

import phonenumbers
import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import translation
from wagtail.documents import get_document_model
from wagtail.models import Locale, Page, Site

from tests.conftest import make_site
from wagtail_civic.acts.models import Act
from wagtail_civic.budget.models import Budget
from wagtail_civic.core.models import (
    Area,
    Body,
    DemoObject,
    Membership,
    MunicipalitySettings,
    RoleGroup,
)
from wagtail_civic.news.models import NewsPage
from wagtail_civic.petitions import gathering, lifecycle
from wagtail_civic.petitions.models import Attachment, PaperCheck, Petition
from wagtail_civic.sessions.models import Session
from wagtail_civic.sms import phones
from wagtail_civic.sms.models import Campaign, Subscriber

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def town(django_db_setup, django_db_blocker):
    """Chaieti, built once for all questions and taken back at the end."""
    with django_db_blocker.unblock(), translation.override("ka"):
        whole = transaction.atomic()
        whole.__enter__()
        Site.objects.all().delete()
        Page.objects.filter(depth=2).delete()
        languages = ("ka", "en")
        locales = {c: Locale.objects.get_or_create(language_code=c)[0] for c in languages}
        site = make_site("testserver", "ჩაიეთი", locales, default=True)
        call_command("civic_setup", stdout=StringIO())
        Campaign.objects.all().delete()  # the toy app's index page announces itself
        call_command("civic_demo", accounts=True, stdout=StringIO())
        yield site
        transaction.set_rollback(True)
        whole.__exit__(None, None, None)


def test_there_are_units_with_their_villages(town):
    units = Area.objects.filter(site=town, kind="unit")
    assert units.count() >= 3
    assert all(unit.children.filter(kind="village").exists() for unit in units)


def test_the_council_has_deputies_and_commissions_with_chairs(town):
    council = Body.objects.get(site=town, kind="council")
    assert council.memberships.count() >= 7
    commissions = Body.objects.filter(site=town, kind="commission", parent=council)
    assert commissions.count() >= 3
    chaired = Membership.objects.filter(body__in=commissions, role="chair")
    assert chaired.values("body").distinct().count() == commissions.count()


def test_one_session_is_live_others_are_past_and_to_come(town):
    statuses = set(Session.objects.filter(site=town).values_list("status", flat=True))
    assert {"live", "finished", "scheduled"} <= statuses


@pytest.mark.parametrize("register", lifecycle.REGISTERS)
def test_every_register_has_a_petition(town, register):
    assert Petition.objects.for_site(town).public().in_register(register).exists()


def test_one_petition_looks_for_supporters_and_is_nowhere_public(town):
    petition = Petition.objects.get(site=town, state=lifecycle.GATHERING)
    assert (gathering.supporters(petition), petition.gathering.required) == (3, 5)
    assert petition.register is None


def test_one_attachment_is_published_and_one_waits_for_an_officer(town, client):
    shown = Attachment.objects.get(site=town, approved_at__isnull=False)
    waiting = Attachment.objects.get(site=town, approved_at=None)
    page = client.get(shown.petition.page("ka").get_url()).content.decode()
    assert shown.document.url in page
    assert (waiting.document, waiting.petition.state) == (None, lifecycle.SUBMITTED)


def test_one_petition_failed_with_156_of_315_signatures_after_thirty_days(town):
    failed = Petition.objects.get(site=town, signatures_electronic=156)
    assert failed.standing.required == 315
    assert failed.state == lifecycle.CLOSED
    assert not failed.standing.reached
    assert (failed.closed_at.date() - failed.opened_at.date()).days in (30, 31)
    assert failed.register == lifecycle.FINISHED_REGISTER


def test_one_petition_was_decided_on_paper_by_a_sample_of_a_fifth(town):
    check = PaperCheck.objects.get(petition__site=town)
    assert check.petition.state == lifecycle.DECIDED
    assert check.share == 20
    assert check.checked == -(-check.submitted // 5)
    assert check.remaining == check.petition.standing.counted


def test_acts_are_of_several_types_and_years_with_georgian_files(town):
    acts = Act.objects.for_site(town).published()
    assert acts.values("act_type").distinct().count() >= 3
    assert acts.values("year").distinct().count() >= 3
    files = {document.file_extension for document in get_document_model().objects.all()}
    assert {"pdf", "docx"} <= files


def test_there_are_news_subscribers_campaigns_and_budgets_of_several_years(town):
    assert NewsPage.objects.live().filter(locale__language_code="ka").count() >= 10
    assert Subscriber.objects.filter(site=town).active().count() >= 100
    assert Campaign.objects.filter(site=town).values("state").distinct().count() >= 4
    assert Budget.objects.for_site(town).published().count() >= 3


def test_no_number_of_the_town_can_be_dialled(town):
    office = phonenumbers.parse(MunicipalitySettings.for_site(town).phone, "GE")
    assert not phonenumbers.is_possible_number(office) or not phonenumbers.is_valid_number(office)
    for subscriber in Subscriber.objects.filter(site=town):
        assert phones.is_fictitious(subscriber.number)
        assert not phonenumbers.is_valid_number(phonenumbers.parse(subscriber.number))


def test_every_role_has_a_log_in(town):
    roles = RoleGroup.objects.filter(site=town)
    assert roles.count() == 11
    assert all(row.group.user_set.filter(username=row.role).exists() for row in roles)
    assert all(user.last_name for user in get_user_model().objects.exclude(username="admin"))


def test_every_page_says_that_it_is_a_demonstration_and_keeps_search_engines_away(town):
    client = Client()
    asked = 0
    for page in Page.objects.live().filter(depth__gt=1).specific():
        answer = client.get(page.get_url())
        assert answer.headers["X-Robots-Tag"].startswith("noindex"), page
        if page.specific_class.__module__.startswith("wagtail_civic."):
            text = answer.content.decode()
            said = re.findall("Demonstration site|სადემონსტრაციო საიტი", text)
            assert len(said) == 1, page
            asked += 1
    assert asked > 60


def test_the_demonstration_goes_without_a_trace(town):
    call_command("civic_demo", remove=True, stdout=StringIO())
    assert not DemoObject.objects.exists()
    for model in (Area, Body, Session, Petition, Act, Subscriber, Campaign, Budget, NewsPage):
        assert not model.objects.exists(), model
    assert not MunicipalitySettings.objects.filter(is_demonstration=True).exists()
    assert RoleGroup.objects.filter(site=town).count() == 11
