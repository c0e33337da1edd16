"""What the other scripts rely on: whatever is wrong with a page is named."""

import pytest

from .watching import Watch, faults

HOST = "http://watched.example"
POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; frame-src 'self'"
PAGE = "<!doctype html><html lang=en><title>A page</title><main><h1>A page</h1>{}</main></html>"
WRONG = [
    ("<script>1</script>", POLICY, True, "Content Security Policy"),
    ("<p style='color: red'>Red</p>", POLICY, True, "Content Security Policy"),
    ("<p style='color: red'>Red</p>", POLICY, False, "Content Security Policy"),
    ("<script src='/throws.js'></script>", POLICY, True, "exception: thrown"),
    ("<p>Open</p>", "default-src *", True, "lax policy"),
    ("<p>Open</p>", f"{POLICY} https://player.example", True, "lax policy"),
    ("<p>Open</p>", f"style-src 'unsafe-inline'; {POLICY}", True, "lax policy"),
    ("<img alt='' src='//other.example/a.png'>", f"{POLICY}; img-src *", False, "another host"),
    ("<img alt='' src='/a.png' width=500 height=9>", POLICY, False, "wider than the screen"),
    ("<img src='/a.png'>", POLICY, True, "image-alt"),
    ("<img alt='' src='/missing.png'>", POLICY, True, "404"),
]


@pytest.fixture
def look(browser):
    """``look(html, policy, js)``: the faults of such a page, 360 px wide."""
    contexts = []

    def look(html: str, policy: str, js: bool) -> list[str]:
        context = browser.new_context(
            viewport={"width": 360, "height": 800}, java_script_enabled=js
        )
        contexts.append(context)
        page = context.new_page()
        page.civic_watch = Watch(page, HOST)

        def answer(route):
            path = route.request.url.removeprefix(HOST)
            if path == "/":
                headers = {"Content-Security-Policy": policy}
                body = PAGE.format(html)
                route.fulfill(content_type="text/html", headers=headers, body=body)
            elif path == "/throws.js":
                route.fulfill(content_type="text/javascript", body="throw new Error('thrown')")
            else:
                route.fulfill(status=404 if "missing" in path else 200, body="")

        page.route(f"{HOST}/**", answer)
        page.goto(f"{HOST}/")
        return faults(page, scripts=js)

    yield look
    for context in contexts:
        context.close()


def test_a_page_without_fault_is_clean(look):
    assert look("<p>Nothing is wrong here.</p>", POLICY, True) == []


@pytest.mark.parametrize(("html", "policy", "js", "named"), WRONG)
def test_a_fault_is_named(look, html, policy, js, named):
    assert any(named in one for one in look(html, policy, js))
