"""What a page did while it was open, and whether that is clean."""

import re
from importlib.resources import files
from urllib.parse import urlsplit

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OUTSIDE = "() => { const e = document.documentElement; return e.scrollWidth - e.clientWidth }"
WIDE = """() => [...document.querySelectorAll('body *')]
  .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .slice(0, 5).map(e => e.tagName + '.' + e.getAttribute('class'))"""
EDITORS = re.compile(r"^/(admin|django-admin)/")
STRICT = ("default-src", "script-src", "style-src")
OURSELVES = re.compile(r"'self'|'none'")
PLAYER = re.compile(r"'self'|'none'|https://[a-z0-9.-]+")
ELSEWHERE = "<!doctype html><html lang=en><title>elsewhere</title><button>play</button></html>"


def lax(policy: str, consent: bool = False) -> list[str]:
    """What a Content-Security-Policy allows beyond ourselves and, after consent, named players."""
    parts = [part.split() for part in policy.split(";") if part.strip()]
    allowed = {name: sources for name, *sources in reversed(parts)}  # the first one counts
    default = allowed.get("default-src", ["*"])
    strict = [["'self'"], ["'none'"]]
    found = [name for name in STRICT if allowed.get(name, default) not in strict]
    frames = allowed.get("frame-src", default)
    known = PLAYER if consent else OURSELVES
    return found + [f"frame-src {one}" for one in frames if not known.fullmatch(one)]


class Watch:
    """Collects console errors, uncaught exceptions, CSP violations and requests to others."""

    def __init__(self, page, own_url: str) -> None:
        self.own_host = urlsplit(own_url).netloc
        self.errors: list[str] = []
        self.foreign: list[str] = []
        self.page = page
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.errors.append(f"exception: {error}"))
        page.on("response", self._response)
        page.context.route("**/*", self._request)

    def _console(self, message) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def _response(self, response) -> None:
        parts = urlsplit(response.url)
        if parts.netloc != self.own_host:
            return
        if response.status >= 500:
            self.errors.append(f"{response.status} {response.url}")
        if self._is_public_page(response.request) and not EDITORS.match(parts.path):
            found = lax(response.headers.get("content-security-policy", ""), "play=" in parts.query)
            self.errors += [f"lax policy of {response.url}: {one}" for one in found]

    def _is_public_page(self, request) -> bool:
        """A page in its own right: the budget's chart has a frame and a policy of its own."""
        return request.is_navigation_request() and request.frame == self.page.main_frame

    def _request(self, route) -> None:
        """Requests to others are noted and answered by an empty page: the tests have no network."""
        parts = urlsplit(route.request.url)
        if parts.scheme in ("http", "https") and parts.netloc != self.own_host:
            self.foreign.append(route.request.url)
            route.fulfill(status=200, content_type="text/html", body=ELSEWHERE)
        else:
            route.continue_()


def axe(page, rules: list[str] | None = None, within: str = "") -> list[str]:
    """Violations that axe-core finds on the page and in its own frames: „rule: help: where“;
    ``within`` what this selects, where the rest of the page is Wagtail's.

    Playwright evaluates through the debugger, which the page's CSP does not touch: the policy
    stays in force while axe looks.
    """
    host = page.civic_watch.own_host
    found = []
    for frame in [frame for frame in page.frames if urlsplit(frame.url).netloc == host]:
        if not frame.evaluate("() => !!window.axe"):
            frame.evaluate((files("axe_playwright_python") / "axe.min.js").read_text())
        options = {"resultTypes": ["violations"], "runOnly": rules or RULES, "iframes": False}
        run = "async ([place, all]) => (await axe.run(place || document, all)).violations"
        found += frame.evaluate(run, [within, options])
    return [
        f"{one['id']}: {one['help']}: {', '.join(str(node['target']) for node in one['nodes'][:3])}"
        for one in found
    ]


def faults(
    page, consent: bool = False, scripts: bool = True, dark: bool = True, within: str = ""
) -> list[str]:
    """What is not clean about the page once it is whole; empty if all is well."""
    page.wait_for_load_state("load")
    watch = page.civic_watch
    found = [f"console: {text}" for text in watch.errors]
    if not consent:
        found += [f"request to another host: {url}" for url in watch.foreign]
    if (over := page.evaluate(OUTSIDE)) > 0:
        found.append(f"{over} px wider than the screen: {page.evaluate(WIDE)}")
    if scripts:
        found += axe(page, within=within)
    if scripts and dark:
        page.emulate_media(color_scheme="dark")
        found += [f"dark: {one}" for one in axe(page, ["color-contrast"])]
        page.emulate_media(color_scheme="light")
    return found
