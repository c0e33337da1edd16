"""The whole path: a citizen submits, an officer publishes, another citizen signs."""

import pytest
from django.core import mail
from django.utils import timezone

from wagtail_civic.petitions import jobs, moderation
from wagtail_civic.petitions.models import Petition

pytestmark = pytest.mark.django_db

TEXT = {
    "title": "ხიდის აღდგენა სოფელ მთისპირში",
    "kind": "request",
    "ask": "ვითხოვთ, რომ საკრებულომ განიხილოს ხიდის აღდგენის საკითხი.",
    "background": "ხიდი 2024 წელს წყალდიდობამ დააზიანა.",
    "topic": "",
    "area": "",
}
CONTACT = {"name": "ნინო ბერიძე", "address": "nino@example.org"}


def test_from_a_citizens_draft_to_another_citizens_signature(citizen, index, roll, area, officer):
    url = "/civic/ka/petitions/new/"
    assert citizen.get(url).status_code == 200

    sent = {"step": "eligibility", "eligible": "on"}
    assert citizen.get(url).context["step"] == "eligibility"
    assert citizen.send(url, sent, "petitions.submit").context["step"] == "text"
    sent = {**sent, **TEXT, "step": "text"}
    assert citizen.send(url, sent, "petitions.submit").context["step"] == "attachments"
    sent = {**sent, "step": "attachments"}
    assert citizen.send(url, sent, "petitions.submit").context["step"] == "contact"
    sent = {**sent, **CONTACT, "step": "contact"}
    checked = citizen.send(url, sent, "petitions.submit")
    assert checked.context["step"] == "check"
    assert TEXT["ask"] in checked.content.decode()
    response = citizen.send(url, {**sent, "step": "check"}, "petitions.submit")
    assert response.status_code == 302, response.content.decode()
    assert not Petition.objects.exists()

    assert len(mail.outbox) == 1
    done = citizen.confirm(mail.outbox[0])
    assert done.status_code == 302
    petition = Petition.objects.get()
    assert (petition.state, petition.number) == ("submitted", f"{timezone.now().year}-01")
    page = petition.page().specific
    assert not page.live
    assert page.background == TEXT["background"]
    assert petition.number in citizen.get(done.url).content.decode()
    assert citizen.get(page.get_url()).status_code == 404

    moderation.publish(petition, now=timezone.now(), user=officer)
    page.refresh_from_db()
    shown = citizen.get(page.get_url())
    assert shown.status_code == 200
    assert "315" in shown.content.decode()
    assert "0,5%" in shown.content.decode()

    jobs.send_letters()
    assert [message.to for message in mail.outbox[1:]] == [["nino@example.org"]] * 2

    signing = f"/civic/ka/petitions/{petition.number}/sign/"
    signer = {
        "name": "გიორგი მაისურაძე",
        "address": "giorgi@example.org",
        "area": area.pk,
        "shows_name": "on",
        "eligible": "on",
    }
    unstamped = citizen.post(signing, signer)
    assert unstamped.status_code == 200
    assert "გიორგი მაისურაძე" in unstamped.content.decode()
    response = citizen.send(signing, signer, "petitions.sign")
    assert response.status_code == 302
    done = citizen.confirm(mail.outbox[-1])
    assert "done/signed" in done.url
    assert citizen.get(done.url).status_code == 200

    later = timezone.now() + timezone.timedelta(minutes=1)
    jobs.count(now=later)
    petition.refresh_from_db()
    assert petition.standing.counted == 1
    shown = citizen.get(page.get_url()).content.decode()
    assert "გიორგი მაისურაძე" in shown
    assert "მთისპირი" in shown
    assert "giorgi@example.org" not in shown

    listed = citizen.get(index.get_url())
    assert TEXT["title"] in listed.content.decode()
