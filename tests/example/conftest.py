from importlib import import_module
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "example_site"


@pytest.fixture
def demo_module(monkeypatch):
    """The scripts of the example site, which are not a package."""
    monkeypatch.syspath_prepend(str(EXAMPLE))
    return import_module
