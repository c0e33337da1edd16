"""Two towns on one install: what one has does not show in the other."""

import pytest
from django.test import Client

from wagtail_civic.petitions.models import Petition

from .home.models import PhotoNewsPage
from .town import HOST, NEIGHBOUR, entrances
from .walking import Walk

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def next_door(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return Walk(NEIGHBOUR).from_(entrances(NEIGHBOUR))


def test_the_neighbour_has_pages_of_its_own(next_door):
    assert next_door.failed == []
    assert len(next_door.pages) > 12


def test_nothing_of_the_town_is_on_a_page_of_the_neighbour(town, next_door):
    titles = {page.title for page in PhotoNewsPage.objects.all()}
    titles |= {petition.page().title for petition in Petition.objects.filter(site=town)}
    assert len(titles) > 10
    leaks = [(path, t) for path, html in next_door.pages.items() for t in titles if t in html]
    assert leaks == []


@pytest.mark.parametrize("capability", ["acts", "sessions", "petitions", "news", "budget"])
def test_nothing_of_the_town_is_in_the_neighbours_data(capability):
    url = f"/portal/services/api/v1/{capability}/"
    here, there = (Client(headers={"host": host}).get(url).json() for host in (HOST, NEIGHBOUR))
    rows = next(key for key, value in here.items() if isinstance(value, list) and value)
    assert here[rows]
    assert there[rows] == []


def test_a_page_of_the_town_is_not_found_under_the_neighbours_name(town):
    page = PhotoNewsPage.objects.live().first()
    path = page.url
    assert Client(headers={"host": HOST}).get(path).status_code == 200
    assert Client(headers={"host": NEIGHBOUR}).get(path).status_code == 404
