"""Each capability is taken out of a town in full use, one after another, and the town goes on.

In the README's way: ``migrate civic_x zero``, then out of ``INSTALLED_APPS``. Every step is a
process of its own, because Django's app registry is filled once. Works on the database of
``DATABASE_URL``, in which a test database is made and dropped; SQLite by default.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent
CAPABILITIES = ["documents", "acts", "sessions", "petitions", "sms", "budget", "news"]
#: Documents stay as long as acts, which may read them.
ORDER = ["news", "sms", "sessions", "petitions", "budget", "acts", "documents"]
NAME = os.environ.get("TEST_DATABASE_NAME", "test_civic_removal")

BUILD = """
import django
django.setup()
from django.core.management import call_command
from django.db import connection
if connection.vendor == "sqlite":
    call_command("migrate", verbosity=0)
else:
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
from wagtail.models import Locale, Page, Site
from tests.conftest import make_site
from wagtail_civic.core import home
Site.objects.all().delete(); Page.objects.filter(depth=2).delete()
locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code in ("ka", "en")}
site = make_site("testserver", "Town", locales, default=True)
call_command("civic_setup", verbosity=0)
call_command("civic_demo", "--accounts", verbosity=0)
# Read anew: the page made before has no children yet.
page = Page.objects.get(pk=site.root_page_id).specific
page.body = [
    {"type": name, "value": block.get_prep_value(block.get_default())}
    for name, block in home.blocks()
]
page.save_revision().publish()
"""

TAKE_OUT = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", "civic_{name}", "zero", verbosity=0)
"""

LOOK = """
import django
django.setup()
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django_q.models import Schedule
from django.utils.module_loading import import_string
from wagtail.admin.menu import settings_menu
from wagtail.models import Page
from wagtail_civic.core.admin_menu import civic_menu
from wagtail_civic.core.visibility import public_pages

call_command("check", fail_level="ERROR")
call_command("migrate", verbosity=0)
call_command("makemigrations", check=True, dry_run=True, verbosity=0)

def opens(client, url):
    answer = client.get(url, follow=True)
    assert answer.status_code == 200, (url, answer.status_code)

def leaves(menu):
    for item in menu.registered_menu_items:
        if hasattr(item, "menu"):
            yield from leaves(item.menu)
        else:
            yield str(item.url)

client = Client()
pages = list(public_pages().filter(depth__gt=1).order_by("path"))
for page in pages:
    opens(client, page.url)
opens(client, "/civic/api/v1/")
opens(client, "/ka/search/?q=%E1%83%92%E1%83%96%E1%83%90") if "{search}" else None

client.force_login(get_user_model().objects.get(username="admin"))
editor = [reverse("wagtailadmin_home"), *leaves(civic_menu), *leaves(settings_menu)]
editor += [reverse("wagtailusers_groups:edit", args=[1]), reverse("wagtailadmin_explore_root")]
for parent in Page.objects.filter(depth=2):
    editor.append(reverse("wagtailadmin_explore", args=[parent.pk]))
for url in editor:
    opens(client, url)

for schedule in Schedule.objects.filter(name__startswith="civic."):
    import_string(schedule.func)
assert not Page.objects.filter(content_type__app_label="civic_{name}").exists()
call_command("civic_jobs", verbosity=0)
call_command("civic_setup", verbosity=0)
print(len(pages), "pages,", len(editor), "views of the admin")
"""

DROP = """
import django
django.setup()
from django.db import connection
if connection.vendor != "sqlite":
    connection.creation.destroy_test_db("{given}", verbosity=0)
"""


def run(script: str, url: str, capabilities: list[str]) -> str:
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "CIVIC_APPS": ",".join(capabilities),
        "DATABASE_URL": url,
        "TEST_DATABASE_NAME": NAME,
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-W", "ignore", "-c", script]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr[-4000:])
    return done.stdout.strip()


def main() -> int:
    with tempfile.TemporaryDirectory() as scratch:
        given = os.environ.get("DATABASE_URL") or f"sqlite:///{scratch}/town.sqlite3"
        town = urlunsplit(urlsplit(given)._replace(path=f"/{NAME}"))
        town = given if given.startswith("sqlite") else town
        run(BUILD, given, CAPABILITIES)
        left = list(CAPABILITIES)
        for name in ORDER:
            run(TAKE_OUT.replace("{name}", name), town, left)
            left.remove(name)
            search = "yes" if "documents" in left else ""
            seen = run(LOOK.replace("{name}", name).replace("{search}", search), town, left)
            print(f"ok      without {name}: {seen.splitlines()[-1]}", flush=True)
        run(DROP.replace("{given}", urlsplit(given).path.lstrip("/")), town, left)
    return 0


if __name__ == "__main__":
    sys.exit(main())
