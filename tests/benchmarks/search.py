"""What a page of search results costs, against the bare full-text query of the same database.

``python tests/benchmarks/search.py [acts]`` builds so many acts (10,000 unless told; three rows of
the index each, about 2 kB of text a row) in a database of its own, and asks in turn (ABAB) for the
first page of results, with snippets and facets, and for the bare SQL: match, rank, snippet, ``LIMIT
20``. It prints median and 95th percentile of CPU time (that of the web process and, on PostgreSQL,
of the server process that answers it) and their ratio, for a rare word, a common one and one that
stands in every row, which is also narrowed to one year, and how the page grows from a tenth of the
acts to all of them. The page is what a browser gets, with the menus of the example site; finding is
what is on it: hits, snippets and facets of what the public may see. ``DATABASE_URL`` names another
server than SQLite; ``TEST_DATABASE_NAME`` the database that is made there and dropped.

``python tests/benchmarks/search.py extract`` compares reading a PDF of 200 pages in the limited
child process with bare pypdfium2.
"""

import os
import random
import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
ROUNDS = 40
RARE, COMMON, EVERYWHERE = "წყალსადენის", "განათების", "მუნიციპალიტეტის"
#: One row in so many has the word.
SHARES = {RARE: 1_000, COMMON: 20, EVERYWHERE: 1}
MOST_RATIO, MOST_SECONDS, MOST_GROWTH, LEAST_PAGES = 2.0, 0.1, 1.3, 0.5
CONSONANTS, VOWELS = "ბგდვზთკლმნპრსტფქღყშჩცძწხჯ", "აეიოუ"
ENDINGS = ("ი", "ის", "ს", "მა", "ით", "ად", "ში", "ზე", "ები", "ების", "ებში", "დან")


def start(scratch: str) -> None:
    sys.path[:0] = [str(ROOT), str(ROOT / "example_site")]
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "town.settings",
        "DEBUG": "0",
        "ALLOWED_HOSTS": "localhost",
        "SECRET_KEY": "only-for-measuring",
        "LOOKUP_KEYS": "lookup-key-that-is-only-for-measuring-0001",
        "ENCRYPTION_KEYS": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
        "MEDIA_ROOT": scratch,
        "VAR_DIR": scratch,
    }
    import django

    django.setup()


def build() -> None:
    from django.core.management import call_command
    from django.db import connection

    default = str(Path(os.environ["VAR_DIR"], "test.sqlite3"))
    name = os.environ.get("TEST_DATABASE_NAME") or None
    connection.settings_dict["TEST"]["NAME"] = default if connection.vendor == "sqlite" else name
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    with open(os.devnull, "w") as silence:
        call_command("civic_setup", stdout=silence)


class Writer:
    """Invented prose: 4,000 roots, the common ones far more often, each in twelve forms."""

    def __init__(self) -> None:
        self.chance = random.Random(5)
        self.roots = ["".join(self._syllables()) for _ in range(4_000)]
        self.weights = [1 / (place + 3) for place in range(len(self.roots))]

    def _syllables(self):
        for _ in range(self.chance.randint(2, 4)):
            yield self.chance.choice(CONSONANTS) + self.chance.choice(VOWELS)
        yield self.chance.choice(CONSONANTS)

    def text(self, row: int, words: int = 85) -> str:
        chosen = self.chance.choices(self.roots, self.weights, k=words)
        written = [root + self.chance.choice(ENDINGS) for root in chosen]
        for word, share in SHARES.items():
            if row % share == 0:
                written[self.chance.randrange(words)] = word
        return " ".join(written)


