"""What the engines need is made after migrating, made again when lost, and may be missing."""

import subprocess
import sys

import pytest
from django.core.management import call_command
from django.db import connection

from wagtail_civic.core import extras
from wagtail_civic.documents import checks, engines
from wagtail_civic.documents.engines import sqlite
from wagtail_civic.documents.engines.plain import PlainEngine
from wagtail_civic.documents.extract import ocr
from wagtail_civic.documents.query import parse

only_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite")

QUERIES = ["გზა", "სოფელი გზა", "გზა -სკოლა", '"სოფლის გზა"', "სკოლა OR ხიდი", "17-51", "biujeti"]


@pytest.fixture
def pages(publish):
    publish("სოფლის გზა", "შეკეთება")
    publish("სკოლის გზა", "ბიუჯეტის ხარჯი")
    publish("ხიდი", "№17-51")


@pytest.mark.django_db
def test_preparing_again_changes_nothing(pages, find):
    engines.prepare("default")
    assert len(find("გზა")) == 2


@only_sqlite
@pytest.mark.django_db
def test_lost_triggers_are_made_again_with_all_rows(pages, find):
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER civic_documents_fts_insert")
    engines.prepare("default")
    assert len(find("გზა")) == 2


@only_sqlite
@pytest.mark.django_db
def test_a_lost_index_is_made_again_by_a_search(pages, find):
    engines.forget("default")
    assert len(find("გზა")) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("text", QUERIES)
def test_without_an_engine_the_same_is_found(pages, site, text):
    query = parse(text)
    known = {found.pk for found in engines.engine().candidates(query, site.pk, 100)}
    plain = {found.pk for found in PlainEngine(connection).candidates(query, site.pk, 100)}
    assert plain == known


@pytest.mark.django_db
def test_a_database_without_an_engine_is_warned_about(monkeypatch):
    assert checks.engine(databases=["default"]) == []
    monkeypatch.setattr(engines, "engine", lambda using=None: PlainEngine(connection))
    (warning,) = checks.engine(databases=["default"])
    assert warning.id == "wagtail_civic.W102"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ctype", "warned"), [("C", True), ("POSIX", True), ("C.UTF-8", False), ("ka_GE.utf8", False)]
)
def test_a_database_that_knows_no_georgian_letters_is_warned_about(monkeypatch, ctype, warned):
    monkeypatch.setattr(checks, "_ctypes", lambda databases: [(each, ctype) for each in databases])
    found = [warning.id for warning in checks.engine(databases=["default"])]
    assert found == (["wagtail_civic.W103"] if warned else [])


@pytest.mark.django_db
def test_only_postgresql_is_asked_for_its_letters():
    asked = list(checks._ctypes(["default"]))
    assert [alias for alias, _ctype in asked] == (
        ["default"] if connection.vendor == "postgresql" else []
    )


def test_a_host_that_cannot_read_scans_is_told(monkeypatch):
    monkeypatch.setattr(ocr, "model", lambda: "Georgian")
    assert checks.machine() == []
    monkeypatch.setattr(ocr, "model", lambda: "")
    (warning,) = checks.machine()
    assert warning.id == "wagtail_civic.W108"


LETTERS = "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ"


def different_words(count):
    """So many, each twelve letters long."""
    for n in range(count):
        letters = [LETTERS[n // 33**place % 33] for place in range(4)]
        yield "".join(letters) * 3


@pytest.mark.django_db
def test_a_text_of_more_words_than_a_tsvector_holds_is_found_by_its_last(publish, find):
    """PostgreSQL refuses a vector of more than a megabyte, and the transaction with it."""
    words = list(different_words(40_000))
    assert len("".join(words).encode()) > 1_048_575
    page = publish("დიდი დოკუმენტი", " ".join(words))
    for word in (words[0], words[-1]):
        assert find(word) == [page.title]


def test_a_missing_library_is_warned_about(monkeypatch):
    assert checks.libraries() == []
    monkeypatch.setattr(extras, "find_spec", lambda name: None)
    found = [warning.id[-4:] for warning in checks.libraries()]
    assert found == ["W101", "W104", "W105"]
    monkeypatch.setattr(extras, "find_spec", lambda name: name == "pypdf")
    assert "W101" not in [warning.id[-4:] for warning in checks.libraries()]


@only_sqlite
@pytest.mark.django_db
def test_sqlite_has_its_engine():
    assert sqlite.has_fts5(connection)


@pytest.mark.django_db
def test_models_and_migration_agree():
    call_command("makemigrations", "civic_documents", check=True, dry_run=True, verbosity=0)


def test_importing_the_app_imports_nothing_heavy():
    code = "import wagtail_civic.documents.extract, sys; print(sorted(sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    for name in ("pypdfium2", "pypdf", "openpyxl", "django", "lxml"):
        assert f"'{name}'" not in loaded.stdout


@pytest.mark.parametrize("allowed", [None, [], ["pdf", "HTML"], ["svg"], [".xml"]])
def test_a_host_that_takes_pages_for_documents_is_told(settings, allowed):
    settings.WAGTAILDOCS_EXTENSIONS = allowed
    (warning,) = checks.extensions()
    assert warning.id == "wagtail_civic.W106"


def test_a_host_that_takes_files_only_is_not(settings):
    settings.WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx"]
    assert checks.extensions() == []
