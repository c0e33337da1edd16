"""The example site's own rules: sizes, translations, the database address, the free port."""

import os
import re
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import polib
import pytest
from django.core.exceptions import ImproperlyConfigured

EXAMPLE = Path(__file__).parents[2] / "example_site"


def load(name: str):
    spec = spec_from_file_location(Path(name).stem, EXAMPLE / name)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def database():
    return load("town/database.py").database


def test_the_theme_is_no_larger_than_fifteen_kilobytes():
    css = (EXAMPLE / "static/town/town.css").read_text()
    assert len(css.encode()) <= 15_000
    assert "text-transform" not in css
    assert "@import" not in css
    assert "url(" not in css


def test_the_hosts_plain_elements_give_way_to_the_suite():
    css = (EXAMPLE / "static/town/town.css").read_text()
    assert "@layer base, civic;" in css


def test_every_text_of_the_site_is_in_georgian():
    catalogue = polib.pofile(str(EXAMPLE / "locale/ka/LC_MESSAGES/django.po"))
    known = {entry.msgid for entry in catalogue if entry.msgstr and not entry.fuzzy}
    used = set()
    for path in [
        *EXAMPLE.rglob("*.html"),
        *EXAMPLE.glob("home/models.py"),
        *EXAMPLE.glob("town/*.py"),
    ]:
        text = path.read_text()
        used |= set(re.findall(r'{% translate "(.+?)" %}', text))
        used |= set(re.findall(r'_\("(.+?)"\)', text))
    assert used - known == set()
    assert known - used == set()


def test_sqlite_is_set_up_for_several_writers(database):
    options = database("sqlite:////srv/town.sqlite3")["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] == 20
    assert "journal_mode=WAL" in options["init_command"]
    assert "synchronous=NORMAL" in options["init_command"]


@pytest.mark.parametrize(
    ("url", "engine", "name"),
    [
        ("sqlite:////srv/town.db", "sqlite3", "/srv/town.db"),
        ("sqlite:///town.db", "sqlite3", "town.db"),
        ("postgres://user:p%40ss@db:5433/town", "postgresql", "town"),
        ("postgresql://user@db/town", "postgresql", "town"),
        ("mysql://user:word@db/town", "mysql", "town"),
    ],
)
def test_database_addresses(database, url, engine, name):
    entry = database(url)
    assert entry["ENGINE"].endswith(engine)
    assert entry["NAME"] == name


def test_a_password_may_hold_any_sign(database):
    entry = database("postgres://us%3Aer:p%40s%2Fs@db:5433/town?sslmode=require")
    assert (entry["USER"], entry["PASSWORD"]) == ("us:er", "p@s/s")
    assert (entry["HOST"], entry["PORT"]) == ("db", "5433")
    assert entry["OPTIONS"] == {"sslmode": "require"}


def test_an_unknown_database_is_named(database):
    with pytest.raises(ImproperlyConfigured, match="oracle"):
        database("oracle://db/town")


def test_the_site_passes_its_checks_in_development_and_in_production(tmp_path, demo_module):
    keys = demo_module("run_demo").environment(tmp_path, 8000)
    for environment in ({}, keys):
        done = subprocess.run(
            [sys.executable, "manage.py", "check", "--fail-level", "WARNING"],
            cwd=EXAMPLE,
            env={**_plain_environment(), **environment, "VAR_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr


def _plain_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name in ("PATH", "HOME")}
