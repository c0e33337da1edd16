"""Two municipalities for the whole folder, made once: every test takes back what it changes.

They live in a transaction around all tests of the folder, and each test in a savepoint within it.
"""

from contextlib import contextmanager
from copy import deepcopy

from django.db import connection, transaction
from django.test import TestCase
from django.utils import translation
from wagtail.models import Locale, Page, Site

from tests.conftest import make_site
from wagtail_civic.core import home

from .world import World

#: Our municipality, its neighbour, and a third that has nothing but a front page.
made: tuple[World, World, Site] | None = None


@contextmanager
def towns():
    global made
    close, connection.close = connection.close, lambda: None  # Django's, after every test
    try:
        with transaction.atomic(), translation.override("ka"):
            with TestCase.captureOnCommitCallbacks(execute=True):
                made = _make()
            yield
            transaction.set_rollback(True)
    finally:
        made, connection.close = None, close


def _make() -> tuple[World, World, Site]:
    codes = ("ka", "en")
    locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code in codes}
    Site.objects.all().delete()
    Page.objects.filter(depth=2).delete()
    ours = World(make_site("testserver", "ჩაიეთი", locales, default=True), locales, "ALPHA", 1)
    name = "სხვა მუნიციპალიტეტი"
    theirs = World(make_site("other.example", name, locales), locales, "BETA", 2)
    for world in (ours, theirs):
        furnish(world.site)
    return ours, theirs, make_site("empty.example", "ცარიელი", locales)


def furnish(site: Site) -> None:
    """A front page with every block there is."""
    for front in site.root_page.get_translations(inclusive=True).specific():
        front.body = [(name, block.get_default()) for name, block in home.blocks()]
        front.save_revision().publish()


def worlds() -> tuple[World, World]:
    """Both municipalities as they were made, whatever earlier tests did to their copies."""
    assert made, "mark the test with usefixtures('towns')"
    return deepcopy(made[:2])


def empty_site() -> Site:
    """The third municipality, at the address that the test client asks."""
    site = deepcopy(made[2])
    Site.objects.filter(hostname="testserver").update(
        hostname="populated.example", is_default_site=False
    )
    site.hostname, site.is_default_site = "testserver", True
    site.save()
    return site
