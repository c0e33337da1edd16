"""Real pages in a real browser: Debian's Chromium (or `$CHROMIUM`) driven by Playwright."""

import os
from pathlib import Path

import pytest

from . import town as towns
from .watching import Watch, faults

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
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
    if not Path(CHROMIUM).exists():
        pytest.skip(f"There is no browser at {CHROMIUM}; name one in CHROMIUM")
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def prepared_town(tmp_path_factory) -> Path:
    """The demonstration's database and files, made once in a run.

    ``CIVIC_TOWN=folder`` keeps them there and uses them again in the next run.
    """
    kept = os.environ.get("CIVIC_TOWN")
    folder = Path(kept) if kept else tmp_path_factory.mktemp("prepared")
    return folder if (folder / "ready").exists() else towns.prepare(folder)


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


@pytest.fixture
def open_page(browser, town):
    """``open_page(lang="ka", width=1280, js=True, path="")``: a page in a context of its own.

    Two calls are two visitors. The page is watched; ``assert_clean(page)`` judges it.
    """
    contexts = []

    def open_page(lang: str = "ka", width: int = 1280, js: bool = True, path: str = ""):
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            java_script_enabled=js,
            locale={"ka": "ka-GE"}.get(lang, "en-GB"),
            timezone_id="Asia/Tbilisi",
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.civic_watch = Watch(page, town.url)
        page.civic_js = js
        page.goto(town.url + (path if path.startswith("/") else f"/{lang}/{path}"))
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def assert_clean():
    """``assert_clean(page)``: axe finds nothing (light and dark), nothing scrolls sideways, the
    console is silent, the CSP is kept, and nobody else was asked for anything before consent."""

    def assert_clean(page, consent: bool = False) -> None:
        found = faults(page, consent=consent, scripts=page.civic_js)
        assert not found, f"{page.url}:\n" + "\n".join(found)

    return assert_clean


@pytest.fixture
def log_in(open_page, town):
    """``log_in("petition_officer")``: a page of the editors' side, logged in, at 1280 px."""

    def log_in(username: str, lang: str = "ka", width: int = 1280):
        page = open_page(lang, width, path="/admin/login/")
        page.fill("input[name=username]", username)
        page.fill("input[name=password]", "demo")
        page.click("button[type=submit]")
        page.wait_for_url("**/admin/")
        page.civic_watch.errors.clear()
        return page

    return log_in


@pytest.fixture
def read_mail(town):
    return town.read_mail


@pytest.fixture
def read_sms(town):
    return town.read_sms
