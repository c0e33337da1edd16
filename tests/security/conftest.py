import pytest
from django.contrib.auth.models import Group
from wagtail.admin.menu import Menu

from . import shared
from .people import everything


@pytest.fixture(scope="package")
def towns(django_db_setup, django_db_blocker):
    """Two municipalities with one of everything; a front page with every block there is."""
    with django_db_blocker.unblock(), shared.towns():
        yield


@pytest.fixture(scope="class")
def without_menu():
    """The menu is a third of the work of a screen of the admin, and the same on all of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Menu, "menu_items_for_request", lambda self, request: [])
        yield


@pytest.fixture
def site(towns, db):
    """A municipality that has nothing but its front page, beside the two."""
    return shared.empty_site()


@pytest.fixture
def worlds(towns, db):
    """The municipality under test, its things named ALPHA, and its neighbour's named BETA."""
    return shared.worlds()


@pytest.fixture
def ours(worlds):
    return worlds[0]


@pytest.fixture
def theirs(worlds):
    return worlds[1]


@pytest.fixture
def officer(make_user, ours):
    """Somebody who may do everything in our municipality, and nothing in another."""
    user = make_user("officer")
    everything(Group.objects.get(name="officer-group"), ours)
    return user
