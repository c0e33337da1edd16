"""Role by view by object: who may open what in the admin, asked of every view there is.

The views are found by walking the addresses, so that a new one is judged without being named
here: by the strictest rule, until a line below says that looking is enough.
"""

from dataclasses import dataclass

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import translation

from wagtail_civic.core import history

from . import shared
from .crawl import RAW, words_in
from .people import everything
from .poison import PAYLOAD, poison
from .tables import changes, contents
from .views import SETTINGS, AdminView, admin_views

#: Views of one row for which the permission to look is enough.
LOOKING = {
    "inspect",
    "chosen",
    "wagtailsnippets_civic_acts_act:confirm_workflow_cancellation",
    "civic_petitions_queue:history",
    "civic_petitions_queue:history_results",
    "civic_petitions_queue:kit",
    "civic_sms_campaigns:export",
    "civic_sms_campaigns:history",
    "civic_sms_campaigns:history_results",
    "civic_sms_why",
}
#: What nobody does, an administrator neither: proof would be lost.
NEVER = {
    f"civic_sms_{name}:{leaf}"
    for name, leaves in {
        "campaigns": ("delete",),
        "batches": ("delete",),
        "subscribers": ("add", "edit", "delete", "usage", "history", "history_results"),
        "suppressions": ("add", "edit", "delete", "usage", "history", "history_results"),
        "wordings": ("edit", "delete", "usage"),
        "inbound": ("add", "edit", "delete", "usage", "history", "history_results"),
    }.items()
    for leaf in leaves
}
#: Wagtail's own: open to everybody, and asks the permissions of pages for what it offers.
OF_WAGTAIL = {"civic_news_items:choose_parent"}
#: While a workflow runs, its task decides who unlocks: with Wagtail's own task only administrators.
OF_THE_WORKFLOW = {"wagtailsnippets_civic_acts_act:unlock"}
HOME = reverse("wagtailadmin_home")


def is_refused(response) -> bool:
    """Wagtail sends somebody without a permission to the front page of the admin, and Django a
    404 of a host with language prefixes to the same address with a prefix."""
    if response.status_code in (403, 404, 405):
        return True
    asked = response.request["PATH_INFO"]
    where = response.get("Location", "").partition("?")[0]
    return response.status_code == 302 and where in (HOME, f"/ka{asked}")


def none_of(found) -> None:
    """One a line, because a list cut short would hide what else is open."""
    assert not found, "\n".join(["", *found])


def asks_to_log_in(response) -> bool:
    return response.status_code == 302 and "/login/" in response["Location"]


def faults_of_screen(response, body: str) -> list[str]:
    """A dialog comes as HTML inside JSON; other words of JSON are nobody's page."""
    kind = response.get("Content-Type", "")
    if kind.startswith("application/json"):
        return [word for word in words_in(response.json().get("html", "")) if RAW.search(word)]
    return RAW.findall(body) if kind.startswith("text/html") else []


@dataclass(frozen=True)
class Screen:
    """What the officer was answered at one view of our municipality."""

    view: AdminView
    is_refused: bool
    body: str
    faults: tuple[str, ...]


