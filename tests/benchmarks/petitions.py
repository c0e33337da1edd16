"""What signing, counting and reading cost, against the bare statements of the same run.

Run it on PostgreSQL: ``DATABASE_URL=postgres://… python tests/benchmarks/petitions.py [part …]``.
It builds a database of its own beside that one and drops it afterwards. Pairs are run in turn
(ABAB) and medians compared. CPU is this process's and its backend's, read from /proc, so the
database server has to be on this machine. ``ROWS`` (1,000,000) is the size of a large petition.
"""

import json
import os
import resource
import subprocess
import sys
import threading
import time
from pathlib import Path
from uuid import uuid4

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))
ROWS = int(os.environ.get("ROWS", "1000000"))
ROUNDS, SIGNERS = int(os.environ.get("ROUNDS", "5")), int(os.environ.get("SIGNERS", "200"))
SECONDS, PROCESSES = 4, 2
HOT_SECONDS = int(os.environ.get("HOT_SECONDS", "60"))
"""Long enough for the counting job to run twice."""
MOST_CPU, MOST_STATEMENTS = 10, 8
SCHEDULER_WAKES, MOST_LAG = 31, 60
"""Seconds between two turns of django-q2's scheduler; each finds a counting schedule due."""
LEAST_MANY, LEAST_READ, MOST_PAGE, MOST_RECOUNT, MOST_MEMORY_MB = 0.8, 0.85, 1.2, 10, 40
SIGNATURE, CONTACT = "civic_petitions_signature", "civic_petitions_signaturecontact"


def sql(statement: str, *params):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, params or None)
        return cursor.fetchone() if cursor.description else None


def make_petition(index):
    from tests.together.petitions import make_petition as make

    return make(index, opened=True)


def fill(petition, count: int, contacts: bool = False) -> None:
    """Confirmed signatures over thirty days, by one statement."""
    from wagtail_civic.core.encryption import encrypt

    sql(
        f"INSERT INTO {SIGNATURE} (uuid, petition_id, assurance, language, begun_at, confirmed_at,"
        " confirmed_on, ended_as, public_name)"
        " SELECT gen_random_uuid(), %s, CASE WHEN n %% 4 = 0 THEN 'phone' ELSE 'email' END, 'ka',"
        " d, d, d::date, '', '' FROM (SELECT n, now() - interval '1 minute'"
        " - (n %% 30) * interval '1 day' AS d FROM generate_series(1, %s) n) rows",
        petition.pk,
        count,
    )
    if contacts:
        columns = _others(CONTACT, ("id", "signature_id", "petition_id", "address", "lookup"))
        names, values = ", ".join(columns), ", ".join(columns.values())
        sql(
            f"INSERT INTO {CONTACT} (signature_id, petition_id, address, lookup, {names})"
            f" SELECT id, petition_id, %s, md5(id::text) || md5((-id)::text), {values}"
            f" FROM {SIGNATURE} WHERE petition_id = %s",
            encrypt("nino@example.org"),
            petition.pk,
        )
    sql(f"ANALYZE {SIGNATURE}")


