"""Every public address, in a municipality whose every word is an attack: what is answered?

One crawl is looked at from several sides: script, links, cookies, caches, headers.
"""

from collections import Counter

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.test import TestCase
from django.utils import translation
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Locale

from tests.conftest import make_site

from . import shared
from .crawl import everything, faults_of_feed, faults_of_html, faults_of_json
from .poison import PAYLOAD, poison
from .tables import changes, contents
from .world import World

#: The chart, shown in a frame of our own page.
FRAMED = {"civic_budget:chart"}
#: What any other site may frame: no form, no script, no cookie.
WIDGETS = {"civic_petitions:widget"}
#: What changes by the second, kept for two.
READ_AGAIN_AND_AGAIN = {"civic_sessions:now"}
PROTECTED = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex",
}


def hostile_world():
    """A third municipality, whose words are the attack from the beginning."""
    locales = {code: Locale.objects.get(language_code=code) for code in ("ka", "en")}
    world = World(make_site("hostile.example", "hostile", locales), locales, PAYLOAD, 3)
    shared.furnish(world.site)
    return world


@pytest.mark.usefixtures("towns")
class PublicReadingTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        with translation.override("ka"), cls.captureOnCommitCallbacks(execute=True):
            cls.world = hostile_world()
            cls.poisoned = poison()
        before = contents()
        cls.answers = everything(cls.world, echo=PAYLOAD)
        cls.changed = changes(before, contents())

    def of_kind(self, *kinds):
        return [each for each in self.answers if each.kind in kinds]

    def none_of(self, found):
        assert not found, "\n".join(["", *map(str, found)])

    def test_the_crawl_sees_the_attack_everywhere(self):
        """Else nothing below could fail."""
        showing = Counter(each.name for each in self.answers if "xss" in each.body)
        assert showing["page"] > 60
        assert len(showing) > 15
        assert len(self.poisoned) > 30
        assert not [each.url for each in self.answers if each.status >= 500]

    def test_no_page_carries_out_what_somebody_wrote(self):
        pages = self.of_kind("text/html")
        self.none_of([(each.url, f) for each in pages if (f := faults_of_html(each.body))])

    def test_no_feed_does(self):
        feeds = self.of_kind("application/atom+xml", "application/rss+xml")
        assert len(feeds) > 3
        self.none_of([(each.url, f) for each in feeds if (f := faults_of_feed(each.body))])

    def test_json_is_json_and_nothing_else(self):
        answers = self.of_kind("application/json")
        assert len(answers) > 15
        self.none_of([(each.url, f) for each in answers if (f := faults_of_json(each))])

    def test_whatever_is_not_a_page_is_not_taken_for_one(self):
        others = [each for each in self.answers if each.kind != "text/html" and each.body]
        assert len(others) > 40
        self.none_of(
            [o.url for o in others if o.headers.get("X-Content-Type-Options") != "nosniff"]
        )

    def test_reading_changes_nothing(self):
        """But for the windows in which guesses of links are counted."""
        self.none_of([row for row in self.changed if "civic_core_ratewindow" not in row])

    def test_reading_sets_no_cookie(self):
        self.none_of([(each.url, each.cookies) for each in self.answers if each.cookies])

    def test_what_everybody_reads_may_be_kept_for_everybody(self):
        """A proxy that is told of cookies keeps one copy for each visitor, or none."""
        varying = [a for a in self.answers if "cookie" in a.headers.get("Vary", "").lower()]
        self.none_of([each.url for each in varying])

    def test_a_stamp_is_never_kept(self):
        stamped = [each for each in self.answers if 'name="civic_stamp"' in each.body]
        assert len({each.name for each in stamped}) > 4
        kept = [a.url for a in stamped if "no-store" not in a.headers.get("Cache-Control", "")]
        self.none_of(kept)

    def test_an_action_is_not_kept_nor_framed_nor_found_nor_told_to_other_sites(self):
        actions = [a for a in self.of_kind("text/html") if a.url.startswith("/civic/ka/")]
        actions = [
            a
            for a in actions
            if a.status == 200 and a.name not in FRAMED | WIDGETS | READ_AGAIN_AND_AGAIN
        ]
        assert len({each.name for each in actions}) > 8
        for answer in actions:
            for header, value in PROTECTED.items():
                assert value in answer.headers.get(header, ""), (answer.url, header)

    def test_nothing_is_framed_by_others(self):
        framed = {a.name for a in self.answers if a.headers.get("X-Frame-Options") != "DENY"}
        assert framed == FRAMED | WIDGETS
        for answer in self.answers:
            if answer.name in WIDGETS:
                policy = answer.headers["Content-Security-Policy"]
                assert "default-src 'none'; style-src 'self'" in policy
                assert "script-src" not in policy
            if answer.name in FRAMED:
                policy = answer.headers["Content-Security-Policy"]
                for word in ("default-src 'none'", "frame-ancestors 'self'", "script-src 'self'"):
                    assert word in policy
                assert "unsafe-eval" not in policy


SCRIPT = ["javascript:alert(1)", " JaVa\tScript:alert(1)", "data:text/html,<xss>", "vbscript:x"]


def address_fields():
    """Where an editor writes an address that a page links to: fields and blocks."""
    for model in apps.get_models():
        if model._meta.app_label.startswith("civic_"):
            for field in model._meta.local_fields:
                if isinstance(field, models.URLField):
                    yield f"{model._meta.label}.{field.name}", lambda v, f=field: f.clean(v, None)
                elif isinstance(field, StreamField):
                    yield from _address_blocks(field.stream_block, model._meta.label)


def _address_blocks(block, path):
    if isinstance(block, blocks.URLBlock):
        yield path, block.clean
    children = getattr(block, "child_blocks", {}) or {"item": getattr(block, "child_block", None)}
    for name, child in children.items():
        if child is not None:
            yield from _address_blocks(child, f"{path}.{name}")


def test_no_address_that_is_script_is_taken():
    found = dict(address_fields())
    assert len(found) >= 4, found
    for name, clean in found.items():
        for value in SCRIPT:
            with pytest.raises(ValidationError):
                raise AssertionError((name, value, clean(value)))
