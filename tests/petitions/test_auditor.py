"""An auditor reads everything but persons: no name, no address, no words about somebody."""

import pytest
from django.utils import timezone

from wagtail_civic.petitions import moderation, retention
from wagtail_civic.petitions.models import CaseNote

from .conftest import add_initiator

pytestmark = pytest.mark.django_db
QUEUE = "/admin/civic_petitions_queue/"
WORDS = "ნინო ბერიძემ დაგვირეკა"


@pytest.fixture
def case(make_petition, officer):
    """A petition about whose people an officer wrote everywhere where an officer writes."""
    petition = make_petition("open")
    add_initiator(petition)
    moderation.pause(petition, now=timezone.now(), user=officer, reason=WORDS)
    retention.hold(petition, now=timezone.now(), user=officer, reason=WORDS)
    CaseNote.objects.create(petition=petition, text=WORDS)
    return petition


@pytest.fixture
def auditor(make_user, site):
    return make_user("auditor", "civic_petitions.view_petition", sites=[site])


SCREENS = ["", "{pk}/", "{pk}/history/"]
REPORT = "/admin/reports/site-history/"


@pytest.mark.parametrize("path", [*(QUEUE + screen for screen in SCREENS), REPORT])
def test_no_screen_tells_an_auditor_what_officers_wrote(client, auditor, case, path):
    client.force_login(auditor)
    answer = client.get(path.format(pk=case.pk), follow=True)
    text = answer.content.decode()
    assert WORDS not in text
    assert "nino@example.org" not in text


def test_an_auditor_sees_who_did_what(client, auditor, case, officer):
    client.force_login(auditor)
    text = client.get(f"{QUEUE}{case.pk}/history/").content.decode()
    assert "შეგროვების შეჩერება" in text
    assert officer.username in text


@pytest.mark.parametrize("right", ["moderate_petition", "decide_petition", "restore_petition"])
def test_who_works_on_a_case_reads_why(client, make_user, site, case, right):
    user = make_user(
        "colleague", "civic_petitions.view_petition", f"civic_petitions.{right}", sites=[site]
    )
    client.force_login(user)
    assert WORDS in client.get(f"{QUEUE}{case.pk}/history/").content.decode()


def test_an_auditor_moves_nothing_and_takes_nothing(client, auditor, case):
    client.force_login(auditor)
    for path in ("move/resume/", "paper/", "online/", "doubts/", "export/", "note/", "tags/"):
        assert client.post(f"{QUEUE}{case.pk}/{path}").status_code in (302, 403, 404, 405), path
    case.refresh_from_db()
    assert case.state == "paused"