def fill(first: int, last: int, writer: Writer) -> None:
    """Acts with these numbers, each with a row of its own and one for each of two articles."""
    from wagtail.models import Site

    from wagtail_civic.acts.models import Act, ActType
    from wagtail_civic.acts.registry import registry_page
    from wagtail_civic.core.models import Body
    from wagtail_civic.documents import indexing
    from wagtail_civic.documents.models import IndexEntry

    site = Site.objects.get(is_default_site=True)
    body, _made = Body.objects.get_or_create(site=site, code="council")
    kinds, registry = list(ActType.objects.for_site(site)), registry_page(site, "ka")
    day = date(2005, 1, 1)
    for begin in range(first, last, 1_000):
        numbers = range(begin, min(begin + 1_000, last))
        acts = Act.objects.bulk_create(
            Act(
                site=site,
                body=body,
                act_type=kinds[n % len(kinds)],
                number=str(n),
                number_key=str(n),
                year=2005 + n % 20,
                adopted=day + timedelta(days=n % 7_000),
                title=f"აქტი {n}",
                live=True,
            )
            for n in numbers
        )
        rows = []
        for n, act in zip(numbers, acts, strict=True):
            for part in range(3):
                entry = IndexEntry(
                    site=site,
                    kind="act",
                    object_id=str(act.pk),
                    group=f"act:{act.pk}",
                    part=f"art-{part}" if part else "",
                    language="ka",
                    title=f"დადგენილება №{n}: {writer.text(1, 6)}",
                    text=writer.text(n * 3 + part),
                    url=f"/acts/{n}/",
                    page_id=registry.pk,
                    date=act.adopted,
                    facets={
                        "type": act.act_type.code,
                        "body": "council",
                        "year": str(act.year),
                        "topic": "",
                        "status": "in_force",
                    },
                )
                rows += indexing._rows(entry, str(n), "")
        IndexEntry.objects.bulk_create(rows, batch_size=500)
    analyze()


def analyze() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE civic_documents_indexentry")
            cursor.execute("ANALYZE")


def bare(word: str):
    """The database's own answer: match, rank, snippet, the first twenty."""
    from django.db import connection
    from wagtail.models import Site

    from wagtail_civic.documents import query
    from wagtail_civic.documents.engines import postgresql, sqlite

    site, asked = Site.objects.get(is_default_site=True).pk, query.parse(word)
    if connection.vendor == "postgresql":
        sql = (
            "SELECT id, title, ts_headline('simple', text, q) FROM (SELECT e.id, title, text, q, "
            "ts_rank(search_vector, q) AS rank FROM civic_documents_indexentry e, "
            "to_tsquery('simple', %s) q WHERE search_vector @@ q AND site_id = %s "
            "ORDER BY rank DESC LIMIT 20) AS best"
        )
        params = [postgresql.tsquery(asked, "AB"), site]
    else:
        sql = (
            "SELECT e.id, e.title, snippet(civic_documents_fts, 1, '<mark>', '</mark>', '…', 20) "
            "FROM civic_documents_fts f JOIN civic_documents_indexentry e ON e.id = f.rowid "
            "WHERE civic_documents_fts MATCH %s AND e.site_id = %s "
            "ORDER BY bm25(civic_documents_fts) LIMIT 20"
        )
        params = [sqlite.match(asked), site]

    def ask():
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            assert cursor.fetchall()

    return ask


def page(word: str, **selected: str):
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    address = _search_page().url

    def ask():
        response = client.get(address, {"q": word, **selected})
        assert response.status_code == 200
        assert b"<mark>" in response.content

    return ask


def finding(word: str):
    from django.test import RequestFactory
    from wagtail.models import Site

    from wagtail_civic.documents import presentation, searching

    site = Site.objects.get(is_default_site=True)
    request = RequestFactory().get("/", {"q": word})

    def ask():
        results = searching.search(site, word, {}, "ka")
        shown = presentation.present(request, results.hits[: presentation.PER_PAGE], results)
        assert shown
        assert results.facets

    return ask


def _search_page():
    from wagtail_civic.documents.models import SearchPage

    return SearchPage.objects.filter(locale__language_code="ka").first()


def cpu() -> float:
    """Seconds of processor used so far, here and by the server process that answers us."""
    from django.db import connection

    used = time.process_time()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            path = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
        used += int(path.read_text().split()[0]) / 1e9
    return used


def measure(*asks, rounds: int = ROUNDS, clock=cpu) -> list[tuple[float, float]]:
    """Median and 95th percentile of each in seconds, asked in turn."""
    for ask in asks:
        ask()
        ask()
    times: list[list[float]] = [[] for _ in asks]
    for _ in range(rounds):
        for ask, taken in zip(asks, times, strict=True):
            begun = clock()
            ask()
            taken.append(clock() - begun)
    return [(statistics.median(t), statistics.quantiles(t, n=20)[18]) for t in times]


