"""What no editor types: every screen of the admin is sent it, by address and by form."""

import re
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import TestCase
from django.urls import NoReverseMatch, reverse

from . import shared
from .views import admin_views

#: Bytes that are no text, digits that are no number, numbers and days beyond every column.
IN_ADDRESSES = ["a\x00b", "9" * 30, "9" * 5000, "9999-12-31"]
IN_FORMS = ["a\x00b²", "²", "9999-12-31 23:59", "9" * 30, "9" * 5000]
ALONE = "²"
#: What lists ask for beside their own filters.
ASKED = ("q", "p", "page", "ordering", "locale", "id", "site", "multiple", "next")
#: Nothing to send, or nothing but "yes, delete it".
WITHOUT_FORM = {"index", "list", "history", "usage", "delete", "choose", "create", "inspect"}
#: Written by Wagtail's scripts, choosers and choice of a parent, whose own code reads them.
OF_WAGTAIL = re.compile(
    r"(_FORMS|-id|-count|-ORDER|-DELETE|__prefix__.*|photo|coat_of_arms|next|parent_page)$|csrf"
)
NO_BLOCKS = {"text-count": "0"}
#: Lists of pages are Wagtail's, whose search asks PostgreSQL for a NUL: an error, and no harm.
PAGES_OF_WAGTAIL = {"civic_news_items:index", "civic_news_items:choose_parent"}


class Fields(HTMLParser):
    """The names of a page's form fields, with what a browser would send back."""

    def __init__(self, body: str):
        super().__init__()
        self.values: dict[str, str] = {}
        self.feed(body)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        name = given.get("name")
        if (
            tag in ("input", "textarea", "select", "button")
            and name
            and not OF_WAGTAIL.search(name)
        ):
            self.values.setdefault(name, given.get("value") or "")


def results_of(view, world) -> str:
    """The rows of a list alone, if they have an address: found by the same code, shown alone."""
    prefix, _colon, leaf = view.name.rpartition(":")
    try:
        return reverse(f"{prefix}:{leaf}_results" if prefix else f"{leaf}_results")
    except NoReverseMatch:
        return view.url(world)


@pytest.mark.usefixtures("towns", "without_menu")
class AdminInputTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.world = shared.worlds()[0]
        cls.admin = get_user_model().objects.create_superuser("admin", "a@chaieti.example", "demo")

    def setUp(self):
        self.client.force_login(self.admin)
        self.broken: list[str] = []
        self.sent = 0

    def send(self, view, method, given, url=None):
        """One request, whose changes are taken back; what breaks is kept, to name all at once."""
        self.sent += 1
        try:
            with transaction.atomic():
                address = url or view.url(self.world)
                response = getattr(self.client, method)(address, *([given] if given else []))
                transaction.set_rollback(True)
        except Exception as error:
            shown = str(given or url)[:150]
            self.broken.append(f"{method} {view.name} {view.model} {shown}: {error!r}"[:400])
            return None
        return response

    def fields(self, view):
        response = self.send(view, "get", None)
        kind = response.get("Content-Type", "") if response is not None else ""
        if kind.startswith("application/json"):
            return Fields(str(response.json().get("html", ""))).values
        return Fields(response.content.decode()).values if kind.startswith("text/html") else {}

    def test_no_address_breaks_a_screen(self):
        for view in admin_views():
            if view.is_of_one_row or view.leaf.endswith("_results"):
                continue
            url, filters = results_of(view, self.world), self.fields(view)
            names = dict.fromkeys([*ASKED, *filters])
            for value in IN_ADDRESSES[view.name in PAGES_OF_WAGTAIL :]:
                query = "&".join(f"{name}={quote(value)}" for name in names)
                self.send(view, "get", None, f"{url}?{query}")
            for name in filters.keys() - set(ASKED):
                self.send(view, "get", None, f"{url}?{name}={quote(ALONE)}")
        self.none_broken(200)

    def test_no_form_breaks(self):
        for view in admin_views():
            if view.leaf in WITHOUT_FORM or view.leaf.endswith("_results"):
                continue
            fields = self.fields(view) | self.world.sent.get(view.name, {})
            fields = fields or dict.fromkeys(("item", "move", "reason", "number"), "")
            for value in IN_FORMS:
                self.send(view, "post", dict.fromkeys(fields, value) | NO_BLOCKS)
        self.none_broken(200)

    def test_no_deletion_breaks(self):
        """Sent by hand, too, where the screen offers no button because the row is needed."""
        deletions = [view for view in admin_views() if view.leaf == "delete"]
        answers = [self.send(view, "post", {"sent": "1"}) for view in deletions]
        self.none_broken(15)
        assert 200 in {answer.status_code for answer in answers}  # told why it stays

    def none_broken(self, least):
        assert not self.broken, "\n".join(["", *self.broken])
        assert self.sent > least
