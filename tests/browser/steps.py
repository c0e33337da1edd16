"""What people do on a page: follow, wait for a form to be ripe, move by the keyboard."""

import time
from urllib.parse import urljoin

from .town import wait_until

VISITS = [("ka", 360, True), ("ka", 1280, False), ("en", 360, False), ("en", 1280, True)]
"""Language, width, scripts: any two of them meet in one visit."""
STAMP = "input[name=civic_stamp]"
FORM_SECONDS = 1
"""The suite's own FORM_MINIMUM_SECONDS: a form sent sooner is taken for a machine's."""
LONGEST_WAY = 250
IN_MAIN = """() => {
  const kinds = ['a[href]', 'button', 'input:not([type=hidden])', 'select', 'textarea', 'summary'];
  const found = document.querySelectorAll(kinds.map(kind => `main ${kind}`).join(','));
  return [...found].filter(element => element.tabIndex >= 0 && !element.disabled
    && element.checkVisibility()).map(element => element.outerHTML.slice(0, 120));
}"""
FOCUS = """() => {
  const element = document.activeElement;
  if (!element || element === document.body || element === document.documentElement) return null;
  const box = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const uncovered = top && (element.contains(top) || top.contains(element));
  // What is inside a frame shows its own focus.
  const seen = inside && (element.tagName === 'IFRAME' || (outlined && uncovered));
  return { html: element.outerHTML.slice(0, 120), seen };
}"""


def follow(locator) -> None:
    """Click, and wait until the next page is there with its stylesheets and pictures.

    Not ``expect_navigation``: an editor's form that saves itself changes its address, too.
    """
    with locator.page.expect_event("load"):
        locator.click()


def send(page, name: str = "") -> None:
    """Press the button of the page's own form: the one called ``name``, or its first."""
    buttons = page.locator("main form.civic-form")
    follow(buttons.get_by_role("button", name=name) if name else first_button(buttons))


def first_button(forms):
    return forms.locator("button[type=submit]").first


def ripen(page) -> None:
    """Until the form on the page has been open as long as a person needs to fill it in."""
    value = page.locator(STAMP).first.input_value()
    ripe = int(value.partition(":")[0], 16) / 1000 + FORM_SECONDS
    wait_until(lambda: time.time() > ripe, FORM_SECONDS + 5)


def add_below(page, address: str) -> None:
    """From a page as citizens see it, over the editor's bar, to the form of a page below it."""
    page.goto(address)
    bar = page.locator("wagtail-userbar a[href*='/add_subpage/']")
    page.goto(urljoin(address, bar.get_attribute("href")))


def choose_action(page, selector: str) -> None:
    """In an editor's form: open the drop-down beside „save“ and take one of its actions."""
    page.locator("footer [data-w-dropdown-target=toggle]").first.click()
    follow(page.locator(f"footer {selector}"))


def write_news(page, address: str, title: str, lead: str, *concerns: str) -> None:
    """Publish an item below the list of news at ``address``; ``concerns`` are topics and areas."""
    add_below(page, address)
    page.fill("input[name=title]", title)
    page.fill("textarea[name=lead]", lead)
    for label in concerns:
        page.get_by_label(label, exact=True).check()
    choose_action(page, "button[name=action-publish]")


def tab(page) -> dict | None:
    """Where one press of Tab leads; None once it has left the page."""
    page.keyboard.press("Tab")
    return page.evaluate(FOCUS)


def missed(page) -> list[str]:
    """What Tab does not reach in the main part of the page, begun at its beginning."""
    wanted, reached = page.evaluate(IN_MAIN), set()
    assert wanted, page.url
    page.locator("main").evaluate("main => { main.tabIndex = -1; main.focus() }")
    for _press in range(len(wanted) + 20):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.outerHTML.slice(0, 120)"))
        if reached.issuperset(wanted):
            return []
    return [each for each in wanted if each not in reached]


def tab_to(locator) -> None:
    """Press Tab until ``locator`` has the focus; every stop on the way is seen to have it."""
    page = locator.page
    for _press in range(LONGEST_WAY):
        stop = tab(page)
        assert stop is None or stop["seen"], f"{page.url}: focus is not seen on {stop['html']}"
        if locator.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{page.url}: Tab does not reach {locator}")


def enter(page) -> None:
    """Press Enter and wait for the next page."""
    with page.expect_event("load"):
        page.keyboard.press("Enter")
