import pytest
from django.contrib.auth.models import Group

from .people import everything
from .world import World


@pytest.fixture
def ours(site, locales):
    """The municipality under test with one of everything, named ALPHA."""
    return World(site, locales, "ALPHA", 1)


@pytest.fixture
def theirs(other_site, locales):
    """Its neighbour on the same install, named BETA."""
    return World(other_site, locales, "BETA", 2)


@pytest.fixture
def officer(make_user, ours):
    """Somebody who may do everything in our municipality, and nothing in another."""
    user = make_user("officer")
    everything(Group.objects.get(name="officer-group"), ours)
    return user
