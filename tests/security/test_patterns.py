"""No text takes long to be looked at, and no secret is compared letter by letter."""

import ast
import importlib
import pkgutil
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import wagtail_civic

ROOT = Path(wagtail_civic.__file__).parent
#: More than any form of the suite takes; what is longer is cut before it is looked at.
LENGTH = 3_000
SEEDS = [
    *(" ", "\t", "\n", "a", "A", "1", ".", "-", "_", "/", "(", "{", '"', "'", "<", "№", "ა"),
    *("1.", "1-", "a.", " .", "a b ", "1 ", "- ", "\n ", " \n", "'-", "a-1", "№ ", "ex", "1,"),
    *("{x", "<f", "\u200b", "\u00ad\n", "e+1", "http://", "a@", "nusx", "(cid:"),
]
ENDS = ["", "!", "\n"]
PATIENCE = 0.5


def modules():
    for found in pkgutil.walk_packages([str(ROOT)], "wagtail_civic."):
        if ".migrations" not in found.name and ".management" not in found.name:
            yield importlib.import_module(found.name)


def patterns() -> dict[tuple, Callable]:
    """What asks a text, by the pattern and by whether it may begin anywhere in that."""
    found = {}
    for module in modules():
        source = Path(module.__file__).read_text()
        for name, value in vars(module).items():
            whole = f"{name}.fullmatch(" in source and len(re.findall(rf"\b{name}\b", source)) == (
                source.count(f"{name}.fullmatch(") + 1
            )
            for each in value if isinstance(value, list | tuple) else [value]:
                each = each[0] if isinstance(each, tuple) and each else each
                if isinstance(each, re.Pattern):
                    found[each.pattern, each.flags, whole] = (
                        each.fullmatch if whole else each.search
                    )
    return found


def test_no_pattern_takes_long_for_any_text():
    slow, known = [], patterns()
    assert len(known) > 40
    for (pattern, _flags, _whole), ask in known.items():
        for seed in SEEDS:
            for end in ENDS:
                text = seed * (LENGTH // len(seed)) + end
                if isinstance(pattern, bytes):
                    text = text.encode()
                begun = time.process_time()
                ask(text)
                taken = time.process_time() - begun
                if taken > PATIENCE:
                    slow.append((pattern, seed, end, round(taken, 2)))
    assert slow == []


#: What only somebody who was given it knows, or a fingerprint of it.
SECRET = re.compile(r"(^|_)(secrets?|proofs?|seals?|digests?|signature_of|mac|hmac)$")


def secrets_compared(tree: ast.AST):
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.NotEq):
            for side in (node.left, *node.comparators):
                name = getattr(side, "attr", None) or getattr(side, "id", None)
                if name and SECRET.search(name):
                    yield f"{node.lineno}: {ast.unparse(node)}"


def sources():
    return [path for path in ROOT.rglob("*.py") if "migrations" not in path.parts]


@pytest.mark.parametrize("source", ["given == secret", "row.code_digest != other", "a == seal"])
def test_the_judge_finds_a_secret_that_is_compared(source):
    assert list(secrets_compared(ast.parse(source)))


def test_no_secret_is_compared_in_a_time_that_tells_of_it():
    """``hmac.compare_digest`` and Django's ``constant_time_compare`` take the same time always."""
    found = {
        str(path.relative_to(ROOT)): compared
        for path in sources()
        if (compared := list(secrets_compared(ast.parse(path.read_text()))))
    }
    assert found == {}
    constant = [p for p in sources() if re.search("compare_digest|constant_time", p.read_text())]
    assert len(constant) >= 4


#: Libraries and functions by which a program calls another computer.
FETCHING = {"requests", "httpx", "urllib.request", "urllib3", "http.client", "socket", "aiohttp"}


def imported(tree: ast.AST):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def test_only_gateways_of_the_settings_are_fetched_from():
    """No address that somebody typed is ever asked by the server; nor does a redirect lead it."""
    found = {
        str(path.relative_to(ROOT)): path.read_text()
        for path in sources()
        if any(
            name == library or name.startswith(f"{library}.")
            for name in imported(ast.parse(path.read_text()))
            for library in FETCHING
        )
    }
    assert "sms/gateways/http.py" in found
    assert [path for path in found if not path.startswith("sms/gateways/")] == []
    called = {
        path: re.findall(r"requests\.(?:request|get|post|put|head|Session)\(", text)
        for path, text in found.items()
    }
    assert {path for path, calls in called.items() if calls} == {"sms/gateways/http.py"}
    assert len(called["sms/gateways/http.py"]) == 1
    assert "allow_redirects=False" in found["sms/gateways/http.py"]