def candidates(word: str):
    """What the search asks of the database: the rows that it ranks at most."""
    from wagtail.models import Site

    from wagtail_civic.documents import engines, query
    from wagtail_civic.documents.searching import CANDIDATES

    site, asked = Site.objects.get(is_default_site=True).pk, query.parse(word)

    def ask():
        assert engines.engine().candidates(asked, site, CANDIDATES)

    return ask


def compare(acts: int) -> tuple[dict[str, float], list[str]]:
    """What the page costs by kind of word, and the floors that it misses."""
    found, missed = {}, []
    for label, word in (("rare", RARE), ("common", COMMON), ("in every row", EVERYWHERE)):
        asks = {
            "page": page(word),
            "finding": finding(word),
            "candidates": candidates(word),
            "bare SQL": bare(word),
        }
        times = dict(zip(asks, measure(*asks.values()), strict=True))
        ours, theirs = times["page"], times["bare SQL"]
        found[label] = ours[0]
        ratio = ours[1] / theirs[1]
        told = (f"{name} {m * 1000:.1f} (p95 {p * 1000:.1f})" for name, (m, p) in times.items())
        print(
            f"{acts:>7} acts, {label}: {', '.join(told)} ms; p95 of the page {ratio:.2f} times, of "
            f"finding {times['finding'][1] / theirs[1]:.2f} times the bare SQL"
        )
        if ratio > MOST_RATIO:
            missed.append(f"{acts} acts, {label}: {ratio:.2f} times the bare SQL")
        if label == "in every row" and ours[1] > MOST_SECONDS:
            missed.append(f"{acts} acts, {label}: {ours[1]:.2f} s")
    ((median, slow),) = measure(page(EVERYWHERE, year="2010"))
    print(f"{acts:>7} acts, of one year: page {median * 1000:.1f} (p95 {slow * 1000:.1f}) ms")
    return found, missed


def family() -> float:
    """Seconds of processor used by this process and by the children that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def extraction() -> bool:
    import io

    import pypdfium2

    from wagtail_civic.documents import demo_files
    from wagtail_civic.documents.extract import extract

    writer, pages = Writer(), []
    for number in range(200):
        pages += [writer.text(number, 250), demo_files.PAGE_BREAK]
    data = demo_files.pdf(pages[:-1])

    def ours():
        assert len(extract(io.BytesIO(data), "a.pdf").pages) >= 200

    def theirs():
        with pypdfium2.PdfDocument(data) as document:
            for page in document:
                page.get_textpage().get_text_bounded()

    (slow, _), (fast, _) = measure(ours, theirs, rounds=7, clock=family)
    count = len(extract(io.BytesIO(data), "a.pdf").pages)
    print(
        f"extraction of {count} pages: {count / slow:.0f} pages/s in a child, "
        f"{count / fast:.0f} pages/s bare pypdfium2, ratio {fast / slow:.2f}"
    )
    return fast / slow >= LEAST_PAGES


def main(words: list[str]) -> int:
    if words == ["extract"]:
        return 0 if extraction() else 1
    acts = int(words[0]) if words else 10_000
    with tempfile.TemporaryDirectory() as scratch:
        start(scratch)
        from django.db import connection

        build()
        try:
            writer = Writer()
            fill(0, acts // 10, writer)
            few, _missed = compare(acts // 10)
            fill(acts // 10, acts, writer)
            many, missed = compare(acts)
            growth = many["rare"] / few["rare"]
            print(f"growth of the page from {acts // 10} to {acts} acts, rare word: {growth:.2f}")
            if growth > MOST_GROWTH:
                missed.append(f"growth {growth:.2f}")
        finally:
            connection.creation.destroy_test_db(os.environ["VAR_DIR"], verbosity=0)
    print(*(f"MISSED: {each}" for each in missed), sep="\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT)]
    sys.exit(main(sys.argv[1:]))
