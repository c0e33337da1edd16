"""No stranger writes to other people by the municipality's letters and messages."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone

from wagtail_civic.core import verification
from wagtail_civic.core.abuse import stamp
from wagtail_civic.core.models import Verification

pytestmark = pytest.mark.django_db

WORDS = "You have won a prize at evil dot example"
ADDRESS, PHONE = "somebody@example.org", "599777666"


def forms(world) -> dict[str, tuple[str, str, dict]]:
    """By purpose, what a stranger sends for an address that is not his: where, with whose stamp,
    and his own words wherever a form takes any."""
    number = world.petition.number
    signer = {"name": WORDS, "address": ADDRESS, "eligible": "on", "area": world.area.pk}
    follower = world.follower.address
    gathering = f"/civic/ka/petitions/support/{world.gathering.key}/"
    petition = {
        **signer,
        **dict.fromkeys(("title", "background"), WORDS),
        "step": "check",
        "kind": "principles",
        "ask": f"{WORDS}. " * 3,
        "topic": world.topic.pk,
    }
    question = {"kind": "question", "text": f"{WORDS}?", "author_name": WORDS, "email": ADDRESS}
    subscriber = {"number": PHONE, "consent": "on", "language": "ka", "all_areas": "on"}
    subscriber |= {"topics": [world.topic.pk], "area": world.area.pk}
    return {
        "acts.follow": (
            f"/civic/ka/acts/{world.act.key}/follow/",
            "acts.follow",
            {"address": ADDRESS},
        ),
        "documents.saved_search": (
            f"/civic/ka/search/save/?q={quote(WORDS)}",
            "documents.save",
            {"address": ADDRESS},
        ),
        "petitions.follow": (
            f"/civic/ka/petitions/{number}/follow/",
            "petitions.follow",
            {"address": ADDRESS},
        ),
        "petitions.mine": ("/civic/ka/petitions/mine/", "petitions.mine", {"address": follower}),
        "petitions.sign": (gathering, "petitions.sign", signer),
        "petitions.submit": ("/civic/ka/petitions/new/", "petitions.submit", petition),
        "sessions.question": (
            f"/civic/ka/sessions/{world.session.key}/ask/",
            "sessions.question",
            question,
        ),
        "sms.subscribe": ("/civic/ka/sms/subscribe/", "sms.subscribe", subscriber),
    }


@pytest.fixture
def asked(ours, settings, monkeypatch, django_capture_on_commit_callbacks):
    """``asked(purpose)``: what goes out to an address that somebody types into its form."""
    settings.WAGTAIL_CIVIC = {**settings.WAGTAIL_CIVIC, "SESSIONS_CONFIRM_QUESTIONS": True}
    page = ours.gathering.petition.page()
    page.title = WORDS
    page.save()
    sent = []
    for _name, channel in verification.channels.items():
        monkeypatch.setattr(channel, "send", sent.append)

    def ask(purpose):
        url, form, fields = forms(ours)[purpose]
        signed = {"civic_stamp": stamp(form, timezone.now() - timedelta(minutes=1))}
        with django_capture_on_commit_callbacks(execute=True):
            answer = Client().post(url, {**fields, **signed})
        assert answer.status_code == 302, answer.context["form"].errors
        assert Verification.objects.latest("pk").purpose == purpose
        [message] = sent
        return message

    return ask


def test_every_purpose_is_asked_for(ours):
    """A new one stands above with its form."""
    registered = {name for name, _purpose in verification.purposes.items()}
    assert registered - {"toy"} == set(forms(ours))


@pytest.mark.parametrize("purpose", sorted(name for name, _ in verification.purposes.items()))
def test_a_message_that_a_stranger_asks_for_holds_none_of_his_words(asked, ours, purpose):
    if purpose == "toy":
        pytest.skip("of the tests")
    message = asked(purpose)
    whole = f"{message.subject}\n{message.text}"
    assert [word for word in WORDS.split() if word in whole.split()] == []
    assert quote(WORDS) not in whole
    assert ours.mark in whole
