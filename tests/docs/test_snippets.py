"""Every Python snippet of the documentation runs, and its lists are complete."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.urls import get_resolver

from wagtail_civic.core import conf, setup

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"
SNIPPET = re.compile(r"^ *```python\n(.*?)^ *```$", re.S | re.M)


def snippets():
    for page in sorted(DOCS.rglob("*.md")):
        for number, text in enumerate(SNIPPET.findall(page.read_text()), 1):
            yield pytest.param(text, id=f"{page.relative_to(DOCS)}:{number}")


@pytest.mark.django_db
@pytest.mark.parametrize("text", list(snippets()))
def test_a_snippet_runs(text):
    exec(compile(text, "snippet", "exec"), {"__name__": "tests.docs.snippet"})


@pytest.mark.parametrize(
    "setting", [s for s in conf.declared if s.app != "toy"], ids=lambda s: s.key
)
def test_a_setting_is_documented_as_the_code_declares_it(setting):
    """The row of the reference: key, type, default, what it does."""
    page = (DOCS / "reference" / "settings.md").read_text()
    kinds = " or ".join("None" if t is type(None) else t.__name__ for t in setting.types)
    assert f"| `{setting.key}` | {kinds} | `{setting.default!r}` | {setting.doc} |" in page


def test_no_setting_is_documented_that_the_code_does_not_have():
    page = (DOCS / "reference" / "settings.md").read_text()
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", page, re.M)) <= set(conf.declared.keys())


def test_every_command_is_documented():
    page = (DOCS / "reference" / "commands.md").read_text()
    ours = [name for name, app in get_commands().items() if app.startswith("wagtail_civic.")]
    assert [name for name in ours if f"`{name}" not in page] == []


@pytest.mark.parametrize("role", list(setup.roles), ids=lambda role: role.key)
def test_a_role_is_documented_with_what_it_may_do(role):
    page = (DOCS / "reference" / "roles.md").read_text()
    section = page.partition(f"(`{role.key}`)")[2].partition("\n## ")[0]
    told = re.findall(r"^- `(\w+)`: (.*)$", section, re.M)
    names = {f"{app}.{name}" for app, row in told for name in re.findall(r"`(\w+)`", row)}
    assert names == {name for name in role.permissions if not name.startswith("toy.")}


def _name(found):
    return found[1] or f"<{found[2]}>"


def addresses_of(patterns, prefix="", namespace=""):
    """(address, name) of every public address, without the converters."""
    for pattern in patterns:
        route = re.sub(r"\(\?P(<\w+>)[^)]*\)|<\w+:(\w+)>", _name, str(pattern.pattern))
        address = prefix + route.removeprefix("^").removesuffix("$").removesuffix("/?")
        if hasattr(pattern, "url_patterns"):
            yield from addresses_of(pattern.url_patterns, address, pattern.namespace or namespace)
        elif pattern.name and namespace.startswith("civic_"):
            yield address, f"{namespace}:{pattern.name}"


def test_every_address_is_documented_with_what_it_answers():
    page = (DOCS / "reference" / "urls.md").read_text()
    public = sorted(addresses_of(get_resolver("wagtail_civic.urls").url_patterns))
    rows = [re.escape(f"| `{address}` | `{name}` |") + r" \S.* \|$" for address, name in public]
    assert [row for row in rows if not re.search(row, page, re.M)] == []


def test_every_system_check_is_documented():
    page = (DOCS / "reference" / "checks.md").read_text()
    package = DOCS.parent / "wagtail_civic"
    used = set()
    for source in package.rglob("*.py"):
        used.update(re.findall(r"\b[EW]\d{3}\b(?=\")", source.read_text()))
    named = set(re.findall(r"wagtail_civic\.([EW]\d{3})", page)) | {"W602"}
    assert used <= named


def test_every_test_that_the_page_of_security_names_exists():
    page = (DOCS / "explanation" / "security.md").read_text()
    named = set(re.findall(r"`([a-z_/]+\.py)::(\w+)`", page))
    tests = DOCS.parent / "tests"
    assert len(named) > 100
    assert [
        f"{file}::{name}"
        for file, name in sorted(named)
        if not re.search(rf"def {name}\(", (tests / file).read_text())
    ] == []


def test_every_row_of_the_page_of_security_names_a_test_or_says_that_it_is_not_ours():
    page = (DOCS / "explanation" / "security.md").read_text()
    rows = [line for line in page.splitlines() if line.startswith("| ") and "|---" not in line]
    rows = [row for row in rows if not row.endswith("| tests |")]
    assert len(rows) > 40
    assert [row for row in rows if "::test_" not in row and "not ours" not in row] == []
