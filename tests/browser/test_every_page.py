"""Every page that a visitor can reach from the front pages and the sitemap, in both languages."""

import os
import re
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit
from urllib.request import urlopen

import pytest

from .watching import faults

SKIPPED = re.compile(r"^/(admin|django-admin|documents|media|static|outbox)/")
QUERIES_EACH = 2
"""How many addresses with a query are visited per path: filters multiply without end."""
ALIKE = 1000 if os.environ.get("CIVIC_EVERY_PAGE") else 2
"""How many pages are looked at whose paths differ in digits only: hundreds of budget lines."""
WIDTHS = (360, 1280)


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attributes):
        if tag == "a" and (href := dict(attributes).get("href")):
            self.found.append(href)


@pytest.fixture(scope="module")
def pages(town) -> list[str]:
    """Addresses of all HTML pages within reach; every one of them answers 200."""
    with urlopen(f"{town.url}/sitemap.xml", timeout=60) as sitemap:
        waiting = re.findall(r"<loc>(.*?)</loc>", sitemap.read().decode())
    waiting += [f"{town.url}/{language}/" for language in ("ka", "en")]
    seen, found, queries = set(), [], {}
    while waiting:
        address = urldefrag(waiting.pop(0)).url
        parts = urlsplit(address)
        if address in seen or f"{parts.scheme}://{parts.netloc}" != town.url:
            continue
        seen.add(address)
        if SKIPPED.match(parts.path):
            continue
        if parts.query:
            queries[parts.path] = queries.get(parts.path, 0) + 1
            if queries[parts.path] > QUERIES_EACH:
                continue
        with urlopen(address, timeout=60) as answer:
            if not answer.headers["Content-Type"].startswith("text/html"):
                continue
            html = answer.read().decode()
        found.append(address)
        links = Links()
        links.feed(html)
        waiting += [urljoin(address, href) for href in links.found]
    return found


def test_the_visitor_reaches_all_services_in_both_languages(pages):
    paths = [urlsplit(address).path for address in pages]
    for language in ("ka", "en"):
        for service in ("news", "sessions", "acts", "petitions", "budget", "sms", "search"):
            assert f"/{language}/{service}/" in paths


@pytest.mark.parametrize("language", ["ka", "en"])
def test_every_page_is_clean(pages, town, open_page, language):
    page = open_page(language)
    found = []
    for address in of_language(pages, town, language):
        _visit(page, address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            found += [f"{address} at {width}: {one}" for one in faults(page, dark=width > 360)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", ["ka", "en"])
def test_every_page_keeps_its_layout_without_scripts(pages, town, open_page, language):
    page = open_page(language, js=False)
    found = []
    for address in of_language(pages, town, language):
        _visit(page, address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            found += [f"{address} at {width}: {one}" for one in faults(page, scripts=False)]
    assert not found, "\n".join(found)


def of_language(pages: list[str], town, language: str) -> list[str]:
    """The pages of one language, few of those that differ in digits only."""
    alike: dict[str, int] = {}
    chosen = []
    for address in pages:
        path = address.removeprefix(town.url)
        kind = re.sub(r"\d", "#", path)
        alike[kind] = alike.get(kind, 0) + 1
        if alike[kind] <= ALIKE and re.match(rf"^/(civic/)?{language}/", path):
            chosen.append(address)
    return chosen


def _visit(page, address: str) -> None:
    page.civic_watch.errors.clear()
    page.civic_watch.foreign.clear()
    page.goto(address)
