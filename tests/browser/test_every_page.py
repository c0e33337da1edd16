"""Every page that a visitor can reach from the front pages and the sitemap, in both languages."""

import re
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit
from urllib.request import urlopen

import pytest

from .watching import faults

SKIPPED = re.compile(r"^/(admin|django-admin|documents|media|static|outbox)/")
QUERIES_EACH = 3
"""How many addresses with a query are opened per path: filters multiply without end."""


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


def test_the_visitor_reaches_all_services_in_both_languages(pages, town):
    paths = [urlsplit(address).path for address in pages]
    for language in ("ka", "en"):
        of_language = [path for path in paths if path.startswith(f"/{language}/")]
        assert len(of_language) > 4, of_language


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_is_clean(pages, open_page, width):
    found = _faults_of(pages, open_page(width=width), scripts=True)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_keeps_its_layout_without_scripts(pages, open_page, width):
    found = _faults_of(pages, open_page(width=width, js=False), scripts=False)
    assert not found, "\n".join(found)


def _faults_of(pages: list[str], page, scripts: bool) -> list[str]:
    found = []
    for address in pages:
        page.civic_watch.errors.clear()
        page.civic_watch.foreign.clear()
        page.goto(address)
        found += [f"{address} {fault}" for fault in faults(page, scripts=scripts)]
    return found
