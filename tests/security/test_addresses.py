"""Public addresses: an absent thing is absent, whatever the host does with its own addresses."""

from urllib.parse import urljoin, urlsplit
from uuid import UUID

import pytest
from django.test import Client

from .surfaces import civic_addresses

pytestmark = pytest.mark.django_db

NOBODY = UUID(int=1)
ABSENT = [
    f"/civic/api/v1/acts/{NOBODY}/",
    f"/civic/api/v1/sessions/{NOBODY}/",
    f"/civic/api/v1/sessions/{NOBODY}/state",
    "/civic/api/v1/petitions/2026-99/",
    "/civic/api/v1/petitions/2026-99/count/",
    "/civic/api/v1/budget/2031/",
    "/civic/acts.atom",
    f"/civic/sessions/{NOBODY}.ics",
    f"/civic/ka/sessions/{NOBODY}/ask/",
    f"/civic/ka/sessions/{NOBODY}/now/",
    "/civic/ka/sessions/questions/unknown/",
    f"/civic/ka/fate/{NOBODY}/",
    "/civic/ka/petitions/2026-99/sign/",
    "/civic/ka/petitions/done/unknown/",
    f"/civic/ka/petitions/withdraw/{NOBODY}/unknown/",
    "/civic/ka/m/99",
    "/civic/ka/budget/chart/2031/expenditure/00/",
]


@pytest.mark.parametrize("url", ABSENT)
def test_what_is_absent_is_not_looked_for_below_a_language(client, site, url):
    """The host has language prefixes, and Django would send a visitor there."""
    assert client.get(url).status_code == 404


def test_the_page_that_says_so_is_the_hosts_own(client, site, settings):
    settings.DEBUG = False
    answer = client.get(ABSENT[0])
    assert answer.status_code == 404
    assert answer["Content-Type"].startswith("text/html")


def test_an_address_without_its_slash_is_mended_as_ever(client, site):
    assert client.get("/civic/search").status_code == 301


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver@evil"])
def test_an_unknown_host_is_refused_before_anything_is_said(settings, site, host):
    settings.ALLOWED_HOSTS = ["testserver"]
    for url in ("/civic/api/v1/", "/civic/acts.atom", "/ka/"):
        assert Client(raise_request_exception=False).get(url, HTTP_HOST=host).status_code == 400


@pytest.mark.parametrize("url", ["/civic/api/v1/news/?topic=%00", "/civic/eli/a/b/2026/01/01/%00/"])
def test_a_byte_that_no_database_is_asked_for_leads_nowhere(client, site, url):
    assert client.get(url).status_code == 404


ELSEWHERE = ["//evil.example", "https:evil.example", "https://evil.example/", "/\\evil.example"]


def test_nobody_is_sent_elsewhere_because_an_address_says_so(client, ours):
    names = ("next", "url", "return", "return_to", "redirect", "lang", "q", "back")
    sent = []
    for urls in civic_addresses(ours).values():
        for elsewhere in ELSEWHERE:
            answer = client.get(urls[0], dict.fromkeys(names, elsewhere))
            if answer.has_header("Location"):
                sent.append(urljoin("http://testserver/", answer["Location"].replace("\\", "/")))
    assert len(sent) > 4
    assert {urlsplit(each).hostname for each in sent} == {"testserver"}
