"""Every page that a visitor can reach from the front pages and the sitemap, in both languages.

``CIVIC_EVERY_PAGE=1`` looks at all of them; otherwise at a few of those that stand beside each
other in one list: news of one index, acts of one year, lines of one budget.
"""

import os
import re
from html.parser import HTMLParser
from urllib.error import HTTPError
from urllib.parse import urldefrag, urljoin, urlsplit
from urllib.request import urlopen

import pytest

from .watching import faults

SKIPPED = re.compile(r"^/(admin|django-admin|documents|media|static|outbox)/")
QUERIES_EACH = 2
"""How many addresses with a query are visited per path: filters multiply without end."""
ALIKE = None if os.environ.get("CIVIC_EVERY_PAGE") else 3
WIDTHS = (360, 1280)
LANGUAGES = ("ka", "en")


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attributes):
        if tag == "a" and (href := dict(attributes).get("href")):
            self.found.append(href)


class Crawl:
    """Follows links within one language; every page on the way has to answer 200."""

    def __init__(self, home: str, language: str) -> None:
        self.home, self.language = home, language
        self.own = re.compile(rf"^/(civic/)?{language}/")
        self.pages: list[str] = []
        self.broken: list[str] = []
        self.seen: set[str] = set()
        self.queries: dict[str, int] = {}
        self.alike: dict[str, int] = {}

    def run(self) -> list[str]:
        with urlopen(f"{self.home}/sitemap.xml", timeout=120) as sitemap:
            waiting = re.findall(r"<loc>(.*?)</loc>", sitemap.read().decode())
        waiting.insert(0, f"{self.home}/{self.language}/")
        while waiting:
            address = urldefrag(waiting.pop(0)).url
            if address not in self.seen and self._is_wanted(address):
                waiting += self._links(address)
            self.seen.add(address)
        assert not self.broken, "\n".join(self.broken)
        return self.pages

    def _is_wanted(self, address: str) -> bool:
        parts = urlsplit(address)
        if not address.startswith(f"{self.home}/") or SKIPPED.match(parts.path):
            return False
        if not self.own.match(parts.path):
            return False
        if parts.query and not _few(self.queries, parts.path, QUERIES_EACH):
            return False
        return _few(self.alike, kind_of(parts.path), ALIKE)

    def _links(self, address: str) -> list[str]:
        try:
            with urlopen(address, timeout=120) as answer:
                if not answer.headers["Content-Type"].startswith("text/html"):
                    return []
                html = answer.read().decode()
        except HTTPError as error:
            self.broken.append(f"{error.code} {address}")
            return []
        self.pages.append(address)
        links = Links()
        links.feed(html)
        return [urljoin(address, href) for href in links.found]


def kind_of(path: str) -> str:
    """What the pages of one list have in common; what stands right below the home page has none.
    Of an action, which has no list, the address itself."""
    parts = re.sub(r"[0-9a-f-]{36}|\d", "#", path).strip("/").split("/")
    if parts[0] == "civic":
        return "/".join(parts)
    return path if len(parts) < 3 else "/".join(parts[:-1])


def _few(counts: dict[str, int], kind: str, most: int | None) -> bool:
    """Whether this one still belongs to the first ``most`` of its kind."""
    counts[kind] = counts.get(kind, 0) + 1
    return most is None or counts[kind] <= most


@pytest.fixture(scope="module")
def pages(town):
    """``pages("ka")``: the addresses of all pages within reach in a language."""
    found: dict[str, list[str]] = {}

    def pages(language: str) -> list[str]:
        if language not in found:
            found[language] = Crawl(town.url, language).run()
        return found[language]

    return pages


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_visitor_reaches_all_services(pages, language):
    paths = [urlsplit(address).path for address in pages(language)]
    for service in ("news", "sessions", "acts", "petitions", "budget", "sms", "search"):
        assert f"/{language}/{service}/" in paths


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_clean(pages, open_page, language):
    look_at_all(open_page(language), pages(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_keeps_its_layout_without_scripts(pages, open_page, language):
    look_at_all(open_page(language, js=False), pages(language))


def look_at_all(page, addresses: list[str]) -> None:
    found = []
    for address in addresses:
        page.civic_watch.errors.clear()
        page.civic_watch.foreign.clear()
        page.goto(address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            wrong = faults(page, scripts=page.civic_js, dark=width > WIDTHS[0])
            found += [f"{address} at {width}: {one}" for one in wrong]
    assert not found, "\n".join(found)
