import pytest
from django.contrib.auth.models import Group

from wagtail_civic.core import home

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
def worlds(request, django_capture_on_commit_callbacks):
    """Both municipalities, their search index kept; a front page with every block there is."""
    with django_capture_on_commit_callbacks(execute=True):
        both = request.getfixturevalue("ours"), request.getfixturevalue("theirs")
        for world in both:
            for front in world.site.root_page.get_translations(inclusive=True).specific():
                front.body = [(name, block.get_default()) for name, block in home.blocks()]
                front.save_revision().publish()
    return both


@pytest.fixture
def officer(make_user, ours):
    """Somebody who may do everything in our municipality, and nothing in another."""
    user = make_user("officer")
    everything(Group.objects.get(name="officer-group"), ours)
    return user
