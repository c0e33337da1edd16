"""Everything lies below a prefix: pages, links, forms, feeds, messages."""

import re
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.test import Client
from django.test.utils import override_script_prefix
from django.urls import reverse
from django.utils import timezone

from wagtail_civic.core.abuse import STAMP_FIELD, stamp
from wagtail_civic.core.models import Area
from wagtail_civic.petitions.models import Petition
from wagtail_civic.sms import composing, lifecycle
from wagtail_civic.sms.models import Campaign

from .town import HOST
from .walking import Walk

pytestmark = pytest.mark.django_db

OURS = re.compile(r"^(/portal/|/(ka|en-gb)/portal/|/static/|/media/)")


def test_every_page_answers(walk):
    assert walk.failed == []
    assert len(walk.pages) > 60


@pytest.mark.parametrize("language", ["ka", "en-gb"])
def test_the_visitor_reaches_every_capability(walk, language):
    for slug in ("news", "sessions", "acts", "petitions", "budget", "sms", "search"):
        assert f"/{language}/portal/{slug}/" in walk.pages


def test_no_link_form_or_script_leaves_the_prefix(walk):
    astray = {link: page for link, page in walk.local_links().items() if not OURS.match(link)}
    assert astray == {}


def test_no_page_of_the_sub_locale_speaks_the_other_language(walk):
    html = walk.pages["/en-gb/portal/petitions/"]
    assert '<html lang="en-gb">' in html
    assert "პეტიციის შეტანა" not in html


def addresses(text):
    return set(re.findall(rf"https?://{HOST}([^\s\"'<>\\]*)", text))


@pytest.mark.parametrize(
    "name",
    [
        "civic_acts:feed",
        "civic_sessions:feed",
        "civic_sessions:calendar",
        "civic_core:api_root",
        "civic_acts:api_list",
        "civic_sessions:api_list",
        "civic_petitions:api_list",
        "civic_news:api_list",
        "civic_budget:api_years",
    ],
)
def test_what_machines_read_names_addresses_below_the_prefix(visitor, name):
    response = visitor.get(reverse(name))
    assert response.status_code == 200
    text = response.content.decode().replace("\r\n ", "")
    found = addresses(text)
    assert found
    assert [address for address in found if not OURS.match(address)] == []


@pytest.mark.parametrize("path", ["/ka/portal/news/feed/", "/portal/services/ka/petitions/feed/"])
def test_the_feeds_of_the_page_tree_do_too(visitor, path):
    found = addresses(visitor.get(path).content.decode())
    assert found
    assert [address for address in found if not OURS.match(address)] == []


def send(client, url, data, purpose):
    data = {**data, STAMP_FIELD: stamp(purpose)}
    return client.post(url, data, headers={"sec-fetch-site": "same-origin"})


def test_a_citizen_signs_and_confirms_by_the_link_in_the_letter(
    town, visitor, django_capture_on_commit_callbacks
):
    petition = Petition.objects.filter(site=town, state="open").first()
    page = petition.page().specific
    (action,) = re.findall(r'action="([^"]*/sign/)"', visitor.get(page.url).content.decode())
    area = Area.objects.filter(site=town).first()
    signer = {"name": "ნინო ბერიძე", "address": "nino@example.org", "area": area.pk}
    with django_capture_on_commit_callbacks(execute=True):
        answer = send(visitor, action, {**signer, "eligible": "on"}, "petitions.sign")
    assert answer.status_code == 302
    assert OURS.match(answer.url)
    assert visitor.get(answer.url).status_code == 200

    links = addresses(mail.outbox[0].body)
    assert [link for link in links if not OURS.match(link)] == []
    (link,) = (link for link in links if link.startswith("/portal/services/ka/confirm/"))
    assert visitor.get(link).status_code == 200
    done = send(visitor, link, {}, "verification.confirm")
    assert done.status_code == 302
    assert OURS.match(done.url)
    assert petition.signatures.filter(confirmed_at__isnull=False, public_name="").exists()


def test_a_short_message_carries_a_short_link_below_the_prefix(town, visitor):
    campaign = Campaign.objects.filter(site=town, key__isnull=False).first()
    lifecycle.submit(campaign, None, timezone.now())
    lifecycle.approve(campaign, None, timezone.now())
    text = composing.final_text(campaign, campaign.texts.first())
    link = next(path for path in addresses(text) if "/m/" in path)
    assert link.startswith("/portal/services/")
    answer = visitor.get(link)
    assert answer.status_code == 302
    assert OURS.match(urlsplit(answer.url).path)


def test_a_search_from_outside_lands_on_the_search_page(visitor):
    answer = visitor.get("/portal/services/ka/search/", {"q": "გზა"})
    assert urlsplit(answer.url).path == "/ka/portal/search/"
    assert visitor.get(answer.url).status_code == 200


def test_a_host_that_is_itself_below_a_path_keeps_that_too(settings, town):
    """The web server takes ``/town`` off; every address must have it again."""
    settings.FORCE_SCRIPT_NAME = "/town"
    with override_script_prefix("/town/"):
        walk = Walk(HOST, prefix="/town", most=40, client=Client(headers={"host": HOST}))
        walk.from_(["/town/ka/portal/"])
    assert walk.failed == []
    assert len(walk.pages) == 40
    # Storages have read their addresses, /static/ and /media/, before the path was known.
    astray = {link for link in walk.local_links() if not link.startswith("/town/")}
    assert {link.split("/")[1] for link in astray} <= {"static", "media"}
