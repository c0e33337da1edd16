import gc

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.cache import cache
from django.db import connection
from django.utils import translation
from django.utils.translation import trans_real
from wagtail.models import Locale, Page, Site

from hatch_build import compile_catalogues
from wagtail_civic.core import demo, once, prepared


def pytest_configure(config):
    """A fresh checkout holds no compiled translations, and half the tests read Georgian."""
    gc.set_threshold(50_000, 50, 100)
    if not hasattr(config, "workerinput"):
        compile_catalogues()
        trans_real._translations.clear()  # read while Django was set up, when there were none


def pytest_collection_finish(session):
    """What stands before the first test stays, and need not be looked through for garbage."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _georgian():
    """Every test begins in the site's own language."""
    with translation.override("ka"):
        yield


@pytest.fixture(autouse=True)
def _nothing_is_remembered():
    """The numbers of one test's rows are those of the next: what is kept under them is not.

    A streamed answer that a test did not read to its end leaves its request open.
    """
    cache.clear()
    once._end()


@pytest.fixture(autouse=True, scope="session")
def _prepared_questions_are_compared():
    """Each is built anew whenever it is asked, and must be what it was."""
    prepared.is_checking = True


@pytest.fixture
def locales(db):
    """The two languages of the test municipality."""
    return {code: Locale.objects.get_or_create(language_code=code)[0] for code in ("ka", "en")}


def make_site(hostname, title, locales, default=False):
    """A municipality's site with a home page in Georgian and its English translation."""
    from tests.host.models import HomePage

    tree = Page.get_first_root_node()
    home = HomePage(title=title, slug=hostname.split(".")[0], locale=locales["ka"])
    tree.add_child(instance=home)
    home.copy_for_translation(locales["en"]).save_revision().publish()
    return Site.objects.create(
        hostname=hostname, site_name=title, root_page=home, is_default_site=default
    )


def found_the_municipality() -> Site:
    """The only site there is: hostname ``testserver``, the default one."""
    Site.objects.all().delete()
    Page.objects.filter(depth=2).delete()
    locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code in ("ka", "en")}
    return make_site("testserver", "ჩაიეთი", locales, default=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The municipality that most tests are about stands before the first of them begins."""
    if apps.is_installed("tests.host"):
        with django_db_blocker.unblock(), translation.override("ka"):
            found_the_municipality()
            # What tests that commit begin with anew.
            connection._test_serialized_contents = connection.creation.serialize_db_to_string()


@pytest.fixture
def site(locales):
    """The municipality under test; founded anew where a test before emptied all tables."""
    found = Site.objects.select_related("root_page").filter(hostname="testserver").first()
    return found or found_the_municipality()


@pytest.fixture
def other_site(site, locales):
    """Another municipality on the same install: hostname ``other.example``."""
    return make_site("other.example", "სხვა მუნიციპალიტეტი", locales)


@pytest.fixture
def demo_of(monkeypatch):
    """``demo_of("acts")``: the demonstration is the town and the parts of these apps only."""

    def limit(*names):
        wanted = {"core", *names}
        kept = [item for item in demo.builders if item[1].__module__.split(".")[1] in wanted]
        monkeypatch.setattr(demo, "builders", kept)

    return limit


@pytest.fixture
def home_page(site):
    return site.root_page.specific


@pytest.fixture
def superuser(db):
    return get_user_model().objects.create_superuser("admin", "admin@chaieti.example", "demo")


@pytest.fixture
def make_user(db):
    """``make_user("clerk", "civic_core.change_topic", sites=[site])``: an editor."""

    def make(username, *permissions, sites=()):
        user = get_user_model().objects.create_user(username, f"{username}@chaieti.example", "demo")
        group = Group.objects.create(name=f"{username}-group")
        for name in ("wagtailadmin.access_admin", *permissions):
            app_label, codename = name.split(".")
            group.permissions.add(
                Permission.objects.get(content_type__app_label=app_label, codename=codename)
            )
        for allowed in sites:
            group.civic_sites.create(site=allowed)
        user.groups.add(group)
        return user

    return make


@pytest.fixture
def clerk(make_user, site):
    """An editor who may open the admin and nothing else."""
    return make_user("clerk")
