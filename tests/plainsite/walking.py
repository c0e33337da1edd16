"""A visitor who follows every link of a town and notes where it leads."""

import re
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

from django.test import Client

#: How many addresses are opened that differ in digits only, or in the query only.
ALIKE = 2


class Links(HTMLParser):
    """Every address in a page that a browser would ask this host for."""

    ATTRIBUTES = {"href", "src", "action", "data-url", "data-src", "poster"}

    def __init__(self, html: str):
        super().__init__()
        self.found: set[str] = set()
        self.to_follow: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name in self.ATTRIBUTES and value and not value.startswith(("#", "mailto:", "tel:")):
                self.found.add(value)
                if tag == "a":
                    self.to_follow.add(value)


class Walk:
    """``Walk("plain.example").from_(paths)``: ``pages`` by path, ``links`` by the page they are on.

    ``prefix`` stands before everything, as of a host that is mounted below a path.
    """

    def __init__(self, host, prefix="", most=400, client=None, follows=lambda path: True):
        self.host, self.prefix, self.most, self.follows = host, prefix, most, follows
        self.client = client or Client(headers={"host": host})
        self.pages: dict[str, str] = {}
        self.links: dict[str, set[str]] = {}
        self.failed: list[str] = []
        self._alike: dict[str, int] = {}

    def from_(self, paths: list[str]) -> "Walk":
        waiting = list(paths)
        while waiting and len(self.pages) < self.most:
            path = waiting.pop(0)
            if not self._is_new(path):
                continue
            response = self.client.get(path.removeprefix(self.prefix), follow=False)
            if response.status_code in (301, 302):
                waiting.append(urljoin(path, response["location"]))
            elif response.status_code != 200:
                self.failed.append(f"{response.status_code} {path}")
            elif response["content-type"].startswith("text/html"):
                waiting += self._read(path, response.content.decode())
        return self

    def _is_new(self, path: str) -> bool:
        parts = urlsplit(path)
        if parts.netloc not in ("", self.host):
            return False
        kind = re.sub(r"\d+", "#", parts.path + "?" * bool(parts.query))
        self._alike[kind] = self._alike.get(kind, 0) + 1
        return path not in self.pages and self._alike[kind] <= ALIKE

    def _read(self, path: str, html: str) -> list[str]:
        links = Links(html)
        self.pages[path] = html
        self.links[path] = {urldefrag(self._local(path, link)).url for link in links.found}
        found = {urldefrag(self._local(path, link)).url for link in links.to_follow}
        return sorted(link for link in found if self.follows(link))

    def _local(self, path: str, link: str) -> str:
        """Without the host where it is this one."""
        whole = urljoin(f"http://{self.host}{path}", link)
        parts = urlsplit(whole)
        if parts.netloc != self.host:
            return whole
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def local_links(self) -> dict[str, str]:
        """Every address on this host, and a page where it stands."""
        found = {}
        for path, links in self.links.items():
            found |= {link: path for link in links if link.startswith("/")}
        return found
