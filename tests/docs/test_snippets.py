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


def test_every_setting_is_documented():
    page = (DOCS / "reference" / "settings.md").read_text()
    assert [s.key for s in conf.declared if f"`{s.key}`" not in page and s.app != "toy"] == []


def test_every_command_is_documented():
    page = (DOCS / "reference" / "commands.md").read_text()
    ours = [name for name, app in get_commands().items() if app.startswith("wagtail_civic.")]
    assert [name for name in ours if f"`{name}" not in page] == []


def test_every_role_is_documented():
    page = (DOCS / "reference" / "roles.md").read_text()
    assert [role.key for role in setup.roles if f"`{role.key}`" not in page] == []


def names_of(patterns, namespace=""):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            inner = pattern.namespace or ""
            yield from names_of(pattern.url_patterns, inner or namespace)
        elif pattern.name and namespace.startswith("civic_"):
            yield f"{namespace}:{pattern.name}"


def test_every_address_is_documented():
    page = (DOCS / "reference" / "urls.md").read_text()
    public = set(names_of(get_resolver("wagtail_civic.urls").url_patterns))
    assert [name for name in sorted(public) if f"`{name}`" not in page] == []


def test_every_system_check_is_documented():
    page = (DOCS / "reference" / "checks.md").read_text()
    package = DOCS.parent / "wagtail_civic"
    used = set()
    for source in package.rglob("*.py"):
        used.update(re.findall(r"wagtail_civic\.[EW]\d{3}", source.read_text()))
    assert sorted(name for name in used if name not in page) == []
