"""Real pages in a real browser, driven by Playwright: Debian's Chromium, its headless shell where
that is installed (the same engine without a browser's own windows), or ``$CHROMIUM``."""

import fcntl
import os
from pathlib import Path

import pytest

from . import town as towns
from .visitors import Visitors
from .watching import faults

INSTALLED = [Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium")]
CHROMIUM = Path(os.environ.get("CHROMIUM") or next(filter(Path.exists, INSTALLED), INSTALLED[-1]))
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser():
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
    if not CHROMIUM.exists():
        pytest.skip(f"There is no browser at {CHROMIUM}; name one in CHROMIUM")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def prepared_town(tmp_path_factory) -> Path:
    """The demonstration's database and files, made once in a run, by whichever process is first.

    ``CIVIC_TOWN=folder`` keeps them there and uses them again in the next run.
    """
    kept = os.environ.get("CIVIC_TOWN")
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = Path(kept) if kept else shared / "prepared"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "ready").exists():
            towns.prepare(folder)
    return folder


@pytest.fixture(scope="module")
def town(browser, prepared_town, tmp_path_factory):
    """A fresh copy of the demonstration for this module's tests, open for visitors, no worker."""
    copy = towns.Town.copy(prepared_town, tmp_path_factory.mktemp("town"))
    try:
        yield copy.open()
    finally:
        copy.close()


@pytest.fixture(scope="module")
def worker(town):
    """The django-q2 worker of the town."""
    town.start_worker()


@pytest.fixture(scope="module")
def tickets() -> dict:
    """What keeps the editors of the town logged in."""
    return {}


@pytest.fixture(scope="module")
def office(browser, town, tickets):
    """Visitors who stay for the whole module: what an editor prepares once for all its tests."""
    with Visitors(browser, town, tickets) as visitors:
        yield visitors


@pytest.fixture
def visitors(browser, town, tickets):
    with Visitors(browser, town, tickets) as visitors:
        yield visitors


@pytest.fixture
def open_page(visitors):
    """``open_page(lang="ka", width=1280, js=True, path="")``: a page in a context of its own.

    Two calls are two visitors. The page is watched; ``assert_clean(page)`` judges it.
    """
    return visitors.open


@pytest.fixture
def log_in(visitors):
    """``log_in("petition_officer")``: a page of the editors' side, logged in, at 1280 px."""
    return visitors.log_in


@pytest.fixture
def assert_clean():
    """``assert_clean(page)``: axe finds nothing (light and dark), nothing scrolls sideways, the
    console is silent, the CSP is kept, and nobody else was asked for anything before consent."""

    def assert_clean(page, consent: bool = False) -> None:
        found = faults(page, consent=consent, scripts=page.civic_js)
        assert not found, f"{page.url}:\n" + "\n".join(found)

    return assert_clean


@pytest.fixture
def read_mail(town):
    return town.read_mail


@pytest.fixture
def read_sms(town):
    return town.read_sms