def _others(table: str, known: tuple) -> dict[str, str]:
    """Columns that must have a value, with one."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s"
            " AND is_nullable = 'NO'",
            [table],
        )
        rows = [(name, kind) for name, kind in cursor.fetchall() if name not in known]
    empty = {"smallint": "1", "boolean": "false", "jsonb": "'[]'::jsonb"}
    return {name: empty.get(kind, "''") for name, kind in rows}


def raw_insert(petition, area) -> None:
    """The two rows of a signature, by two statements in one transaction."""
    from django.db import connection, transaction
    from django.utils import timezone

    columns = RAW.setdefault(
        "columns", _others(CONTACT, ("id", "signature_id", "petition_id", "address", "lookup"))
    )
    names, values = ", ".join(columns), ", ".join(columns.values())
    now = timezone.now()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {SIGNATURE} (uuid, petition_id, assurance, area_id, language, begun_at,"
            " ended_as, public_name) VALUES (%s, %s, 'email', %s, 'ka', %s, '', '') RETURNING id",
            [uuid4(), petition.pk, area.pk, now],
        )
        (pk,) = cursor.fetchone()
        cursor.execute(
            f"INSERT INTO {CONTACT} (signature_id, petition_id, address, lookup, {names})"
            f" VALUES (%s, %s, 'x', %s, {values})",
            [pk, petition.pk, uuid4().hex * 2],
        )


RAW: dict = {}


class Citizen:
    """Sends the two forms as a browser does, each from a network of its own."""

    def __init__(self, petition, area):
        from django.test import Client

        self.client, self.petition, self.area, self.number = Client(), petition, area, 0
        self.host = petition.site.hostname

    def _post(self, url: str, data: dict, purpose: str):
        from datetime import timedelta

        from django.utils import timezone

        from wagtail_civic.core.abuse import STAMP_FIELD, stamp

        self.number += 1
        ip = f"10.{self.number >> 8 & 255}.{self.number & 255}.1"
        stamped = {**data, STAMP_FIELD: stamp(purpose, timezone.now() - timedelta(seconds=5))}
        headers = {"host": self.host}
        answer = self.client.post(url, stamped, REMOTE_ADDR=ip, headers=headers)
        assert answer.status_code == 302, answer.content.decode()[:500]
        return answer

    def sign(self) -> None:
        data = {
            "name": "ნინო ბერიძე",
            "address": f"{uuid4().hex}@example.org",
            "area": self.area.pk,
            "eligible": "on",
        }
        self._post(f"/civic/ka/petitions/{self.petition.number}/sign/", data, "petitions.sign")

    def tokens(self, count: int) -> list[str]:
        """Sign, and put a known token where the message would have made one."""
        from hashlib import sha256

        from wagtail_civic.core.models import Verification

        found = []
        for _n in range(count):
            self.sign()
            token = uuid4().hex
            row = Verification.objects.latest("pk")
            digest = sha256(token.encode()).hexdigest()
            Verification.objects.filter(pk=row.pk).update(token_digest=digest)
            found.append(token)
        return found

    def confirm(self, token: str) -> None:
        self._post(f"/civic/ka/confirm/{token}/", {}, "verification.confirm")


def signing(town) -> bool:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tests.benchmarks.sms import Cost, median

    citizen = Citizen(town.petition, town.area)
    citizen.confirm(citizen.tokens(1)[0])
    costs: dict[str, list] = {"raw": [], "sign": [], "confirm": []}
    for _round in range(ROUNDS):
        with Cost() as cost:
            for _n in range(SIGNERS):
                raw_insert(town.petition, town.area)
        costs["raw"].append(cost)
        with Cost() as cost:
            for _n in range(SIGNERS):
                citizen.sign()
        costs["sign"].append(cost)
        tokens = citizen.tokens(SIGNERS // 2)
        with Cost() as cost:
            for token in tokens:
                citizen.confirm(token)
        cost.cpu *= 2
        costs["confirm"].append(cost)
    counts = {}
    [token] = citizen.tokens(1)
    for name, act in (("sign", citizen.sign), ("confirm", lambda: citizen.confirm(token))):
        with CaptureQueriesContext(connection) as queries:
            act()
        counts[name] = len(queries)
    floor, held = median(costs["raw"]).cpu, True
    for name in ("sign", "confirm"):
        cpu = median(costs[name]).cpu
        held &= cpu <= MOST_CPU * floor and counts[name] <= MOST_STATEMENTS
        print(
            f"{name}: {cpu / SIGNERS * 1e6:,.0f} µs CPU, raw {floor / SIGNERS * 1e6:,.0f} µs, "
            f"ratio {cpu / floor:.1f} (≤ {MOST_CPU}); {counts[name]} statements "
            f"(≤ {MOST_STATEMENTS})"
        )
    return held


def run_clients(
    town, groups: list[tuple[str, int]], meanwhile=None, seconds: int = SECONDS
) -> dict[str, float]:
    """``[("sign", 8), ("read", 8)]``: threads in processes, at once; what each did in a second."""
    from django.db import connection

    environment = {
        **os.environ,
        "BENCHMARK_DATABASE": connection.settings_dict["NAME"],
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.petitions_settings",
        "PYTHONPATH": str(ROOT),
    }
    started = []
    for does, clients in groups:
        task = {
            "does": does,
            "threads": clients // PROCESSES,
            "petition": town.petition.pk,
            "url": town.petition.page().get_full_url(),
            "seconds": seconds,
        }
        for _process in range(PROCESSES):
            process = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", "tests.benchmarks.petitions_clients"],
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            process.stdin.write(json.dumps(task) + "\n")
            process.stdin.flush()
            started.append((does, process))
    for _does, process in started:
        assert process.stdout.readline().strip() == "ready"
    over = threading.Event()
    helper = threading.Thread(target=meanwhile, args=(over,)) if meanwhile else None
    for _does, process in started:
        process.stdin.write("go\n")
        process.stdin.flush()
    if helper:
        helper.start()
    done: dict[str, float] = {}
    for does, process in started:
        done[does] = done.get(does, 0) + int(process.stdout.readline()) / seconds
        process.wait(30)
    over.set()
    if helper:
        helper.join()
    return done


def middle(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def many(town) -> bool:
    rates: dict[int, list[float]] = {8: [], 32: []}
    for _round in range(3):
        for clients, found in rates.items():
            found.append(run_clients(town, [("sign", clients)])["sign"])
    few, all_of_them = middle(rates[8]), middle(rates[32])
    print(
        f"signed and confirmed: 8 clients {few:,.0f}/s, 32 clients {all_of_them:,.0f}/s, "
        f"ratio {all_of_them / few:.2f} (≥ {LEAST_MANY})"
    )
    return all_of_them >= LEAST_MANY * few


COUNTING: list[float] = []
"""Seconds that the job took."""


def _counting(over: threading.Event) -> None:
    """As the worker does it: twice, half an interval after the beginning for the first time."""
    from django.db import connection

    from wagtail_civic.petitions import counting, jobs

    every = counting.EVERY.total_seconds()
    wait = every / 2
    while not over.wait(wait):
        began = time.perf_counter()
        jobs.count()
        COUNTING.append(time.perf_counter() - began)
        wait = every
    connection.close()


def hot(town) -> bool:
    """As many readers as signers on one petition, with and without the count."""
    from wagtail_civic.petitions import counting, jobs

    jobs.count()
    rates: dict[bool, list[float]] = {False: [], True: []}
    statement = (
        "SELECT n_tup_upd FROM pg_stat_user_tables WHERE relname = 'civic_petitions_petition'"
    )
    for _round in range(3):
        for counts, found in rates.items():
            meanwhile = _counting if counts else None
            both = [("sign", 8), ("read", 8)]
            found.append(run_clients(town, both, meanwhile, HOT_SECONDS)["sign"])
    before = sql(statement)[0]
    signed = run_clients(town, [("sign", 8)])["sign"] * SECONDS
    time.sleep(1.5)
    updates = sql(statement)[0] - before
    without, with_count = middle(rates[False]), middle(rates[True])
    lag = SCHEDULER_WAKES + counting.LAG.total_seconds() + max(COUNTING)
    print(
        f"hot petition: {without:,.0f}/s without counting, {with_count:,.0f}/s with, "
        f"ratio {with_count / without:.2f} (≥ {LEAST_READ}); {updates} updates of petitions "
        f"while {signed:,.0f} signed; the job took {max(COUNTING):.2f} s at most, so that the "
        f"count lags by {lag:.0f} s (≤ {MOST_LAG})"
    )
    return with_count >= LEAST_READ * without and updates == 0 and lag <= MOST_LAG


def pages(town) -> bool:
    """The same page with 10, 10,000 and very many signatures, each counted."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from tests.benchmarks.sms import Cost, median
    from wagtail_civic.petitions import counting

    client, found, held = Client(), {}, True
    petitions = {count: make_petition(town.index) for count in (10, 10_000, ROWS)}
    for count, petition in petitions.items():
        fill(petition, count)
        began = time.perf_counter()
        difference = counting.recount(petition, timezone.now())
        seconds = time.perf_counter() - began
        assert difference == count
        if count == ROWS:
            print(f"recount of {count:,}: {seconds:.1f} s (≤ {MOST_RECOUNT})")
            held &= seconds <= MOST_RECOUNT
    urls = {count: petition.page().get_full_url() for count, petition in petitions.items()}
    for _round in range(ROUNDS + 1):
        for count, url in urls.items():
            with CaptureQueriesContext(connection) as queries, Cost() as cost:
                for _n in range(20):
                    assert client.get(url).status_code == 200
            found.setdefault(count, []).append((cost, len(queries) / 20))
    few = median([cost for cost, _n in found[10][1:]]).cpu
    for count, rows in found.items():
        cpu, statements = median([cost for cost, _n in rows[1:]]).cpu, rows[-1][1]
        held &= cpu <= MOST_PAGE * few and statements == found[10][-1][1]
        print(
            f"page with {count:,}: {cpu / 20 * 1000:.1f} ms CPU, ratio {cpu / few:.2f} "
            f"(≤ {MOST_PAGE}), {statements:.0f} statements"
        )
    return held