@pytest.mark.usefixtures("towns", "without_menu")
class AdminAccessTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.ours, cls.theirs = shared.worlds()
        cls.views = admin_views()
        names = ("nobody", "officer", "stranger", "reader")
        cls.people = {name: cls._person(name) for name in names}
        cls.people["officer"].groups.add(cls.ours.approvers)
        everything(cls._group("officer"), cls.ours)
        everything(cls._group("stranger"), cls.theirs)
        everything(cls._group("reader"), cls.theirs)
        looks = Group.objects.create(name="looks")
        looks.permissions.set(
            Permission.objects.filter(
                content_type__app_label__startswith="civic_", codename__startswith="view_"
            )
        )
        looks.civic_sites.create(site=cls.ours.site)
        cls.people["reader"].groups.add(looks)
        for world in (cls.ours, cls.theirs):
            for row in world.rows.values():
                history.log(row, "civic_sms.pause", user=cls.people["officer"], reason=PAYLOAD)
        poison()
        client, before = Client(), None
        client.force_login(cls.people["officer"])
        with translation.override("ka"):
            client.get(HOME)  # what a first visit notes of a person is noted
            before = contents()
            cls.screens = tuple(cls._look(client, view) for view in cls.views)
        cls.changed = changes(before, contents())

    @classmethod
    def _look(cls, client, view) -> Screen:
        response = client.get(view.url(cls.ours), cls.ours.sent.get(view.name, {}))
        body = b"".join(response) if response.streaming else response.content
        text = body.decode(errors="replace")
        return Screen(view, is_refused(response), text, tuple(faults_of_screen(response, text)))

    @classmethod
    def _person(cls, name):
        user = get_user_model().objects.create_user(name, f"{name}@chaieti.example", "demo")
        group = Group.objects.create(name=name)
        group.permissions.add(Permission.objects.get(codename="access_admin"))
        user.groups.add(group)
        return user

    @classmethod
    def _group(cls, name):
        return Group.objects.get(name=name)

    def ask(self, view, world, method="get"):
        """The answer to one request, whose changes are taken back."""
        with transaction.atomic():
            response = getattr(self.client, method)(view.url(world), world.sent.get(view.name, {}))
            transaction.set_rollback(True)
        return response

    def let_in(self, views, world):
        """The views that answer with something else than a refusal."""
        found = []
        for view in views:
            for method in ("get", "post"):
                response = self.ask(view, world, method)
                if not is_refused(response):
                    found.append(f"{method} {view.name} {view.model} {response.status_code}")
        return found

    def shut_out(self, views, world):
        """The views that refuse both to look and to send."""
        return [
            f"{view.name} {view.model}"
            for view in views
            if all(is_refused(self.ask(view, world, method)) for method in ("get", "post"))
        ]

    def of_rows(self):
        return [view for view in self.views if view.is_of_one_row]

    def test_the_walk_finds_the_views_of_every_capability(self):
        models = {view.model.split(".")[0] for view in self.views}
        apps = {"core", "acts", "sessions", "petitions", "sms", "budget", "news", "documents"}
        assert {f"civic_{name}" for name in apps} <= models
        assert len(self.views) > 150
        assert len(SETTINGS) >= 4

    def test_a_stranger_without_a_login_gets_nowhere(self):
        for view in self.views:
            for method in ("get", "post"):
                assert asks_to_log_in(self.ask(view, self.ours, method)), view

    def test_an_editor_without_rights_gets_nowhere(self):
        self.client.force_login(self.people["nobody"])
        none_of(self.let_in([v for v in self.views if v.name not in OF_WAGTAIL], self.ours))

    def test_rows_of_another_municipality_do_not_exist(self):
        self.client.force_login(self.people["stranger"])
        none_of(self.let_in(self.of_rows(), self.ours))

    def test_looking_is_not_changing_whatever_one_may_do_elsewhere(self):
        self.client.force_login(self.people["reader"])
        guarded = [v for v in self.of_rows() if not LOOKING & {v.name, v.leaf}]
        none_of(self.let_in(guarded, self.ours))

    def test_who_may_look_can_look(self):
        self.client.force_login(self.people["reader"])
        open_to_readers = [v for v in self.of_rows() if LOOKING & {v.name, v.leaf}]
        none_of(self.shut_out(open_to_readers, self.ours))

    def test_the_proper_role_gets_in_everywhere_on_its_own_rows(self):
        self.client.force_login(self.people["officer"])
        unseen = [screen.view for screen in self.screens if screen.is_refused]
        to_send = [v for v in unseen if v.name not in NEVER | OF_THE_WORKFLOW]
        none_of(self.shut_out(to_send, self.ours))

    def test_what_nobody_does_not_even_an_administrator_does(self):
        admin = get_user_model().objects.create_superuser("admin", "admin@chaieti.example", "demo")
        self.client.force_login(admin)
        views = [view for view in self.views if view.name in NEVER]
        assert len(views) == len(NEVER)
        none_of(self.let_in(views, self.ours))

    def test_no_screen_names_another_municipality(self):
        none_of([screen.view.name for screen in self.screens if "BETA" in screen.body])

    def test_no_screen_carries_out_what_somebody_wrote(self):
        none_of([f"{each.view} {each.faults}" for each in self.screens if each.faults])
        assert len({each.view.name for each in self.screens if "xss" in each.body}) > 120

    def test_looking_changes_nothing(self):
        """But for the lines that say who took a list along, and who has a case open."""
        lines = [row for row in self.changed if row.startswith("+ civic_core_civiclogentry ")]
        rest = [row for row in self.changed if row not in lines]
        none_of([row for row in rest if not row.startswith("+ civic_petitions_caselock ")])
        taken = ("civic_sms.export", "civic_sms.download_faults")
        none_of([line for line in lines if not any(f"'{name}'" in line for name in taken)])

    def test_a_refused_request_changes_nothing(self):
        before = self.state_of(self.ours)
        for name in ("nobody", "stranger", "reader"):
            self.client.force_login(self.people[name])
            for view in self.of_rows():
                if not LOOKING & {view.name, view.leaf}:
                    self.client.post(view.url(self.ours), self.ours.sent.get(view.name, {}))
        assert self.state_of(self.ours) == before

    def state_of(self, world):
        return [type(row).objects.filter(pk=row.pk).values().get() for row in world.rows.values()]
