"""Finding things in what a provider says."""

import json
import re
from collections.abc import Sequence
from typing import Any


def parsed(body: str) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None


def at(answer: Any, path: str | None) -> Any:
    """The value at `a.0.b`, or None; a name that holds dots itself is tried first."""
    if not path or (isinstance(answer, dict) and path in answer):
        return answer.get(path) if path else None
    for step in path.split("."):
        if isinstance(answer, list) and step.isdigit() and int(step) < len(answer):
            answer = answer[int(step)]
        elif isinstance(answer, dict):
            answer = answer.get(step)
        else:
            return None
    return answer


def first_at(answer: Any, paths: str | Sequence[str] | None) -> Any:
    """The first of several places where there is something: providers rename their fields."""
    wanted = [paths] if isinstance(paths, str) else paths or ()
    return next((found for path in wanted if (found := at(answer, path)) is not None), None)


def clean(text: str) -> str:
    """Without what no database stores: NUL and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def text_at(answer: Any, path: str | None) -> str:
    value = at(answer, path) if answer is not None else None
    return "" if value is None else clean(str(value)[:100])


def first_group(pattern: str | None, body: str) -> str:
    match = re.search(pattern, body) if pattern else None
    return clean(match[match.lastindex or 0][:100]) if match else ""


def same(found: Any, wanted: Any) -> bool:
    """JSON `true` is not `1`, and a missing value is nothing."""
    return type(found) is type(wanted) and found == wanted
