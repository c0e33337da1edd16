"""An app whose extra is missing says so and does not break the others."""

import os
import subprocess
import sys
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).parents[2]
OPTIONAL = (
    "bokeh",
    "openpyxl",
    "phonenumbers",
    "pypdf",
    "pypdfium2",
    "segno",
    "snowballstemmer",
    "squarify",
)
MESSAGES = {
    "documents": ["W101", "W104", "W105"],
    "sms": ["E501", "W520", "W521"],
    "budget": ["W601", "W602", "W603"],
}
CODE = f"""
import sys
for name in {OPTIONAL!r}:
    sys.modules[name] = None  # an import of it fails as if it were not installed

import django
django.setup()

from django.core.checks import run_checks
from django.urls import get_resolver

get_resolver().url_patterns
print(sorted(message.id for message in run_checks() if "is not installed" in message.msg))
"""


def test_without_any_optional_library_the_project_starts_and_every_app_names_its_extra():
    done = subprocess.run(
        [sys.executable, "-c", CODE],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    expected = [
        f"wagtail_civic.{number}"
        for app, numbers in MESSAGES.items()
        if apps.is_installed(f"wagtail_civic.{app}")
        for number in numbers
    ]
    assert done.stdout.strip() == str(sorted(expected))
