"""What a public page of ours costs, against an empty page of the same site in the same run.

``python tests/benchmarks/pages.py`` builds the demonstration in a database of its own and prints,
for each public page, its CPU time, the ratio to that of the empty page, and the difference in SQL
statements. ``DATABASE_URL`` names another server than SQLite: a test database
(``TEST_DATABASE_NAME``) is made there and dropped. A process of its own builds it, as on a server:
the one that answers has not made documents and fonts before.

The empty page is an ordinary page of the host with the same base template, menus and breadcrumbs.
The two pages are asked for in turn, request by request, so that a busy machine slows both alike; a
round compares the sums of some requests, garbage collection included, and the ratio is the median
of the rounds. CPU is that of the web process; what a database server spends in a process of its own
is not in it. The front page's blocks and the budget's figures are shown as they are to every reader
but the first of a minute (``core.remembered``); all else is asked anew.

Words after the command keep to the pages whose label has one of them: ``pages.py petition act``.
With ``--statements`` it only counts these, as ``.ci/run`` does.
"""

import gc
import os
import random
import statistics
import sys
import tempfile
import time
from multiprocessing import get_context
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ROUNDS, TIMES = 9, 16
MOST_CPU, MOST_SQL = 1.5, 6
#: Statements of the page of an act in all, whatever its relations.
MOST_FOR_AN_ACT = 12
REGISTERS = ("finished", "fulfilled", "rejected")
SHOWN = ("open", "review", "decided", "rejected", "closed")
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "town.settings",
    "DEBUG": "0",
    "ALLOWED_HOSTS": "localhost",
    "SECRET_KEY": "only-for-measuring",
    "LOOKUP_KEYS": "lookup-key-that-is-only-for-measuring-0001",
    "ENCRYPTION_KEYS": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
}


def start(scratch: str) -> None:
    sys.path[:0] = [str(ROOT), str(ROOT / "example_site")]
    os.environ |= {**PRODUCTION, "MEDIA_ROOT": scratch, "VAR_DIR": scratch}
    import django

    django.setup()


def build(scratch: str) -> str:
    """The tables, the invented municipality, and the empty page; the name of the database."""
    start(scratch)
    from django.core.management import call_command
    from django.db import connection

    default = str(Path(os.environ["VAR_DIR"], "test.sqlite3"))
    name = os.environ.get("TEST_DATABASE_NAME") or None
    connection.settings_dict["TEST"]["NAME"] = default if connection.vendor == "sqlite" else name
    made = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    with open(os.devnull, "w") as silence:
        call_command("civic_setup", stdout=silence)
        call_command("civic_demo", stdout=silence)
    from home.models import ContentPage
    from wagtail.models import Site

    home = Site.objects.get(is_default_site=True).root_page
    home.add_child(instance=ContentPage(title="Empty", slug="empty", locale=home.locale))
    if connection.vendor == "postgresql":
        connection.cursor().execute("ANALYZE")
    connection.close()
    return made


def addresses() -> dict[str, str]:
    """One page of each type, and the sub-pages that a citizen reads most."""
    from django.utils import timezone
    from home.models import HomePage
    from wagtail.models import Site

    from wagtail_civic.core.visibility import public_pages

    home = Site.objects.get(is_default_site=True).root_page
    pages: dict[str, list] = {}
    for page in public_pages().descendant_of(home).specific().order_by("path"):
        pages.setdefault(type(page).__name__, []).append(page)
    first = {name: found[0].url for name, found in pages.items()}
    registers, registry = first["PetitionIndexPage"], first["RegistryPage"]
    search, news, meetings = first["SearchPage"], first["NewsIndexPage"], first["SessionIndexPage"]
    year = str(timezone.now().year)
    return {
        "front page": HomePage.objects.get(pk=home.pk).url,
        "news index": news,
        "news of a topic": f"{news}topic/roads/",
        "news page": first["NewsPage"],
        "session index": meetings,
        "session index, a body": f"{meetings}?body=council",
        "session index, a year": f"{meetings}{year}/",
        **sessions(pages["SessionPage"]),
        "petitions, current": registers,
        **{f"petitions, {name}": f"{registers}{name}/" for name in REGISTERS},
        "petitions, searched": f"{registers}?q=გზა",
        "petitions, by topic": f"{registers}?topic=roads",
        "petitions, overdue": f"{registers}overdue/",
        **petitions(pages["PetitionPage"]),
        **petition_actions(pages["PetitionPage"]),
        "act registry": registry,
        "act registry, a year": f"{registry}{year}/",
        "act registry, filtered": f"{registry}?status=in_force&title=ბიუჯეტი",
        "act": act_url(pages["RegistryPage"][0]),
        "search, nothing asked": search,
        "search, results": f"{search}?q=ბიუჯეტი",
        "search, two facets": f"{search}?q=ბიუჯეტი&body=council&year={year}",
        "search, nothing found": f"{search}?q=ყვავილნარგავი",
        **budget(pages["BudgetPage"][0]),
        "SMS subscription": first["SubscriptionPage"],
        "SMS, own choices": own_choices(),
        "session, a question": question(pages["SessionPage"]),
    }


