"""People at their browsers, each in a context of its own."""

from .steps import follow
from .town import Town
from .watching import Watch

LOCALES = {"ka": "ka-GE", "en": "en-GB"}
PATIENCE = 20_000
"""Milliseconds until a step counts as failed: a loaded machine is slow, not wrong."""


class Visitors:
    """Opens pages of the town; ``with`` closes them. Each page is watched."""

    def __init__(self, browser, town: Town, tickets: dict) -> None:
        self.browser, self.town = browser, town
        self.tickets = tickets
        """What the browsers of those who have logged in keep, so that each logs in once."""
        self.contexts: list = []

    def __enter__(self) -> "Visitors":
        return self

    def __exit__(self, *_error) -> None:
        for context in self.contexts:
            context.close()

    def open(self, lang: str = "ka", width: int = 1280, js: bool = True, path: str = ""):
        """A new visitor's page at ``path``: below the language, or with a slash as it stands."""
        page = self._page(lang, width, js)
        page.goto(self.town.url + (path if path.startswith("/") else f"/{lang}/{path}"))
        return page

    def log_in(self, username: str, lang: str = "ka", width: int = 1280):
        """An editor's page at the dashboard."""
        page = self._page(lang, width, True, self.tickets.get(username))
        page.goto(f"{self.town.url}/admin/")
        if username not in self.tickets:
            page.fill("input[name=username]", username)
            page.fill("input[name=password]", "demo")
            follow(page.locator("button[type=submit]"))
            self.tickets[username] = page.context.storage_state()
        page.wait_for_url("**/admin/")
        return page

    def _page(self, lang: str, width: int, js: bool, ticket=None):
        context = self.browser.new_context(
            viewport={"width": width, "height": 800},
            java_script_enabled=js,
            locale=LOCALES[lang],
            timezone_id="Asia/Tbilisi",
            reduced_motion="reduce",
            storage_state=ticket,
        )
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        page = context.new_page()
        page.civic_watch = Watch(page, self.town.url)
        page.civic_js = js
        return page