def retention(town) -> bool:
    from django.utils import timezone

    from wagtail_civic.petitions import retention as rules

    petition = make_petition(town.index)
    fill(petition, ROWS, contacts=True)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    rules.anonymise(petition, timezone.now())
    seconds = time.perf_counter() - began
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    left = sql(f"SELECT count(*) FROM {CONTACT} WHERE petition_id = %s", petition.pk)[0]
    print(f"retention of {ROWS:,}: {seconds:.0f} s, {grown:.0f} MB more (≤ {MOST_MEMORY_MB})")
    return left == 0 and grown <= MOST_MEMORY_MB


class Town:
    def __init__(self, site):
        from tests.petitions.conftest import make_area
        from tests.together.petitions import make_index

        self.index = make_index(site)
        self.petition = make_petition(self.index)
        self.area = make_area(site, "mtispiri", "მთისპირი")


def main() -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.petitions_settings"
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases
    from wagtail.models import Locale

    from tests.benchmarks.petitions_clients import without_mail
    from tests.conftest import make_site

    if connection.vendor != "postgresql":
        print("needs PostgreSQL: DATABASE_URL=postgres://user@host/name")
        return 2
    setup_test_environment(debug=False)
    made = setup_databases(0, False)
    without_mail()
    parts = {part.__name__: part for part in (signing, many, hot, pages, retention)}
    try:
        get = Locale.objects.get_or_create
        languages = {code: get(language_code=code)[0] for code in ("ka", "en")}
        town = Town(make_site("testserver", "ჩაიეთი", languages))
        held = [parts[name](town) for name in sys.argv[1:] or parts]
    finally:
        teardown_databases(made, 0)
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
