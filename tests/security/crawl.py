"""What a stranger is answered at every public address, kept to be looked at from many sides."""

import json
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlencode, urlsplit

from defusedxml import ElementTree
from django.test import Client

from .surfaces import civic_addresses, page_addresses

#: The attack of ``poison`` in a page that did not escape it.
RAW = re.compile(r'(?<!\\)"onxss|<xss|onxss=49')
SCHEMES = {"", "http", "https", "mailto", "tel", "sms", "data"}
LINKS = {"href", "src", "action", "formaction", "poster", "data", "cite"}
QUIET_SCRIPTS = {"application/ld+json", "application/json", "importmap"}


@dataclass(frozen=True)
class Answer:
    name: str
    url: str
    status: int
    headers: dict
    cookies: tuple
    body: str

    @property
    def kind(self) -> str:
        return self.headers.get("Content-Type", "").partition(";")[0]


def ask(client, world, name, url) -> Answer:
    response = client.get(url, HTTP_HOST=world.site.hostname)
    body = b"".join(response) if response.streaming else response.content
    return Answer(
        name,
        url,
        response.status_code,
        dict(response.headers),
        tuple(response.cookies),
        body.decode(errors="replace"),
    )


def everything(world, echo: str = "") -> list[Answer]:
    """All public answers; ``echo`` is sent as what somebody looks for, too."""
    client = Client()
    named = [(name, url) for name, urls in civic_addresses(world).items() for url in urls]
    named += [("page", url) for url in page_addresses(world)]
    if echo:
        query = urlencode(dict.fromkeys(("q", "title", "body", "number", "year", "topic"), echo))
        named += [(name, f"{url}?{query}") for name, url in named if "?" not in url]
    return [ask(client, world, name, url) for name, url in named]


class Reader(HTMLParser):
    """The faults of one page: elements and attributes of the attack, script, foreign schemes."""

    def __init__(self, body: str):
        super().__init__()
        self.faults: list[str] = []
        self.feed(body)

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if tag == "xss" or any(name.startswith(("on", '"', "'")) for name in given):
            self.faults.append(f"<{tag} {' '.join(given)}>")
        if tag == "script" and "src" not in given and given.get("type") not in QUIET_SCRIPTS:
            self.faults.append("inline script")
        if "style" in given or tag == "style":
            self.faults.append(f"inline style of {tag}")
        for name in LINKS & given.keys():
            if _scheme(given[name]) not in SCHEMES:
                self.faults.append(f"{tag} {name}={given[name]}")


def _scheme(address: str) -> str:
    """As a browser takes it: white space and control characters make no difference."""
    try:
        return urlsplit(re.sub(r"[\x00-\x20]", "", address)).scheme.lower()
    except ValueError:
        return ""


def faults_of_html(body: str) -> list[str]:
    return [*RAW.findall(body), *Reader(body).faults]


def faults_of_feed(body: str) -> list[str]:
    """In words that a feed declares to be HTML, the attack has to be escaped once more."""
    tree = ElementTree.fromstring(body)
    texts = [e.text or "" for e in tree.iter() if e.get("type") in ("html", "xhtml")]
    links = [e.get("href", "") for e in tree.iter()]
    faults = [text for text in texts if RAW.search(text)]
    return faults + [link for link in links if _scheme(link) not in SCHEMES]


def faults_of_json(answer: Answer) -> list[str]:
    json.loads(answer.body)
    sniffed = answer.headers.get("X-Content-Type-Options") != "nosniff"
    return ["may be sniffed"] if sniffed else []


def words_in(data: object):
    """Every text inside a decoded JSON value."""
    if isinstance(data, dict):
        data = list(data.values())
    if isinstance(data, list):
        for each in data:
            yield from words_in(each)
    elif isinstance(data, str):
        yield data
