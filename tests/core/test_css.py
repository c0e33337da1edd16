"""The suite's stylesheet: small, in its layer, neutral, and its tokens documented by itself."""

import os
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

ROOT = Path(__file__).parents[2]
TOKENS = ROOT / "docs" / "reference" / "tokens.md"
TOKEN = re.compile(r"^ *(--civic-[a-z-]+): (.+?); /\* (.+?) \*/$", re.MULTILINE)
TOKENS_HEAD = """# Tokens

The custom properties of `civic.css`. Set any of them on `:root` in your own stylesheet.
This page is made from the stylesheet; `CIVIC_WRITE=1 pytest tests/core/test_css.py` writes it anew.

| token | default | what it is for |
|---|---|---|
"""


@pytest.fixture(scope="module")
def css() -> str:
    return Path(finders.find("wagtail_civic/core/civic.css")).read_text()


@pytest.fixture(scope="module")
def rules(css) -> str:
    return re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)


def selectors(rules: str) -> list[str]:
    """Every selector of the sheet, one each; commas within brackets do not part them."""
    found = []
    for prelude in re.findall(r"([^{};]+)\{", rules):
        if prelude.strip().startswith("@"):
            continue
        depth, current = 0, ""
        for character in prelude + ",":
            depth += {"(": 1, ")": -1}.get(character, 0)
            if character == "," and depth == 0:
                found.append(current.strip())
                current = ""
            else:
                current += character
    return found


def tokens_page(css: str) -> str:
    rows = [f"| `{name}` | `{default}` | {use} |\n" for name, default, use in TOKEN.findall(css)]
    return TOKENS_HEAD + "".join(rows)


def test_the_sheet_is_no_larger_than_ten_kilobytes(css):
    assert len(css.encode()) <= 10_000


def test_everything_is_in_the_layer(rules):
    before, _layer, inside = rules.partition("@layer civic {")
    assert before.strip() == ""
    depth = 1
    for position, character in enumerate(inside):
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth == 0:
            assert inside[position + 1 :].strip() == ""
    assert depth == 0


def test_no_selector_names_an_element(rules):
    for selector in selectors(rules):
        bare = re.sub(r"\[[^\]]*\]|::?[a-z-]+|[.#][\w-]+", "", selector)
        assert not re.search(r"[a-z]", bare), selector


def test_every_selector_is_about_our_classes(rules):
    for selector in selectors(rules):
        assert "civic-" in selector or selector == ":root" or selector.startswith("&"), selector


def test_every_token_is_documented_where_it_is_set(rules, css):
    set_here = set(re.findall(r"(--civic-[a-z-]+):", rules))
    used = set(re.findall(r"var\((--civic-[a-z-]+)", rules))
    documented = {name for name, _default, _use in TOKEN.findall(css)}
    assert set_here == documented
    assert used == documented


def test_the_reference_page_shows_the_tokens_of_the_sheet(css):
    if os.environ.get("CIVIC_WRITE"):
        TOKENS.parent.mkdir(parents=True, exist_ok=True)
        TOKENS.write_text(tokens_page(css))
    assert TOKENS.read_text() == tokens_page(css)


def test_colours_are_in_tokens_only(rules):
    outside = rules.replace(re.search(r":root \{.*?\n\}", rules, re.DOTALL)[0], "")
    assert not re.findall(r"#[0-9a-f]{3,8}\b|rgb|light-dark|color-mix", outside)


def test_dark_mode_needs_no_rules_of_its_own(rules):
    assert "prefers-color-scheme" not in rules


def test_no_text_is_transformed_or_spaced_apart(rules):
    for name in (
        "text-transform",
        "letter-spacing",
        "font-variant-caps",
        "font-family",
        "!important",
    ):
        assert name not in rules


def test_nothing_moves(rules):
    for name in ("transition", "animation", "scroll-behavior", "@keyframes"):
        assert name not in rules


def test_paper_gets_no_controls(rules):
    printed = rules.partition("@media print")[2]
    for name in (".civic-form", ".civic-pager", ".civic-tabs", ".civic-player", ".civic-no-print"):
        assert name in printed


def test_nothing_is_loaded_from_elsewhere(rules):
    assert "@import" not in rules
    assert "url(" not in rules
