"""Posters: in each language, with a code that leads to the page."""

import pytest
import segno

from wagtail_civic.petitions import kit

pytestmark = pytest.mark.django_db
QUEUE = "/admin/civic_petitions_queue/"


def test_a_poster_leads_to_the_page_and_tells_until_when(petition, page):
    posters = kit.posters_of(petition)
    assert [poster.language for poster in posters] == ["ka", "en"]
    poster = posters[0]
    assert poster.address == page.get_full_url()
    assert poster.code == segno.make(poster.address, error="m", micro=False).svg_inline(
        omitsize=True, border=2
    )
    assert (poster.number, poster.required) == (petition.number, "315")


def test_a_petition_that_was_never_open_has_no_poster(make_petition):
    assert kit.posters_of(make_petition()) == []


def test_the_service_has_a_poster_in_the_languages_of_its_registers(site, index):
    [poster] = kit.posters_of_service(site)
    assert (poster.language, poster.address) == ("ka", index.get_full_url())


def test_the_screens_print_without_inline_style(client, officer, petition):
    client.force_login(officer)
    for url in (f"{QUEUE}{petition.pk}/kit/", f"{QUEUE}kit/"):
        text = client.get(url).content.decode()
        assert "<svg" in text
        assert "style=" not in text


def test_the_poster_of_another_municipality_is_not_shown(client, make_user, other_site, site):
    stranger = make_user("stranger", "civic_petitions.view_petition", sites=[other_site])
    client.force_login(stranger)
    assert client.get(f"{QUEUE}kit/", {"site": site.pk}).status_code in (302, 404)
