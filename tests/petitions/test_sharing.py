"""Taking a petition elsewhere: plain links, a frame for other sites, a sheet of paper."""

import re

import pytest

from wagtail_civic.petitions import deciding
from wagtail_civic.petitions.models import Petition

pytestmark = pytest.mark.django_db


@pytest.fixture
def petition(petition):
    """One that counts on paper, too."""
    Petition.objects.filter(pk=petition.pk).update(combining="lower")
    petition.refresh_from_db()
    return petition


@pytest.fixture
def address(petition):
    return lambda name: f"/civic/ka/petitions/{petition.number}/{name}/"


def test_the_page_leads_to_sharing(client, page, address):
    assert address("share") in client.get(page.get_url()).content.decode()


def test_nothing_of_another_service_is_loaded(client, address):
    text = client.get(address("share")).content.decode()
    assert "facebook.com" in text
    for source in re.findall(r'(?:src|srcset)="([^"]*)"', text):
        assert source.startswith("/")


def test_the_code_to_embed_leads_to_the_frame(client, address, petition):
    text = client.get(address("share")).content.decode()
    assert "&lt;iframe src=&quot;" in text
    assert address("widget") in text


def test_any_site_may_frame_the_widget_and_nothing_else(client, address, page):
    widget = client.get(address("widget"))
    assert "X-Frame-Options" not in widget.headers
    policy = widget.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    assert client.get(address("share")).headers["X-Frame-Options"] == "DENY"


def test_the_widget_tells_how_far_the_petition_is_and_leads_to_it(client, address, page):
    widget = client.get(address("widget"))
    text = widget.content.decode()
    assert page.title in text
    assert "315" in text
    assert page.get_full_url() in text
    assert not widget.cookies
    assert "public" in widget.headers["Cache-Control"]
    assert "<form" not in text
    assert "<script" not in text


def test_the_sheet_says_what_is_signed_and_where(client, address, page):
    text = client.get(address("sheet")).content.decode()
    assert page.ask in text
    assert page.get_full_url() in text
    assert text.count("<tr>") == 21


def test_the_sheet_carries_a_code_that_leads_to_the_petition(client, address):
    pytest.importorskip("segno")
    assert "<svg" in client.get(address("sheet")).content.decode()


def test_the_sheet_prints_without_the_library_too(client, address, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "segno", None)
    answer = client.get(address("sheet"))
    assert answer.status_code == 200
    assert "<svg" not in answer.content.decode()


def test_no_sheet_is_offered_where_paper_does_not_count(client, address, petition):
    Petition.objects.filter(pk=petition.pk).update(combining="electronic")
    assert client.get(address("sheet")).status_code == 404
    assert address("sheet") not in client.get(address("share")).content.decode()


def test_no_sheet_is_printed_once_collecting_is_over(client, address, petition):
    deciding.close(petition, now=petition.opened_at)
    assert client.get(address("sheet")).status_code == 404
    assert address("sheet") not in client.get(address("share")).content.decode()
    assert client.get(address("widget")).status_code == 200


def test_who_has_signed_is_shown_the_way_to_share(client, petition):
    done = f"/civic/ka/petitions/{petition.number}/done"
    assert "/share/" in client.get(f"{done}/signed/").content.decode()
    assert "/share/" not in client.get(f"{done}/withdrawn/").content.decode()


@pytest.mark.parametrize("name", ["share", "sheet", "widget"])
def test_what_is_not_public_is_nowhere(client, make_petition, name):
    hidden = make_petition("submitted")
    assert client.get(f"/civic/ka/petitions/{hidden.number}/{name}/").status_code == 404


@pytest.mark.parametrize("name", ["share", "sheet", "widget"])
def test_another_municipality_knows_nothing_of_it(client, address, other_site, name):
    answer = client.get(address(name), headers={"host": "other.example"})
    assert answer.status_code == 404


def test_the_count_is_asked_for_only_while_it_can_move(client, page, petition):
    assert "count.js" in client.get(page.get_url()).content.decode()
    deciding.close(petition, now=petition.opened_at)
    assert "count.js" not in client.get(page.get_url()).content.decode()
