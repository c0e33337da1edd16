"""Static files with hashes in their names, as ``ManifestStaticFilesStorage`` makes them."""

import re

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage

pytestmark = pytest.mark.django_db

HASHED = re.compile(r"\.[0-9a-f]{12}\.\w+$")


def test_every_file_of_the_suite_is_collected_under_a_hash(collected):
    ours = {
        name: hashed
        for name, hashed in staticfiles_storage.hashed_files.items()
        if name.startswith("wagtail_civic/")
    }
    assert len(ours) > 5
    assert all(HASHED.search(hashed) for hashed in ours.values())


def test_pages_ask_for_hashed_files_that_are_there(walk):
    asked = {link for link in walk.local_links() if link.startswith("/static/")}
    assert any("civic." in link for link in asked)
    for link in asked:
        assert HASHED.search(link), link
        assert staticfiles_storage.exists(link.removeprefix("/static/")), link


def test_style_sheets_name_only_files_that_are_there(collected):
    for name, hashed in staticfiles_storage.hashed_files.items():
        if not (name.startswith("wagtail_civic/") and name.endswith(".css")):
            continue
        text = staticfiles_storage.open(hashed).read().decode()
        for url in re.findall(r"url\(\"?([^)\"]+)", text):
            assert url.startswith(("data:", "#")) or HASHED.search(url), (name, url)
