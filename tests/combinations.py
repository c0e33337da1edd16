"""Every capability alone, and the suite without what is optional: checks, migrates, renders.

Each combination runs in a process of its own, because Django's app registry is filled once. What
the tables of Wagtail and the core need is done once: a town begins with them, and adds to them.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CAPABILITIES = ["documents", "acts", "sessions", "petitions", "sms", "budget", "news"]

CHECK = """
import django
django.setup()
from django.core.management import call_command
call_command("check", fail_level="ERROR")
call_command("makemigrations", check=True, dry_run=True, verbosity=0)
from django.urls import get_resolver
assert get_resolver().url_patterns
print("ok")
"""

TABLES = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
"""

PROBE = (
    CHECK
    + """
call_command("migrate", verbosity=0)
from django.test import Client
from wagtail.models import Locale, Page, Site
from tests.host.models import HomePage
Site.objects.all().delete(); Page.objects.filter(depth=2).delete()
Locale.objects.get_or_create(language_code="en")
ka = Locale.objects.get_or_create(language_code="ka")[0]
home = Page.get_first_root_node().add_child(instance=HomePage(title="H", slug="h", locale=ka))
home.copy_for_translation(Locale.objects.get(language_code="en")).save_revision().publish()
site = Site.objects.create(hostname="testserver", root_page=home, is_default_site=True)
call_command("civic_setup", verbosity=0)
from wagtail_civic.core import home as blocks
home.refresh_from_db()  # Its children were made behind its back.
home.body = [{"type": name, "value": block.get_default()} for name, block in blocks.blocks()]
home.save_revision().publish()
client = Client()
from wagtail_civic.core.visibility import public_pages
for page in public_pages().filter(depth__gt=1):
    answer = client.get(page.url)
    assert answer.status_code == 200, (page.url, answer.status_code)
assert client.get("/civic/api/v1/").status_code == 200
print("ok", public_pages().count(), "pages")
"""
)


def run(name: str, capabilities: list[str], probe: str, database: Path) -> bool:
    env = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "CIVIC_APPS": ",".join(capabilities),
        "DATABASE_URL": f"sqlite:///{database}",
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [sys.executable, "-c", probe], cwd=ROOT, env=env, capture_output=True, text=True
    )
    good = done.returncode == 0
    print(f"{'ok    ' if good else 'FAILED'} {name}: {done.stdout.strip()[-60:]}", flush=True)
    if not good:
        print(done.stderr[-3000:])
    return good


def run_all(scratch: Path) -> list[bool]:
    core = scratch / "core.sqlite3"
    results = [run("tables of the core", [], TABLES, core)]

    def alone(name: str, capabilities: list[str]) -> bool:
        return run(name, capabilities, PROBE, shutil.copyfile(core, scratch / f"{name}.sqlite3"))

    def without(name: str) -> bool:
        others = [other for other in CAPABILITIES if other != name]
        return run(f"all without {name}", others, CHECK, core)

    with ThreadPoolExecutor(max_workers=2) as pool:
        waiting = [pool.submit(alone, "core alone", [])]
        for name in CAPABILITIES:
            waiting.append(pool.submit(alone, f"{name} alone", [name]))
            waiting.append(pool.submit(without, name))
        waiting.append(pool.submit(alone, "all together", CAPABILITIES))
        return results + [done.result() for done in waiting]


def main() -> int:
    with tempfile.TemporaryDirectory() as scratch:
        results = run_all(Path(scratch))
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