def sessions(pages) -> dict[str, str]:
    """The live one, and the page of a past one."""
    from wagtail_civic.core.records import record_for

    states = {record_for(page).status: page.url for page in pages}
    return {f"session, {state}": states[state] for state in ("live", "scheduled", "finished")}


def petitions(pages) -> dict[str, str]:
    from wagtail_civic.core.records import record_for

    states = {record_for(page).state: page.url for page in pages}
    return {f"petition, {state}": url for state, url in sorted(states.items()) if state in SHOWN}


def petition_actions(pages) -> dict[str, str]:
    """What is not a page of the tree: to submit, to share, and what an address has here."""
    from django.urls import reverse
    from django.utils import timezone

    from wagtail_civic.core.contacts import parse
    from wagtail_civic.core.records import record_for
    from wagtail_civic.petitions import following, mine

    found = [record_for(page) for page in pages]
    shown = [petition for petition in found if petition.state == "open"]
    contact, now = parse("email", "reader@chaieti.example"), timezone.now()
    for petition in shown:
        following.follow(petition, contact, "ka", now)
    visit = mine.begin(shown[0].site, contact, "ka", now)
    visit.confirmed_at = now
    visit.save()
    number = {"lang": "ka", "year": shown[0].year, "serial": shown[0].serial}
    return {
        "petition, to submit": reverse("civic_petitions:submit", kwargs={"lang": "ka"}),
        "petition, to share": reverse("civic_petitions:share", kwargs=number),
        "my signatures, asking": reverse("civic_petitions:ask_mine", kwargs={"lang": "ka"}),
        "my signatures": mine.visit_url(visit),
    }


def own_choices() -> str:
    """The page of a subscriber."""
    from django.urls import reverse

    from wagtail_civic.sms.models.people import Subscriber
    from wagtail_civic.sms.tokens import token_for

    active = Subscriber.objects.filter(confirmed_at__isnull=False, opted_out_at=None)
    return reverse("civic_sms:own", kwargs={"lang": "ka", "token": token_for(active.first())})


def question(pages) -> str:
    """The form to ask a question at the live session."""
    from django.urls import reverse

    from wagtail_civic.core.records import record_for

    found = [record_for(page) for page in pages]
    key = next(session.key for session in found if session.status == "live")
    return reverse("civic_sessions:ask", kwargs={"lang": "ka", "key": key})


def act_url(registry_page) -> str:
    """The act with most to tell: the one with most relations."""
    from django.db.models import Count

    from wagtail_civic.acts.registry import act_url as url_of

    found = registry_page.get_acts().annotate(n=Count("relations")).order_by("-n", "pk")
    return url_of(registry_page, found[0])


def budget(page) -> dict[str, str]:
    from wagtail_civic.budget import figures

    year = figures.published_years(page.get_site())[0]
    return {
        "budget": page.url,
        "budget, receipts": page.address(year, direction="receipts"),
        "budget, programme": page.address(year, "01"),
    }


def statements(client, url: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return len(queries)


def cpu(client, *urls: str) -> list[float]:
    """Seconds of CPU for one answer of each address, asked for in turn."""
    spent = [0.0] * len(urls)
    for _time in range(TIMES):
        # By chance: Python's collections come every so many requests, and would fall on one page.
        for place in random.sample(range(len(urls)), len(urls)):
            url = urls[place]
            started = time.process_time()
            client.get(url)
            spent[place] += time.process_time() - started
    return [seconds / TIMES for seconds in spent]


def measure(client, url: str, empty: str, timed: bool) -> tuple[float, float, int, int]:
    """CPU of the page in seconds, its ratio, its statements, how many more than the empty one."""
    for address in (url, empty):
        client.get(address)
    sql, floor = statements(client, url), statements(client, empty)
    if not timed:
        return 0.0, 0.0, sql, sql - floor
    # What a process has loaded is looked through once in hundreds of requests, whoever they ask.
    gc.collect()
    gc.freeze()
    rounds = [cpu(client, url, empty) for _round in range(ROUNDS)]
    ours = statistics.median(ours for ours, _floor in rounds)
    return ours, statistics.median(ours / floor for ours, floor in rounds), sql, sql - floor


def main(*words: str) -> int:
    wanted = [word for word in words if word != "--statements"]
    timed = len(wanted) == len(words)
    with tempfile.TemporaryDirectory() as scratch:
        with get_context("spawn").Pool(1) as other:
            built = other.apply(build, [scratch])
        start(scratch)
        from django.db import connection
        from django.test import Client

        original = connection.settings_dict["NAME"]
        connection.settings_dict["NAME"] = built
        try:
            client, failed = Client(headers={"host": "localhost"}), 0
            print(connection.vendor)
            print(f"{'page':24} {'CPU ms':>7} {'ratio':>6} {'SQL':>4} {'more':>5}")
            for label, url in addresses().items():
                if wanted and not any(word in label for word in wanted):
                    continue
                seconds, ratio, sql, more = measure(client, url, "/ka/empty/", timed)
                over = ratio > MOST_CPU or more > MOST_SQL
                over |= label == "act" and sql > MOST_FOR_AN_ACT
                failed += over
                line = f"{label:24} {seconds * 1000:7.1f} {ratio:6.2f} {sql:4} {more:+5}"
                print(line, "over" if over else "", flush=True)
        finally:
            connection.creation.destroy_test_db(original, verbosity=0)
        return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
