"""What a public page of ours costs, against an empty page of the same site in the same run.

Run it with the example site: ``python tests/benchmarks/pages.py``. It builds the demonstration in
a database of its own, asks for the two pages of each pair in turn (ABAB), and prints the ratio of
CPU time and the difference in SQL statements.
"""

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "example_site")]
ROUNDS, TIMES = 7, 5
MOST_CPU, MOST_SQL = 1.5, 6


def prepare():
    from django.core.management import call_command
    from wagtail.models import Site

    call_command("migrate", verbosity=0)
    call_command("civic_setup", verbosity=0)
    call_command("civic_demo", verbosity=0)
    from home.models import ContentPage

    home = Site.objects.get(is_default_site=True).root_page
    empty = ContentPage(title="Empty", slug="empty-page", locale=home.locale)
    home.add_child(instance=empty)
    return home, empty


def chosen_pages(home) -> dict[str, str]:
    """One page of each type, and the sub-pages of routable ones that a citizen reads most."""
    from wagtail_civic.core.visibility import public_pages

    addresses = {}
    for page in public_pages().descendant_of(home).specific().order_by("path"):
        name = type(page).__name__
        if type(page).__module__.startswith("wagtail_civic."):
            addresses.setdefault(name, page.url)
    from wagtail_civic.acts.models import Act

    act = Act.objects.filter(live=True).first()
    addresses["Act"] = act.get_absolute_url()
    return addresses


def cost(client, url: str) -> tuple[float, int]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    started = time.process_time()
    for _time in range(TIMES):
        client.get(url)
    return (time.process_time() - started) / TIMES, len(queries)


def main() -> int:
    with tempfile.TemporaryDirectory() as scratch:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "town.settings")
        os.environ["DATABASE_URL"] = f"sqlite:///{scratch}/db.sqlite3"
        os.environ["MEDIA_ROOT"] = scratch
        import django

        django.setup()
        from django.conf import settings
        from django.test import Client

        settings.DEBUG = False
        settings.ALLOWED_HOSTS = ["*"]
        home, empty = prepare()
        client, failed = Client(headers={"host": "localhost"}), 0
        print(f"{'page':24} {'CPU ms':>8} {'empty':>8} {'ratio':>6} {'SQL':>4} {'more':>5}")
        for name, url in chosen_pages(home).items():
            client.get(url), client.get(empty.url)
            pairs = [(cost(client, url), cost(client, empty.url)) for _round in range(ROUNDS)]
            ours = statistics.median(pair[0][0] for pair in pairs)
            floor = statistics.median(pair[1][0] for pair in pairs)
            ratio = statistics.median(pair[0][0] / pair[1][0] for pair in pairs)
            sql, more = pairs[-1][0][1], pairs[-1][0][1] - pairs[-1][1][1]
            over = ratio > MOST_CPU or more > MOST_SQL
            failed += over
            print(
                f"{name:24} {ours * 1000:8.1f} {floor * 1000:8.1f} {ratio:6.2f} {sql:4} {more:+5}"
                f"{'  over' if over else ''}"
            )
        return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
