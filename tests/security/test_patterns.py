"""No text takes long to be looked at, and no secret is compared letter by letter."""

import ast
import importlib
import pkgutil
import re
import time
from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

import wagtail_civic

ROOT = Path(wagtail_civic.__file__).parent
#: Every text is tried at the first length, and the worst of them at the others: the last is that of
#: a page of a document or of a table of an act.
SHORT, *LONGER = 2_000, 4_000, 16_000, 60_000
WORST = 2
SEEDS = [
    *(" ", "\t", "\n", "a", "A", "1", ".", "-", "_", "/", "(", "{", '"', "'", "<", "№", "ა"),
    *("1.", "1-", "a.", " .", "a b ", "1 ", "- ", "\n ", " \n", "'-", "a-1", "№ ", "ex", "1,"),
    *("{x", "<f", "\u200b", "\u00ad\n", "e+1", "http://", "a@", "nusx", "(cid:"),
    *("<a ", "</a", "ext", "font", "GE00", "№ 1 ", "2024 წლის ", "N1 აბ", "5 ", "a\n"),
]
ENDS = ["", "!", "\n"]
#: Seconds of processor that no text may take without a look at how that grows.
PATIENCE = 0.05
#: Twice the text takes twice the time, or four times where it grows with the square.
GROWTH = 3
ANCHORED = {"match", "fullmatch"}
LITERAL = {*ANCHORED, "search", "sub", "subn", "findall", "finditer", "split"}


def modules():
    for found in pkgutil.walk_packages([str(ROOT)], "wagtail_civic."):
        if ".migrations" not in found.name and ".management" not in found.name:
            yield importlib.import_module(found.name)


def compiled(module, tree: ast.AST) -> Iterator[tuple[re.Pattern, str]]:
    """The patterns that a module names, each with the way in which it is put to a text."""
    used, asked = Counter(), defaultdict(list)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            used[node.id] += 1
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            asked[node.value.id].append(node.attr)
    for name, value in vars(module).items():
        for each in value if isinstance(value, list | tuple) else [value]:
            each = each[0] if isinstance(each, tuple) and each else each
            if isinstance(each, re.Pattern):
                yield each, _way(set(asked[name]) if used[name] == len(asked[name]) else set())


def literals(tree: ast.AST) -> Iterator[tuple[re.Pattern, str]]:
    """The patterns that stand where they are used: ``re.sub("…", …)``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            module, name = node.func.value, node.func.attr
            given = node.args[0] if node.args else None
            if (
                getattr(module, "id", "") == "re"
                and name in LITERAL
                and isinstance(given, ast.Constant)
            ):
                yield re.compile(given.value), _way({name})


def _way(asked: set[str]) -> str:
    """Whoever looks for one place may as well look for all."""
    return asked.pop() if len(asked) == 1 and asked <= ANCHORED else "finditer"


def patterns() -> dict[tuple, re.Pattern]:
    found = {}
    for module in modules():
        tree = ast.parse(Path(module.__file__).read_text())
        for pattern, way in (*compiled(module, tree), *literals(tree)):
            found[pattern.pattern, pattern.flags, way] = pattern
    return found


def seconds(pattern: re.Pattern, way: str, seed: str, end: str, length: int) -> float:
    text = seed * (length // len(seed)) + end
    if isinstance(pattern.pattern, bytes):
        text = text.encode()
    begun = time.process_time()
    answer = getattr(pattern, way)(text)
    if way == "finditer":
        deque(answer, maxlen=0)
    return time.process_time() - begun


def is_slow(pattern: re.Pattern, way: str, seed: str, end: str) -> bool:
    """A machine that is busy makes some of several tries slow, and not the fastest of them."""
    for length in LONGER:
        if seconds(pattern, way, seed, end, length) > PATIENCE:
            half, whole = (
                min(seconds(pattern, way, seed, end, size) for _try in range(3))
                for size in (length // 2, length)
            )
            if whole > GROWTH * half:
                return True
    return False


def slow_texts(pattern: re.Pattern, way: str) -> list[tuple[str, str]]:
    """One text that takes too long, if there is any."""
    texts = [(seed, end) for seed in SEEDS for end in ENDS]
    texts.sort(key=lambda text: seconds(pattern, way, *text, SHORT), reverse=True)
    return list(islice((text for text in texts[:WORST] if is_slow(pattern, way, *text)), 1))


@pytest.mark.parametrize("pattern", [r"\d+$", r"<[^>]*>", r"\{(.*?)\}"])
def test_the_judge_finds_what_grows_with_the_square_of_a_text(pattern):
    assert slow_texts(re.compile(pattern), "finditer")


def test_the_judge_finds_a_pattern_where_it_is_used():
    tree = ast.parse("def f(text):\n    return re.search(r'\\d+$', text)")
    assert [(found.pattern, way) for found, way in literals(tree)] == [(r"\d+$", "finditer")]


def test_no_pattern_takes_long_for_any_text():
    known = patterns()
    assert len(known) > 80
    found = {(key[0], key[2]): slow_texts(pattern, key[2]) for key, pattern in known.items()}
    assert {key: texts for key, texts in found.items() if texts} == {}


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
