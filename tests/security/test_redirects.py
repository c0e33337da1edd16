"""Where somebody is sent after sending a form: nowhere but back to this site.

Every public form and every form and button of the admin is sent with what an attacker could put
beside it: fields, queries and headers that name another site.
"""

from datetime import timedelta
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client, TestCase
from django.utils import timezone

from wagtail_civic.core.abuse import stamp

from . import shared
from .surfaces import civic_addresses
from .test_admin_input import NO_BLOCKS, Fields
from .test_reports import ADDRESS, NAME, PHONE
from .views import admin_views

ELSEWHERE = [
    "//evil.example/",
    "https://evil.example/",
    "https:evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "///evil.example",
    "http:///evil.example",
    "javascript:alert(1)",
    "\t//evil.example",
    "/%09/evil.example",
    "https://testserver@evil.example/",
    "https://testserver.evil.example/",
]
FIELDS = ("next", "url", "return", "return_to", "return_url", "redirect", "redirect_to", "back")
FIELDS += ("continue", "success_url", "referrer", "target", "lang", "language", "goto", "dest")
HEADERS = {
    "referer": "https://evil.example/page",
    "x-forwarded-host": "evil.example",
    "x-forwarded-proto": "https",
    "x-original-url": "//evil.example/",
    "x-rewrite-url": "//evil.example/",
    "forwarded": "host=evil.example",
}
#: What citizens send, so that a form is taken and leads on.
WORDS = {
    "name": NAME,
    "address": ADDRESS,
    "eligible": "on",
    "number": PHONE,
    "consent": "on",
    "all_areas": "on",
    "kind": "question",
    "text": "რატომ არ არის შუქი ჩვენს ქუჩაზე?",
    "author_name": NAME,
    "action": "erase",
}
PURPOSES = {
    "sign": "petitions.sign",
    "withdraw_link": "petitions.withdraw_link",
    "ask": "sessions.question",
    "subscribe": "sms.subscribe",
}


def is_elsewhere(address: str) -> bool:
    """As a browser takes it: it drops tabs and line ends, and takes a backslash for a slash."""
    cleaned = "".join(c for c in address.replace("\\", "/") if c not in "\t\r\n").strip()
    whole = urlsplit(urljoin("http://testserver/civic/", cleaned))
    return whole.scheme not in ("http", "https") or whole.hostname != "testserver"


@pytest.mark.parametrize("address", [e for e in ELSEWHERE if "%" not in e])
def test_the_judge_knows_what_leads_elsewhere(address):
    assert is_elsewhere(address) or urlsplit(address).netloc == ""


def test_the_judge_lets_this_site_pass():
    assert not is_elsewhere("/ka/petitions/")
    assert not is_elsewhere("http://testserver/ka/")
    assert is_elsewhere("//evil.example/")
    assert is_elsewhere("/\\evil.example")


def forms_of(world):
    """Every public address, with what its own form holds."""
    for name, urls in civic_addresses(world).items():
        answer = Client().get(urls[0])
        fields = {}
        if answer.headers.get("Content-Type", "").startswith("text/html"):
            fields = Fields(answer.content.decode()).values
        yield name, urls[0], fields


@pytest.mark.django_db
def test_no_public_form_leads_elsewhere(ours):
    sent = {}
    for name, url, fields in forms_of(ours):
        for elsewhere in ELSEWHERE:
            words = {**dict.fromkeys(FIELDS, elsewhere), **fields, **filled(name, fields, ours)}
            query = urlencode(dict.fromkeys(FIELDS, elsewhere))
            with transaction.atomic():
                answer = Client().post(f"{url}?{query}", words, headers=HEADERS)
                transaction.set_rollback(True)
            if answer.has_header("Location"):
                sent.setdefault(name, []).append(answer["Location"])
    assert {name: [a for a in found if is_elsewhere(a)] for name, found in sent.items()} == {
        name: [] for name in sent
    }
    assert len(sent) > 7, sent.keys()


def filled(name, fields, world) -> dict:
    """The form as a citizen fills it in, stamped a while ago."""
    known = {key: value for key, value in WORDS.items() if key in fields}
    known |= {"area": world.area.pk} if "area" in fields else {}
    given = fields.get("civic_stamp", "")
    purpose = PURPOSES.get(name.rpartition(":")[2])
    if purpose:
        given = stamp(purpose, timezone.now() - timedelta(minutes=1))
    return {**known, "civic_stamp": given, "website": ""}


@pytest.mark.usefixtures("towns", "without_menu")
class AdminRedirectTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.world = shared.worlds()[0]
        cls.admin = get_user_model().objects.create_superuser("admin", "a@chaieti.example", "demo")

    def setUp(self):
        self.client.force_login(self.admin)
        self.client.raise_request_exception = False

    def send(self, view, elsewhere):
        query = urlencode(dict.fromkeys(FIELDS, elsewhere))
        words = dict.fromkeys(FIELDS, elsewhere) | NO_BLOCKS | self.world.sent.get(view.name, {})
        with transaction.atomic():
            url = f"{view.url(self.world)}?{query}"
            answer = self.client.post(url, words, headers=HEADERS)
            transaction.set_rollback(True)
        return answer.get("Location", "")

    def test_no_button_or_form_of_the_office_leads_elsewhere(self):
        """A button that asks nothing is obeyed; what a form needs is in the world."""
        led, found = [], set()
        for place, view in enumerate(admin_views()):
            # One attack for each view, and each attack on many views.
            for elsewhere in (ELSEWHERE[0], ELSEWHERE[place % len(ELSEWHERE)]):
                address = self.send(view, elsewhere)
                if address:
                    found.add(view.name)
                if address and is_elsewhere(address):
                    led.append(f"{view.name}: {elsewhere} → {address}")
        assert not led, "\n".join(["", *led])
        assert len(found) > 25, found
