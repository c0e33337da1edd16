"""Optional libraries: what an app does without one, said at start-up with the way to get it."""

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec

from django.core.checks import CheckMessage, Error, Warning


@dataclass(frozen=True)
class Need:
    """``packages`` are names to import, any of which will do; ``number`` is that of the check."""

    packages: tuple[str, ...]
    otherwise: str
    number: str


def lacking(app: str, extra: str, needs: Iterable[Need]) -> list[CheckMessage]:
    """A message for each need that nothing installed meets."""
    return [
        (Error if need.number.startswith("E") else Warning)(
            f"wagtail_civic.{app}: {' or '.join(need.packages)} is not installed; "
            f"{need.otherwise}.",
            hint=f"Install the extra: pip install 'wagtail-civic[{extra}]'.",
            id=f"wagtail_civic.{need.number}",
        )
        for need in needs
        if not any(find_spec(package) for package in need.packages)
    ]
